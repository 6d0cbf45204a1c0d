//! Checksums of bodies (botocore/httpchecksum.py): which one a request has and where, and which one of an answer is
//! verified.

mod chunked;
pub(super) mod hasher;
mod response;

pub(crate) use response::{ExpectedChecksum, verify_dynamodb};

use http::HeaderName;
use http::header::CONTENT_LENGTH;

use self::chunked::AwsChunked;
use crate::schema::{ChecksumAlgorithm, Location, Operation};
use crate::view::Structure;
use crate::wire::{self, Substitutions};

const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");
const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");

/// When to compute the checksum of a request if the operation supports one without requiring it.
///
/// A checksum that an operation requires, whose algorithm the input names, or that the caller computed is always sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestChecksumCalculation {
    /// For every operation that supports one. This is the default.
    #[default]
    WhenSupported,
    /// Only for operations that require one.
    WhenRequired,
}

/// When to ask for the checksum of an answer and verify it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseChecksumValidation {
    /// For every operation that supports one. This is the default.
    #[default]
    WhenSupported,
    /// Only where the input asks for it.
    WhenRequired,
}

/// The place of a request's checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// There is none, or the caller has set it.
    Nowhere,
    /// In a header.
    Header(ChecksumAlgorithm),
    /// After the body, which is `aws-chunked`.
    Trailer(ChecksumAlgorithm),
}

/// The algorithm if the caller names none (botocore/httpchecksum.py, `DEFAULT_CHECKSUM_ALGORITHM`).
const DEFAULT: ChecksumAlgorithm = ChecksumAlgorithm::Crc32;

/// Adds the checksum of a request: by the caller's algorithm, else CRC32 if the operation requires a checksum, or supports
/// one and `when` allows it. Nothing is added if the caller has set a checksum header.
///
/// The checksum of bytes in memory goes into a header. The checksum of a stream, which can be read only once, follows the
/// body, which becomes `aws-chunked` (botocore does so with bytes, too, over HTTPS). If the body was read before, because
/// the signature needs its hash, `computed` is the checksum, and goes into a header.
///
/// # Errors
///
/// When the algorithm is not supported, or the length of a stream is unknown.
pub(crate) fn add(
    operation: &Operation,
    input: &dyn Structure,
    request: &mut wire::Request,
    when: RequestChecksumCalculation,
    computed: Option<String>,
) -> Result<Placement, String> {
    let Some(algorithm) = algorithm(operation, input, request, when)? else {
        return Ok(Placement::Nowhere);
    };
    let index = operation.checksum.algorithm_member.map(usize::from);
    let is_named = index.is_some_and(|index| !input.view_of(index).is_null());
    let member = index.and_then(|index| input.shape().members().get(index));
    if let Some(member) = member
        && !is_named
        && member.location == Location::Header
    {
        let name = HeaderName::from_bytes(member.request.as_bytes())
            .map_err(|_| format!("{} cannot be the name of a header", member.request))?;
        request.headers.push((name, DEFAULT.name().to_owned()));
    }
    let value = computed.or_else(|| {
        let bytes = request.body.bytes();
        bytes.map(|bytes| hasher::of(algorithm, bytes))
    });
    match value {
        Some(value) => {
            let name = HeaderName::from_static(algorithm.header());
            request.headers.push((name, value));
            Ok(Placement::Header(algorithm))
        }
        None => {
            add_trailer(request, algorithm)?;
            Ok(Placement::Trailer(algorithm))
        }
    }
}

/// The algorithm of a request's checksum, if it gets one.
///
/// # Errors
///
/// When the caller names an unsupported algorithm.
pub(crate) fn algorithm(
    operation: &Operation,
    input: &dyn Structure,
    request: &wire::Request,
    when: RequestChecksumCalculation,
) -> Result<Option<ChecksumAlgorithm>, String> {
    let checksum = operation.checksum;
    let is_wanted = checksum.required
        || (checksum.algorithm_member.is_some()
            && when == RequestChecksumCalculation::WhenSupported);
    let index = checksum.algorithm_member.map(usize::from);
    let named = index.and_then(|index| input.view_of(index).as_str());
    let is_set = request.headers.iter().any(|(name, _)| is_checksum(name));
    if is_set || (named.is_none() && !is_wanted) {
        return Ok(None);
    }
    match named {
        None => Ok(Some(DEFAULT)),
        Some(name) => match ChecksumAlgorithm::from_name(name) {
            Some(algorithm) => Ok(Some(algorithm)),
            None => Err(unsupported(name)),
        },
    }
}

/// Appends the checksum to a stream (botocore/httpchecksum.py, `_apply_request_trailer_checksum`).
fn add_trailer(request: &mut wire::Request, algorithm: ChecksumAlgorithm) -> Result<(), String> {
    let length = request.body.len().or_else(|| content_length(request));
    let Some(length) = length else {
        return Err(
            "the length of a streamed body must be known: give it to `Body::from_stream`, or as \
             the content length"
                .to_owned(),
        );
    };
    let trailer = (TRAILER, algorithm.header().to_owned());
    let decoded_length = (DECODED_LENGTH, length.to_string());
    request.headers.extend([trailer, decoded_length]);
    request.append_content_encoding(",", "aws-chunked");
    request.remove_header(&CONTENT_LENGTH);
    let body = std::mem::take(&mut request.body);
    request.body = body.wrapped(move |source| AwsChunked::new(source, length, algorithm));
    Ok(())
}

/// The caller's length of the body.
fn content_length(request: &wire::Request) -> Option<u64> {
    request.header(&CONTENT_LENGTH)?.parse().ok()
}

fn unsupported(name: &str) -> String {
    let known = ChecksumAlgorithm::ALL.map(ChecksumAlgorithm::name);
    format!(
        "the checksum algorithm {name} is not supported; {} are, or set the checksum itself",
        known.join(", ")
    )
}

/// Whether to verify the answer's checksum: the input asks for it, or was completed to ask (botocore/httpchecksum.py,
/// `resolve_response_checksum_algorithms`).
pub(crate) fn is_asked_for(
    operation: &Operation,
    input: &dyn Structure,
    substitutions: &Substitutions,
) -> bool {
    let index = operation.checksum.validation_member.map(usize::from);
    index.is_some_and(|index| substitutions.get(index).is_some() || !input.view_of(index).is_null())
}

fn is_checksum(header: &HeaderName) -> bool {
    header.as_str().starts_with("x-amz-checksum-")
}

#[cfg(test)]
mod tests;
