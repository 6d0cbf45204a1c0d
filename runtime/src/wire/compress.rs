//! Compressed requests (`botocore/compress.py`).

use http::header::CONTENT_LENGTH;

use super::{Request, gzip};
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
/// [`ErrorKind::Config`] where the body is to be compressed and the feature `compression` is off; [`ErrorKind::Invalid`] when
/// compression fails, which is not known to happen.
pub fn compress(op: &Operation, request: &mut Request, min_size: usize) -> Result<bool, ErrorKind> {
    if !op.gzip {
        return Ok(false);
    }
    let body = request.body.bytes();
    if body.is_some_and(|bytes| bytes.len() < min_size) {
        return Ok(false);
    }
    request.body = gzip::compressed(std::mem::take(&mut request.body))?;
    request.remove_header(&CONTENT_LENGTH);
    request.append_content_encoding(", ", "gzip");
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use bytes::Bytes;
    use http::header::CONTENT_ENCODING;

    use super::*;
    use crate::body::{Body, BodyError};
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
    #[cfg_attr(not(feature = "compression"), ignore = "it compresses")]
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
    #[cfg_attr(not(feature = "compression"), ignore = "it compresses")]
    fn the_encoding_stands_behind_the_callers() {
        let given = [("content-encoding", "custom"), ("Content-Length", "4")];
        let mut request = request(Body::from("body"), &given);
        compress(&COMPRESSED, &mut request, 0).unwrap();
        let expected = (CONTENT_ENCODING, "custom, gzip".to_owned());
        assert_eq!(request.headers, [expected]);
    }

    #[tokio::test]
    #[cfg_attr(not(feature = "compression"), ignore = "it compresses")]
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
    #[cfg_attr(not(feature = "compression"), ignore = "it compresses")]
    async fn a_stream_that_fails_is_not_ended_as_if_it_were_whole() {
        let pieces = [Ok(Bytes::from("a")), Err(BodyError::new("gone"))];
        let stream = Body::from_stream(futures_util::stream::iter(pieces), None);
        let mut request = request(stream, &[]);
        compress(&COMPRESSED, &mut request, 0).unwrap();
        let error = request.body.collect().await.unwrap_err();
        assert_eq!(error.to_string(), "gone");
    }

    #[cfg(not(feature = "compression"))]
    #[test]
    fn a_body_to_compress_names_the_feature_that_it_takes() {
        let mut request = request(Body::from("body"), &[]);
        assert!(!compress(&COMPRESSED, &mut request, 5).unwrap());
        let error = compress(&COMPRESSED, &mut request, 4).err().unwrap();
        insta::assert_snapshot!(crate::Error::new(&COMPRESSED, error), @r#"made-up Compressed: the request is compressed, for which pageboy's feature `compression` is needed: in Cargo.toml, pageboy = { version = "…", features = ["compression"] }; or switch it off with `request_compression(false)`"#);
    }
}
