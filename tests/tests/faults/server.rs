//! A server on a free loopback port that plays what it was told to, byte by byte.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does, one step after the other; then it reads the next request.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Send(Vec<u8>),
    /// A byte at a time, with this pause after each.
    Drip(Vec<u8>, Duration),
    /// Nothing for this long.
    Pause(Duration),
    /// The connection is reset.
    Reset,
    /// The connection is closed.
    Close,
    /// The server says that it sends no more, and reads on.
    HalfClose,
    /// The server does nothing more until the client goes.
    Hang,
}

/// The request's header that says which answer is played.
pub(crate) const NUMBER: &str = "x-fault-answer";

/// A server; it is there until the runtime ends.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    port: u16,
    plays: Arc<Mutex<HashMap<u64, Vec<Step>>>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            plays: Arc::default(),
        };
        let plays = server.plays.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away has its reasons.
                let plays = plays.clone();
                tokio::spawn(async move { serve(stream, &plays).await });
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Says what the request of this number is answered with.
    pub(crate) fn play(&self, number: u64, steps: Vec<Step>) {
        self.plays.lock().unwrap().insert(number, steps);
    }
}

async fn serve(
    mut stream: TcpStream,
    plays: &Mutex<HashMap<u64, Vec<Step>>>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut read = Vec::new();
    while let Some(number) = request(&mut stream, &mut read).await? {
        let steps = plays.lock().unwrap().get(&number).cloned();
        for step in steps.unwrap_or_default() {
            match step {
                Step::Send(bytes) => stream.write_all(&bytes).await?,
                Step::Drip(bytes, pause) => {
                    for byte in bytes {
                        stream.write_all(&[byte]).await?;
                        tokio::time::sleep(pause).await;
                    }
                }
                Step::Pause(pause) => tokio::time::sleep(pause).await,
                Step::Reset => {
                    stream.set_zero_linger()?;
                    return Ok(());
                }
                Step::Close => return Ok(()),
                Step::HalfClose => stream.shutdown().await?,
                Step::Hang => while stream.read(&mut [0; 1024]).await? > 0 {},
            }
        }
    }
    Ok(())
}

/// Reads a request to its end and gives its number; `None` when the client has gone.
async fn request(stream: &mut TcpStream, read: &mut Vec<u8>) -> std::io::Result<Option<u64>> {
    let end = loop {
        if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if !more(stream, read).await? {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        let (_, value) = lines.find(|(known, _)| *known == name)?;
        value.trim().parse::<u64>().ok()
    };
    let length = header("content-length").unwrap_or(0) as usize;
    while read.len() < end + length {
        if !more(stream, read).await? {
            return Ok(None);
        }
    }
    read.drain(..end + length);
    Ok(header(NUMBER))
}

async fn more(stream: &mut TcpStream, read: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut buffer = [0; 16 * 1024];
    let count = stream.read(&mut buffer).await?;
    read.extend_from_slice(&buffer[..count]);
    Ok(count > 0)
}
