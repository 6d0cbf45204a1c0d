//! Servers on loopback that say exactly what a test wants, and requests to them.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use crate::body::Body;
use crate::client::transport::{Transport, TransportError};

/// Answers the requests of one connection, one after the other, and returns what it read. Then closes.
pub(crate) fn serve(answers: Vec<&'static str>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut requests = Vec::new();
        for answer in answers {
            requests.push(read_request(&mut connection));
            connection.write_all(answer.as_bytes()).unwrap();
        }
        requests
    });
    (url, server)
}

/// Reads the head, and as much body as it announces.
pub(crate) fn read_request(connection: &mut TcpStream) -> String {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_length = name.eq_ignore_ascii_case("content-length");
                is_length.then(|| value.trim().parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let count = connection.read(&mut buffer).unwrap();
        assert!(count > 0, "the request ended early: {text}");
        read.extend_from_slice(&buffer[..count]);
    }
}

pub(crate) async fn get(
    transport: &impl Transport,
    url: &str,
) -> Result<http::Response<Body>, TransportError> {
    let request = http::Request::get(url).body(Body::empty()).unwrap();
    transport.send(request).await
}

pub(crate) async fn read(response: http::Response<Body>) -> Result<String, String> {
    let bytes = response.into_body().collect().await;
    let bytes = bytes.map_err(|error| error.to_string())?;
    Ok(String::from_utf8(bytes.to_vec()).unwrap())
}

/// The text of an error, which names the host with its port.
pub(crate) fn without_port(error: &TransportError, url: &str) -> String {
    let host = url.trim_start_matches("http://");
    let text = error.to_string();
    assert!(text.contains(host), "{text}");
    text.replace(host, "127.0.0.1")
}

/// A server that accepts and reads, and says nothing until it is let go.
pub(crate) fn stall() -> (String, std::sync::mpsc::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (let_go, waits) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        read_request(&mut connection);
        waits.recv().unwrap_err();
    });
    (url, let_go)
}
