//! Signature version 4, in a URL (botocore/auth.py, `SigV4QueryAuth`).

use std::time::Duration;

use aws_credential_types::Credentials;
use percent_encoding::utf8_percent_encode;

use super::sign::{ALGORITHM, PLAIN, Scope, Url, sha256, sorted};

/// The URL, which has a query, with a signature over method, host, path and query behind it.
///
/// The path is one that needs no encoding. Whoever has the URL can make the request until `lifetime` has passed.
///
/// # Errors
///
/// When the URL cannot be signed.
pub(super) fn presign(
    method: &str,
    url: &str,
    lifetime: Duration,
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<String, String> {
    let time = scope.timestamp()?;
    let credential = encoded(&scope.credential(&time, credentials));
    let seconds = lifetime.as_secs();
    let before = format!(
        "{url}&X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={credential}&X-Amz-Date={time}\
         &X-Amz-Expires={seconds}&X-Amz-SignedHeaders=host"
    );
    let token = credentials.session_token();
    let token = token.map(|token| format!("&X-Amz-Security-Token={}", encoded(token)));
    let token = token.unwrap_or_default();
    let whole = format!("{before}{token}");
    let parts = Url::split(&whole)?;
    let canonical = format!(
        "{method}\n{}\n{}\nhost:{}\n\nhost\n{}",
        parts.path,
        sorted(parts.query),
        parts.host,
        sha256(b"")
    );
    let string_to_sign = scope.string_to_sign(&time, &canonical);
    let signature = scope.signature(&time, credentials, &string_to_sign);
    Ok(format!("{before}&X-Amz-Signature={signature}{token}"))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    /// As botocore 1.43.11 (`SigV4QueryAuth`) signs it with the same keys and time.
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
            region: "eu-west-1",
            service: "ec2",
            // 2026-01-02T03:04:05Z
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045),
        };
        let url = "https://ec2.eu-west-1.amazonaws.com/?Action=CopySnapshot&Description=a%20b";
        let signed = presign("GET", url, Duration::from_secs(3600), &credentials, &scope).unwrap();
        assert_eq!(
            signed,
            "https://ec2.eu-west-1.amazonaws.com/?Action=CopySnapshot&Description=a%20b\
             &X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Fec2%2Faws4_request\
             &X-Amz-Date=20260102T030405Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=4065ae5a2ebc388a6f2d2f222d56d089b1d381e077ace28927ed1dd88d16d853\
             &X-Amz-Security-Token=the%2Ftoken%2B%3D%3D"
        );
    }
}
