//! The transport against servers on loopback that say exactly what a test wants.

mod bounds;
mod certificates;
mod expect;
mod loopback;
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
use crate::client::ReadTimeout;
use crate::client::exchange::servers::{get, read, read_request, serve, stall, without_port};

fn transport() -> HttpTransport {
    HttpTransport::builder().build()
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
    request.extensions_mut().insert(ReadTimeout(limit));
    let error = transport.send(request).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}
