use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

async fn connect(endpoint: &Endpoint) -> TcpStream {
    let address = endpoint.url().strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

fn signed_for(service: &str) -> String {
    format!(
        "Host: quickstart\r\nAuthorization: AWS4-HMAC-SHA256 \
         Credential=AKID/20260101/us-east-1/{service}/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature=00\r\n"
    )
}

fn form(headers: &str, form: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\
         {headers}Content-Length: {}\r\n\r\n{form}",
        form.len()
    )
}

/// Sends a request that is the last on its connection, and reads all that comes back.
async fn ask(endpoint: &Endpoint, request: &str) -> String {
    let request = request.replacen("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n", 1);
    let mut stream = connect(endpoint).await;
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Reads one answer of a connection that stays open: its head, and as much as its `Content-Length` says.
async fn read_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    loop {
        answer.push(stream.read_u8().await.unwrap());
        if answer.ends_with(b"\r\n\r\n") {
            break;
        }
    }
    let head = String::from_utf8(answer).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap()
        .parse()
        .unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    head + &String::from_utf8(body).unwrap()
}

#[tokio::test]
async fn the_scope_says_which_service_is_meant() {
    let endpoint = Endpoint::start().await.unwrap();
    let regions = form(
        &signed_for("ec2"),
        "Action=DescribeRegions&Version=2016-11-15",
    );
    let answer = ask(&endpoint, &regions).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\nx-amzn-requestid: 00000000-0000-4000-8000-000000000001\r\n"));
    assert!(answer.contains("<regionName>us-east-1</regionName>"));

    let buckets = format!("GET / HTTP/1.1\r\n{}\r\n", signed_for("s3"));
    let answer = ask(&endpoint, &buckets).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\nx-amz-request-id: 0000000000000002\r\n"));
    assert!(answer.contains("<ListAllMyBucketsResult"));
}

#[tokio::test]
async fn a_request_without_a_signature_is_refused_in_the_services_words() {
    let endpoint = Endpoint::start().await.unwrap();
    let host = "Host: quickstart\r\n";
    let basic = "Host: quickstart\r\nAuthorization: Basic dGVhOnRlYQ==\r\n";
    let cases = [
        (
            form(host, "Action=DescribeRegions"),
            "403",
            "MissingAuthenticationToken",
        ),
        (form(basic, "Action=DescribeRegions"), "401", "AuthFailure"),
        (
            form(&signed_for("tea"), "Action=DescribeRegions"),
            "401",
            "AuthFailure",
        ),
        (
            format!("GET /b HTTP/1.1\r\n{host}\r\n"),
            "403",
            "AccessDenied",
        ),
        (
            format!("GET /b HTTP/1.1\r\n{basic}\r\n"),
            "400",
            "AuthorizationHeaderMalformed",
        ),
    ];
    for (request, status, code) in cases {
        let answer = ask(&endpoint, &request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert!(answer.contains(&format!("<Code>{code}</Code>")), "{answer}");
    }
}

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let endpoint = Endpoint::start().await.unwrap();
    let mut stream = connect(&endpoint).await;
    let s3 = signed_for("s3");
    let requests = [
        (
            format!("PUT /tea HTTP/1.1\r\n{s3}Content-Length: 0\r\n\r\n"),
            "200",
        ),
        (
            format!("PUT /tea/1 HTTP/1.1\r\n{s3}Content-Length: 6\r\n\r\nleaves"),
            "200",
        ),
        (format!("GET /tea/2 HTTP/1.1\r\n{s3}\r\n"), "404"),
        (format!("GET /tea/1 HTTP/1.1\r\n{s3}\r\n"), "200"),
    ];
    let mut last = String::new();
    for (request, status) in requests {
        stream.write_all(request.as_bytes()).await.unwrap();
        last = read_answer(&mut stream).await;
        assert!(last.starts_with(&format!("HTTP/1.1 {status} ")), "{last}");
    }
    assert!(last.ends_with("\r\n\r\nleaves"), "{last}");
}

#[tokio::test]
async fn head_answers_with_the_length_and_no_body() {
    let endpoint = Endpoint::start().await.unwrap();
    let s3 = signed_for("s3");
    ask(&endpoint, &format!("PUT /tea HTTP/1.1\r\n{s3}\r\n")).await;
    let request = format!("PUT /tea/1 HTTP/1.1\r\n{s3}Content-Length: 6\r\n\r\nleaves");
    ask(&endpoint, &request).await;
    let answer = ask(&endpoint, &format!("HEAD /tea/1 HTTP/1.1\r\n{s3}\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("content-length: 6\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");

    let answer = ask(&endpoint, &format!("HEAD /tea/2 HTTP/1.1\r\n{s3}\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let endpoint = Endpoint::start().await.unwrap();
    let mut stream = connect(&endpoint).await;
    // Only the head: the announced length is enough to be refused.
    let head = format!("PUT /tea/1 HTTP/1.1\r\n{}", signed_for("s3"));
    let request = format!("{head}Content-Length: 1048577\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let answer = read_answer(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("<Code>EntityTooLarge</Code>"), "{answer}");
}

#[tokio::test]
async fn a_dropped_endpoint_closes_its_connections_and_its_port() {
    let endpoint = Endpoint::start().await.unwrap();
    let mut stream = connect(&endpoint).await;
    let request = format!("GET / HTTP/1.1\r\n{}\r\n", signed_for("s3"));
    stream.write_all(request.as_bytes()).await.unwrap();
    read_answer(&mut stream).await;
    let address = stream.peer_addr().unwrap();
    drop(endpoint);
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
    assert!(TcpStream::connect(address).await.is_err());
}
