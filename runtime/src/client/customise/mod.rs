//! Changes that single services need in requests beyond their model (botocore/handlers.py): texts that are sent differently,
//! as a table; headers; presigned URLs.

mod presigned;
mod request;

pub(super) use request::{add_expect, add_headers, change, has_tree_hash, host_of_input};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest, Md5};
use pageboy_schema::ENCRYPTION_KEYS;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::checksum::ResponseChecksumValidation;
use super::uuid::uuid;
use crate::schema::{Member, Operation};
use crate::view::{Structure, View};
use crate::wire::Substitutions;

/// A text member of some operations' inputs that is sent differently.
struct RequestRule {
    service: &'static str,
    /// Empty: every operation.
    operations: &'static [&'static str],
    members: &'static [&'static str],
    rewrite: Rewrite,
}

enum Rewrite {
    /// Sends this text when the member is absent.
    Default(&'static str),
    /// Sends what follows the last slash.
    AfterLastSlash,
    /// Percent-encodes all but slashes, up to a `?versionId=` at the end.
    CopySource,
}

static REQUESTS: &[RequestRule] = &[
    // `set_list_objects_encoding_type_url`: keys may contain characters that XML cannot carry.
    RequestRule {
        service: "s3",
        operations: &["ListObjects", "ListObjectsV2", "ListObjectVersions"],
        members: &["EncodingType"],
        rewrite: Rewrite::Default("url"),
    },
    // `handle_copy_source_param`
    RequestRule {
        service: "s3",
        operations: &["CopyObject", "UploadPartCopy"],
        members: &["CopySource"],
        rewrite: Rewrite::CopySource,
    },
    // `fix_route53_ids`: answers have `/hostedzone/Z1` where requests need `Z1`. botocore goes by the shapes `ResourceId`,
    // `DelegationSetId` and `ChangeId`; these are all members of theirs, and other identifiers called `Id` never have a slash.
    RequestRule {
        service: "route53",
        operations: &[],
        members: &[
            "ChangeId",
            "DelegationSetId",
            "HostedZoneId",
            "HostedZoneIdMarker",
            "Id",
            "StartAfterChangeId",
        ],
        rewrite: Rewrite::AfterLastSlash,
    },
    // `inject_account_id`: the account of the credentials.
    RequestRule {
        service: "glacier",
        operations: &[],
        members: &["accountId"],
        rewrite: Rewrite::Default("-"),
    },
];

/// The texts that are sent instead of the caller's: by the rules above, a new UUID for every absent idempotency token, and
/// the request for a checksum of the answer.
pub(crate) fn substitutions(
    operation: &Operation,
    input: &dyn Structure,
    validation: ResponseChecksumValidation,
) -> Substitutions {
    let mut substitutions = Substitutions::default();
    // `_handle_request_validation_mode_member`
    if let Some(index) = operation.checksum.validation_member.map(usize::from)
        && validation == ResponseChecksumValidation::WhenSupported
        && input.view_of(index).is_null()
    {
        substitutions.push(index, "ENABLED");
    }
    let members = input.shape().members();
    for (index, member) in members.iter().enumerate() {
        if member.is_idempotency_token() && input.view_of(index).is_null() {
            substitutions.push(index, uuid());
        }
    }
    for rule in REQUESTS.iter().filter(|rule| rule.is_for(operation)) {
        for (index, member) in members.iter().enumerate() {
            if !rule.members.contains(&member.name) {
                continue;
            }
            let given = input.view_of(index);
            let text = match (&rule.rewrite, given.as_str()) {
                (Rewrite::Default(text), None) if given.is_null() => (*text).to_owned(),
                (Rewrite::AfterLastSlash, Some(text)) if text.contains('/') => {
                    text.rsplit('/').next().unwrap_or_default().to_owned()
                }
                (Rewrite::CopySource, Some(text)) => copy_source(text),
                _ => continue,
            };
            substitutions.push(index, text);
        }
    }
    for (index, member) in encryption_keys(operation, input) {
        encryption_key(input, index, member, &mut substitutions);
    }
    substitutions
}

impl RequestRule {
    fn is_for(&self, operation: &Operation) -> bool {
        self.service == operation.service.name
            && (self.operations.is_empty() || self.operations.contains(&operation.name))
    }
}

/// The members with keys of encryption that the caller brings, and their indices.
fn encryption_keys(
    operation: &Operation,
    input: &dyn Structure,
) -> impl Iterator<Item = (usize, &'static Member)> {
    let is_s3 = operation.service.name == "s3";
    let rows = ENCRYPTION_KEYS.iter().filter(move |_| is_s3);
    let taken = rows.filter(|(_, operations)| operations.contains(&operation.name));
    let shape = input.shape();
    taken.filter_map(move |(name, _)| {
        let index = shape.index_of(name)?;
        Some((index, shape.members().get(index)?))
    })
}

/// The MD5 of a key, sent in the member with its name and `MD5`; the key itself, bytes, is written in base64. A key whose MD5
/// the caller gives is already base64, and is sent unchanged.
fn encryption_key(
    input: &dyn Structure,
    index: usize,
    member: &Member,
    substitutions: &mut Substitutions,
) {
    let View::Blob(key) = input.view_of(index) else {
        return;
    };
    let Some(md5) = input.shape().index_of(&format!("{}MD5", member.name)) else {
        return;
    };
    if input.view_of(md5).is_null() {
        substitutions.push(md5, BASE64_STANDARD.encode(Md5::digest(key)));
    } else if let Ok(text) = std::str::from_utf8(key) {
        substitutions.push(index, text);
    }
}

/// Keys whose MD5 is given and which are not text, so that they are not in base64.
fn keys_in_bytes(operation: &Operation, input: &dyn Structure) -> Vec<String> {
    let wrong = encryption_keys(operation, input).filter(|(index, member)| {
        let View::Blob(key) = input.view_of(*index) else {
            return false;
        };
        let is_given = || !input.view_by_name(&format!("{}MD5", member.name)).is_null();
        std::str::from_utf8(key).is_err() && is_given()
    });
    wrong
        .map(|(_, Member { name, .. })| {
            format!("{name}: {name}MD5 is given, so the key has to be its text in base64; without it, the key is bytes")
        })
        .collect()
}

/// Values that cannot be sent although the model allows them (`validate_ascii_metadata`).
pub(crate) fn problems(operation: &Operation, input: &dyn Structure) -> Vec<String> {
    const WITH_METADATA: [&str; 3] = ["CopyObject", "CreateMultipartUpload", "PutObject"];
    let mut problems = keys_in_bytes(operation, input);
    if operation.service.name != "s3" || !WITH_METADATA.contains(&operation.name) {
        return problems;
    }
    if let View::Map(metadata) = input.view_by_name("Metadata") {
        let entries = (0..metadata.len()).filter_map(|index| metadata.entry(index));
        let wrong = entries
            .filter(|(key, value)| !key.is_ascii() || !value.as_str().is_none_or(str::is_ascii));
        problems.extend(wrong.map(|(key, _)| {
            format!("Metadata[{key:?}]: S3 stores names and values of ASCII alone")
        }));
    }
    problems
}

/// `_quote_source_header`
fn copy_source(text: &str) -> String {
    const KEPT: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~')
        .remove(b'/');
    const VERSION: &str = "?versionId=";
    let is_version =
        |version: &str| version.len() > VERSION.len() && !version.contains(char::is_whitespace);
    let places = text.match_indices(VERSION).map(|(at, _)| at);
    let mut versions = places.filter(|at| text.get(*at..).is_some_and(is_version));
    let end = versions.next().unwrap_or(text.len());
    let (object, version) = text.split_at(end);
    format!("{}{version}", utf8_percent_encode(object, &KEPT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dynamic;
    use crate::client::samples;

    const WHEN_SUPPORTED: ResponseChecksumValidation = ResponseChecksumValidation::WhenSupported;

    fn sent(operation: &'static Operation, member: &str, value: Option<&str>) -> Option<String> {
        let input = samples::input(operation, value.map(|value| (member, value)));
        let index = input.shape().index_of(member).unwrap();
        let substitutions = substitutions(operation, &input, WHEN_SUPPORTED);
        substitutions.get(index).map(str::to_owned)
    }

    #[test]
    fn an_absent_idempotency_token_is_filled_and_a_given_one_kept() {
        let token = sent(&samples::RUN_INSTANCES, "ClientToken", None).unwrap();
        assert_eq!(token.len(), 36);
        assert_eq!(
            sent(&samples::RUN_INSTANCES, "ClientToken", Some("mine")),
            None
        );
    }

    #[test]
    fn listings_ask_for_encoded_keys_unless_the_caller_says_otherwise() {
        let operation = &samples::LIST_OBJECTS;
        assert_eq!(sent(operation, "EncodingType", None).unwrap(), "url");
        assert_eq!(sent(operation, "EncodingType", Some("url")), None);
    }

    #[test]
    fn route53_ids_lose_what_stands_before_the_last_slash() {
        let operation = &samples::GET_HOSTED_ZONE;
        assert_eq!(sent(operation, "Id", Some("/hostedzone/Z1")).unwrap(), "Z1");
        assert_eq!(sent(operation, "Id", Some("Z1")), None);
        assert_eq!(sent(operation, "Id", None), None);
    }

    #[test]
    fn a_copy_source_is_encoded_up_to_its_version() {
        for (given, expected) in [
            ("b/a key", "b/a%20key"),
            ("b/k?versionId=v+1", "b/k?versionId=v+1"),
            ("b/k?versionId=", "b/k%3FversionId%3D"),
            ("b/\u{e9}?x", "b/%C3%A9%3Fx"),
            // As botocore 1.44.8 sends them.
            (
                "b/a?versionId=x y?versionId=3",
                "b/a%3FversionId%3Dx%20y?versionId=3",
            ),
            ("b/a?versionId=1\t2", "b/a%3FversionId%3D1%092"),
        ] {
            assert_eq!(copy_source(given), expected);
        }
    }

    #[test]
    fn an_encryption_key_is_sent_in_base64_with_its_md5() {
        const KEY: &str = "SSECustomerKey";
        let operation = &samples::PUT_OBJECT;
        let sent = |members: &[(&str, &str)]| {
            let input = samples::with(samples::input(operation, None), members);
            let substitutions = substitutions(operation, &input, WHEN_SUPPORTED);
            [KEY, "SSECustomerKeyMD5"].map(|member| {
                let index = input.shape().index_of(member).unwrap();
                substitutions.get(index).map(str::to_owned)
            })
        };
        let key = (KEY, "0123456789abcdef0123456789abcdef");
        let some = |text: &str| Some(text.to_owned());
        // The key itself is bytes, which are written in base64.
        assert_eq!(sent(&[key]), [None, some("hRasmdxgYDKV3nvbahU1MA==")]);
        let given = sent(&[key, ("SSECustomerKeyMD5", "mine")]);
        assert_eq!(given, [some(key.1), None]);
        assert_eq!(sent(&[]), [None, None]);
    }

    #[test]
    fn metadata_has_to_be_ascii() {
        let problems = |key: &str, value: &str| {
            let mut input = samples::input(&samples::PUT_OBJECT, None);
            samples::insert(&mut input, "Metadata", key, value);
            problems(&samples::PUT_OBJECT, &input)
        };
        assert!(problems("k", "v").is_empty());
        for (key, value) in [("k", "\u{e9}"), ("\u{e9}", "v")] {
            assert_eq!(
                problems(key, value),
                [format!(
                    "Metadata[{key:?}]: S3 stores names and values of ASCII alone"
                )]
            );
        }
    }

    #[test]
    fn an_input_without_rules_is_left_alone() {
        let input = Dynamic::new(&crate::schema::shapes::EMPTY);
        let sent = substitutions(&samples::GET_HOSTED_ZONE, &input, WHEN_SUPPORTED);
        assert_eq!(sent.get(0), None);
    }
}
