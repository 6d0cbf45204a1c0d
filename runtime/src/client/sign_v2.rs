//! Signature version 2, in the form that is the body (botocore/auth.py, `SigV2Auth`).

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;

use super::sign::put_in_order;

/// The form with the fields of a signature over method, host, path and form.
///
/// The names in `form` come from a model and need no encoding: they are sorted as they are.
///
/// # Errors
///
/// When the time is before year 0 or after 9999.
pub(super) fn sign(
    method: &str,
    host: &str,
    path: &str,
    form: &str,
    credentials: &Credentials,
    time: SystemTime,
) -> Result<String, String> {
    let seconds = DateTime::from_secs(DateTime::from(time).secs());
    let timestamp = seconds
        .fmt(Format::DateTime)
        .map_err(|error| error.to_string())?;
    let mut fields: Vec<String> = form
        .split('&')
        .filter(|field| !field.is_empty())
        .map(str::to_owned)
        .collect();
    let mut add = |name: &str, value: &str| fields.push(format!("{name}={}", encoded(value)));
    add("AWSAccessKeyId", credentials.access_key_id());
    add("SignatureVersion", "2");
    add("SignatureMethod", "HmacSHA256");
    add("Timestamp", &timestamp);
    if let Some(token) = credentials.session_token() {
        add("SecurityToken", token);
    }
    let mut sorted: Vec<&str> = Vec::with_capacity(fields.len());
    for field in &fields {
        put_in_order(&mut sorted, field, |known, field| {
            name(known) <= name(field)
        });
    }
    let text = format!("{method}\n{host}\n{path}\n{}", sorted.join("&"));
    let key = credentials.secret_access_key().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| error.to_string())?;
    mac.update(text.as_bytes());
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    Ok(format!(
        "{}&Signature={}",
        fields.join("&"),
        encoded(&signature)
    ))
}

fn name(field: &str) -> &str {
    field.split_once('=').map_or(field, |(name, _)| name)
}

fn encoded(text: &str) -> String {
    const KEPT: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, &KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// The form whose signature botocore 1.43.11 (`SigV2Auth`) computes with the same keys and time.
    fn signed(token: Option<&str>, host: &str, path: &str, form: &str) -> String {
        let credentials = Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            token.map(str::to_owned),
            None,
            "test",
        );
        // 2026-01-02T03:04:05.5Z
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_323_045_500);
        sign("POST", host, path, form, &credentials, time).unwrap()
    }

    #[test]
    fn the_signature_is_botocores() {
        assert_eq!(
            signed(
                None,
                "sdb.amazonaws.com",
                "/",
                "Action=ListDomains&Version=2009-04-15"
            ),
            "Action=ListDomains&Version=2009-04-15&AWSAccessKeyId=AKIDEXAMPLE&SignatureVersion=2\
             &SignatureMethod=HmacSHA256&Timestamp=2026-01-02T03%3A04%3A05Z\
             &Signature=flnsSPNDtEgJ2VLUiW%2F78qLWRHbw3AATFfpYotzRfFU%3D"
        );
    }

    #[test]
    fn fields_are_sorted_by_name_and_the_session_token_is_one() {
        let form = "Action=PutAttributes&Version=2009-04-15&DomainName=d%20~-_.%C3%A9\
                    &Attribute.10.Name=a&Attribute.2.Name=b%3D%26c&ItemName=";
        let signed = signed(Some("the/token+=="), "localhost:5000", "/x/", form);
        let (start, end) = signed.split_once("&SecurityToken=").unwrap();
        assert!(start.starts_with(form), "{start}");
        assert_eq!(
            end,
            "the%2Ftoken%2B%3D%3D&Signature=SaoxcsLUK6lbjGe4dEBvtv1UrY%2FRTIoDU%2FxZloi4hUw%3D"
        );
    }
}
