//! Checksums of request bodies, sent as a header (botocore/httpchecksum.py).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::schema::{Location, Operation};
use crate::view::Structure;
use crate::wire;

/// The algorithm that is used when the caller names none.
const DEFAULT: &str = "CRC32";

/// Adds the checksum an operation asks for: the caller's algorithm, else CRC32 where the operation requires one or
/// can carry one.
///
/// Nothing is added when the caller set a checksum header himself. A streamed body is read only once, while it is
/// sent, so it goes without a checksum unless the operation requires one.
///
/// # Errors
///
/// When the algorithm is not supported, or a streamed body would need a checksum.
pub(crate) fn add(
    operation: &Operation,
    input: &dyn Structure,
    request: &mut wire::Request,
) -> Result<(), String> {
    let checksum = operation.checksum;
    let is_set = request.headers.iter().any(|(name, _)| is_checksum(name));
    if is_set || (!checksum.required && checksum.algorithm_member.is_none()) {
        return Ok(());
    }
    let index = checksum.algorithm_member.map(usize::from);
    let named = index.and_then(|index| input.view_of(index).as_str());
    let Some(body) = request.body.bytes() else {
        return if checksum.required || named.is_some() {
            Err("a streamed body cannot be sent with a checksum; pass bytes".to_owned())
        } else {
            Ok(())
        };
    };
    let (header, value) = match named.unwrap_or(DEFAULT) {
        "CRC32" => (
            "x-amz-checksum-crc32",
            BASE64_STANDARD.encode(crc32fast::hash(body).to_be_bytes()),
        ),
        "SHA256" => (
            "x-amz-checksum-sha256",
            BASE64_STANDARD.encode(Sha256::digest(body)),
        ),
        other => {
            return Err(format!(
                "the checksum algorithm {other} is not supported; CRC32 and SHA256 are, \
                 or set the checksum itself"
            ));
        }
    };
    request.headers.push((header.to_owned(), value));
    let member = index.and_then(|index| input.shape().members().get(index));
    if let Some(member) = member
        && named.is_none()
        && member.location == Location::Header
    {
        let header = member.request.to_owned();
        request.headers.push((header, DEFAULT.to_owned()));
    }
    Ok(())
}

/// Whether a body of this request has a checksum, so that its hash need not be signed.
pub(crate) fn is_present(request: &wire::Request) -> bool {
    let mut names = request.headers.iter().map(|(name, _)| name);
    names.any(|name| is_checksum(name) || name.eq_ignore_ascii_case("content-md5"))
}

fn is_checksum(header: &str) -> bool {
    const PREFIX: &str = "x-amz-checksum-";
    header
        .get(..PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::client::samples::{self, PUT_OBJECT, RUN_INSTANCES};

    fn headers(algorithm: Option<&str>, given: &[(&str, &str)]) -> Result<String, String> {
        let member = algorithm.map(|algorithm| ("ChecksumAlgorithm", algorithm));
        let input = samples::input(&PUT_OBJECT, member);
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut request = wire::Request {
            method: "PUT",
            path: "/".to_owned(),
            query: String::new(),
            headers: given.iter().map(own).collect(),
            body: Body::from("hi"),
            host_prefix: None,
        };
        add(&PUT_OBJECT, &input, &mut request)?;
        let line = |(name, value)| format!("{name}: {value}");
        Ok(request
            .headers
            .into_iter()
            .map(line)
            .collect::<Vec<_>>()
            .join(", "))
    }

    #[test]
    fn crc32_is_sent_when_the_caller_names_nothing() {
        assert_eq!(
            headers(None, &[]).unwrap(),
            "x-amz-checksum-crc32: 2JMqrA==, x-amz-sdk-checksum-algorithm: CRC32"
        );
    }

    #[test]
    fn the_callers_algorithm_is_used() {
        assert_eq!(
            headers(Some("SHA256"), &[]).unwrap(),
            "x-amz-checksum-sha256: j0NDRmSPa5bfid2pAcUXaxCm2Dlh3TwayItZstwyeqQ="
        );
        assert!(headers(Some("MD2"), &[]).unwrap_err().contains("MD2"));
    }

    #[test]
    fn a_checksum_of_the_caller_is_left_alone() {
        let given = [("X-Amz-Checksum-Sha1", "x")];
        assert_eq!(headers(None, &given).unwrap(), "X-Amz-Checksum-Sha1: x");
    }

    #[test]
    fn an_operation_without_checksums_gets_none() {
        let input = samples::input(&RUN_INSTANCES, None);
        let mut request = wire::Request {
            method: "POST",
            path: "/".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::from("hi"),
            host_prefix: None,
        };
        add(&RUN_INSTANCES, &input, &mut request).unwrap();
        assert!(request.headers.is_empty());
    }
}
