//! Changes that single services need in a request that is sent, beyond its wire format (botocore/handlers.py, `before-call`);
//! URLs for others are signed without them.

use std::borrow::Cow;

use http::HeaderName;
use http::header::{ACCEPT, CONTENT_TYPE, EXPECT};
use sha2::{Digest, Sha256};

use crate::body::Body;
use crate::client::digests::{Digests, Tree};
use crate::client::endpoint::BaseUrl;
use crate::client::environment::Environment;
use crate::client::s3;
use crate::client::sign::{PAYLOAD_HASH, hex};
use crate::error::ErrorKind;
use crate::schema::Operation;
use crate::view::{Structure, View};
use crate::wire;

const API_VERSION: HeaderName = HeaderName::from_static("x-amz-api-version");
const GLACIER_VERSION: HeaderName = HeaderName::from_static("x-amz-glacier-version");
const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");
const TREE_HASH: HeaderName = HeaderName::from_static("x-amz-sha256-tree-hash");

/// Changes what a service does not take as its model has it.
pub(crate) fn change(operation: &Operation, request: &mut wire::Request) {
    let service = operation.service;
    // `inject_api_version_header_if_needed`
    if operation.discovers_endpoints {
        request.set_header(API_VERSION, service.api_version);
    }
    // `change_get_to_post`: an expression may be longer than URLs allow.
    if (service.name, operation.name) == ("cloudsearchdomain", "Search")
        && request.method == "GET"
        && !request.query.is_empty()
    {
        request.method = "POST";
        request.set_header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body = Body::from(std::mem::take(&mut request.query));
    }
    // `add_accept_header`, `add_glacier_version`
    let (name, value) = match service.name {
        "apigateway" => (ACCEPT, "application/json"),
        "glacier" => (GLACIER_VERSION, service.api_version),
        _ => return,
    };
    if request.header(&name).is_none() {
        request.set_header(name, value);
    }
}

/// Adds headers. The body is in its final form; `digests` belong to a body that was read and is not in memory.
pub(crate) fn add_headers(
    operation: &Operation,
    request: &mut wire::Request,
    environment: &Environment,
    digests: Option<&Digests>,
) {
    if has_tree_hash(operation) {
        add_tree_hash(request, digests);
    }
    if let Some(id) = trace_id(environment)
        && request.header(&TRACE_ID).is_none()
    {
        request.set_header(TRACE_ID, id);
    }
}

/// Asks S3 whether it wants a body before it is sent (`add_expect_header`): for every stream, and for the two operations
/// whose bytes botocore turns into a stream, even if empty, unless `BOTO_EXPERIMENTAL__NO_EMPTY_CONTINUE` is `true`.
pub(crate) fn add_expect(
    operation: &Operation,
    input: &dyn Structure,
    request: &mut wire::Request,
    environment: &Environment,
) {
    const ALWAYS: [&str; 2] = ["PutObject", "UploadPart"];
    let streamed = input.shape().payload.map(usize::from);
    let is_given = streamed.is_some_and(|index| matches!(input.view_of(index), View::Stream(_)));
    let is_stream = ALWAYS.contains(&operation.name) || request.body.bytes().is_none();
    let has_method = matches!(request.method, "PUT" | "POST");
    let skips_empty = || {
        let text = environment.get("BOTO_EXPERIMENTAL__NO_EMPTY_CONTINUE");
        text.is_some_and(|text| text.eq_ignore_ascii_case("true"))
    };
    let asks = s3::is_s3(operation.service) && has_method && is_given && is_stream;
    if asks && !(request.body.is_empty() && skips_empty()) {
        request.set_header(EXPECT, "100-continue");
    }
}

/// Whether requests have a tree hash.
pub(crate) fn has_tree_hash(operation: &Operation) -> bool {
    const ARCHIVES: [&str; 2] = ["UploadArchive", "UploadMultipartPart"];
    operation.service.name == "glacier" && ARCHIVES.contains(&operation.name)
}

