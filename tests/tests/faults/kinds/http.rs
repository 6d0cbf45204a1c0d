//! Faults of HTTP: status, headers, framing.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Context;
use crate::answer::Answer;
use crate::server::Step;

const PROXY: &str = "<html><head><title>Bad Gateway</title></head><body><h1>Sorry</h1><hr>proxy/1.2<br></body></html>";

pub(super) fn status_500(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(500, "text/html", PROXY);
    true
}

pub(super) fn status_502(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(502, "text/html", PROXY);
    true
}

pub(super) fn status_503(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(503, "text/plain", "");
    true
}

pub(super) fn status_504(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(504, "text/html", PROXY);
    true
}

pub(super) fn status_599(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(599, "text/plain", "Network Connect Timeout Error");
    true
}

pub(super) fn status_301(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(301, "text/html", "");
    true
}

pub(super) fn status_307(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(307, "text/html", "");
    answer.set_header("location", "http://127.0.0.1:1/elsewhere");
    true
}

pub(super) fn status_304(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(304, "text/plain", "");
    answer.headers.clear();
    true
}

pub(super) fn status_204(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.status = 204;
    answer.headers.clear();
    answer.body.clear();
    true
}

pub(super) fn status_206(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.status = 206;
    true
}

pub(super) fn status_407(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(407, "text/html", PROXY);
    true
}

pub(super) fn no_content_type(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.headers.retain(|(name, _)| name != "content-type");
    true
}

pub(super) fn another_content_type(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.set_header("content-type", "text/html; charset=utf-16");
    true
}

pub(super) fn compressed(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&answer.body).unwrap();
    answer.body = encoder.finish().unwrap();
    answer.set_header("content-encoding", "gzip");
    true
}

pub(super) fn many_headers(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer
        .headers
        .extend((0..300).map(|at| (format!("x-filler-{at}"), "x".repeat(40))));
    true
}

pub(super) fn announced_compressed(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.set_header("content-encoding", "gzip");
    true
}

pub(super) fn length_too_long(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = answer.head(&format!("content-length: {}\r\n", answer.body.len() + 100));
    bytes.extend_from_slice(&answer.body);
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn length_too_short(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let length = context.rng.usize(..answer.body.len().max(1));
    let mut bytes = answer.head(&format!("content-length: {length}\r\n"));
    bytes.extend_from_slice(&answer.body);
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn two_lengths(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let length = answer.body.len();
    let two = format!(
        "content-length: {length}\r\ncontent-length: {}\r\n",
        length / 2
    );
    let mut bytes = answer.head(&two);
    bytes.extend_from_slice(&answer.body);
    vec![Step::Send(bytes)]
}

pub(super) fn length_twice(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let length = format!("content-length: {}\r\n", answer.body.len());
    let mut bytes = answer.head(&length.repeat(2));
    bytes.extend_from_slice(&answer.body);
    vec![Step::Send(bytes)]
}

pub(super) fn length_is_no_number(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = answer.head("content-length: many\r\n");
    bytes.extend_from_slice(&answer.body);
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn length_and_chunks(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let both = "content-length: 5\r\ntransfer-encoding: chunked\r\n";
    let mut bytes = answer.head(both);
    bytes.extend(chunks(&answer.body, 7));
    bytes.extend_from_slice(b"0\r\n\r\n");
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn small_chunks(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = chunked(answer);
    bytes.extend(chunks(&answer.body, 1));
    bytes.extend_from_slice(b"0\r\nx-trailer: of no use\r\n\r\n");
    vec![Step::Send(bytes)]
}

pub(super) fn chunks_cut(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut body = chunks(&answer.body, 16);
    body.truncate(context.rng.usize(..body.len().max(1)));
    let mut bytes = chunked(answer);
    bytes.extend(body);
    vec![Step::Send(bytes), Step::Close]
}

/// Every chunk came, but not the final one.
pub(super) fn chunks_without_end(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = chunked(answer);
    bytes.extend(chunks(&answer.body, 16));
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn chunk_of_no_size(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = chunked(answer);
    bytes.extend(chunks(&answer.body[..answer.body.len() / 2], 16));
    bytes.extend_from_slice(b"xyz\r\nwhat\r\n0\r\n\r\n");
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn chunk_of_huge_size(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = chunked(answer);
    bytes.extend_from_slice(b"ffffffffffffffffff\r\nwhat\r\n0\r\n\r\n");
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn until_closed(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    vec![
        Step::Send(bytes_until_closed(answer, answer.body.len())),
        Step::Close,
    ]
}

pub(super) fn cut_until_closed(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let length = context.rng.usize(..answer.body.len().max(1));
    vec![Step::Send(bytes_until_closed(answer, length)), Step::Close]
}

pub(super) fn continues(context: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(context.rng.usize(1..4));
    bytes.extend_from_slice(b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n");
    bytes.extend(answer.to_bytes());
    vec![Step::Send(bytes)]
}

pub(super) fn only_continues(_: &mut Context<'_>, _: &Answer) -> Vec<Step> {
    vec![
        Step::Send(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
        Step::Close,
    ]
}

pub(super) fn switches_protocols(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let head =
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
    let mut bytes = head.as_bytes().to_vec();
    bytes.extend(answer.to_bytes());
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn no_http(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let mut bytes = b"220 mail.example ESMTP\r\n".to_vec();
    bytes.extend(answer.to_bytes());
    vec![Step::Send(bytes), Step::Close]
}

pub(super) fn bad_status(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    replaced(answer, "HTTP/1.1 200", "HTTP/1.1 2x0")
}

pub(super) fn header_without_colon(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    replaced(answer, "Answer\r\n", "Answer\r\nno colon here\r\n")
}

pub(super) fn header_with_nul(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    replaced(answer, "Answer\r\n", "Answer\r\nx-odd: a\0b\r\n")
}

pub(super) fn header_not_ascii(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    replaced(
        answer,
        "Answer\r\n",
        "Answer\r\nx-amzn-requestid: é\u{2028}\r\n",
    )
}

pub(super) fn huge_header(_: &mut Context<'_>, answer: &Answer) -> Vec<Step> {
    let line = format!("Answer\r\nx-huge: {}\r\n", "x".repeat(1 << 20));
    replaced(answer, "Answer\r\n", &line)
}

fn replaced(answer: &Answer, from: &str, to: &str) -> Vec<Step> {
    let length = format!("content-length: {}\r\n", answer.body.len());
    let head = String::from_utf8(answer.head(&length)).unwrap();
    let mut bytes = head.replacen(from, to, 1).into_bytes();
    bytes.extend_from_slice(&answer.body);
    vec![Step::Send(bytes), Step::Close]
}

fn bytes_until_closed(answer: &Answer, length: usize) -> Vec<u8> {
    let head = String::from_utf8(answer.head("connection: close\r\n")).unwrap();
    let mut bytes = head.replacen("HTTP/1.1", "HTTP/1.0", 1).into_bytes();
    bytes.extend_from_slice(&answer.body[..length]);
    bytes
}

fn chunked(answer: &Answer) -> Vec<u8> {
    answer.head("transfer-encoding: chunked\r\n")
}

fn chunks(body: &[u8], size: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for chunk in body.chunks(size) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}
