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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::client::Config;
    use crate::client::samples::{self, GET_BUCKET_LOCATION, GET_OBJECT, RUN_INSTANCES, S3};

    fn url(
        operation: &'static Operation,
        bucket: &str,
        path: &str,
        custom: Option<&str>,
    ) -> String {
        let mut config = Config::builder().region("us-west-2");
        if let Some(url) = custom {
            config = config.endpoint_url(url);
        }
        let endpoint = Endpoint::resolve(&S3, &config.build().unwrap()).unwrap();
        let mut request = wire::Request {
            method: "GET",
            path: path.to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::empty(),
            host_prefix: None,
        };
        let url = address(operation, &endpoint, bucket, &mut request);
        url.join(&request.path, &request.query)
    }

    #[test]
    fn a_bucket_that_is_a_host_label_goes_to_the_host() {
        for (path, expected) in [
            (
                "/bk-x/a%20b/c",
                "https://bk-x.s3.us-west-2.amazonaws.com/a%20b/c",
            ),
            ("/bk-x", "https://bk-x.s3.us-west-2.amazonaws.com/"),
            ("/bk-x//k", "https://bk-x.s3.us-west-2.amazonaws.com//k"),
        ] {
            assert_eq!(url(&GET_OBJECT, "bk-x", path, None), expected);
        }
    }

    #[test]
    fn other_buckets_stay_in_the_path() {
        for bucket in ["bk.x", "Bk_x", "ab", "-ab", "ab-"] {
            assert_eq!(
                url(&GET_OBJECT, bucket, &format!("/{bucket}/k"), None),
                format!("https://s3.us-west-2.amazonaws.com/{bucket}/k")
            );
        }
        assert_eq!(
            url(&GET_BUCKET_LOCATION, "bk-x", "/bk-x", None),
            "https://s3.us-west-2.amazonaws.com/bk-x"
        );
    }

    #[test]
    fn a_custom_endpoint_takes_the_bucket_in_the_path() {
        assert_eq!(
            url(
                &GET_OBJECT,
                "bk-x",
                "/bk-x/k",
                Some("http://localhost:9000")
            ),
            "http://localhost:9000/bk-x/k"
        );
    }

    #[test]
    fn a_name_that_is_no_buckets_is_refused() {
        let found = |name: &str| {
            let input = samples::input(&GET_OBJECT, Some(("Bucket", name)));
            bucket(&GET_OBJECT, &input).map(|found| found.map(str::to_owned))
        };
        assert_eq!(found("bk.x").unwrap().as_deref(), Some("bk.x"));
        for name in [
            "",
            "a/b",
            "a b",
            "arn:aws:s3:r:1:accesspoint/x",
            "b--a--x-s3",
        ] {
            assert!(found(name).is_err(), "{name}");
        }
        let other = samples::input(&RUN_INSTANCES, None);
        assert_eq!(bucket(&RUN_INSTANCES, &other).unwrap(), None);
    }
}
