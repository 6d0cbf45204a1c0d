//! Combines the authentication schemes of operation and service into one decision.

use pageboy_models::pointer;
use pageboy_models::service::{HttpApiKeyAuth, Metadata, Operation};
use pageboy_schema::Auth;

use super::AuthPlan;
use super::model::Model;
use super::well_formed::is_header;
use crate::problem::Problem;

const SIGV4: &str = "aws.auth#sigv4";
const SIGV4A: &str = "aws.auth#sigv4a";
const BEARER: &str = "smithy.api#httpBearerAuth";
const BASIC: &str = "smithy.api#httpBasicAuth";
const API_KEY: &str = "smithy.api#httpApiKeyAuth";
const NO_AUTH: &str = "smithy.api#noAuth";

/// The known values of `auth`.
const TRAITS: [&str; 6] = [SIGV4, SIGV4A, BEARER, BASIC, API_KEY, NO_AUTH];
/// The known values of `authtype`.
const TYPES: [&str; 4] = ["v4", "v4-unsigned-body", "bearer", "none"];
/// The known values of `signatureVersion`.
const VERSIONS: [&str; 5] = ["v4", "s3v4", "v2", "bearer", "none"];

/// The operation's `auth`, else its `authtype`, else the service's `auth`, else its `signatureVersion` (botocore/auth.py,
/// `resolve_auth_type`); `None` if one of them is unknown, which `check` reports.
pub(super) fn auth(metadata: &Metadata, operation: &Operation) -> Option<AuthPlan> {
    let key = metadata.http_api_key_auth.as_ref();
    let mut unsigned_payload = operation.unsigned_payload;
    let mut of_operation = true;
    let schemes = if !operation.auth.is_empty() {
        of_traits(&operation.auth, key)?
    } else if let Some(authtype) = &operation.authtype {
        unsigned_payload |= authtype == "v4-unsigned-body";
        vec![of_type(authtype)?]
    } else {
        of_operation = false;
        of_service(metadata)?
    };
    Some(AuthPlan {
        schemes,
        unsigned_payload,
        of_operation,
    })
}

/// Reports unknown schemes of an operation. Nothing is generated then: the service refuses a request that is signed in
/// another way, and the user's keys must not be shown to it.
pub(super) fn check_operation(model: &Model<'_>, name: &str, operation: &Operation) {
    let list = pointer(["operations", name, "auth"]);
    check_traits(model, &list, &operation.auth);
    if operation.auth.is_empty()
        && let Some(authtype) = &operation.authtype
        && of_type(authtype).is_none()
    {
        let place = pointer(["operations", name, "authtype"]);
        report_unknown(model, &place, "authtype", authtype, &TYPES);
    }
}

/// Reports unknown schemes of a service.
pub(super) fn check_service(model: &Model<'_>) {
    let metadata = model.service.metadata();
    check_traits(model, "/metadata/auth", &metadata.auth);
    let version = metadata.signature_version.as_deref();
    if metadata.auth.is_empty()
        && let Some(version) = version
        && of_version(version).is_none()
    {
        let place = "/metadata/signatureVersion";
        report_unknown(model, place, "signatureVersion", version, &VERSIONS);
    }
    let is_signed = |schemes: Vec<Auth<String>>| {
        use Auth::{S3SigV4, SigV2, SigV4, SigV4a};
        let signed = |scheme: &Auth<String>| matches!(scheme, SigV2 | SigV4 | S3SigV4 | SigV4a);
        schemes.iter().any(signed)
    };
    if metadata.resolved_signing_name().is_empty() && of_service(metadata).is_some_and(is_signed) {
        let message =
            "requests would be signed, and the name of the service in the signature is missing";
        let problem = Problem::at_pointer(model.service.origin("/metadata"), "/metadata", message);
        let problem = problem.unless_wrong("/metadata/endpointPrefix");
        model.report(problem.help(format!(
            "set `signingName` or `endpointPrefix`, or say in `auth` how else requests are authenticated, as in \
             \"auth\": [\"{API_KEY}\"]"
        )));
    }
    if let Some(HttpApiKeyAuth { name, place, .. }) = &metadata.http_api_key_auth {
        if name.is_empty() {
            let message =
                "`name` is missing: the header or the field of the query that holds the key";
            report(model, "/metadata/httpApiKeyAuth", message.to_owned());
        }
        if place == "header" && !name.is_empty() && !is_header(name) {
            let message = format!("`{name}` cannot be the name of a header");
            report(model, "/metadata/httpApiKeyAuth/name", message);
        }
        if place.is_empty() {
            let message = "`in` is missing: `header` or `query`";
            report(model, "/metadata/httpApiKeyAuth", message.to_owned());
        } else if !matches!(place.as_str(), "header" | "query") {
            let pointer = "/metadata/httpApiKeyAuth/in";
            report_unknown(
                model,
                pointer,
                "`in` of an API key",
                place,
                &["header", "query"],
            );
        }
    }
}

/// Whether the service is somebody's own and not one of Amazon's: it has no `endpointPrefix`, which names Amazon's hosts, or it asks
/// for keys or passwords alone, which no service of Amazon's does.
pub(super) fn is_foreign(metadata: &Metadata) -> bool {
    let is_own = |name: &String| [API_KEY, BASIC].contains(&name.as_str());
    let auth = &metadata.auth;
    metadata.endpoint_prefix.is_empty()
        || auth.iter().any(is_own) && auth.iter().all(|name| is_own(name) || name == NO_AUTH)
}

