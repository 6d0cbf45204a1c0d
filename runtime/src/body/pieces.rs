//! Collects a body from its pieces.

use bytes::{Bytes, BytesMut};

use super::chunks::BodyError;

/// The pieces of a body that have arrived.
#[derive(Default)]
pub(super) struct Pieces {
    /// The first one, while it is the only one.
    first: Bytes,
    all: BytesMut,
    total: usize,
}

impl Pieces {
    /// Not inlined: what calls it is compiled for each way to collect a body.
    #[inline(never)]
    pub(super) fn add(
        &mut self,
        piece: Bytes,
        buffer: &dyn Fn() -> BytesMut,
        limit: usize,
        length: Option<u64>,
    ) -> Result<(), BodyError> {
        let is_first = self.total == 0;
        self.total = self.total.saturating_add(piece.len());
        if self.total > limit {
            return Err(BodyError::over_limit(limit));
        }
        if is_first {
            self.first = piece;
            return Ok(());
        }
        if !self.first.is_empty() {
            // Room for all that is to come, so that nothing moves again.
            let announced = length.and_then(|length| usize::try_from(length).ok());
            let announced = announced.unwrap_or_default().min(limit).min(ROOM);
            self.all = buffer();
            self.all.reserve(announced.max(self.total));
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.all.extend_from_slice(&piece);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn whole(self, length: Option<u64>) -> Result<Bytes, BodyError> {
        if let Some(length) = length
            && u64::try_from(self.total).is_ok_and(|read| read < length)
        {
            return Err(ended_early(self.total as u64, length));
        }
        Ok(match self.all.is_empty() {
            true => self.first,
            false => self.all.freeze(),
        })
    }
}

/// The most memory in bytes that is reserved because a length was announced.
const ROOM: usize = 64 << 20;

/// The error of a body that ends before its announced length.
pub(super) fn ended_early(read: u64, length: u64) -> BodyError {
    BodyError::new(format!("the body ended after {read} of {length} bytes"))
}
