//! Errors in XML.

use std::borrow::Cow;

use super::super::Limits;
use super::super::depth::Depth;
use super::super::xml::{Element, Scanner, unescape};
use super::ErrorBody;
use crate::error::DecodeError;
use crate::schema::Operation;

/// Reads an error's body.
///
/// In every protocol, the error is the root, its child, or the first in its child `Errors`; or the root is the exception
/// itself. Everything before an unreadable place counts, and the rest is searched for in the text.
pub(super) fn read(operation: &Operation, body: &[u8], limits: &Limits) -> ErrorBody {
    let mut found = ErrorBody::default();
    let mut scanner = Scanner::new(body, Depth::of(limits));
    if document(operation, &mut scanner, &mut found).is_err() {
        search(&String::from_utf8_lossy(body), &mut found);
    }
    found
}

fn document(
    operation: &Operation,
    scanner: &mut Scanner<'_>,
    found: &mut ErrorBody,
) -> Result<(), DecodeError> {
    let root = scanner.root()?;
    if root.local_name() == "Error" {
        fields(scanner, &root, found)?;
        // S3: the request id is in the headers; the body has a copy.
        let id = found
            .fields
            .iter()
            .position(|(name, _)| name == "RequestId");
        found.request_id = id.map(|at| found.fields.swap_remove(at).1);
        return Ok(());
    }
    if is_exception(operation, root.local_name()) {
        found.code = Some(root.local_name().to_owned());
        found.is_root = true;
    }
    scanner.enter()?;
    while let Some(child) = scanner.child(&root)? {
        match child.local_name() {
            "Error" if found.code.is_none() => fields(scanner, &child, found)?,
            "Errors" if !found.is_root => {
                scanner.enter()?;
                while let Some(child) = scanner.child(&child)? {
                    if child.local_name() == "Error" && found.code.is_none() {
                        fields(scanner, &child, found)?;
                    } else {
                        scanner.skip(&child)?;
                    }
                }
            }
            "RequestId" | "RequestID" => {
                found.request_id = Some(scanner.text(&child)?.into_owned())
            }
            "Messages" if found.is_root => messages(scanner, &child, found)?,
            _ if found.is_root => field(scanner, &child, found)?,
            _ => scanner.skip(&child)?,
        }
    }
    scanner.finish()
}

/// Whether the root of a document is an exception: one that the operation declares, such as Route 53's `InvalidChangeBatch`,
/// or one with such a name.
fn is_exception(operation: &Operation, root: &str) -> bool {
    let mut declared = operation.errors.iter();
    declared.any(|error| error.code == root || error.shape.name == root)
        || root.ends_with("Exception")
}

/// The element with the fields of an error: the root `Error`, its child, or the first in its child `Errors`.
pub(super) fn descend<'a>(
    scanner: &mut Scanner<'a>,
    root: Element<'a>,
) -> Result<Option<Element<'a>>, DecodeError> {
    if root.local_name() == "Error" {
        return Ok(Some(root));
    }
    let mut parent = root;
    scanner.enter()?;
    while let Some(child) = scanner.child(&parent)? {
        match child.local_name() {
            "Error" => return Ok(Some(child)),
            "Errors" => {
                scanner.enter()?;
                parent = child;
            }
            _ => scanner.skip(&child)?,
        }
    }
    Ok(None)
}

/// Reads the children of an error as code, message and fields.
fn fields(
    scanner: &mut Scanner<'_>,
    error: &Element<'_>,
    found: &mut ErrorBody,
) -> Result<(), DecodeError> {
    scanner.enter()?;
    while let Some(child) = scanner.child(error)? {
        field(scanner, &child, found)?;
    }
    Ok(())
}

fn field(
    scanner: &mut Scanner<'_>,
    element: &Element<'_>,
    found: &mut ErrorBody,
) -> Result<(), DecodeError> {
    let text = scanner.text(element)?.into_owned();
    match element.local_name() {
        "Code" if !found.is_root => {
            found.code = found.code.take().or_else(|| super::code_in(&text))
        }
        "Message" => found.message = Some(text),
        name => {
            if name == "message" && found.message.is_none() {
                found.message = Some(text.clone());
            }
            found.fields.push((name.to_owned(), text));
        }
    }
    Ok(())
}

/// Reads a list of messages as the message.
fn messages(
    scanner: &mut Scanner<'_>,
    list: &Element<'_>,
    found: &mut ErrorBody,
) -> Result<(), DecodeError> {
    scanner.enter()?;
    while let Some(child) = scanner.child(list)? {
        let text = scanner.text(&child)?;
        let whole = found.message.get_or_insert_default();
        if !whole.is_empty() {
            whole.push_str("; ");
        }
        whole.push_str(&text);
    }
    Ok(())
}

/// Searches a text that is no longer a document: code, message and request id, each in a closed element.
fn search(text: &str, found: &mut ErrorBody) {
    let mut tags = text.split('<').skip(1).peekable();
    let mut in_error = found.is_root;
    while let Some(tag) = tags.next() {
        let Some((tag, content)) = tag.split_once('>') else {
            continue;
        };
        let name = tag
            .split([' ', '\t', '\r', '\n'])
            .next()
            .unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        in_error |= local == "Error";
        let next = tags.peek().and_then(|next| next.strip_prefix('/'));
        let next = next.and_then(|next| next.strip_prefix(name));
        let is_closed = next.is_some_and(|rest| rest.trim_start().starts_with('>'));
        let place = match local {
            "Code" if in_error => &mut found.code,
            "Message" if in_error => &mut found.message,
            "RequestId" | "RequestID" => &mut found.request_id,
            _ => continue,
        };
        if place.is_none() && is_closed {
            let text = unescape(content);
            *place = Some(text.unwrap_or(Cow::Borrowed(content)).into_owned());
        }
    }
    found.code = found.code.take().as_deref().and_then(super::code_in);
}
