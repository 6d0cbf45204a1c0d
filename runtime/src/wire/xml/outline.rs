//! A document as its elements, for tests that compare this reader with another.

use super::super::Limits;
use super::super::depth::Depth;
use super::{Element, Scanner};
use crate::error::DecodeError;

/// An element of a document: for tests of the reader.
#[derive(Debug, PartialEq)]
pub struct OutlineElement {
    /// The number of elements around it.
    pub depth: usize,
    /// The name with its prefix.
    pub name: String,
    /// The value of the attribute that was asked for.
    pub attribute: Option<String>,
    /// The text, without that of the elements in it.
    pub text: String,
}

/// The elements of a document in their order, with their texts and an attribute: for tests of the reader.
///
/// # Errors
///
/// When the document is not well-formed, or deeper than `depth`.
pub fn outline(
    body: &[u8],
    depth: usize,
    attribute: &str,
) -> Result<Vec<OutlineElement>, DecodeError> {
    let limits = Limits {
        depth,
        ..Limits::default()
    };
    let mut scanner = Scanner::new(body, Depth::of(&limits));
    let mut found = Vec::new();
    let root = scanner.any_root()?;
    add(&mut scanner, &root, attribute, 0, &mut found)?;
    scanner.finish()?;
    Ok(found)
}

fn add(
    scanner: &mut Scanner<'_>,
    element: &Element<'_>,
    attribute: &str,
    depth: usize,
    found: &mut Vec<OutlineElement>,
) -> Result<(), DecodeError> {
    let value = element.attribute(attribute)?;
    found.push(OutlineElement {
        depth,
        name: element.name().to_owned(),
        attribute: value.map(String::from),
        text: scanner.clone().text(element)?.into_owned(),
    });
    scanner.clone().skip(element)?;
    scanner.enter()?;
    while let Some(child) = scanner.child(element)? {
        add(scanner, &child, attribute, depth + 1, found)?;
    }
    Ok(())
}
