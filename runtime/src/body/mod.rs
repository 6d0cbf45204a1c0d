//! The payload of a request or an answer.

mod chunks;
mod file;
mod pieces;

use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

pub use self::chunks::{BodyError, Chunks};
use self::file::SharedFile;
use self::pieces::{Pieces, ended_early};

/// The payload of a request or an answer: bytes in memory, a stream, or a repeatable source such as a file.
///
/// A repeatable source is sent again when an attempt fails, and is never held in memory as a whole.
///
/// A streaming payload of an answer (S3 `GetObject`) is handed over unread; [`Body::collect`] reads it.
pub struct Body(BodyContent);

enum BodyContent {
    Bytes(Bytes),
    // The lock is never contended: it makes a stream that is not `Sync` shareable, and lets a request take it out of a
    // shared input. A lent body shares it, and takes the stream when it is read.
    Stream {
        chunks: Arc<Mutex<Option<Chunks>>>,
        length: Option<u64>,
    },
    /// Opens a stream of the same bytes each time.
    Source {
        open: Arc<dyn Fn() -> Chunks + Send + Sync>,
        length: Option<u64>,
    },
}

impl Body {
    /// An empty body.
    pub const fn empty() -> Self {
        Self(BodyContent::Bytes(Bytes::new()))
    }

    /// A stream of chunks; `length` is the number of bytes when it is known.
    ///
    /// A request with a stream is not sent again once any of it was read; bodies from [`from_path`](Self::from_path) and
    /// [`from_fn`](Self::from_fn) are. S3 needs the length. Over plain HTTP, and for services other than S3 whose signature
    /// includes the body's hash, the whole stream is read before it is sent: more than 8 MiB go into a temporary file, or
    /// into memory where none can be created.
    pub fn from_stream(
        chunks: impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self(BodyContent::Stream {
            chunks: Arc::new(Mutex::new(Some(Box::pin(chunks)))),
            length,
        })
    }

