//! Memory for the bodies of answers.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::{Bytes, BytesMut};

/// The sizes of bodies whose memory is kept, in bytes. Smaller ones cost little; larger ones are too much to keep.
const KEPT: std::ops::RangeInclusive<usize> = (64 << 10)..=(16 << 20);

/// The memory of the latest large body, which the next one is read into.
///
/// Pages follow each other, and fresh memory is dear: the system takes it page by page, and clears each of them.
#[derive(Default)]
pub(super) struct SpareBuffer(Mutex<BytesMut>);

impl SpareBuffer {
    /// Takes the buffer, which is empty; the next call takes one without memory.
    pub(super) fn take(&self) -> BytesMut {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps the memory of a body that nobody else has.
    pub(super) fn keep(&self, body: Bytes) {
        if !KEPT.contains(&body.len()) {
            return;
        }
        if let Ok(mut buffer) = body.try_into_mut() {
            buffer.clear();
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = buffer;
        }
    }
}

impl fmt::Debug for SpareBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpareBuffer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGE: usize = 100 << 10;

    #[test]
    fn the_next_body_has_the_memory_of_the_latest() {
        let spare = SpareBuffer::default();
        let body = BytesMut::from(vec![b'x'; LARGE].as_slice()).freeze();
        let memory = body.as_ptr();
        spare.keep(body);
        let mut next = spare.take();
        assert!(next.is_empty());
        next.extend_from_slice(&[b'y'; LARGE]);
        assert_eq!(next.as_ptr(), memory);
        assert_eq!(spare.take().capacity(), 0);
    }

    #[test]
    fn a_body_that_somebody_has_or_that_is_small_or_huge_is_not_kept() {
        let spare = SpareBuffer::default();
        let body = Bytes::from(vec![b'x'; LARGE]);
        spare.keep(body.clone());
        assert_eq!(spare.take().capacity(), 0);
        assert_eq!(body.len(), LARGE);
        for size in [0, 100, (16 << 20) + 1] {
            spare.keep(vec![b'x'; size].into());
            assert_eq!(spare.take().capacity(), 0, "{size}");
        }
    }
}
