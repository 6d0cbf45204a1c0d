//! Peculiarities of S3 and S3 Control: buckets in paths, ARNs in place of names.

use super::endpoint::{Arn, EndpointSettings};
use crate::schema::{Location, Operation, Service};
use crate::view::Structure;
use crate::wire::{self, Substitutions};

/// Whether the service is S3 itself.
pub(crate) fn is_s3(service: &Service) -> bool {
    service.id == "S3"
}

/// Whether the service is S3 Control.
pub(crate) fn is_control(service: &Service) -> bool {
    service.id == "S3 Control"
}

/// Precedes the bucket in the path of an operation.
const BUCKET_IN_PATH: &str = "/{Bucket}";

/// The bucket of an S3 operation.
pub(super) fn bucket<'a>(operation: &Operation, input: &'a dyn Structure) -> Option<&'a str> {
    if !is_s3(operation.service) {
        return None;
    }
    let mut members = input.shape().members().iter();
    let index = members
        .position(|member| member.location == Location::Uri && member.request == "Bucket")?;
    input.view_of(index).as_str()
}

/// The error for a text that cannot be a bucket (botocore/handlers.py, `validate_bucket_name`).
///
/// The endpoint rules check ARNs.
pub(crate) fn problem(operation: &Operation, input: &dyn Structure) -> Option<String> {
    let bucket = bucket(operation, input)?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let is_name = (1..=255).contains(&bucket.len()) && bucket.bytes().all(allowed);
    (!is_name && !is_arn(bucket)).then(|| {
        format!(
            "Bucket: {bucket:?} is not a bucket's name: 1 to 255 letters, digits, dots, hyphens and underscores"
        )
    })
}

pub(super) fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
}

/// Whether an operation puts the bucket in the path or in the host, whatever the settings (botocore/handlers.py,
/// `customize_endpoint_resolver_builtins`).
pub(crate) fn forces_path_style(operation: &Operation, bucket: Option<&str>) -> Option<bool> {
    if operation.name == "GetBucketLocation" {
        return Some(true);
    }
    bucket.filter(|bucket| is_arn(bucket)).map(|_| false)
}

/// Removes the bucket from the path: it is in the endpoint (botocore/handlers.py,
/// `remove_bucket_from_url_paths_from_model`).
pub(crate) fn remove_bucket(operation: &Operation, request: &mut wire::Request) {
    if !is_s3(operation.service) || !operation.uri.starts_with(BUCKET_IN_PATH) {
        return;
    }
    let path = request.path.get(1..).unwrap_or_default();
    request.path = match path.find('/') {
        Some(end) => path.get(end..).unwrap_or_default().to_owned(),
        None => String::new(),
    };
}

/// Whether the prefix of a host is already in the endpoint (botocore/handlers.py, `remove_accid_host_prefix_from_model`).
pub(crate) fn has_prefix_in_endpoint(operation: &Operation) -> bool {
    is_control(operation.service) && operation.host_prefix == Some("{AccountId}.")
}

/// The account in the ARN of an S3 Control operation, if the caller gives none (botocore/utils.py,
/// `S3ControlArnParamHandlerv2`).
///
/// # Errors
///
/// When the caller gives a different one, and when Transfer Acceleration is on, which these operations do not have.
pub(crate) fn add_account(
    operation: &Operation,
    input: &dyn Structure,
    substitutions: &mut Substitutions,
    settings: &EndpointSettings,
) -> Result<(), String> {
    if !is_control(operation.service) {
        return Ok(());
    }
    // The access point that is created has a name, and no ARN yet.
    let named: &[&str] = match operation.name {
        "CreateAccessPoint" => &["Bucket"],
        _ => &["Bucket", "Name"],
    };
    let mut arns = named.iter().filter_map(|member| {
        let text = input.view_by_name(member).as_str()?;
        Some((*member, Arn::parse(text.into())?))
    });
    let (Some((member, arn)), Some(index)) = (arns.next(), input.shape().index_of("AccountId"))
    else {
        return Ok(());
    };
    if arn.service() != "s3-outposts" {
        return Err(format!(
            "{member}: S3 Control takes ARNs of Outposts alone, and no ARN of {:?}",
            arn.service()
        ));
    }
    if settings.s3.accelerate == Some(true) {
        return Err(
            "S3 Control has no Transfer Acceleration: turn `use_accelerate_endpoint` off"
                .to_owned(),
        );
    }
    match input.view_of(index).as_str() {
        None => substitutions.push(index, arn.account_id()),
        Some(given) if given != arn.account_id() => {
            return Err(format!(
                "AccountId: {given:?} is not the account of the ARN, {:?}",
                arn.account_id()
            ));
        }
        Some(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::client::samples::{self, GET_BUCKET_LOCATION, GET_OBJECT, RUN_INSTANCES};

    #[test]
    fn the_bucket_goes_out_of_the_path() {
        for (operation, path, expected) in [
            (&GET_OBJECT, "/bk-x/a%20b/c", "/a%20b/c"),
            (&GET_OBJECT, "/bk-x//k", "//k"),
            (&GET_OBJECT, "/arn%3Aaws%3As3%3Ar%3A1%3Aa%2Fb/k", "/k"),
            (&GET_BUCKET_LOCATION, "/bk-x", ""),
            (&RUN_INSTANCES, "/x/y", "/x/y"),
        ] {
            let mut request = samples::request(Body::empty(), &[]);
            request.path = path.to_owned();
            remove_bucket(operation, &mut request);
            assert_eq!(request.path, expected);
        }
    }

    #[test]
    fn a_name_that_is_no_buckets_is_refused() {
        let problem = |name: &str| {
            let input = samples::input(&GET_OBJECT, Some(("Bucket", name)));
            problem(&GET_OBJECT, &input)
        };
        for name in ["bk.x", "arn:aws:s3:r:1:accesspoint/x", "b--a--x-s3"] {
            assert_eq!(problem(name), None, "{name}");
        }
        for name in ["", "a/b", "a b", &"a".repeat(256)] {
            assert!(problem(name).is_some(), "{name}");
        }
    }

    #[test]
    fn an_arn_is_never_in_the_path_and_the_location_always_is() {
        let forced = |operation, name| {
            let input = samples::input(operation, Some(("Bucket", name)));
            forces_path_style(operation, bucket(operation, &input))
        };
        assert_eq!(forced(&GET_OBJECT, "bk-x"), None);
        assert_eq!(
            forced(&GET_OBJECT, "arn:aws:s3:r:1:accesspoint/x"),
            Some(false)
        );
        assert_eq!(forced(&GET_BUCKET_LOCATION, "bk-x"), Some(true));
    }
}
