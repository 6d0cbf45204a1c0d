//! Answers that are not as they should be, and are read all the same.

use super::*;

/// An answer with these lines of headers.
fn with(lines: &str) -> &'static str {
    format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: 2\r\n\r\nhi").leak()
}

/// The values of a header; the body has to be whole.
async fn values(lines: &str, name: &str) -> Vec<String> {
    let (url, _server) = serve(vec![with(lines)]);
    let response = get(&transport(), &url).await.unwrap();
    let values = response.headers().get_all(name).iter();
    let values = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    assert_eq!(read(response).await.unwrap(), "hi");
    values
}

#[tokio::test]
async fn a_folded_line_is_one_value() {
    let lines = "X-Amz-Meta-A: one\r\n two\r\n\tthree\r\nX-B: b\r\n";
    let values_of_a = values(lines, "x-amz-meta-a").await;
    let words: Vec<_> = values_of_a[0].split_whitespace().collect();
    assert_eq!(words, ["one", "two", "three"]);
    assert_eq!(values(lines, "x-b").await, ["b"]);
}

#[tokio::test]
async fn a_blank_before_the_colon_is_passed_over() {
    assert_eq!(values("X-B : b\r\n", "x-b").await, ["b"]);
}

#[tokio::test]
async fn a_line_that_is_no_header_takes_nothing_else_with_it() {
    for line in [
        "no colon at all",
        "bad name: x",
        ": nameless",
        "X-\u{e9}: x",
    ] {
        let lines = format!("X-A: a\r\n{line}\r\nX-B: b\r\n");
        assert_eq!(values(&lines, "x-a").await, ["a"], "{line}");
        assert_eq!(values(&lines, "x-b").await, ["b"], "{line}");
    }
}

#[tokio::test]
async fn values_of_other_letters_are_kept() {
    assert_eq!(values("X-B: \u{e9}\r\n", "x-b").await, ["\u{e9}"]);
}

#[tokio::test]
async fn an_answer_may_have_several_hundred_headers() {
    let lines: String = (0..500)
        .map(|number| format!("X-Amz-Meta-{number}: {number}\r\n"))
        .collect();
    assert_eq!(values(&lines, "x-amz-meta-499").await, ["499"]);
}

#[tokio::test]
async fn lines_end_with_a_line_feed_where_servers_forget_the_rest() {
    let (url, _server) = serve(vec!["HTTP/1.1 200 OK\nX-B: b\nContent-Length: 2\n\nhi"]);
    let response = get(&transport(), &url).await.unwrap();
    assert_eq!(response.headers()["x-b"], "b");
    assert_eq!(read(response).await.unwrap(), "hi");
}

#[tokio::test]
async fn what_is_not_http_is_no_success() {
    for answer in ["hi\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 abc OK\r\n\r\n"] {
        let (url, _server) = serve(vec![answer]);
        let error = get(&transport(), &url).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("broke before the answer came"), "{text}");
    }
}
