//! The checksum rules of operations.

use super::ChecksumAlgorithm;

/// `httpChecksum` and `httpChecksumRequired` of an operation (botocore/httpchecksum.py).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checksum {
    /// `requestChecksumRequired` or `httpChecksumRequired`: requests must have a checksum.
    pub required: bool,
    /// `requestAlgorithmMember`: the index of the input member that names the algorithm; its header is sent along.
    pub algorithm_member: Option<u16>,
    /// `requestValidationModeMember`: the index of the input member that asks for a checksum of the answer.
    pub validation_member: Option<u16>,
    /// `responseAlgorithms`: the algorithms that an answer may have and pageboy can verify, best first.
    pub response_algorithms: &'static [ChecksumAlgorithm],
}

impl Checksum {
    /// No checksum, in neither direction.
    pub const NONE: Self = Self {
        required: false,
        algorithm_member: None,
        validation_member: None,
        response_algorithms: &[],
    };

    /// Marks the checksum of requests as required.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Sets the input member that names the algorithm.
    pub const fn algorithm_member(mut self, index: u16) -> Self {
        self.algorithm_member = Some(index);
        self
    }

    /// Sets the input member that asks for a checksum of the answer, and the algorithms it may have.
    pub const fn response(mut self, member: u16, algorithms: &'static [ChecksumAlgorithm]) -> Self {
        self.validation_member = Some(member);
        self.response_algorithms = algorithms;
        self
    }
}