/// Unknown names after a known one do not matter, as in botocore: there is a way to authenticate.
fn check_traits(model: &Model<'_>, list: &str, auth: &[String]) {
    let known = |name: &String| TRAITS.contains(&name.as_str());
    if let Some((at, name)) = auth.iter().enumerate().next()
        && !known(name)
    {
        report_unknown(model, &format!("{list}/{at}"), "auth", name, &TRAITS);
    }
    let metadata = model.service.metadata();
    if auth.iter().any(|name| name == API_KEY) && metadata.http_api_key_auth.is_none() {
        let message = format!(
            "`{API_KEY}` needs `metadata.httpApiKeyAuth`, which says where the key goes: \
             {{\"name\": \"X-Api-Key\", \"in\": \"header\"}}"
        );
        report(model, list, message);
    }
}

fn report(model: &Model<'_>, place: &str, message: String) {
    let file = model.service.origin(place);
    model.report(Problem::at_pointer(file, place, message));
}

fn report_unknown(model: &Model<'_>, place: &str, what: &str, given: &str, known: &[&str]) {
    let file = model.service.origin(place);
    let message = format!(
        "{what} `{given}` is not known; a request is never signed in a way that the service did not ask for"
    );
    let problem = Problem::at_pointer(file, place, message);
    model.report(problem.nearest(given, known.iter().copied()));
}

fn of_service(metadata: &Metadata) -> Option<Vec<Auth<String>>> {
    if metadata.auth.is_empty() {
        let version = metadata.signature_version.as_deref();
        return Some(vec![version.map_or(Some(Auth::SigV4), of_version)?]);
    }
    of_traits(&metadata.auth, metadata.http_api_key_auth.as_ref())
}

/// The known schemes of a list; `None` if the first is unknown, or the list is empty.
fn of_traits(list: &[String], key: Option<&HttpApiKeyAuth>) -> Option<Vec<Auth<String>>> {
    let of = |name: &String| {
        Some(match name.as_str() {
            SIGV4 => Auth::SigV4,
            SIGV4A => Auth::SigV4a,
            BEARER => Auth::Bearer,
            BASIC => Auth::Basic,
            API_KEY => {
                let HttpApiKeyAuth {
                    name,
                    place,
                    scheme,
                } = key?;
                Auth::ApiKey {
                    name: name.clone(),
                    in_query: place == "query",
                    scheme: scheme.clone(),
                }
            }
            NO_AUTH => Auth::None,
            _ => return None,
        })
    };
    of(list.first()?)?;
    Some(list.iter().filter_map(of).collect())
}

fn of_type(authtype: &str) -> Option<Auth<String>> {
    match authtype {
        "v4" | "v4-unsigned-body" => Some(Auth::SigV4),
        "bearer" => Some(Auth::Bearer),
        "none" => Some(Auth::None),
        _ => None,
    }
}

/// `s3` is the oldest of S3's signatures, which no host in its rules accepts any more.
fn of_version(version: &str) -> Option<Auth<String>> {
    match version {
        "v4" => Some(Auth::SigV4),
        "s3v4" => Some(Auth::S3SigV4),
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

    fn schemes(metadata: &Metadata, operation: &Operation) -> Option<Vec<Auth<String>>> {
        auth(metadata, operation).map(|auth| auth.schemes)
    }

    #[test]
    fn an_operation_without_auth_has_its_services() {
        use Auth::{Bearer, S3SigV4, SigV2, SigV4, SigV4a};
        for (version, list, expected) in [
            ("v4", &[][..], Some(vec![SigV4])),
            ("s3", &[SIGV4], Some(vec![SigV4])),
            ("s3v4", &[], Some(vec![S3SigV4])),
            ("v2", &[], Some(vec![SigV2])),
            ("bearer", &[], Some(vec![Bearer])),
            ("v4", &[SIGV4, BEARER], Some(vec![SigV4, Bearer])),
            ("v4", &[SIGV4A, SIGV4], Some(vec![SigV4a, SigV4])),
            ("v4", &[SIGV4, "x#y"], Some(vec![SigV4])),
            ("v4", &["x#y", SIGV4], None),
            ("v4", &[API_KEY], None),
            ("v3https", &[], None),
            ("s3", &[], None),
        ] {
            let found = schemes(&service(version, list), &Operation::default());
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
        for (operation, scheme, unsigned) in [
            (of(&[NO_AUTH], None, false), Auth::None, false),
            (of(&[BEARER], None, false), Auth::Bearer, false),
            (of(&[SIGV4], None, false), Auth::SigV4, false),
            (of(&[], Some("none"), false), Auth::None, false),
            (of(&[], Some("v4-unsigned-body"), false), Auth::SigV4, true),
            (of(&[SIGV4], None, true), Auth::SigV4, true),
        ] {
            let found = auth(&both, &operation).unwrap();
            assert!(found.of_operation);
            assert_eq!(
                (found.schemes, found.unsigned_payload),
                (vec![scheme], unsigned),
                "{operation:?}"
            );
        }
        assert_eq!(auth(&both, &of(&[], Some("v9"), false)), None);
        assert!(auth(&both, &of(&[], None, true)).unwrap().unsigned_payload);
    }
}
