//! Bodies in files: read in pieces, each time they are sent.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::chunks::{BodyError, Chunks};

/// An open file; each reading has a position of its own.
pub(super) struct SharedFile {
    file: Mutex<File>,
    length: u64,
    /// Its name in errors.
    name: String,
    /// The path to remove at the end, for a temporary file that cannot be removed while it is open.
    left: Option<PathBuf>,
}

/// How many bytes are read at once.
const PIECE: usize = 256 * 1024;

impl SharedFile {
    /// An existing file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "it is not a regular file, so it cannot be read twice",
            ));
        }
        Ok(Self {
            file: Mutex::new(file),
            length: metadata.len(),
            name: path.display().to_string(),
            left: None,
        })
    }

    /// A new file that nobody else can open, where the system allows that, and that is removed with this value.
    pub(super) fn temporary() -> io::Result<Self> {
        let name = format!(
            "pageboy-{:016x}{:016x}",
            fastrand::u64(..),
            fastrand::u64(..)
        );
        let path = std::env::temp_dir().join(name);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        // An open file needs no name, except where the system requires one.
        let left = std::fs::remove_file(&path).is_err().then(|| path.clone());
        Ok(Self {
            file: Mutex::new(file),
            length: 0,
            name: path.display().to_string(),
            left,
        })
    }

    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Appends to a temporary file.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.write_all(bytes)?;
        self.length = self.length.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// The whole content, from the start.
    pub(super) fn chunks(self: &Arc<Self>) -> Chunks {
        Box::pin(Reading {
            file: Arc::clone(self),
            at: 0,
            pending: None,
            has_ended: false,
        })
    }

    /// The bytes from a position on; none at the end.
    fn read(&self, at: u64) -> io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        let mut piece = vec![0; PIECE];
        let read = loop {
            match file.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        piece.truncate(read);
        Ok(piece)
    }
}

impl Drop for SharedFile {
    fn drop(&mut self) {
        if let Some(path) = &self.left {
            let _left_for_the_system = std::fs::remove_file(path);
        }
    }
}

/// One reading of a file, whose length must be the same as when it was opened.
struct Reading {
    file: Arc<SharedFile>,
    at: u64,
    /// The next piece, read in a thread that may block.
    pending: Option<JoinHandle<io::Result<Vec<u8>>>>,
    has_ended: bool,
}

impl Reading {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Vec<u8>>> {
        let pending = match &mut self.pending {
            Some(pending) => pending,
            place => {
                let (file, at) = (Arc::clone(&self.file), self.at);
                let Ok(runtime) = Handle::try_current() else {
                    return Poll::Ready(file.read(at));
                };
                place.insert(runtime.spawn_blocking(move || file.read(at)))
            }
        };
        let read = ready!(Pin::new(pending).poll(cx));
        self.pending = None;
        Poll::Ready(read.unwrap_or_else(|error| Err(io::Error::other(error))))
    }

    fn take(&mut self, piece: io::Result<Vec<u8>>) -> Option<Result<Bytes, BodyError>> {
        let SharedFile { name, length, .. } = &*self.file;
        let problem = match piece {
            Ok(piece) => {
                self.at = self.at.saturating_add(piece.len() as u64);
                match self.at.cmp(length) {
                    _ if !piece.is_empty() && self.at <= *length => return Some(Ok(piece.into())),
                    std::cmp::Ordering::Equal => {
                        self.has_ended = true;
                        return None;
                    }
                    _ => {
                        format!(
                            "{name} had {length} bytes when it was opened, and has a different size now"
                        )
                    }
                }
            }
            Err(error) => format!("{name} cannot be read: {error}"),
        };
        self.has_ended = true;
        Some(Err(BodyError::new(problem)))
    }
}

impl Stream for Reading {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let piece = ready!(self.poll_piece(cx));
        Poll::Ready(self.take(piece))
    }
}
