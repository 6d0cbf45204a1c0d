//! An HTTP endpoint on a free loopback port that answers from a list.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// An endpoint; it is there until the test ends.
pub(crate) struct Endpoint {
    url: String,
    state: Arc<Mutex<State>>,
}

struct State {
    answers: Vec<Answer>,
    repeats: bool,
    bodies: Vec<String>,
    scopes: Vec<String>,
    headers: Vec<String>,
}

/// What is answered to one request.
#[derive(Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: String,
    body: String,
    sent: usize,
}

impl Answer {
    /// An answer with this status and body.
    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: "x-amzn-requestid: request-1\r\n".to_owned(),
            body: body.to_owned(),
            sent: body.len(),
        }
    }

    /// With another header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// With the connection closed after so many bytes of the body.
    pub(crate) fn cut(mut self, sent: usize) -> Self {
        self.sent = sent;
        self
    }
}

impl Endpoint {
    /// An endpoint that gives these answers, in order, and none after them.
    pub(crate) fn new(answers: Vec<Answer>) -> Self {
        Self::start(answers, false)
    }

    /// An endpoint that always gives this answer.
    pub(crate) fn repeating(answer: Answer) -> Self {
        Self::start(vec![answer], true)
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The bodies that were sent to it.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.state.lock().unwrap().bodies.clone()
    }

    /// With which key and for which region each request was signed.
    pub(crate) fn scopes(&self) -> Vec<String> {
        self.state.lock().unwrap().scopes.clone()
    }

    /// The lines of the headers of all requests, in lower case.
    pub(crate) fn headers(&self) -> Vec<String> {
        self.state.lock().unwrap().headers.clone()
    }

    fn start(answers: Vec<Answer>, repeats: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            answers,
            repeats,
            bodies: Vec::new(),
            scopes: Vec::new(),
            headers: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // A client that goes away has its reasons.
                let _ = serve(stream, &shared);
            }
        });
        Self { url, state }
    }
}

/// Answers one request and closes the connection.
fn serve(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(&stream);
    let mut length = 0;
    let mut scope = None;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if let Some((_, credential)) = line.split_once("Credential=") {
            let mut parts = credential.split('/');
            scope = parts
                .next()
                .zip(parts.nth(1))
                .map(|(key, region)| format!("{key} {region}"));
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        headers.push(line.clone());
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let answer = {
        let mut state = state.lock().unwrap();
        state.scopes.extend(scope);
        state.headers.extend(headers);
        state
            .bodies
            .push(String::from_utf8_lossy(&body).into_owned());
        match (state.repeats, state.answers.is_empty()) {
            (true, _) => state.answers[0].clone(),
            (false, true) => return Ok(()),
            (false, false) => state.answers.remove(0),
        }
    };
    let Answer {
        status,
        headers,
        body,
        sent,
    } = answer;
    let length = body.len();
    let mut to = &stream;
    write!(
        to,
        "HTTP/1.1 {status} Answer\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{}",
        &body[..sent]
    )?;
    to.flush()
}
