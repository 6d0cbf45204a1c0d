//! Compressed requests (`botocore/compress.py`).

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;

use super::Request;
use crate::body::{Body, BodyError, Chunks};
use crate::error::ErrorKind;
use crate::schema::Operation;

/// The default minimum size in bytes of bodies to compress: 10240.
pub const MIN_COMPRESSION_SIZE: usize = 10_240;

/// Compresses the body with gzip if the operation allows it, and adds that to the caller's `Content-Encoding`. Returns
/// whether it did.
///
/// A body in memory is compressed if it has at least `min_size` bytes. A stream of any size is compressed while it is sent;
/// its length is then unknown.
///
/// # Errors
///
/// [`ErrorKind::Invalid`] when compression fails, which is not known to happen.
pub fn compress(op: &Operation, request: &mut Request, min_size: usize) -> Result<bool, ErrorKind> {
    if !op.gzip {
        return Ok(false);
    }
    request.body = match request.body.bytes() {
        Some(bytes) if bytes.len() < min_size => return Ok(false),
        Some(bytes) => {
            let compressed = gzip(bytes);
            let problem = |error| super::invalid(format!("the body cannot be compressed: {error}"));
            Body::from(compressed.map_err(problem)?)
        }
        None => {
            let gzip = |source| Gzip {
                source,
                encoder: Some(encoder()),
            };
            std::mem::take(&mut request.body).wrapped(gzip)
        }
    };
    request.remove_header(&CONTENT_LENGTH);
    request.append_content_encoding(", ", "gzip");
    Ok(true)
}

fn encoder() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::new(), Compression::default())
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = encoder();
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// A stream that is compressed while it is read.
struct Gzip {
    source: Chunks,
    /// `None` at the end.
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl Stream for Gzip {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while let Some(encoder) = &mut this.encoder {
            let compressed = match std::task::ready!(this.source.as_mut().poll_next(cx)) {
                Some(Ok(bytes)) => {
                    let written = encoder.write_all(&bytes);
                    written.map(|()| std::mem::take(encoder.get_mut()))
                }
                Some(Err(error)) => {
                    this.encoder = None;
                    return Poll::Ready(Some(Err(error)));
                }
                None => this
                    .encoder
                    .take()
                    .map_or(Ok(Vec::new()), GzEncoder::finish),
            };
            match compressed {
                // The compressor keeps bytes that it may still shorten.
                Ok(compressed) if compressed.is_empty() => {}
                Ok(compressed) => return Poll::Ready(Some(Ok(compressed.into()))),
                Err(error) => {
                    this.encoder = None;
                    let message = format!("the body cannot be compressed: {error}");
                    return Poll::Ready(Some(Err(BodyError::new(message))));
                }
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use http::header::CONTENT_ENCODING;

    use super::*;
    use crate::schema::{Endpoint, Protocol, Service};

    static SERVICE: Service = Service::new(
        "made-up",
        "Made Up",
        "2020-01-01",
        Protocol::Json11,
        Endpoint::regional("made-up"),
    );
    static PLAIN: Operation = Operation::new(&SERVICE, "Plain");
    static COMPRESSED: Operation = Operation::new(&SERVICE, "Compressed").gzip();

    fn request(body: Body, headers: &[(&str, &str)]) -> Request {
        let own = |(name, value): &(&str, &str)| (name.parse().unwrap(), (*value).to_owned());
        Request {
            method: "POST",
            path: "/".to_owned(),
            query: String::new(),
            headers: headers.iter().map(own).collect(),
            body,
            host_prefix: None,
        }
    }

    fn decompressed(bytes: &[u8]) -> String {
        let mut text = String::new();
        let mut decoder = flate2::read::GzDecoder::new(bytes);
        decoder.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_body_is_compressed_from_the_smallest_size_on() {
        for (operation, min_size, expected) in [
            (&COMPRESSED, 4, true),
            (&COMPRESSED, 0, true),
            (&COMPRESSED, 5, false),
            (&PLAIN, 0, false),
        ] {
            let mut request = request(Body::from("body"), &[]);
            assert_eq!(
                compress(operation, &mut request, min_size).unwrap(),
                expected
            );
            let bytes = request.body.bytes().unwrap();
            if expected {
                assert_eq!(decompressed(bytes), "body");
                assert_eq!(request.header(&CONTENT_ENCODING), Some("gzip"));
            } else {
                assert_eq!(bytes, "body");
                assert!(request.headers.is_empty());
            }
        }
    }

    #[test]
    fn the_encoding_stands_behind_the_callers() {
        let given = [("content-encoding", "custom"), ("Content-Length", "4")];
        let mut request = request(Body::from("body"), &given);
        compress(&COMPRESSED, &mut request, 0).unwrap();
        let expected = (CONTENT_ENCODING, "custom, gzip".to_owned());
        assert_eq!(request.headers, [expected]);
    }

    #[tokio::test]
    async fn a_stream_is_compressed_while_it_is_read() {
        let pieces: Vec<_> = (0..200)
            .map(|n| Ok(Bytes::from(format!("{n},").repeat(99))))
            .collect();
        let whole: String = (0..200).map(|n| format!("{n},").repeat(99)).collect();
        let stream = futures_util::stream::iter(pieces);
        let mut request = request(Body::from_stream(stream, Some(whole.len() as u64)), &[]);
        assert!(compress(&COMPRESSED, &mut request, usize::MAX).unwrap());
        assert_eq!(request.body.len(), None);
        assert_eq!(decompressed(&request.body.collect().await.unwrap()), whole);
    }

    #[tokio::test]
    async fn a_stream_that_fails_is_not_ended_as_if_it_were_whole() {
        let pieces = [Ok(Bytes::from("a")), Err(BodyError::new("gone"))];
        let stream = Body::from_stream(futures_util::stream::iter(pieces), None);
        let mut request = request(stream, &[]);
        compress(&COMPRESSED, &mut request, 0).unwrap();
        let error = request.body.collect().await.unwrap_err();
        assert_eq!(error.to_string(), "gone");
    }
}
