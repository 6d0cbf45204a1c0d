//! `aws-chunked`: a server reads the stream, followed by the correct checksum.

use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_core::Stream;
use pageboy::schema::{
    Checksum, Endpoint, Location, Member, Operation, Protocol, Service, Shape, shapes,
};
use pageboy::testing::{ScriptStep, ScriptedTransport, SentRequest};
use pageboy::view::{Slot, Structure};
use pageboy::{Body, BodyError, Client, Config, Credentials, Dynamic};

use crate::choices::Choices;
use crate::{block_on, memory};

static SERVICE: Service = Service::new(
    "s3",
    "S3",
    "2006-03-01",
    Protocol::RestXml,
    Endpoint::regional("s3"),
);

static PUT: Operation = Operation::new(&SERVICE, "PutObject")
    .http("PUT", "/object")
    .input(&INPUT)
    .checksum(Checksum::NONE.algorithm_member(0));

static INPUT: Shape = Shape::structure(
    "PutObjectRequest",
    &[
        Member::new("ChecksumAlgorithm", &shapes::STRING)
            .location(Location::Header)
            .request("x-amz-sdk-checksum-algorithm"),
        Member::new("Body", &shapes::STREAM),
    ],
)
.payload(1);

/// The bytes that streams are cut from.
static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| (0..=250).cycle().take(PIECE + 251).collect());

/// The most bytes of a stream, and of one of its pieces; chunks have 64 KiB.
const MOST: usize = 300_000;
const PIECE: usize = 0x2_0000;

/// The algorithms by name, each with the length of its checksums.
const ALGORITHMS: [(&str, usize); 6] = [
    ("CRC32", 4),
    ("CRC32C", 4),
    ("CRC64NVME", 8),
    ("SHA1", 20),
    ("SHA256", 32),
    ("SHA512", 64),
];

/// Reads an input: an algorithm, how wrong the announced length is, and the pieces of a stream, as lengths of three bytes.
pub fn check(input: &[u8]) {
    let mut choices = Choices::new(input);
    let (algorithm, length_of_sum) = ALGORITHMS[choices.below(ALGORITHMS.len())];
    let wrong = match choices.byte() {
        byte @ 250.. => i64::from(byte) - 252,
        _ => 0,
    };
    let mut pieces = Vec::new();
    let mut body = Vec::new();
    while !choices.is_over() {
        let [low, high, larger] = choices.bytes();
        let length = usize::from(low) | usize::from(high) << 8 | usize::from(larger % 2) << 16;
        if body.len() + length > MOST {
            break;
        }
        let start = body.len() % 251;
        let piece = &BYTES[start..start + length];
        body.extend_from_slice(piece);
        pieces.push(Bytes::from_static(piece));
    }
    let announced = (body.len() as u64).saturating_add_signed(wrong);
    memory::bounded(|| match send(algorithm, pieces, announced) {
        Ok(request) => {
            assert_eq!(announced, body.len() as u64, "another length was accepted");
            received(&request, algorithm, length_of_sum, &body);
        }
        Err(error) => assert_ne!(announced, body.len() as u64, "{error}"),
    });
}

/// What is sent of a stream.
fn send(algorithm: &str, pieces: Vec<Bytes>, announced: u64) -> Result<SentRequest, String> {
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "")]);
    let config = Config::builder()
        .region("us-east-1")
        .endpoint_url("https://service.example")
        .credentials(Credentials::new("id", "secret", None, None, "fuzz"))
        .max_attempts(1)
        .transport(transport.clone())
        .build()
        .expect("the settings are right");
    let client = Client::new(&SERVICE, &config);
    let mut input = Dynamic::new(&INPUT);
    if let Some(Slot::String(name)) = input.get_mut(0).map(|member| member.slot()) {
        algorithm.clone_into(name);
    }
    if let Some(Slot::Stream(body)) = input.get_mut(1).map(|member| member.slot()) {
        *body = Body::from_stream(Pieces(pieces.into_iter()), Some(announced));
    }
    let sent = block_on(async { pageboy::ToSend::new(client).call_dynamic(&PUT, input).await });
    sent.map_err(|error| format!("{error:?}"))?;
    let request = transport.requests().pop();
    Ok(request.expect("it was answered"))
}

/// Reads a request as a server does.
fn received(request: &SentRequest, algorithm: &str, length_of_sum: usize, body: &[u8]) {
    let trailer = format!("x-amz-checksum-{}", algorithm.to_ascii_lowercase());
    let header = |name| request.header(name);
    assert_eq!(header("x-amz-trailer"), Some(&*trailer));
    assert_eq!(header("content-encoding"), Some("aws-chunked"));
    let length = body.len().to_string();
    assert_eq!(header("x-amz-decoded-content-length"), Some(&*length));
    let mut rest = &request.body[..];
    let mut decoded = Vec::with_capacity(body.len());
    loop {
        let end = find(rest, b"\r\n").expect("a chunk begins with its length");
        let size = std::str::from_utf8(&rest[..end]).expect("a length is text");
        let size = usize::from_str_radix(size, 16).expect("a length is a number");
        rest = &rest[end + 2..];
        if size == 0 {
            break;
        }
        decoded.extend_from_slice(&rest[..size]);
        rest = rest[size..]
            .strip_prefix(b"\r\n")
            .expect("a line break ends a chunk");
    }
    assert!(
        decoded == body,
        "{} bytes became {}",
        body.len(),
        decoded.len()
    );
    let line = std::str::from_utf8(rest).expect("a trailer is text");
    let (name, sum) = line.split_once(':').expect("a trailer has a name");
    assert_eq!(name, trailer);
    let sum = sum
        .strip_suffix("\r\n\r\n")
        .expect("an empty line is the end");
    let sum = STANDARD.decode(sum).expect("a checksum is base64");
    assert_eq!(sum.len(), length_of_sum);
    if algorithm == "CRC32" {
        assert_eq!(sum, crc32fast::hash(body).to_be_bytes());
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

struct Pieces(std::vec::IntoIter<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}
