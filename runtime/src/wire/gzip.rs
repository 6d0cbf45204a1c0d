//! Bodies in gzip.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_core::Stream;

use super::invalid;
use crate::body::{Body, BodyError, Chunks};
use crate::error::ErrorKind;

/// The body, compressed; a stream is compressed while it is read.
pub(super) fn compressed(body: Body) -> Result<Body, ErrorKind> {
    if let Some(bytes) = body.bytes() {
        let problem = |error| invalid(format!("the body cannot be compressed: {error}"));
        return gzip(bytes).map(Body::from).map_err(problem);
    }
    let gzip = |source| Gzip {
        source,
        encoder: Some(encoder()),
    };
    Ok(body.wrapped(gzip))
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
