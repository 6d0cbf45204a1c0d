//! Credentials as a JSON document, as processes and metadata services return them.

use std::collections::HashMap;
use std::time::SystemTime;

use aws_smithy_types::date_time::Format;
use aws_smithy_types::{DateTime, Document};

use crate::client::CredentialsParts;
use crate::wire::{Limits, parse_json};

/// A JSON object.
pub(super) type Object = HashMap<String, Document>;

/// Parses a metadata service's document, which has a `Token` and expires. A problem never contains a value, which may be a
/// key.
pub(super) fn read_whole(bytes: &[u8]) -> Result<CredentialsParts, String> {
    let keys = read(&object(bytes)?, "Token")?;
    match (&keys.token, keys.expiry) {
        (None, _) => Err(String::from("`Token` is missing")),
        (_, None) => Err(String::from("`Expiration` is missing")),
        _ => Ok(keys),
    }
}

/// Reads a document whose token is called `token_name`, if it has one.
pub(super) fn read(document: &Object, token_name: &str) -> Result<CredentialsParts, String> {
    let text = |name: &str| match document.get(name) {
        Some(Document::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        None | Some(Document::Null | Document::String(_)) => Ok(None),
        Some(_) => Err(format!("`{name}` is not a text")),
    };
    let required = |name: &str| text(name)?.ok_or_else(|| format!("`{name}` is missing"));
    Ok(CredentialsParts {
        id: required("AccessKeyId")?,
        secret: required("SecretAccessKey")?,
        token: text(token_name)?,
        account: text("AccountId")?,
        expiry: text("Expiration")?.map(|end| time(&end)).transpose()?,
    })
}

/// The object in a text. A problem never contains a part of the text.
pub(super) fn object(bytes: &[u8]) -> Result<Object, String> {
    let text = std::str::from_utf8(bytes).ok();
    match text.map(|text| parse_json(text, &Limits::default())) {
        Some(Ok(Document::Object(object))) => Ok(object),
        Some(Ok(_)) => Err(String::from("it is not a JSON object")),
        None | Some(Err(_)) => Err(String::from("it is not JSON")),
    }
}

/// A time in ISO 8601; older files of the AWS CLI end with `UTC`, what `date` and `strftime` print with `+0000`, and some
/// programs write a blank before the hour.
pub(super) fn time(text: &str) -> Result<SystemTime, String> {
    let wrong = || String::from("the time of its expiration is not ISO 8601");
    let mut text = text.replace("UTC", "Z").replacen(' ', "T", 1);
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    if let Some((_, [b'+' | b'-', offset @ ..])) = text.as_bytes().split_last_chunk::<5>()
        && offset.iter().all(is_digit)
    {
        text.insert(text.len() - 2, ':');
    }
    let time = DateTime::from_str(&text, Format::DateTimeWithOffset).map_err(|_| wrong())?;
    SystemTime::try_from(time).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_of_another_type_is_named() {
        let read = |text: &str| read(&object(text.as_bytes())?, "Token");
        let problem = |text: &str| read(text).err().unwrap();
        assert_eq!(problem("{"), "it is not JSON");
        assert_eq!(problem("[]"), "it is not a JSON object");
        assert_eq!(
            problem(r#"{"AccessKeyId": "a"}"#),
            "`SecretAccessKey` is missing"
        );
        assert_eq!(
            problem(r#"{"AccessKeyId": 1}"#),
            "`AccessKeyId` is not a text"
        );
        let keys = r#"{"AccessKeyId": "a", "SecretAccessKey": "b", "Expiration": "soon"}"#;
        assert_eq!(problem(keys), "the time of its expiration is not ISO 8601");
        let keys = r#"{"AccessKeyId": "a", "SecretAccessKey": "b", "Token": "c"}"#;
        assert!(read(keys).is_ok());
        assert_eq!(
            read_whole(keys.as_bytes()).err().unwrap(),
            "`Expiration` is missing"
        );
    }

    #[test]
    fn times_may_end_with_utc_or_an_offset_without_a_colon() {
        let expected = time("2030-01-01T00:00:00Z").unwrap();
        assert_eq!(time("2030-01-01T00:00:00+0000").unwrap(), expected);
        assert_eq!(time("2029-12-31 22:00:00-0200").unwrap(), expected);
        assert_eq!(time("2030-01-01T00:00:00UTC").unwrap(), expected);
        assert_eq!(time("2030-01-01T01:00:00+01:00").unwrap(), expected);
    }
}
