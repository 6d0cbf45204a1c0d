//! How long uploads may take, and how many connections there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::*;

/// Reads the head and the announced body in pieces, with a pause after each; then answers.
fn read_slowly(mut connection: TcpStream, pieces: usize, pause: Duration) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        connection.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    let mut left: usize = length.parse().unwrap();
    let piece = left.div_ceil(pieces);
    let mut buffer = vec![0; piece];
    while left > 0 {
        let count = left.min(piece);
        connection.read_exact(&mut buffer[..count]).unwrap();
        left -= count;
        std::thread::sleep(pause);
    }
    connection
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        .unwrap();
}

async fn put(
    transport: &HttpTransport,
    url: &str,
    bytes: usize,
) -> Result<http::Response<Body>, TransportError> {
    let request = http::Request::put(url)
        .body(Body::from(vec![7; bytes]))
        .unwrap();
    transport.send(request).await
}

#[tokio::test]
async fn an_upload_that_moves_may_take_longer_than_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (connection, _) = listener.accept().unwrap();
        read_slowly(connection, 20, Duration::from_millis(50));
    });
    let limit = Duration::from_millis(200);
    let transport = HttpTransport::builder().read_timeout(limit).build();
    let answer = put(&transport, &url, 2_000_000).await.unwrap();
    assert_eq!(answer.status(), 200);
    server.join().unwrap();
}

#[tokio::test]
async fn an_upload_that_nobody_reads_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (_let_go, waits) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        let _connection = listener.accept().unwrap();
        let _end = waits.recv();
    });
    let limit = Duration::from_millis(50);
    let transport = HttpTransport::builder().read_timeout(limit).build();
    // As much as arrives in a second at the least rate; what is larger waits for the operating system to give up.
    let error = put(&transport, &url, 16 * 1024).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

/// A server that answers any number of requests on any number of connections, and counts both.
#[derive(Clone, Default)]
struct Crowd {
    busy: Arc<AtomicUsize>,
    most_busy: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

impl Crowd {
    fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let crowd = self.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let crowd = crowd.clone();
                crowd.open.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    crowd.serve(connection);
                    crowd.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        url
    }

    fn serve(&self, mut connection: TcpStream) {
        let mut request = [0; 4096];
        while let Ok(1..) = connection.read(&mut request) {
            let busy = self.busy.fetch_add(1, Ordering::SeqCst) + 1;
            self.most_busy.fetch_max(busy, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(5));
            self.busy.fetch_sub(1, Ordering::SeqCst);
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
            if connection.write_all(answer).is_err() {
                return;
            }
        }
    }
}

#[tokio::test]
async fn many_requests_share_few_connections() {
    let crowd = Crowd::default();
    let url = crowd.listen();
    let transport = HttpTransport::builder()
        .max_connections(8)
        .max_idle_per_host(3)
        .build();
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (transport, url) = (transport.clone(), url.clone());
            tokio::spawn(async move { read(get(&transport, &url).await.unwrap()).await.unwrap() })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), "hi");
    }
    assert!(crowd.most_busy.load(Ordering::SeqCst) <= 8);
    // Those that are not kept are closed.
    while crowd.open.load(Ordering::SeqCst) > 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn a_connection_is_in_use_until_its_answer_is_read_or_dropped() {
    let crowd = Crowd::default();
    let url = crowd.listen();
    let transport = HttpTransport::builder()
        .max_connections(1)
        .connect_timeout(Duration::from_millis(50))
        .build();
    let unread = get(&transport, &url).await.unwrap();
    let error = get(&transport, &url).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("all 1 connections are in use")
    );
    drop(unread);
    let response = get(&transport, &url).await.unwrap();
    assert_eq!(read(response).await.unwrap(), "hi");
    get(&transport, &url).await.unwrap();
}
