//! The transport against servers on loopback that say exactly what a test wants.

mod bounds;
mod certificates;
mod expect;
mod odd_answers;
mod paths;
mod proxies;
mod tls;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{HttpTransport, Transport, TransportError};
use crate::body::Body;

/// Answers the requests of one connection, one after the other, and returns what it read. Then closes.
fn serve(answers: Vec<&'static str>) -> (String, JoinHandle<Vec<String>>) {
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
fn read_request(connection: &mut TcpStream) -> String {
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

fn transport() -> HttpTransport {
    HttpTransport::builder().build()
}

async fn get(transport: &HttpTransport, url: &str) -> Result<http::Response<Body>, TransportError> {
    let request = http::Request::get(url).body(Body::empty()).unwrap();
    transport.send(request).await
}

async fn read(response: http::Response<Body>) -> Result<String, String> {
    let bytes = response.into_body().collect().await;
    let bytes = bytes.map_err(|error| error.to_string())?;
    Ok(String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn requests_go_out_as_they_are_over_one_connection() {
    let ok = "HTTP/1.1 200 OK\r\nX-Test: a\r\nContent-Length: 2\r\n\r\nhi";
    let (url, server) = serve(vec![ok, ok]);
    let transport = transport();
    for _ in 0..2 {
        let request = http::Request::post(format!("{url}/a%20b//c?d=%2F&e"))
            .header("x-amz-test", "b")
            .body(Body::from("sent"))
            .unwrap();
        let response = transport.clone().send(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["x-test"], "a");
        assert_eq!(read(response).await.unwrap(), "hi");
    }
    for request in server.join().unwrap() {
        assert!(
            request.starts_with("POST /a%20b//c?d=%2F&e HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(request.contains("\r\nx-amz-test: b\r\n"), "{request}");
        assert!(request.ends_with("\r\n\r\nsent"), "{request}");
        assert!(!request.contains("accept-encoding"), "{request}");
    }
}

#[tokio::test]
async fn a_large_body_arrives_whole() {
    let (url, server) = serve(vec!["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]);
    let body = "0123456789abcdef".repeat(64 * 1024);
    let stream = Body::from(body.clone()).into_chunks();
    let length = u64::try_from(body.len()).unwrap();
    let request = http::Request::put(&url)
        .body(Body::from_stream(stream, Some(length)))
        .unwrap();
    transport().send(request).await.unwrap();
    let requests = server.join().unwrap();
    assert!(requests[0].ends_with(&body));
    assert!(requests[0].contains(&format!("content-length: {length}\r\n")));
}

#[tokio::test]
async fn the_answer_to_head_has_no_body() {
    let (url, _server) = serve(vec!["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"]);
    let request = http::Request::head(&url).body(Body::empty()).unwrap();
    let response = transport().send(request).await.unwrap();
    assert_eq!(response.headers()["content-length"], "9");
    assert_eq!(read(response).await.unwrap(), "");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (url, _server) = serve(vec![
        "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    ]);
    assert_eq!(get(&transport(), &url).await.unwrap().status(), 301);
}

/// The text of an error, which names the host with its port.
fn without_port(error: &TransportError, url: &str) -> String {
    let host = url.trim_start_matches("http://");
    let text = error.to_string();
    assert!(text.contains(host), "{text}");
    text.replace(host, "127.0.0.1")
}

#[tokio::test]
async fn a_connection_that_closes_is_an_error() {
    let (url, _server) = serve(vec![""]);
    let error = get(&transport(), &url).await.unwrap_err();
    assert_eq!(
        without_port(&error, &url),
        "the connection to 127.0.0.1 broke before the answer came: \
         connection closed before message completed"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_port_without_a_server_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = get(&transport(), &url).await.unwrap_err();
    let text = without_port(&error, &url);
    assert!(
        text.starts_with("could not connect to 127.0.0.1: "),
        "{text}"
    );
}

#[tokio::test]
async fn a_body_that_ends_early_is_an_error() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
    ] {
        let (url, _server) = serve(vec![answer]);
        let response = get(&transport(), &url).await.unwrap();
        let error = read(response).await.unwrap_err();
        assert!(error.starts_with("the answer broke off: "), "{error}");
    }
}

/// A server that accepts and reads, and says nothing until it is let go.
fn stall() -> (String, std::sync::mpsc::Sender<()>) {
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

#[tokio::test]
async fn silence_is_a_timeout() {
    let limit = Duration::from_millis(50);
    let transport = HttpTransport::builder().read_timeout(limit).build();
    let (url, _server) = stall();
    let error = get(&transport, &url).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(
        without_port(&error, &url),
        "no byte was sent to or came from 127.0.0.1 for 50ms"
    );
}

#[tokio::test]
async fn a_client_of_ones_own_can_be_used() {
    let (url, server) = serve(vec!["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]);
    let limits = super::failure::Limits {
        connect: Duration::from_secs(60),
        read: Duration::from_secs(60),
    };
    let pool = super::Pool {
        max_idle_per_host: 1,
        idle_timeout: Duration::from_secs(1),
    };
    let client = super::connect::connections(None, limits, pool, &|_| None).unwrap();
    let transport = HttpTransport::builder().client(client.client).build();
    get(&transport, &url).await.unwrap();
    server.join().unwrap();
}

#[cfg(not(feature = "http2"))]
#[tokio::test]
async fn a_request_that_needs_http2_is_refused_without_the_feature() {
    let mut request = http::Request::post("http://127.0.0.1:1/")
        .body(Body::empty())
        .unwrap();
    *request.version_mut() = http::Version::HTTP_2;
    let error = transport().send(request).await.unwrap_err();
    assert!(!error.is_retryable());
    insta::assert_snapshot!(error, @"the operation sends events, which needs HTTP/2: build pageboy with the feature `http2`");
}

#[tokio::test]
async fn a_request_may_have_a_read_limit_of_its_own() {
    let hour = Duration::from_secs(3600);
    let transport = HttpTransport::builder().read_timeout(hour).build();
    let (url, _server) = stall();
    let mut request = http::Request::get(&url).body(Body::empty()).unwrap();
    let limit = Duration::from_millis(50);
    request.extensions_mut().insert(super::ReadTimeout(limit));
    let error = transport.send(request).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}
