//! What single services want in requests beyond their model, as a table (botocore/handlers.py).
//!
//! Not done: S3's `SSECustomerKey` (pass it in base64, with its MD5), presigned URLs of cross-region copies, Glacier's
//! tree hashes, Machine Learning's `PredictEndpoint`.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::checksum::ResponseChecksumValidation;
use super::uuid::uuid;
use crate::schema::Operation;
use crate::view::Structure;
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
    /// Sends base64 of the text.
    Base64,
    /// Percent-encodes all but slashes, up to a `?versionId=` at the end.
    CopySource,
}

static REQUESTS: &[RequestRule] = &[
    // `set_list_objects_encoding_type_url`: keys may have characters that XML cannot carry.
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
    // `fix_route53_ids`: answers have `/hostedzone/Z1` where requests want `Z1`. Other identifiers that are called
    // `Id` never have a slash.
    RequestRule {
        service: "route53",
        operations: &[],
        members: &[
            "HostedZoneId",
            "HostedZoneIdMarker",
            "DelegationSetId",
            "Id",
        ],
        rewrite: Rewrite::AfterLastSlash,
    },
    // `base64_encode_user_data`
    RequestRule {
        service: "ec2",
        operations: &["RunInstances"],
        members: &["UserData"],
        rewrite: Rewrite::Base64,
    },
    RequestRule {
        service: "autoscaling",
        operations: &["CreateLaunchConfiguration"],
        members: &["UserData"],
        rewrite: Rewrite::Base64,
    },
    // `inject_account_id`: the account of the credentials.
    RequestRule {
        service: "glacier",
        operations: &[],
        members: &["accountId"],
        rewrite: Rewrite::Default("-"),
    },
];

/// The texts that are sent in place of what the caller gave: the rules above, a fresh UUID for every idempotency token
/// that is absent, and that the checksum of the answer is wanted.
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
                (Rewrite::Base64, Some(text)) => BASE64_STANDARD.encode(text),
                (Rewrite::CopySource, Some(text)) => copy_source(text),
                _ => continue,
            };
            substitutions.push(index, text);
        }
    }
    substitutions
}

impl RequestRule {
    fn is_for(&self, operation: &Operation) -> bool {
        self.service == operation.service.name
            && (self.operations.is_empty() || self.operations.contains(&operation.name))
    }
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
    let is_version = |version: &str| version.len() > VERSION.len() && !version.contains(' ');
    let end = match text.find(VERSION) {
        Some(at) if text.get(at..).is_some_and(is_version) => at,
        _ => text.len(),
    };
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
    fn user_data_is_sent_in_base64() {
        let sent = sent(&samples::RUN_INSTANCES, "UserData", Some("#!/bin/sh"));
        assert_eq!(sent.unwrap(), "IyEvYmluL3No");
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
        ] {
            assert_eq!(copy_source(given), expected);
        }
    }

    #[test]
    fn an_input_without_rules_is_left_alone() {
        let input = Dynamic::new(&crate::schema::shapes::EMPTY);
        let sent = substitutions(&samples::GET_HOSTED_ZONE, &input, WHEN_SUPPORTED);
        assert_eq!(sent.get(0), None);
    }
}
