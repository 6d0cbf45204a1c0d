//! How requests are authenticated: what operation and service say, as one decision.

use pageboy_models::service::{Metadata, Operation};

/// How requests are authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the runtime")]
pub enum Auth {
    SigV4,
    SigV4UnsignedBody,
    SigV4OrBearer,
    SigV2,
    Bearer,
    None,
}

const SIGV4: &str = "aws.auth#sigv4";
const BEARER: &str = "smithy.api#httpBearerAuth";
const NO_AUTH: &str = "smithy.api#noAuth";

/// The operation's `auth`, else its `authtype`, else the service's `auth`, else its `signatureVersion`; `None` when
/// nothing of it is known.
///
/// Of a list, the first that is known counts (botocore/auth.py, `resolve_auth_type`; `aws.auth#sigv4a` is not known
/// there either, unless the CRT is installed). A bearer token is preferred where the service takes both and one is
/// configured, unless the operation itself says how it is authenticated (botocore/handlers.py,
/// `_set_auth_scheme_preference_signer`).
pub(super) fn auth(metadata: &Metadata, operation: &Operation) -> Option<Auth> {
    let chosen = if let Some(chosen) = first_known(&operation.auth) {
        chosen
    } else if let Some(authtype) = &operation.authtype {
        of_version(authtype)?
    } else {
        let version = metadata.signature_version.as_deref();
        match first_known(&metadata.auth) {
            Some(Auth::SigV4) if metadata.auth.iter().any(|auth| auth == BEARER) => {
                Auth::SigV4OrBearer
            }
            Some(chosen) => chosen,
            None => version.map_or(Some(Auth::SigV4), of_version)?,
        }
    };
    Some(match chosen {
        Auth::SigV4 | Auth::SigV4OrBearer if operation.unsigned_payload => Auth::SigV4UnsignedBody,
        chosen => chosen,
    })
}

fn first_known(list: &[String]) -> Option<Auth> {
    list.iter().find_map(|auth| match auth.as_str() {
        SIGV4 => Some(Auth::SigV4),
        BEARER => Some(Auth::Bearer),
        NO_AUTH => Some(Auth::None),
        _ => None,
    })
}

/// `authtype` or `signatureVersion`; S3's signer is that of version 4.
fn of_version(version: &str) -> Option<Auth> {
    match version {
        "v4" | "s3" | "s3v4" => Some(Auth::SigV4),
        "v4-unsigned-body" => Some(Auth::SigV4UnsignedBody),
        "v2" => Some(Auth::SigV2),
        "bearer" => Some(Auth::Bearer),
        "none" => Some(Auth::None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    fn service(version: &str, auth: &[&str]) -> Metadata {
        Metadata {
            signature_version: Some(version.to_owned()),
            auth: texts(auth),
            ..Metadata::default()
        }
    }

    #[test]
    fn an_operation_without_auth_has_its_services() {
        const SIGV4A: &str = "aws.auth#sigv4a";
        for (version, list, expected) in [
            ("v4", &[][..], Some(Auth::SigV4)),
            ("s3", &[SIGV4], Some(Auth::SigV4)),
            ("v2", &[], Some(Auth::SigV2)),
            ("bearer", &[], Some(Auth::Bearer)),
            ("v4", &[SIGV4, BEARER], Some(Auth::SigV4OrBearer)),
            ("v4", &[BEARER, SIGV4], Some(Auth::Bearer)),
            ("v4", &[SIGV4, SIGV4A], Some(Auth::SigV4)),
            ("v4", &[SIGV4A, SIGV4], Some(Auth::SigV4)),
            ("v3https", &[], None),
        ] {
            let found = auth(&service(version, list), &Operation::default());
            assert_eq!(found, expected, "{version} {list:?}");
        }
    }

    #[test]
    fn what_an_operation_says_wins() {
        let of = |auth: &[&str], authtype: Option<&str>, unsigned_payload| Operation {
            auth: texts(auth),
            authtype: authtype.map(str::to_owned),
            unsigned_payload,
            ..Operation::default()
        };
        let both = service("v4", &[SIGV4, BEARER]);
        for (operation, expected) in [
            (of(&[NO_AUTH], None, false), Some(Auth::None)),
            (of(&[BEARER], None, false), Some(Auth::Bearer)),
            (of(&[SIGV4], None, false), Some(Auth::SigV4)),
            (of(&[], Some("none"), false), Some(Auth::None)),
            (
                of(&[], Some("v4-unsigned-body"), true),
                Some(Auth::SigV4UnsignedBody),
            ),
            (of(&[], None, true), Some(Auth::SigV4UnsignedBody)),
            (of(&[], Some("v9"), false), None),
        ] {
            assert_eq!(auth(&both, &operation), expected, "{operation:?}");
        }
    }
}
