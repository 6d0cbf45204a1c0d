//! What is sent is what was signed, also where a URL type would change it.

use super::*;

const OK: &str = "HTTP/1.1 200 OK\r\nX-Test: a\r\nContent-Length: 2\r\n\r\nhi";

#[tokio::test]
async fn paths_and_queries_are_sent_as_they_are() {
    let paths = [
        "/bkt/../key.txt",
        "/bkt/foo/../key.txt?versionId=a%2F..%2Fb",
        "/bkt/a/./b",
        "/bkt/.",
        "/bkt/..",
        "/bkt/./",
        "/./bkt",
        "/..",
        "/bkt//..//a",
        "/bkt/%2e%2E/b",
        "/bkt/.%2e",
        "/bkt/...",
        "/bkt/a..",
        "/bkt//a",
        "//a",
        "/bkt/a//",
        "/bkt/%3F%23%25%5C",
        "/bkt/%C3%A9/..",
        "/bkt/a%20b?x=%27'",
        "/?list-type=2",
    ];
    // Kept connections are used again, of either kind.
    for path in paths {
        let (url, server) = serve(vec![OK, OK]);
        let transport = transport();
        for _ in 0..2 {
            let request = http::Request::put(format!("{url}{path}"))
                .header("x-amz-test", "b")
                .body(Body::from("sent"))
                .unwrap();
            let response = transport.send(request).await.unwrap();
            assert_eq!(response.headers()["x-test"], "a");
            assert_eq!(read(response).await.unwrap(), "hi");
        }
        for request in server.join().unwrap() {
            let line = format!("PUT {path} HTTP/1.1\r\n");
            assert!(request.starts_with(&line), "{path}: {request}");
            let host = format!("\r\nhost: {}\r\n", url.trim_start_matches("http://"));
            assert!(request.contains(&host), "{request}");
            assert!(request.contains("\r\nx-amz-test: b\r\n"), "{request}");
            assert!(request.contains("\r\ncontent-length: 4\r\n"), "{request}");
            assert!(request.ends_with("\r\n\r\nsent"), "{request}");
        }
    }
}

#[tokio::test]
async fn a_name_below_localhost_is_this_machine() {
    for path in ["/key", "/../key"] {
        let (url, server) = serve(vec![OK]);
        let url = url.replace("127.0.0.1", "bucket.localhost");
        get(&transport(), &format!("{url}{path}")).await.unwrap();
        let request = server.join().unwrap().remove(0);
        assert!(request.contains("\r\nhost: bucket.localhost:"), "{request}");
    }
}

#[tokio::test]
async fn a_host_is_named_as_it_was_signed() {
    let (url, server) = serve(vec![OK]);
    let url = url.replace("127.0.0.1", "127.1");
    get(&transport(), &url).await.unwrap();
    let request = server.join().unwrap().remove(0);
    assert!(request.contains("\r\nhost: 127.1:"), "{request}");
}

#[tokio::test]
async fn what_goes_wrong_is_said_in_the_same_words() {
    let path = "/bkt/../key";
    let (url, _server) = serve(vec![""]);
    let error = get(&transport(), &format!("{url}{path}"))
        .await
        .unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(
        without_port(&error, &url),
        "the connection to 127.0.0.1 broke before the answer came: \
         connection closed before message completed"
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = get(&transport(), &format!("{url}{path}"))
        .await
        .unwrap_err();
    let text = without_port(&error, &url);
    assert!(
        text.starts_with("could not connect to 127.0.0.1: "),
        "{text}"
    );
    let (url, _server) = serve(vec!["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart"]);
    let response = get(&transport(), &format!("{url}{path}")).await.unwrap();
    let error = read(response).await.unwrap_err();
    assert!(error.starts_with("the answer broke off: "), "{error}");
    let limit = Duration::from_millis(50);
    let transport = HttpTransport::builder().read_timeout(limit).build();
    let (url, _server) = stall();
    let error = get(&transport, &format!("{url}{path}")).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}
