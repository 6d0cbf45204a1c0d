//! Checksums of answers: verified when the body is in memory, or while it is read.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName};

use super::hasher::{self, Hasher};
use crate::body::{Body, BodyError, Chunks};
use crate::schema::{ChecksumAlgorithm, Operation};

/// The checksum of a body according to its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExpectedChecksum {
    algorithm: ChecksumAlgorithm,
    checksum: String,
}

impl ExpectedChecksum {
    /// The first of the operation's algorithms that has a header (botocore/httpchecksum.py, `handle_checksum_body`).
    ///
    /// A checksum with a `-` is computed over the checksums of parts, and is ignored.
    pub(crate) fn of(operation: &Operation, headers: &HeaderMap) -> Option<Self> {
        let mut algorithms = operation.checksum.response_algorithms.iter();
        algorithms.find_map(|algorithm| {
            let checksum = headers.get(algorithm.header())?.to_str().ok()?.trim();
            (!checksum.contains('-')).then(|| Self {
                algorithm: *algorithm,
                checksum: checksum.to_owned(),
            })
        })
    }

    /// Compares it with the checksum of bytes in memory.
    pub(crate) fn verify(&self, bytes: &[u8]) -> Result<(), BodyError> {
        self.compare(&hasher::of(self.algorithm, bytes))
    }

    /// The same stream, which ends with an error if its checksum differs.
    pub(crate) fn verify_while_read(self, body: Body) -> Body {
        let length = body.len();
        let verified = Verifier {
            source: body.into_chunks(),
            length,
            read: 0,
            hasher: Some(Hasher::new(self.algorithm)),
            expected: self,
        };
        Body::from_stream(verified, length)
    }

    fn compare(&self, found: &str) -> Result<(), BodyError> {
        if found == self.checksum {
            return Ok(());
        }
        Err(BodyError::checksum(format!(
            "the body is not what was sent: its {} checksum is {found}, and the service says {}",
            self.algorithm.name(),
            self.checksum
        )))
    }
}

/// Verifies the checksum that DynamoDB gives all of its answers (botocore/retries/special.py, `RetryDDBChecksumError`). An
/// answer with a different one was damaged on the way; the next may be whole.
pub(crate) fn verify_dynamodb(
    operation: &Operation,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), BodyError> {
    if operation.service.name != "dynamodb" {
        return Ok(());
    }
    const CRC32: HeaderName = HeaderName::from_static("x-amz-crc32");
    let told = headers.get(CRC32).and_then(|value| value.to_str().ok());
    let Some(told) = told.and_then(|value| value.trim().parse::<u32>().ok()) else {
        return Ok(());
    };
    let found = crc32fast::hash(body);
    if found == told {
        return Ok(());
    }
    Err(BodyError::new(format!(
        "the body is not what was sent: its CRC-32 is {found}, and the service says {told}"
    )))
}

struct Verifier {
    source: Chunks,
    length: Option<u64>,
    read: u64,
    /// `None` at the end.
    hasher: Option<Hasher>,
    expected: ExpectedChecksum,
}

impl Verifier {
    fn end(&self, hasher: Hasher) -> Result<(), BodyError> {
        // A truncated body has a different checksum, too; this error names the cause.
        if let Some(length) = self.length
            && self.read < length
        {
            return Err(BodyError::new(format!(
                "the body ended after {} of {length} bytes",
                self.read
            )));
        }
        self.expected.compare(&hasher.finish())
    }
}

impl Stream for Verifier {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(hasher) = &mut this.hasher else {
            return Poll::Ready(None);
        };
        match std::task::ready!(this.source.as_mut().poll_next(cx)) {
            Some(Ok(bytes)) => {
                this.read = this.read.saturating_add(bytes.len() as u64);
                hasher.update(&bytes);
                Poll::Ready(Some(Ok(bytes)))
            }
            Some(Err(error)) => {
                this.hasher = None;
                Poll::Ready(Some(Err(error)))
            }
            None => {
                let end = this.hasher.take().map(|hasher| this.end(hasher));
                Poll::Ready(end.and_then(Result::err).map(Err))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::{self, GET_OBJECT};

    const HI: &str = "2JMqrA==";

    fn expected(headers: &[(&'static str, &'static str)]) -> Option<ExpectedChecksum> {
        let headers = headers.iter().map(|(name, value)| {
            let value = http::HeaderValue::from_static(value);
            (HeaderName::from_static(name), value)
        });
        ExpectedChecksum::of(&GET_OBJECT, &headers.collect())
    }

    #[test]
    fn the_preferred_checksum_is_verified_and_those_of_parts_are_not() {
        let crc32 = ("x-amz-checksum-crc32", HI);
        let found = |headers: &[_]| expected(headers).map(|found| found.algorithm);
        assert_eq!(found(&[crc32]), Some(ChecksumAlgorithm::Crc32));
        assert_eq!(
            found(&[crc32, ("x-amz-checksum-crc64nvme", "x")]),
            Some(ChecksumAlgorithm::Crc64Nvme)
        );
        assert_eq!(
            found(&[crc32, ("x-amz-checksum-crc64nvme", "x-2")]),
            Some(ChecksumAlgorithm::Crc32)
        );
        // The operation does not list it.
        assert_eq!(found(&[("x-amz-checksum-sha512", "x")]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn a_body_in_memory_is_compared() {
        let expected = expected(&[("x-amz-checksum-crc32", HI)]).unwrap();
        assert!(expected.verify(b"hi").is_ok());
        let error = expected.verify(b"ho").unwrap_err();
        assert!(error.is_checksum_mismatch());
        assert_eq!(
            error.to_string(),
            "the body is not what was sent: its CRC32 checksum is MfCPmQ==, and the service says 2JMqrA=="
        );
    }

    async fn read(pieces: &[&'static str], length: Option<u64>) -> Result<Bytes, BodyError> {
        let expected = expected(&[("x-amz-checksum-crc32", HI)]).unwrap();
        let pieces: Vec<&[u8]> = pieces.iter().map(|piece| piece.as_bytes()).collect();
        let body = samples::stream(&pieces, length);
        expected.verify_while_read(body).collect().await
    }

    #[tokio::test]
    async fn a_stream_ends_with_an_error_if_it_is_another() {
        assert_eq!(read(&["h", "", "i"], Some(2)).await.unwrap(), "hi");
        assert!(
            read(&["h", "o"], None)
                .await
                .unwrap_err()
                .is_checksum_mismatch()
        );
        let cut = read(&["h"], Some(2)).await.unwrap_err();
        assert_eq!(cut.to_string(), "the body ended after 1 of 2 bytes");
        assert!(!cut.is_checksum_mismatch());
    }
}
