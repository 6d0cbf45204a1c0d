//! `aws-chunked`: a stream in chunks with their lengths, followed by its checksum.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::hasher::Hasher;
use crate::body::{BodyError, Chunks};
use crate::schema::ChecksumAlgorithm;

/// The number of bytes of every chunk but the last. S3 refuses smaller chunks than 8 KiB before the last one.
pub(super) const CHUNK: usize = 64 * 1024;

/// A stream of `length` bytes as `aws-chunked` (botocore/httpchecksum.py, `AwsChunkedWrapper`):
/// `<length in hex>\r\n<bytes>\r\n` for every chunk, then `0\r\n<header>:<checksum>\r\n\r\n`.
///
/// Ends with an error if the source has more or fewer bytes than announced, so that nothing truncated is stored.
pub(super) struct AwsChunked {
    source: Chunks,
    header: &'static str,
    length: u64,
    read: u64,
    /// Bytes from the source that are in no chunk yet.
    piece: Bytes,
    /// The chunk that is being filled.
    chunk: Vec<u8>,
    /// `None` at the end.
    hasher: Option<Hasher>,
}

impl AwsChunked {
    pub(super) fn new(source: Chunks, length: u64, algorithm: ChecksumAlgorithm) -> Self {
        Self {
            source,
            header: algorithm.header(),
            length,
            read: 0,
            piece: Bytes::new(),
            chunk: Vec::new(),
            hasher: Some(Hasher::new(algorithm)),
        }
    }

    fn take(&mut self, piece: Bytes) -> Result<(), BodyError> {
        self.read = self.read.saturating_add(piece.len() as u64);
        if self.read > self.length {
            return Err(BodyError::new(format!(
                "the stream has more than the {} bytes it was said to have",
                self.length
            )));
        }
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&piece);
        }
        self.piece = piece;
        Ok(())
    }

    /// Fills the chunk, and returns it when it is full.
    fn fill(&mut self) -> Option<Bytes> {
        let missing = CHUNK - self.chunk.len();
        let part = self.piece.split_to(missing.min(self.piece.len()));
        self.chunk.extend_from_slice(&part);
        (self.chunk.len() == CHUNK).then(|| self.framed())
    }

    fn framed(&mut self) -> Bytes {
        let chunk = std::mem::take(&mut self.chunk);
        let mut framed = format!("{:x}\r\n", chunk.len()).into_bytes();
        framed.reserve_exact(chunk.len() + 2);
        framed.extend_from_slice(&chunk);
        framed.extend_from_slice(b"\r\n");
        framed.into()
    }

    /// The last chunk, and the checksum after it.
    fn end(&mut self, hasher: Hasher) -> Result<Bytes, BodyError> {
        if self.read < self.length {
            return Err(BodyError::new(format!(
                "the stream ended after {} of {} bytes",
                self.read, self.length
            )));
        }
        let mut end = Vec::new();
        if !self.chunk.is_empty() {
            end.extend_from_slice(&self.framed());
        }
        let trailer = format!("0\r\n{}:{}\r\n\r\n", self.header, hasher.finish());
        end.extend_from_slice(trailer.as_bytes());
        Ok(end.into())
    }
}

impl Stream for AwsChunked {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while this.hasher.is_some() {
            if let Some(chunk) = this.fill() {
                return Poll::Ready(Some(Ok(chunk)));
            }
            let taken = match std::task::ready!(this.source.as_mut().poll_next(cx)) {
                Some(Ok(piece)) => this.take(piece),
                Some(Err(error)) => Err(error),
                None => {
                    let end = this.hasher.take().map(|hasher| this.end(hasher));
                    return Poll::Ready(end);
                }
            };
            if let Err(error) = taken {
                this.hasher = None;
                return Poll::Ready(Some(Err(error)));
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::client::samples;

    /// The encoded form of these pieces, announced with `length` bytes.
    async fn sent(pieces: &[&'static [u8]], length: u64) -> Result<Vec<Bytes>, String> {
        let source = samples::stream(pieces, None).into_chunks();
        let stream = AwsChunked::new(source, length, ChecksumAlgorithm::Crc32);
        let mut chunks = Body::from_stream(stream, None).into_chunks();
        let mut sent = Vec::new();
        while let Some(chunk) = std::future::poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            sent.push(chunk.map_err(|error| error.to_string())?);
        }
        Ok(sent)
    }

    /// The output of `botocore.httpchecksum.AwsChunkedWrapper`.
    #[tokio::test]
    async fn a_checksum_follows_the_last_chunk() {
        assert_eq!(
            sent(&[b"hello ", b"", b"world"], 11).await.unwrap(),
            ["b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n"]
        );
        assert_eq!(
            sent(&[], 0).await.unwrap(),
            ["0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"]
        );
    }

    #[tokio::test]
    async fn every_chunk_but_the_last_has_the_same_size() {
        static LARGE: [u8; CHUNK * 2 + 1] = [b'x'; CHUNK * 2 + 1];
        let pieces = [&LARGE[..10], &LARGE[10..CHUNK], &LARGE[CHUNK..]];
        let chunks = sent(&pieces, LARGE.len() as u64).await.unwrap();
        let sizes: Vec<usize> = chunks.iter().map(Bytes::len).collect();
        assert_eq!(sizes, [CHUNK + 9, CHUNK + 9, 6 + 36]);
        assert!(chunks[0].starts_with(b"10000\r\nx"));
        assert!(chunks[2].starts_with(b"1\r\nx\r\n0\r\nx-amz-"));
        // A whole number of chunks has no empty one before the end.
        let whole = sent(&[&LARGE[..CHUNK]], CHUNK as u64).await.unwrap();
        assert!(whole[1].starts_with(b"0\r\n"));
    }

    #[tokio::test]
    async fn a_stream_of_another_length_is_an_error() {
        assert_eq!(
            sent(&[b"hi"], 3).await.unwrap_err(),
            "the stream ended after 2 of 3 bytes"
        );
        assert_eq!(
            sent(&[b"hi", b"gh"], 3).await.unwrap_err(),
            "the stream has more than the 3 bytes it was said to have"
        );
    }
}
