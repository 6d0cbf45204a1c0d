//! A server on a free loopback port that gives a case's answers, in order.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::case::Answer;

/// What was sent: the request line, the headers, the body.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentRequest {
    pub(crate) line: String,
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// A server; it is there until the test ends.
pub(crate) struct Endpoint {
    pub(crate) port: u16,
    sent: Arc<Mutex<Vec<SentRequest>>>,
}

impl Endpoint {
    /// One that gives these answers, and closes the connection instead of more.
    pub(crate) fn new(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let sent: Arc<Mutex<Vec<SentRequest>>> = Arc::default();
        let shared = sent.clone();
        thread::spawn(move || {
            let mut answers = answers.into_iter();
            for stream in listener.incoming().map_while(Result::ok) {
                // A client that goes away has its reasons.
                let _ = serve(&stream, &shared, &mut answers);
            }
        });
        Self { port, sent }
    }

    pub(crate) fn sent(&self) -> Vec<SentRequest> {
        self.sent.lock().unwrap().clone()
    }
}

/// Answers one request and closes the connection.
fn serve(
    mut stream: &TcpStream,
    sent: &Mutex<Vec<SentRequest>>,
    answers: &mut impl Iterator<Item = Answer>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = SentRequest::default();
    reader.read_line(&mut request.line)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        request.headers.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    let is_connect = request.line.starts_with("CONNECT");
    sent.lock().unwrap().push(request);
    if is_connect {
        return Ok(());
    }
    let Some(answer) = answers.next() else {
        return Ok(());
    };
    let headers = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let headers: String = headers.collect();
    write!(
        stream,
        "HTTP/1.1 {} Answer\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{}",
        answer.status,
        answer.body.len(),
        answer.body
    )?;
    stream.flush()
}
