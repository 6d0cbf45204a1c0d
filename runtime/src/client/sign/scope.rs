//! What a signature is for.

use std::borrow::Cow;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::hex::hex;

/// The algorithm of signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Version 4.
    V4,
    /// Version 4a, for sets of regions.
    V4a,
    /// Version 4, with the credentials of an S3 Express session.
    S3Express,
}

/// The scope of a signature.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) algorithm: Algorithm,
    /// The region; with version 4a the regions, separated by commas.
    pub(crate) region: &'a str,
    /// The service's signing name.
    pub(crate) service: &'a str,
    /// Whether the hash of the body is sent in headers and left out of URLs, as S3 requires.
    pub(crate) like_s3: bool,
    /// Whether the path is signed as it is sent, as S3's always is.
    pub(crate) raw_path: bool,
    /// The time of signing, in whole seconds.
    pub(crate) time: SystemTime,
}

/// The body in the signature.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Payload<'a> {
    /// Its hash.
    Bytes(&'a [u8]),
    /// This hash, in hexadecimal.
    Hash(&'a str),
    /// Nothing.
    Unsigned,
    /// The mark of a stream of events, each with a signature of its own.
    Events,
    /// The mark of a body that is followed by its checksum.
    UnsignedWithTrailer,
}

impl Scope<'_> {
    /// Whether the path is neither normalised nor encoded again.
    pub(super) fn takes_path_as_it_is(&self) -> bool {
        self.raw_path || self.like_s3
    }

    /// The header of the session token.
    pub(super) const fn token_header(&self) -> &'static str {
        match self.algorithm {
            Algorithm::S3Express => SESSION_TOKEN,
            Algorithm::V4 | Algorithm::V4a => TOKEN,
        }
    }

    /// The field of the session token in a URL.
    pub(super) const fn token_field(&self) -> &'static str {
        match self.algorithm {
            Algorithm::S3Express => "X-Amz-S3session-Token",
            Algorithm::V4 | Algorithm::V4a => "X-Amz-Security-Token",
        }
    }
}

pub(super) const DATE: &str = "x-amz-date";
pub(super) const PAYLOAD_HASH: &str = "x-amz-content-sha256";
pub(super) const REGION_SET: &str = "x-amz-region-set";
pub(super) const SESSION_TOKEN: &str = "x-amz-s3session-token";
pub(super) const TOKEN: &str = "x-amz-security-token";

impl<'a> Payload<'a> {
    /// The hash in hexadecimal, or the mark that stands for it.
    pub(crate) fn hash(self) -> Cow<'a, str> {
        match self {
            Self::Bytes([]) => Cow::Borrowed(OF_NOTHING),
            Self::Bytes(bytes) => Cow::Owned(hex(&Sha256::digest(bytes))),
            Self::Hash(hash) => Cow::Borrowed(hash),
            Self::Unsigned => Cow::Borrowed("UNSIGNED-PAYLOAD"),
            Self::Events => Cow::Borrowed("STREAMING-AWS4-HMAC-SHA256-EVENTS"),
            Self::UnsignedWithTrailer => Cow::Borrowed("STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        }
    }
}

/// The hash of an empty body.
const OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
