//! The root element of an answer: whether a document belongs to the operation.

use std::borrow::Cow;

use super::super::depth::Depth;
use super::super::{Limits, payload_of};
use super::read::{named, unwrapped};
use super::{Element, Scanner};
use crate::error::DecodeError;
use crate::excerpt::Excerpt;
use crate::schema::{Operation, Protocol};

/// Checks that a document is an answer to `op`.
///
/// A document that is not read later, because the operation has no output, is read to its end here.
///
/// # Errors
///
/// When the root is a different one, or missing.
pub(in super::super) fn check(op: &Operation, body: &[u8]) -> Result<(), DecodeError> {
    let depth = Depth::of(&Limits::default());
    if op.output.is_some()
        && let Ok(root) = Scanner::of_start(body, depth).any_root()
        && is_of(op, &root)
    {
        return Ok(());
    }
    let mut scanner = Scanner::new(body, depth);
    let root = scanner.any_root()?;
    if !is_of(op, &root) && !has_member(op, &mut scanner, &root)? {
        return Err(DecodeError::foreign(format!(
            "the answer is not {}: its root is <{}>",
            due(op),
            Excerpt::name(root.name())
        )));
    }
    if op.output.is_none() {
        scanner.skip(&root)?;
        scanner.finish()?;
    }
    Ok(())
}

/// The name of the root element of an answer to `op`.
pub(in super::super) fn name(op: &Operation) -> Cow<'static, str> {
    let Some(shape) = op
        .output
        .filter(|_| op.service.protocol == Protocol::RestXml)
    else {
        return format!("{}Response", op.name).into();
    };
    let payload = payload_of(shape).map(|(_, member)| member.request);
    op.output_root.or(payload).unwrap_or(shape.name).into()
}

/// The name of the root element in a sentence: `a ListBucketResult`.
pub(in super::super) fn due(op: &Operation) -> String {
    let name = name(op);
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

/// Whether this is the root's name. Prefixes are ignored.
fn is_of(op: &Operation, root: &Element<'_>) -> bool {
    let name = root.local_name();
    let after = name.strip_prefix(op.name);
    let Some(shape) = op
        .output
        .filter(|_| op.service.protocol == Protocol::RestXml)
    else {
        // EC2 was seen to answer AssignPrivateIpAddresses with a root of just that name.
        return matches!(after, Some("Response" | ""));
    };
    // S3 has two operations for one request, and a server may name its answer after the older one.
    let older = op.name.strip_suffix("Configuration");
    let after = after.or_else(|| name.strip_prefix(older?));
    if matches!(after, Some("Response" | "Result" | "Output" | "")) || name == shape.name {
        return true;
    }
    match payload_of(shape) {
        Some((_, member)) => [
            member.request,
            member.response,
            member.name,
            member.target.name,
        ]
        .contains(&name),
        None => op.output_root == Some(name) || unwrapped(shape, root).is_some(),
    }
}

/// Whether the root contains the element of a member, by which an answer is recognised if the model does not name its root.
fn has_member(
    op: &Operation,
    scanner: &mut Scanner<'_>,
    root: &Element<'_>,
) -> Result<bool, DecodeError> {
    let name = root.local_name();
    let is_nothing_else =
        !matches!(name, "Error" | "ErrorResponse") && !name.eq_ignore_ascii_case("html");
    let Some(shape) = op.output.filter(|_| {
        op.service.protocol == Protocol::RestXml && op.output_root.is_none() && is_nothing_else
    }) else {
        return Ok(false);
    };
    let (members, bound) = match payload_of(shape) {
        Some((_, member)) => (member.target.members(), false),
        None => (shape.members(), true),
    };
    scanner.enter()?;
    while let Some(child) = scanner.child(root)? {
        if named(members, 0, &child, bound).is_some() {
            return Ok(true);
        }
        scanner.skip(&child)?;
    }
    Ok(false)
}
