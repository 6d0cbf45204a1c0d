//! A server whose answers were made before anybody asks.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use crate::token;

/// What a server answers.
pub(crate) struct Service {
    /// How many items a peer has to find in them.
    pub(crate) items: usize,
    /// The bytes of all its answers.
    pub(crate) bytes: usize,
    pub(crate) answers: Answers,
}

/// The answers, each a whole HTTP message.
pub(crate) enum Answers {
    /// Pages: the token in a request says which; without one, it is the first.
    Pages(Vec<Vec<u8>>),
    /// The same to every request.
    One(Vec<u8>),
    /// Made of the request's body.
    Made(fn(&[u8]) -> Vec<u8>),
}

/// A running server; its threads end with the program.
pub(crate) struct Server {
    url: String,
}

impl Server {
    /// Starts on a free port of this machine.
    pub(crate) fn start(service: Service) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let service = Arc::new(service);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let service = Arc::clone(&service);
                // A client that goes away is no news.
                thread::spawn(move || drop(serve(stream, &service)));
            }
        });
        Ok(Self { url })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// A whole message with this content type, and further lines of headers.
pub(crate) fn message(content_type: &str, lines: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n{lines}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn serve(mut stream: TcpStream, service: &Service) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut read = Vec::new();
    let mut buffer = [0; 1 << 16];
    loop {
        let length = loop {
            if let Some(length) = whole(&read) {
                break length;
            }
            match stream.read(&mut buffer)? {
                0 => return Ok(()),
                count => read.extend(buffer.get(..count).unwrap_or_default()),
            }
        };
        let request = read.get(..length).unwrap_or_default();
        match &service.answers {
            Answers::One(answer) => stream.write_all(answer)?,
            Answers::Pages(pages) => {
                let page = pages.get(token::number(request));
                stream.write_all(page.map_or(NOT_FOUND, Vec::as_slice))?;
            }
            Answers::Made(make) => stream.write_all(&make(request))?,
        }
        read.drain(..length);
    }
}

const NOT_FOUND: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

/// The length of the request that these bytes begin with, if it is there as a whole.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = token::find(bytes, b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(bytes.get(..head)?).to_ascii_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.map_or(Some(0), |length| length.trim().parse().ok())?;
    (bytes.len() >= head + length).then_some(head + length)
}
