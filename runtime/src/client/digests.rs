//! Hashes and checksums of a body before it is sent, in one reading.

use sha2::{Digest, Sha256};

use super::checksum::hasher::Hasher;
use super::sign::hex;
use crate::body::{Body, BodyError};
use crate::schema::ChecksumAlgorithm;

/// The results of reading a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Digests {
    /// The SHA-256 in hexadecimal.
    pub(super) sha256: String,
    /// Glacier's tree hash, if requested.
    pub(super) tree: Option<String>,
    /// The checksum, if requested, in the form of headers.
    pub(super) checksum: Option<String>,
}

impl Digests {
    /// Reads a repeatable body to its end.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or its length differs from the announced one.
    pub(super) async fn of(
        body: &Body,
        algorithm: Option<ChecksumAlgorithm>,
        has_tree: bool,
    ) -> Result<Self, BodyError> {
        let mut sha256 = Sha256::new();
        let mut tree = has_tree.then(Tree::default);
        let mut checksum = algorithm.map(Hasher::new);
        let mut chunks = body.take().into_chunks();
        let mut read = 0_u64;
        while let Some(chunk) = std::future::poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            let chunk = chunk?;
            read = read.saturating_add(chunk.len() as u64);
            sha256.update(&chunk);
            if let Some(tree) = &mut tree {
                tree.update(&chunk);
            }
            if let Some(checksum) = &mut checksum {
                checksum.update(&chunk);
            }
        }
        match body.len() {
            Some(length) if length != read => Err(BodyError::new(format!(
                "the body has {read} bytes, and was said to have {length}"
            ))),
            _ => Ok(Self {
                sha256: hex(&sha256.finalize()),
                tree: tree.map(Tree::finish),
                checksum: checksum.map(Hasher::finish),
            }),
        }
    }
}

/// The hash of the hashes of every MiB, pair by pair (botocore/utils.py, `calculate_tree_hash`).
#[derive(Default)]
pub(super) struct Tree {
    leaves: Vec<[u8; 32]>,
    leaf: Sha256,
    filled: usize,
}

impl Tree {
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        const LEAF: usize = 1024 * 1024;
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(LEAF - self.filled));
            self.leaf.update(part);
            self.filled += part.len();
            if self.filled == LEAF {
                self.end_leaf();
            }
            bytes = rest;
        }
    }

    fn end_leaf(&mut self) {
        let leaf = std::mem::take(&mut self.leaf);
        self.leaves.push(leaf.finalize().into());
        self.filled = 0;
    }

    /// In hexadecimal; of no bytes, their hash.
    pub(super) fn finish(mut self) -> String {
        if self.filled > 0 || self.leaves.is_empty() {
            self.end_leaf();
        }
        let mut hashes = self.leaves;
        while hashes.len() > 1 {
            let pairs = hashes.chunks(2).map(|pair| match pair {
                [first, second] => {
                    let both = Sha256::new().chain_update(first).chain_update(second);
                    both.finalize().into()
                }
                [last, ..] => *last,
                [] => Sha256::digest(b"").into(),
            });
            hashes = pairs.collect();
        }
        hashes.first().map(|hash| hex(hash)).unwrap_or_default()
    }
}
