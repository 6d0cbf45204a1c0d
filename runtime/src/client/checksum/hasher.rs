//! The algorithms, over bytes in pieces.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use crc::{CRC_32_ISCSI, CRC_64_NVME, Crc, Digest as CrcDigest, Table};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::schema::ChecksumAlgorithm;

/// An unfinished checksum.
pub(in crate::client) enum Hasher {
    Crc32(crc32fast::Hasher),
    Crc32c(CrcDigest<'static, u32, Table<16>>),
    Crc64Nvme(CrcDigest<'static, u64, Table<16>>),
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Sha512),
}

// Sixteen bytes a step. Most programs use neither, so the tables are made at first use, and take no room in the program.
static CRC32C: LazyLock<Box<Crc<u32, Table<16>>>> =
    LazyLock::new(|| Box::new(Crc::<u32, Table<16>>::new(&CRC_32_ISCSI)));
static CRC64_NVME: LazyLock<Box<Crc<u64, Table<16>>>> =
    LazyLock::new(|| Box::new(Crc::<u64, Table<16>>::new(&CRC_64_NVME)));

impl Hasher {
    pub(in crate::client) fn new(algorithm: ChecksumAlgorithm) -> Self {
        match algorithm {
            ChecksumAlgorithm::Crc32 => Self::Crc32(crc32fast::Hasher::new()),
            ChecksumAlgorithm::Crc32c => Self::Crc32c(CRC32C.digest()),
            ChecksumAlgorithm::Crc64Nvme => Self::Crc64Nvme(CRC64_NVME.digest()),
            ChecksumAlgorithm::Sha1 => Self::Sha1(Sha1::new()),
            ChecksumAlgorithm::Sha256 => Self::Sha256(Sha256::new()),
            ChecksumAlgorithm::Sha512 => Self::Sha512(Sha512::new()),
        }
    }

    pub(in crate::client) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(hasher) => hasher.update(bytes),
            Self::Crc32c(digest) => digest.update(bytes),
            Self::Crc64Nvme(digest) => digest.update(bytes),
            Self::Sha1(digest) => digest.update(bytes),
            Self::Sha256(digest) => digest.update(bytes),
            Self::Sha512(digest) => digest.update(bytes),
        }
    }

    /// The checksum in the form of headers: base64, with the most significant byte of numbers first.
    pub(in crate::client) fn finish(self) -> String {
        match self {
            Self::Crc32(hasher) => BASE64_STANDARD.encode(hasher.finalize().to_be_bytes()),
            Self::Crc32c(digest) => BASE64_STANDARD.encode(digest.finalize().to_be_bytes()),
            Self::Crc64Nvme(digest) => BASE64_STANDARD.encode(digest.finalize().to_be_bytes()),
            Self::Sha1(digest) => BASE64_STANDARD.encode(digest.finalize()),
            Self::Sha256(digest) => BASE64_STANDARD.encode(digest.finalize()),
            Self::Sha512(digest) => BASE64_STANDARD.encode(digest.finalize()),
        }
    }
}

/// The checksum of bytes in memory.
pub(super) fn of(algorithm: ChecksumAlgorithm, bytes: &[u8]) -> String {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the CRC catalogue and of the hashes' standards, over `123456789`.
    const CHECK: [(ChecksumAlgorithm, &str); 6] = [
        // cbf43926
        (ChecksumAlgorithm::Crc32, "y/Q5Jg=="),
        // e3069283
        (ChecksumAlgorithm::Crc32c, "4waSgw=="),
        // ae8b14860a799888
        (ChecksumAlgorithm::Crc64Nvme, "rosUhgp5mIg="),
        // f7c3bc1d808e04732adf679965ccc34ca7ae3441
        (ChecksumAlgorithm::Sha1, "98O8HYCOBHMq32eZZczDTKeuNEE="),
        // 15e2b0d3…
        (
            ChecksumAlgorithm::Sha256,
            "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
        ),
        // d9e6762d…
        (
            ChecksumAlgorithm::Sha512,
            "2eZ2LdHI6vbWGzxhkvxAjU1tXxF20MKRabwk5xw/J0rSf81YEbMT1oH35V7ALXPUmclUVba1u1A6z1dPuo/+hQ==",
        ),
    ];

    #[test]
    fn the_check_values_are_those_of_the_standards() {
        for (algorithm, expected) in CHECK {
            assert_eq!(of(algorithm, b"123456789"), expected, "{algorithm:?}");
        }
    }

    #[test]
    fn pieces_have_the_checksum_of_the_whole() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for algorithm in ChecksumAlgorithm::ALL {
            let mut hasher = Hasher::new(algorithm);
            for piece in bytes.chunks(7) {
                hasher.update(piece);
            }
            assert_eq!(hasher.finish(), of(algorithm, &bytes), "{algorithm:?}");
        }
        // The values of the CRT, which botocore uses for these.
        assert_eq!(of(ChecksumAlgorithm::Crc32c, &bytes), "GjGOMA==");
        assert_eq!(of(ChecksumAlgorithm::Crc64Nvme, &bytes), "YK+tF3gdycc=");
    }
}
