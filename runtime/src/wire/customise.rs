//! What botocore does for single services on the level of the wire (`botocore/handlers.py`), and nothing else.

use super::xml;
use super::{Request, payload_of};
use crate::body::Body;
use crate::schema::{Kind, Member, Operation};

/// What a service wants in requests beside its model.
pub(super) fn request(op: &Operation, request: &mut Request) {
    // `inject_api_version_header_if_needed`
    if op.discovers_endpoints {
        request.set_header("x-amz-api-version", op.service.api_version);
    }
    // `change_get_to_post`: an expression may be longer than URLs are allowed to be.
    if (op.service.name, op.name) == ("cloudsearchdomain", "Search")
        && request.method == "GET"
        && !request.query.is_empty()
    {
        request.method = "POST";
        request.set_header("Content-Type", "application/x-www-form-urlencoded");
        request.body = Body::from(std::mem::take(&mut request.query));
    }
    let header = match op.service.name {
        "apigateway" => ("Accept", "application/json"),
        "glacier" => ("x-amz-glacier-version", op.service.api_version),
        _ => return,
    };
    if !request.has_header(header.0) {
        let (name, value) = header;
        request.headers.push((name.to_owned(), value.to_owned()));
    }
}

/// Whether an answer without a body is none: of `GetBucketLocation` it would say that the bucket is in `us-east-1`
/// (`parse_get_bucket_location`).
pub(super) fn needs_body(op: &Operation) -> bool {
    (op.service.name, op.name) == ("s3", "GetBucketLocation")
}

/// Whether S3 reports an error with status 200: the root is `Error`, or the body is no complete document.
///
/// Not for operations without output or whose payload is text or bytes, and an empty body is a success.
pub(super) fn is_error_in_success(op: &Operation, status: u16, body: &[u8]) -> bool {
    if op.service.name != "s3" || status != 200 || body.is_empty() {
        return false;
    }
    let Some(output) = op.output else {
        return false;
    };
    let raw = payload_of(output).is_some_and(|(_, member)| {
        matches!(
            member.target.kind,
            Kind::Blob | Kind::String | Kind::Enum | Kind::Stream
        )
    });
    !raw && xml::read::is_error_or_cut(body)
}

/// Whether a header that is no timestamp leaves the member absent instead of being an error: S3 hands out `Expires`
/// as it was stored, and anything may be stored. Another member, `ExpiresString`, has the text (`handle_expires_header`); the
/// generator adds it to every output that has the first.
pub(super) fn may_be_malformed(member: &Member) -> bool {
    member.target.kind == Kind::Timestamp && member.response.eq_ignore_ascii_case("Expires")
}
