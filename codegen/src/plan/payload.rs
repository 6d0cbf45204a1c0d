//! Transformations of bodies: checksums and compression.

use pageboy_models::service::Operation;
use pageboy_schema::ChecksumAlgorithm;

use super::model::Model;
use super::shapes::{Shapes, index};
use super::{ChecksumPlan, ShapeId};

/// The order of preference for answers (botocore/httpchecksum.py, `_ALGORITHMS_PRIORITY_LIST`).
const PREFERENCE: [ChecksumAlgorithm; 6] = [
    ChecksumAlgorithm::Crc64Nvme,
    ChecksumAlgorithm::Crc32c,
    ChecksumAlgorithm::Crc32,
    ChecksumAlgorithm::Sha1,
    ChecksumAlgorithm::Sha256,
    ChecksumAlgorithm::Sha512,
];

/// Plans `httpChecksum` and `httpChecksumRequired`.
pub(super) fn checksum(
    operation: &Operation,
    input: Option<ShapeId>,
    shapes: &Shapes,
) -> ChecksumPlan {
    let model = operation.http_checksum.clone().unwrap_or_default();
    let member = |name: &Option<String>| index(shapes, input?, name.as_ref()?);
    let validation_member = member(&model.request_validation_mode_member);
    let listed = |name: &str| {
        let mut names = model.response_algorithms.iter();
        validation_member.is_some() && names.any(|listed| listed.eq_ignore_ascii_case(name))
    };
    let known = PREFERENCE.into_iter();
    ChecksumPlan {
        required: operation.http_checksum_required || model.request_checksum_required,
        algorithm_member: member(&model.request_algorithm_member),
        validation_member,
        response_algorithms: known.filter(|algorithm| listed(algorithm.name())).collect(),
    }
}

/// Whether requests may be compressed with gzip, the only encoding (botocore/compress.py, `COMPRESSION_MAPPING`). A stream
/// whose length the service needs may not.
pub(super) fn gzip(model: &Model<'_>, operation: &Operation) -> bool {
    let compression = operation.request_compression.as_ref();
    let listed = compression.is_some_and(|it| it.encodings.iter().any(|name| name == "gzip"));
    listed && !streams_with_length(model, operation)
}

fn streams_with_length(model: &Model<'_>, operation: &Operation) -> bool {
    let payload = || {
        let input = model.shape(&operation.input.as_ref()?.shape)?;
        let member = input.members.get(input.payload.as_ref()?)?;
        let target = model.shape(&member.shape)?;
        Some(member.traits.over(&target.traits))
    };
    payload().is_some_and(|traits| traits.streaming && traits.requires_length)
}
