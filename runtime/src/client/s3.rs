//! How S3 buckets are addressed: in the host name or in the path.

use super::endpoint::{BaseUrl, Endpoint};
use crate::schema::{Location, Operation, Service};
use crate::view::Structure;
use crate::wire;

/// Whether the service is S3 itself.
pub(crate) fn is_s3(service: &Service) -> bool {
    service.id == "S3"
}

/// The bucket an operation is about, if it is an S3 operation on a bucket.
///
/// # Errors
///
/// A problem with the name, for the caller to correct.
pub(crate) fn bucket<'a>(
    operation: &Operation,
    input: &'a dyn Structure,
) -> Result<Option<&'a str>, String> {
    if !is_s3(operation.service) {
        return Ok(None);
    }
    let shape = input.shape();
    let index = shape
        .members()
        .iter()
        .position(|member| member.location == Location::Uri && member.request == "Bucket");
    let Some(bucket) = index.and_then(|index| input.view_of(index).as_str()) else {
        return Ok(None);
    };
    if bucket.starts_with("arn:") {
        return Err("Bucket: access point and Outposts ARNs are not supported".to_owned());
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    // botocore/handlers.py, `validate_bucket_name`.
    if bucket.is_empty() || bucket.len() > 255 || !bucket.bytes().all(allowed) {
        return Err(format!(
            "Bucket: {bucket:?} is not a bucket's name: 1 to 255 letters, digits, dots, hyphens and underscores"
        ));
    }
    if bucket.ends_with("--x-s3") {
        return Err("Bucket: directory buckets (S3 Express) are not supported".to_owned());
    }
    Ok(Some(bucket))
}

/// The endpoint of a request to a bucket; the bucket moves from the path to the host where both allow it.
///
/// As s3/endpoint-rule-set-1 without options: virtual-hosted style for the service's own endpoints and buckets that
/// are host labels, path style otherwise; `GetBucketLocation` is always path style (botocore/handlers.py).
pub(crate) fn address(
    operation: &Operation,
    endpoint: &Endpoint,
    bucket: &str,
    request: &mut wire::Request,
) -> BaseUrl {
    let in_path =
        endpoint.is_custom || operation.name == "GetBucketLocation" || !is_host_label(bucket);
    let prefix = format!("/{bucket}");
    let url = endpoint.url.clone();
    match request.path.strip_prefix(&prefix) {
        Some(rest) if !in_path && (rest.is_empty() || rest.starts_with('/')) => {
            let rest = if rest.is_empty() { "/" } else { rest };
            request.path = rest.to_owned();
            url.with_host_prefix(&format!("{bucket}."))
        }
        _ => url,
    }
}

/// `aws.isVirtualHostableS3Bucket` without dots.
fn is_host_label(bucket: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (3..=63).contains(&bucket.len())
        && bucket.bytes().all(allowed)
        && !bucket.starts_with('-')
        && !bucket.ends_with('-')
}