/// `add_glacier_checksums`
fn add_tree_hash(request: &mut wire::Request, digests: Option<&Digests>) {
    let (linear, tree) = match (digests, request.body.bytes()) {
        (Some(Digests { sha256, tree, .. }), _) => {
            (sha256.clone(), tree.clone().unwrap_or_default())
        }
        (None, Some(bytes)) => (hex(&Sha256::digest(bytes)), tree_hash(bytes)),
        (None, None) => return,
    };
    for (header, hash) in [(PAYLOAD_HASH, linear), (TREE_HASH, tree)] {
        if request.header(&header).is_none() {
            request.set_header(header, hash);
        }
    }
}

fn tree_hash(bytes: &[u8]) -> String {
    let mut tree = Tree::default();
    tree.update(bytes);
    tree.finish()
}

/// The trace of a Lambda function (`add_recursion_detection_header`).
///
/// It changes with every invocation, so every call reads it again.
fn trace_id(environment: &Environment) -> Option<String> {
    environment.get("AWS_LAMBDA_FUNCTION_NAME")?;
    let id = environment.now("_X_AMZN_TRACE_ID")?;
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"_.~-=;:+&[]{}\"',".contains(&byte);
    let encoded = id.bytes().map(|byte| match byte {
        byte if kept(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    Some(encoded.collect())
}

/// The host that the input names (`switch_host_machinelearning`): predictions have a host of their own.
///
/// # Errors
///
/// When it is not a URL.
pub(crate) fn host_of_input<'u>(
    operation: &Operation,
    input: &dyn Structure,
    url: Cow<'u, BaseUrl>,
) -> Result<Cow<'u, BaseUrl>, ErrorKind> {
    if (operation.service.name, operation.name) != ("machinelearning", "Predict") {
        return Ok(url);
    }
    const MEMBER: &str = "PredictEndpoint";
    match input.view_by_name(MEMBER).as_str() {
        None | Some("") => Ok(url),
        Some(text) => match BaseUrl::parse(text, MEMBER) {
            Ok(endpoint) => Ok(Cow::Owned(url.into_owned().at_host_of(endpoint))),
            Err(error) => Err(ErrorKind::Invalid(vec![error.to_string()])),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::{self, GET_OBJECT, PUT_OBJECT, UPLOAD_ARCHIVE};
    use crate::schema::{Endpoint, Protocol, Service};

    fn headers(body: Body, given: &[(&str, &str)], environment: &Environment) -> String {
        let mut request = samples::request(body, given);
        add_headers(&UPLOAD_ARCHIVE, &mut request, environment, None);
        let lines = request.headers.iter();
        let lines = lines.map(|(name, value)| format!("{name}: {value}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// As computed by botocore 1.43.11 (`calculate_tree_hash`).
    #[test]
    fn the_tree_hash_is_of_pairs_of_mebibytes() {
        const MIB: usize = 1024 * 1024;
        for (size, expected) in [
            (
                0,
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                1,
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            ),
            (
                MIB,
                "631b84027d6b9e52b539c4e8373622d23032dfadc64d60af87339c9037e4f769",
            ),
            (
                2 * MIB + 1,
                "3123aa01ebcf47b74ddc6f0efd82c0e6680203b476c4d20c26a0c60a5b4a8181",
            ),
            (
                5 * MIB,
                "1eccd0ca741241ce114bde6d24a8de044ccee139ef6651bec9006d2f558751ef",
            ),
        ] {
            let bytes: Vec<u8> = (0..=250).cycle().take(size).collect();
            assert_eq!(tree_hash(&bytes), expected, "{size}");
        }
    }

    #[test]
    fn single_services_want_headers_of_their_own() {
        static GATEWAY: Service = service("apigateway");
        static APIS: Operation = Operation::new(&GATEWAY, "GetRestApis").http("GET", "/restapis");
        for (operation, header, value) in [
            (&APIS, ACCEPT, "application/json"),
            (
                &UPLOAD_ARCHIVE,
                GLACIER_VERSION,
                UPLOAD_ARCHIVE.service.api_version,
            ),
        ] {
            let mut request = samples::request(Body::empty(), &[]);
            change(operation, &mut request);
            assert_eq!(request.headers, [(header, value.to_owned())]);
        }
        let mut given = samples::request(Body::empty(), &[("accept", "text/yaml")]);
        change(&APIS, &mut given);
        assert_eq!(given.header(&ACCEPT), Some("text/yaml"));
    }

    const fn service(name: &'static str) -> Service {
        let endpoint = Endpoint::regional("s");
        Service::new(name, "S", "2006-03-01", Protocol::RestJson, endpoint)
    }

    #[test]
    fn an_archive_has_both_hashes_unless_they_are_given() {
        let none = Environment::default();
        insta::assert_snapshot!(headers(Body::from("hi"), &[], &none), @r"
        x-amz-content-sha256: 8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4
        x-amz-sha256-tree-hash: 8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4
        ");
        let given = [("X-Amz-Sha256-Tree-Hash", "mine")];
        insta::assert_snapshot!(headers(Body::from("hi"), &given, &none), @r"
        x-amz-sha256-tree-hash: mine
        x-amz-content-sha256: 8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4
        ");
    }

    #[test]
    fn a_lambda_function_passes_its_trace_on() {
        let trace = ("_X_AMZN_TRACE_ID", "Root=1-5759e988;Parent=\u{e9} a/b");
        let lambda = ("AWS_LAMBDA_FUNCTION_NAME", "f");
        let id = |pairs: &[(&str, &str)]| match pairs {
            [a, b] => trace_id(&[*a, *b].into()),
            [a] => trace_id(&[*a].into()),
            _ => None,
        };
        assert_eq!(
            id(&[lambda, trace]).as_deref(),
            Some("Root=1-5759e988;Parent=%C3%A9%20a%2Fb")
        );
        assert_eq!(id(&[lambda]), None);
        assert_eq!(id(&[trace]), None);
        let environment = [lambda, trace].into();
        let own = headers(Body::empty(), &[("x-amzn-trace-id", "mine")], &environment);
        assert!(own.starts_with("x-amzn-trace-id: mine"), "{own}");
    }

    /// As `add_expect_header` and `convert_body_to_file_like_object` have it.
    #[test]
    fn s3_is_asked_before_a_stream_or_an_object_is_sent() {
        let asks = |operation, given: bool, body: Body, variables: &[(&str, &str)]| {
            let members: &[(&str, &str)] = if given { &[("Body", "")] } else { &[] };
            let input = samples::with(samples::input(operation, None), members);
            let mut request = samples::request(body, &[]);
            request.method = operation.method;
            let environment = Environment::of_code(
                variables
                    .iter()
                    .map(|(name, value)| ((*name).into(), (*value).into())),
            );
            add_expect(operation, &input, &mut request, &environment);
            request.header(&EXPECT).is_some()
        };
        let stream = || samples::stream(&[b"hi"], Some(2));
        let skips = [("BOTO_EXPERIMENTAL__NO_EMPTY_CONTINUE", "True")];
        assert!(asks(&PUT_OBJECT, true, Body::from("hi"), &[]));
        assert!(asks(&PUT_OBJECT, true, stream(), &skips));
        assert!(asks(&PUT_OBJECT, true, Body::empty(), &[]));
        assert!(!asks(&PUT_OBJECT, true, Body::empty(), &skips));
        assert!(!asks(&PUT_OBJECT, false, Body::empty(), &[]));
        // Nothing to send, and a different service.
        assert!(!asks(&UPLOAD_ARCHIVE, false, stream(), &[]));
        assert!(!asks(&GET_OBJECT, false, Body::empty(), &[]));
    }
}