    /// The content of a file, which is opened now and read in pieces each time it is sent.
    ///
    /// Where the signature or a header needs a hash first, as over plain HTTP, it is read twice. A file whose length changes
    /// meanwhile is an error.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or is not a regular file: a pipe can be read only once, and is a
    /// [stream](Self::from_stream).
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self::of_file(SharedFile::open(path.as_ref())?))
    }

    /// A repeatable body: `open` returns a stream of the same bytes each time. `length` is their number, if known.
    ///
    /// It is called once for each attempt, and once more before if the signature or a header needs a hash of the bytes.
    pub fn from_fn<S>(open: impl Fn() -> S + Send + Sync + 'static, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, BodyError>> + Send + 'static,
    {
        Self(BodyContent::Source {
            open: Arc::new(move || Box::pin(open())),
            length,
        })
    }

    fn of_file(file: SharedFile) -> Self {
        let (length, file) = (file.length(), Arc::new(file));
        Self(BodyContent::Source {
            open: Arc::new(move || file.chunks()),
            length: Some(length),
        })
    }

    /// The bytes, if they are in memory.
    pub const fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            BodyContent::Bytes(bytes) => Some(bytes),
            BodyContent::Stream { .. } | BodyContent::Source { .. } => None,
        }
    }

    /// The number of bytes, if it is known.
    pub fn len(&self) -> Option<u64> {
        match &self.0 {
            BodyContent::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            BodyContent::Stream { length, .. } | BodyContent::Source { length, .. } => *length,
        }
    }

    /// Whether the body is known to have no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// A second body with the same bytes; `None` for a stream, which can be read only once.
    pub fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            BodyContent::Bytes(bytes) => Some(Self(BodyContent::Bytes(bytes.clone()))),
            BodyContent::Stream { .. } => None,
            BodyContent::Source { open, length } => Some(Self(BodyContent::Source {
                open: Arc::clone(open),
                length: *length,
            })),
        }
    }

    /// Whether it can be read and sent any number of times; streams cannot.
    pub const fn is_repeatable(&self) -> bool {
        !matches!(self.0, BodyContent::Stream { .. })
    }

    /// The same bytes, with this length announced.
    pub(crate) fn with_length(mut self, to: Option<u64>) -> Self {
        if let BodyContent::Stream { length, .. } | BodyContent::Source { length, .. } = &mut self.0
        {
            *length = to;
        }
        self
    }

    /// The chunks after `wrap`, each time they are read; their length is unknown.
    pub(crate) fn wrapped<S>(self, wrap: impl Fn(Chunks) -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<Bytes, BodyError>> + Send + 'static,
    {
        match self.0 {
            BodyContent::Source { open, .. } => Self::from_fn(move || wrap(open()), None),
            other => Self::from_stream(wrap(Self(other).into_chunks()), None),
        }
    }

    /// The same bytes in a repeatable form: a stream is read into memory, or into a temporary file if it is large.
    ///
    /// # Errors
    ///
    /// When the stream fails, ends early, or the file cannot be written.
    pub(crate) async fn repeatable(self) -> Result<Self, BodyError> {
        if self.is_repeatable() {
            return Ok(self);
        }
        let length = self.len();
        let mut chunks = self.into_chunks();
        let mut held = Vec::new();
        let mut file: Option<SharedFile> = None;
        let mut may_have_file = true;
        while let Some(chunk) = std::future::poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            let chunk = chunk?;
            if let Some(file) = &mut file {
                append(file, &chunk)?;
                continue;
            }
            held.extend_from_slice(&chunk);
            if held.len() > IN_MEMORY && may_have_file {
                match SharedFile::temporary() {
                    Ok(mut made) => {
                        append(&mut made, &std::mem::take(&mut held))?;
                        file = Some(made);
                    }
                    Err(_) => may_have_file = false,
                }
            }
        }
        let read = file.as_ref().map_or(held.len() as u64, SharedFile::length);
        match length {
            Some(length) if read < length => Err(ended_early(read, length)),
            _ => Ok(file.map_or_else(|| Self::from(held), Self::of_file)),
        }
    }

    /// The payload to send: a copy of bytes, or the stream itself, which cannot be sent again.
    pub(crate) fn take(&self) -> Self {
        match &self.0 {
            BodyContent::Bytes(bytes) => Self(BodyContent::Bytes(bytes.clone())),
            BodyContent::Source { open, length } => Self(BodyContent::Source {
                open: Arc::clone(open),
                length: *length,
            }),
            BodyContent::Stream { chunks, length } => {
                let taken = chunks.lock().unwrap_or_else(PoisonError::into_inner).take();
                Self(BodyContent::Stream {
                    chunks: Arc::new(Mutex::new(taken)),
                    length: *length,
                })
            }
        }
    }

    /// The payload of one attempt: as [`take`](Self::take), but a stream is taken only when its first chunk is requested.
    pub(crate) fn lend(&self) -> Self {
        match &self.0 {
            BodyContent::Stream { chunks, length } => Self(BodyContent::Stream {
                chunks: Arc::clone(chunks),
                length: *length,
            }),
            BodyContent::Bytes(_) | BodyContent::Source { .. } => self.take(),
        }
    }

    /// Whether this was a stream that has been taken.
    pub(crate) fn is_taken(&self) -> bool {
        match &self.0 {
            BodyContent::Bytes(_) | BodyContent::Source { .. } => false,
            BodyContent::Stream { chunks, .. } => {
                let chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
                chunks.is_none()
            }
        }
    }

    /// Whether it can still be sent: it is repeatable, or has not been read.
    pub(crate) fn can_be_sent(&self) -> bool {
        self.is_repeatable() || !self.is_taken()
    }

    /// The chunks, in order.
    pub fn into_chunks(self) -> Chunks {
        match self.0 {
            BodyContent::Bytes(bytes) => Box::pin(Once(Some(Ok(bytes)))),
            BodyContent::Stream { chunks, .. } => when_read(chunks),
            BodyContent::Source { open, .. } => open(),
        }
    }

    /// Reads everything into memory.
    ///
    /// # Errors
    ///
    /// When the source fails or ends early.
    pub async fn collect(self) -> Result<Bytes, BodyError> {
        self.collect_up_to(usize::MAX).await
    }

    /// Reads everything into memory, up to `limit` bytes.
    ///
    /// # Errors
    ///
    /// When the source fails, ends early, or has more than `limit` bytes.
    pub async fn collect_up_to(self, limit: usize) -> Result<Bytes, BodyError> {
        self.collect_into(&BytesMut::new, limit).await
    }

    /// Like [`collect_up_to`](Self::collect_up_to), in the memory of an empty buffer if the body arrives in pieces.
    pub(crate) async fn collect_into(
        self,
        buffer: &(dyn Fn() -> BytesMut + Sync),
        limit: usize,
    ) -> Result<Bytes, BodyError> {
        let (mut chunks, length) = match self.0 {
            BodyContent::Bytes(bytes) if bytes.len() > limit => {
                return Err(BodyError::over_limit(limit));
            }
            BodyContent::Bytes(bytes) => return Ok(bytes),
            BodyContent::Stream { chunks, length } => (when_read(chunks), length),
            BodyContent::Source { open, length } => (open(), length),
        };
        let mut pieces = Pieces::default();
        while let Some(piece) = std::future::poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            pieces.add(piece?, buffer, limit, length)?;
        }
        pieces.whole(length)
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0, self.len()) {
            (BodyContent::Bytes(bytes), _) => write!(f, "Body({} bytes)", bytes.len()),
            (_, Some(length)) => write!(f, "Body(stream of {length} bytes)"),
            (_, None) => f.write_str("Body(stream)"),
        }
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $bytes:expr;)*) => {$(
        impl From<$type> for Body {
            fn from($value: $type) -> Self {
                Self(BodyContent::Bytes($bytes))
            }
        }
    )*};
}

