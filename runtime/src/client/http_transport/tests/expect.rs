//! Bodies that wait until the service asks for them.

use std::io::Read;

use super::certificates::{AUTHORITY, PemFile, SIGNED, SIGNED_KEY, server};
use super::proxies::with;
use super::*;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\nConnection: keep-alive\r\n\r\n";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// What a server does with its connection; returns what it read after heads.
fn serve_by(
    serve: impl FnOnce(&TcpListener) -> Vec<String> + Send + 'static,
) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (url, std::thread::spawn(move || serve(&listener)))
}

/// Waits for a server, and lets connections go on meanwhile.
async fn end<T: Send + 'static>(server: JoinHandle<T>) -> T {
    let end = tokio::task::spawn_blocking(|| server.join().unwrap());
    end.await.unwrap()
}

/// Reads a head, and nothing of what is behind it.
fn read_head(connection: &mut impl Read) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        connection.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    String::from_utf8(head).unwrap()
}

fn read_body(connection: &mut impl Read, length: usize) -> String {
    let mut body = vec![0; length];
    connection.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

/// Whether the other side closed without another byte.
fn is_closed(connection: &mut TcpStream) -> bool {
    connection.read(&mut [0; 16]).unwrap() == 0
}

fn put(url: &str, body: Body) -> http::Request<Body> {
    let length = body.len().unwrap();
    http::Request::put(url)
        .header("expect", "100-continue")
        .header("content-length", length)
        .body(body)
        .unwrap()
}

/// A stream that is read once.
fn once() -> Body {
    Body::from_stream(Body::from("sent").into_chunks(), Some(4))
}

#[tokio::test]
async fn a_body_is_sent_when_it_is_asked_for_and_the_connection_is_used_again() {
    let (url, server) = serve_by(|listener| {
        let (mut connection, _) = listener.accept().unwrap();
        let mut read = Vec::new();
        for _ in 0..3 {
            let head = read_head(&mut connection);
            assert!(head.contains("\r\nexpect: 100-continue\r\n"), "{head}");
            connection.set_nonblocking(true).unwrap();
            let early = connection.peek(&mut [0]);
            connection.set_nonblocking(false).unwrap();
            assert_eq!(
                early.unwrap_err().kind(),
                std::io::ErrorKind::WouldBlock,
                "the body does not wait"
            );
            connection.write_all(CONTINUE).unwrap();
            read.push(read_body(&mut connection, 4));
            connection.write_all(OK).unwrap();
        }
        read
    });
    let transport = transport();
    for body in [Body::from("sent"), once(), once()] {
        let response = transport.send(put(&url, body)).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(read(response).await.unwrap(), "ok");
    }
    assert_eq!(end(server).await, ["sent"; 3]);
}

#[tokio::test]
async fn a_service_that_says_nothing_gets_the_body_all_the_same() {
    // The wait is no silence of the network, however soon that is an error.
    for limit in [60_000, 500] {
        let (url, server) = serve_by(|listener| {
            let (mut connection, _) = listener.accept().unwrap();
            read_head(&mut connection);
            let body = read_body(&mut connection, 4);
            // Late, and no answer.
            connection.write_all(CONTINUE).unwrap();
            connection.write_all(OK).unwrap();
            vec![body]
        });
        let limit = Duration::from_millis(limit);
        let transport = HttpTransport::builder().read_timeout(limit).build();
        let response = transport.send(put(&url, once())).await.unwrap();
        assert_eq!(read(response).await.unwrap(), "ok");
        assert_eq!(end(server).await, ["sent"]);
    }
}

#[tokio::test]
async fn a_final_answer_leaves_the_body_unread_and_closes_the_connection() {
    for answer in [
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nwhy",
        "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nwhy\r\n0\r\n\r\n",
        "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ] {
        let (url, server) = serve_by(move |listener| {
            let (mut refused, _) = listener.accept().unwrap();
            read_head(&mut refused);
            refused.write_all(answer.as_bytes()).unwrap();
            assert!(is_closed(&mut refused), "{answer}");
            let (mut connection, _) = listener.accept().unwrap();
            read_head(&mut connection);
            connection.write_all(CONTINUE).unwrap();
            let body = read_body(&mut connection, 4);
            connection.write_all(OK).unwrap();
            vec![body]
        });
        let transport = transport();
        let body = once();
        let response = transport.send(put(&url, body.lend())).await.unwrap();
        let has_body = answer.ends_with("why") || answer.contains("chunked");
        assert!(response.status().as_u16() >= 300);
        let text = read(response).await.unwrap();
        assert_eq!(text, if has_body { "why" } else { "" });
        assert!(body.can_be_sent(), "{answer}");
        // Whole, for another request.
        let response = transport.send(put(&url, body.lend())).await.unwrap();
        assert_eq!(read(response).await.unwrap(), "ok");
        assert!(!body.can_be_sent());
        assert_eq!(end(server).await, ["sent"]);
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_does_not_touch_the_body() {
    let (has_head, head) = tokio::sync::oneshot::channel();
    let (url, server) = serve_by(|listener| {
        let (mut connection, _) = listener.accept().unwrap();
        read_head(&mut connection);
        has_head.send(()).unwrap();
        assert!(is_closed(&mut connection));
        Vec::new()
    });
    let body = once();
    let transport = transport();
    tokio::select! {
        biased;
        _ = transport.send(put(&url, body.lend())) => panic!("nobody answered"),
        head = head => head.unwrap(),
    }
    end(server).await;
    assert!(body.can_be_sent());
}

#[tokio::test]
async fn behind_a_proxy_the_service_is_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let proxy = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let asked = read_head(&mut connection);
        let connected = b"HTTP/1.1 200 connected\r\n\r\n";
        connection.write_all(connected).unwrap();
        let mut tls = rustls::ServerConnection::new(server(SIGNED, SIGNED_KEY)).unwrap();
        let mut stream = rustls::Stream::new(&mut tls, &mut connection);
        read_head(&mut stream);
        stream.write_all(CONTINUE).unwrap();
        let body = read_body(&mut stream, 4);
        stream.write_all(OK).unwrap();
        (asked, body)
    });
    let file = PemFile::of(AUTHORITY);
    let transport = with(&[("HTTPS_PROXY", &url)], Some(&file));
    let request = put("https://s3.example.test/bkt/key", once());
    let response = transport.send(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let (asked, body) = end(proxy).await;
    assert!(!asked.contains("expect"), "{asked}");
    assert_eq!(body, "sent");
}

#[tokio::test]
async fn an_empty_body_waits_for_nothing() {
    let (url, server) = serve(vec!["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]);
    transport().send(put(&url, Body::empty())).await.unwrap();
    let request = server.join().unwrap().remove(0);
    assert!(request.contains("\r\nexpect: 100-continue\r\n"));
}
