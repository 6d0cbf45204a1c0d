//! botocore's rules for answers of single services (`botocore/handlers.py`), and no others.

use super::{payload_of, xml};
use crate::schema::{Kind, Member, Operation};

/// Whether an answer without a body is an error: for `GetBucketLocation` it would mean `us-east-1`
/// (`parse_get_bucket_location`).
pub(super) fn needs_body(op: &Operation) -> bool {
    (op.service.name, op.name) == ("s3", "GetBucketLocation")
}

/// Whether S3 reports an error with status 200: the root is `Error`, or the body is not a complete document.
///
/// Operations without output or with a payload of text or bytes are exempt, and an empty body is a success.
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

/// Whether a header that is not a timestamp leaves the member absent instead of being an error: S3 returns `Expires` as it
/// was stored, which may be anything. The member `ExpiresString`, which the generator adds to every such output, has the
/// text (`handle_expires_header`).
pub(super) fn may_be_malformed(member: &Member) -> bool {
    member.target.kind == Kind::Timestamp && member.response.eq_ignore_ascii_case("Expires")
}
