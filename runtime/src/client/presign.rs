//! Signature version 4 in a URL (botocore/auth.py, `SigV4QueryAuth`), computed by `aws-sigv4`.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation};
use aws_smithy_runtime_api::client::identity::Identity;
use http::HeaderMap;

use super::sign::{Scope, canonical_url, describe, parameters, settings, signable, silently};
use crate::wire;

/// The URL, with a signature over method, host, path, query and `headers`.
///
/// The bearer of the URL can make the request until `lifetime` has passed.
///
/// # Errors
///
/// When the URL cannot be signed.
pub(super) fn presign(
    method: &str,
    url: &str,
    headers: &HeaderMap,
    lifetime: Duration,
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<String, String> {
    let mut settings = settings(scope);
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(lifetime);
    let identity = Identity::from(credentials.clone());
    let parameters = parameters(&identity, settings, scope)?;
    // The body for S3 is unknown here (botocore/auth.py, `S3SigV4QueryAuth.payload`); other services get an empty one.
    let body = match scope.like_s3 {
        true => SignableBody::UnsignedPayload,
        false => SignableBody::Bytes(&[]),
    };
    let headers = signable(headers)?;
    let path = canonical_url(url, scope);
    let (instructions, _signature) = silently(|| {
        SignableRequest::new(method, &*path, headers.into_iter(), body)
            .and_then(|request| aws_sigv4::http_request::sign(request, &parameters))
    })
    .map_err(|error| describe(&error))?
    .into_parts();
    let (_headers, added) = instructions.into_parts();
    let mut signed = url.to_owned();
    let is_signature = |name: &str| name == "X-Amz-Signature";
    let (last, before): (Vec<_>, Vec<_>) = added.iter().partition(|(name, _)| is_signature(name));
    for (name, value) in before.into_iter().chain(last) {
        let separator = if signed.contains('?') { '&' } else { '?' };
        signed.push_str(&format!("{separator}{name}={}", wire::encode(value)));
    }
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::client::sign::Algorithm;

    /// The signature of botocore 1.43.11 (`SigV4QueryAuth`) with the same keys and time.
    #[test]
    fn the_signature_is_botocores() {
        let credentials = Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            Some("the/token+==".to_owned()),
            None,
            "test",
        );
        let scope = Scope {
            algorithm: Algorithm::V4,
            region: "eu-west-1",
            service: "ec2",
            like_s3: false,
            raw_path: false,
            // 2026-01-02T03:04:05Z
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045),
        };
        let url = "https://ec2.eu-west-1.amazonaws.com/?Action=CopySnapshot&Description=a%20b";
        let signed = presign(
            "GET",
            url,
            &HeaderMap::new(),
            Duration::from_secs(3600),
            &credentials,
            &scope,
        )
        .unwrap();
        assert_eq!(
            signed,
            "https://ec2.eu-west-1.amazonaws.com/?Action=CopySnapshot&Description=a%20b\
             &X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Fec2%2Faws4_request\
             &X-Amz-Date=20260102T030405Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host\
             &X-Amz-Security-Token=the%2Ftoken%2B%3D%3D\
             &X-Amz-Signature=4065ae5a2ebc388a6f2d2f222d56d089b1d381e077ace28927ed1dd88d16d853"
        );
    }
}
