//! Signature version 4 in a URL (botocore/auth.py, `SigV4QueryAuth` and `S3SigV4QueryAuth`).

use std::borrow::Cow;
use std::time::Duration;

use aws_credential_types::Credentials;
use http::{HeaderMap, Uri};

use super::canonical::{SignedHeaders, canonical_request, signable};
use super::keys::SigningKeys;
use super::query::add_field;
use super::scope::{Algorithm, Payload, Scope};
use super::signer::{ALGORITHM, Signer};
use super::{given_hash, sigv4a};

/// The URL, with a signature over method, host, path, query and `headers`.
///
/// The bearer of the URL can make the request until `lifetime` has passed.
///
/// # Errors
///
/// When the URL or a header cannot be signed.
pub(crate) fn presign(
    (method, url): (&str, &str),
    headers: &HeaderMap,
    lifetime: Duration,
    credentials: &Credentials,
    scope: &Scope<'_>,
    keys: &SigningKeys,
) -> Result<String, String> {
    // The body for S3 is unknown here (botocore/auth.py, `S3SigV4QueryAuth.payload`); other services get an empty one.
    let hash = match (given_hash(headers, scope), scope.like_s3) {
        (Some(hash), _) => Cow::Owned(hash),
        (None, true) => Payload::Unsigned.hash(),
        (None, false) => Payload::Bytes(&[]).hash(),
    };
    if scope.algorithm == Algorithm::V4a {
        return sigv4a::presign((method, url), headers, &hash, lifetime, credentials, scope);
    }
    let parsed: Uri = url.parse().map_err(|error| format!("{error}"))?;
    let headers = SignedHeaders::new(signable(headers)?, &parsed);
    let signer = Signer::new(credentials, scope, keys)?;
    let mut signed = url.to_owned();
    add_field(&mut signed, "X-Amz-Algorithm", ALGORITHM);
    add_field(&mut signed, "X-Amz-Credential", signer.credential());
    add_field(&mut signed, "X-Amz-Date", signer.time());
    add_field(
        &mut signed,
        "X-Amz-Expires",
        &lifetime.as_secs().to_string(),
    );
    add_field(&mut signed, "X-Amz-SignedHeaders", headers.names());
    if let Some(token) = credentials.session_token() {
        add_field(&mut signed, scope.token_field(), token);
    }
    let whole: Uri = signed.parse().map_err(|error| format!("{error}"))?;
    let request = canonical_request((method, &whole), &headers, &hash, scope);
    let signature = signer.signature(&request)?;
    add_field(&mut signed, "X-Amz-Signature", &signature);
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::super::signs_like_s3;
    use super::*;

    /// The signature of botocore 1.44.8 (`SigV4QueryAuth`).
    #[test]
    fn the_signature_is_botocores() {
        let scope = scope(Algorithm::V4, "eu-west-1", "ec2");
        let url = "https://ec2.eu-west-1.amazonaws.com/?Action=CopySnapshot&Description=a%20b";
        let signed = signed(url, &HeaderMap::new(), &scope);
        assert_eq!(
            signed,
            "https://ec2.eu-west-1.amazonaws.com/?Action=CopySnapshot&Description=a%20b\
             &X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Fec2%2Faws4_request\
             &X-Amz-Date=20260102T030405Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host\
             &X-Amz-Security-Token=the%2Ftoken%2B%3D%3D\
             &X-Amz-Signature=51c2e3f82e0d3a9d42fe5db58fe0560e7fdb871d4b5bdfa78efd969c7f79bd6c"
        );
    }

    /// The signature of botocore 1.44.8 (`S3ExpressQueryAuth`).
    #[test]
    fn the_token_of_a_session_has_a_name_of_its_own() {
        let scope = scope(Algorithm::S3Express, "us-east-1", "s3express");
        let url = "https://bk--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/a%20b";
        let signed = signed(url, &HeaderMap::new(), &scope);
        let added = signed.strip_prefix(url).unwrap();
        assert_eq!(
            added,
            "?X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-east-1%2Fs3express%2Faws4_request\
             &X-Amz-Date=20260102T030405Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host\
             &X-Amz-S3session-Token=the%2Ftoken%2B%3D%3D\
             &X-Amz-Signature=9f8675d9acf03707ee86cf8302d6aa72ff4129c0174d46059869f7b31b685331"
        );
    }

    /// The signature of botocore 1.44.8 (`S3SigV4QueryAuth`).
    #[test]
    fn what_is_asked_for_in_headers_is_signed() {
        let scope = scope(Algorithm::V4, "eu-west-1", "s3");
        let url = "https://bk.s3.eu-west-1.amazonaws.com/k?x-id=GetObject";
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-checksum-mode", "ENABLED".parse().unwrap());
        let signed = signed(url, &headers, &scope);
        assert!(
            signed.contains("&X-Amz-SignedHeaders=host%3Bx-amz-checksum-mode&"),
            "{signed}"
        );
        assert!(
            signed.ends_with("=836e8a21e70d7e368d200e0b7fae37e910419456c7c7117eb7b74a239a051cab"),
            "{signed}"
        );
    }

    fn signed(url: &str, headers: &HeaderMap, scope: &Scope<'_>) -> String {
        let credentials = Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            Some("the/token+==".to_owned()),
            None,
            "test",
        );
        let keys = SigningKeys::default();
        let lifetime = Duration::from_secs(300);
        presign(("GET", url), headers, lifetime, &credentials, scope, &keys).unwrap()
    }

    fn scope<'a>(algorithm: Algorithm, region: &'a str, service: &'a str) -> Scope<'a> {
        Scope {
            algorithm,
            region,
            service,
            like_s3: signs_like_s3(service),
            raw_path: false,
            // 2026-01-02T03:04:05Z
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045),
        }
    }
}
