//! Errors in XML.

use super::super::Limits;
use super::super::decode::DecodeError;
use super::super::depth::Depth;
use super::super::xml::{Element, Scanner};
use super::Found;
use crate::schema::Protocol;

/// Reads what a body says; `None` when the document has no error where the protocol puts it.
pub(super) fn read(
    protocol: Protocol,
    body: &[u8],
    limits: &Limits,
) -> Result<Option<Found>, DecodeError> {
    let is_rest = protocol == Protocol::RestXml;
    let mut scanner = Scanner::new(body, Depth::of(limits));
    let root = scanner.root()?;
    let mut found = Found::default();
    let mut has_error = false;
    if is_rest && root.local_name() == "Error" {
        fields(&mut scanner, &root, &mut found)?;
        scanner.finish()?;
        // S3: the request id is in the headers; in the body it is a copy.
        let id = found
            .fields
            .iter()
            .position(|(name, _)| name == "RequestId");
        found.request_id = id.map(|at| found.fields.swap_remove(at).1);
        return Ok(Some(found));
    }
    scanner.enter()?;
    while let Some(child) = scanner.child(&root)? {
        match child.local_name() {
            "Error" if !has_error => {
                fields(&mut scanner, &child, &mut found)?;
                has_error = true;
            }
            "Errors" if !is_rest => {
                scanner.enter()?;
                while let Some(child) = scanner.child(&child)? {
                    if child.local_name() == "Error" && !has_error {
                        fields(&mut scanner, &child, &mut found)?;
                        has_error = true;
                    } else {
                        scanner.skip(&child)?;
                    }
                }
            }
            "RequestId" => found.request_id = Some(scanner.text(&child)?.into_owned()),
            "RequestID" if protocol == Protocol::Ec2 => {
                found.request_id = Some(scanner.text(&child)?.into_owned());
            }
            _ => scanner.skip(&child)?,
        }
    }
    scanner.finish()?;
    if is_rest && !has_error {
        // botocore finds an error without code here.
        found.code = Some(String::new());
        return Ok(Some(found));
    }
    Ok(has_error.then_some(found))
}

/// The element that holds the fields of an error: the root `Error`, its child, or the first in its child `Errors`.
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
    found: &mut Found,
) -> Result<(), DecodeError> {
    scanner.enter()?;
    while let Some(child) = scanner.child(error)? {
        let text = scanner.text(&child)?.into_owned();
        match child.local_name() {
            "Code" => found.code = Some(text),
            "Message" => found.message = Some(text),
            name => found.fields.push((name.to_owned(), text)),
        }
    }
    Ok(())
}