from! {
    Bytes => |value| value;
    aws_smithy_types::Blob => |value| value.into_bytes();
    Vec<u8> => |value| value.into();
    String => |value| value.into();
    &'static str => |value| Bytes::from_static(value.as_bytes());
    &'static [u8] => |value| Bytes::from_static(value);
}

/// How many bytes of a stream are held in memory when it has to be read before it is sent.
const IN_MEMORY: usize = 8 * 1024 * 1024;

fn append(file: &mut SharedFile, bytes: &[u8]) -> Result<(), BodyError> {
    let problem = |error| {
        BodyError::new(format!(
            "a temporary file for the body cannot be written: {error}"
        ))
    };
    file.append(bytes).map_err(problem)
}

/// The stream, or a stream that takes it when it is read, if somebody else may need it.
fn when_read(chunks: Arc<Mutex<Option<Chunks>>>) -> Chunks {
    match Arc::try_unwrap(chunks) {
        Ok(chunks) => or_gone(chunks.into_inner().unwrap_or_else(PoisonError::into_inner)),
        Err(shared) => Box::pin(Loan {
            shared,
            taken: None,
        }),
    }
}

fn or_gone(chunks: Option<Chunks>) -> Chunks {
    chunks.unwrap_or_else(|| {
        Box::pin(Once(Some(Err(BodyError::new(
            "the stream was already sent",
        )))))
    })
}

struct Loan {
    shared: Arc<Mutex<Option<Chunks>>>,
    taken: Option<Chunks>,
}

impl Stream for Loan {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let this = &mut *self;
        let taken = this.taken.get_or_insert_with(|| {
            let mut shared = this.shared.lock().unwrap_or_else(PoisonError::into_inner);
            or_gone(shared.take())
        });
        taken.as_mut().poll_next(cx)
    }
}

struct Once(Option<Result<Bytes, BodyError>>);

impl Stream for Once {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_over_the_limit_is_an_error_not_a_prefix() {
        let error = Body::from("four").collect_up_to(3).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the body is larger than the limit of 3 bytes"
        );
    }

    async fn all(body: &Body) -> Result<Bytes, BodyError> {
        body.try_clone().unwrap().collect().await
    }

    #[tokio::test]
    async fn a_file_is_read_as_often_as_it_is_sent() {
        let path = std::env::temp_dir().join(format!("pageboy-body-{}", fastrand::u64(..)));
        let bytes: Vec<u8> = (0..=250).cycle().take(700_000).collect();
        std::fs::write(&path, &bytes).unwrap();
        let body = Body::from_path(&path).unwrap();
        assert_eq!(body.len(), Some(700_000));
        assert_eq!(all(&body).await.unwrap(), bytes);
        assert_eq!(all(&body).await.unwrap(), bytes);
        std::fs::write(&path, &bytes[..10]).unwrap();
        let shorter = all(&body).await.unwrap_err().to_string();
        assert!(
            shorter.ends_with("had 700000 bytes when it was opened, and has a different size now"),
            "{shorter}"
        );
        std::fs::remove_file(&path).unwrap();
        assert!(Body::from_path(&path).is_err());
        assert!(Body::from_path(std::env::temp_dir()).is_err());
    }

    #[tokio::test]
    async fn a_stream_that_has_to_be_read_twice_is_kept_in_memory_or_in_a_file() {
        for size in [3, IN_MEMORY + 5] {
            let half = vec![b'x'; size / 2];
            let rest = vec![b'y'; size - size / 2];
            let whole = [half.clone(), rest.clone()].concat();
            let pieces = [Ok(Bytes::from(half)), Ok(Bytes::from(rest))];
            let body = Body::from_stream(futures_util::stream::iter(pieces), None);
            let body = body.repeatable().await.unwrap();
            assert_eq!(body.bytes().is_some(), size < IN_MEMORY);
            assert_eq!(body.len(), Some(size as u64));
            for _ in 0..2 {
                assert!(all(&body).await.unwrap() == whole);
            }
        }
        let short = Body::from_stream(Once(Some(Ok("ab".into()))), Some(3))
            .repeatable()
            .await;
        assert_eq!(
            short.unwrap_err().to_string(),
            "the body ended after 2 of 3 bytes"
        );
    }

    #[tokio::test]
    async fn a_stream_that_ends_before_its_length_is_an_error() {
        let body = Body::from_stream(Once(Some(Ok("ab".into()))), Some(3));
        assert_eq!(
            body.collect().await.unwrap_err().to_string(),
            "the body ended after 2 of 3 bytes"
        );
    }
}
