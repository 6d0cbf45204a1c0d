//! What can be read of a map that may be damaged.

use aws_smithy_types::Document;

use super::super::Limits;
use super::super::depth::Depth;
use super::document;
use super::scan::Scanner;

/// Reads the members of the map a body begins with, as far as they can be read; `None` when it begins with something else.
///
/// A member whose value cannot be read is passed over, and text is read without what is not UTF-8. A value that is cut off is
/// none.
pub(in super::super) fn salvage(body: &[u8], limits: &Limits) -> Option<Vec<(String, Document)>> {
    let mut scanner = Scanner::new(body, Depth::of(limits));
    let mut rest = scanner.map("a map").ok()?;
    let mut members = Vec::new();
    while let Ok(true) = scanner.more(&mut rest) {
        let Ok(key) = scanner.text() else {
            break;
        };
        let before = scanner.clone();
        let value = document::value(&mut scanner).ok().or_else(|| {
            scanner = before;
            let length = length(scanner.rest(), limits.depth)?;
            let text = text(scanner.rest().get(..length)?);
            scanner.pass(length);
            Some(text.map_or(Document::Null, Document::String))
        });
        match value {
            Some(value) => members.push((key.into_owned(), value)),
            None => break,
        }
    }
    Some(members)
}

/// The text an item is, if it is one in a single piece.
fn text(item: &[u8]) -> Option<String> {
    let head = Head::of(item)?;
    let text = item.get(head.length..).filter(|_| head.major == TEXT)?;
    head.argument?;
    Some(String::from_utf8_lossy(text).into_owned())
}

const BYTES: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
const OTHER: u8 = 7;

/// How an item begins (RFC 8949, section 3).
struct Head {
    major: u8,
    /// `None` when the end is marked by a break, or this is one.
    argument: Option<u64>,
    length: usize,
}

impl Head {
    fn of(item: &[u8]) -> Option<Self> {
        let first = *item.first()?;
        let (length, argument) = match first & 0x1f {
            short @ 0..24 => (1, Some(u64::from(short))),
            long @ 24..28 => {
                let length = 1 + (1_usize << (long - 24));
                let bytes = item.get(1..length)?.iter();
                let argument = bytes.fold(0, |sum, byte| sum << 8 | u64::from(*byte));
                (length, Some(argument))
            }
            31 => (1, None),
            _ => return None,
        };
        Some(Self {
            major: first >> 5,
            argument,
            length,
        })
    }
}

/// How many bytes the item at the start has; `None` when it is cut off, not well-formed, or nested more than `depth` levels.
fn length(bytes: &[u8], depth: usize) -> Option<usize> {
    let mut at = 0_usize;
    // How many items are left of each list and map that is open; `None` up to a break.
    let mut open: Vec<Option<u64>> = Vec::new();
    while open.len() <= depth {
        let head = Head::of(bytes.get(at..)?)?;
        at += head.length;
        match (head.major, head.argument) {
            (TAG, Some(_)) => continue,
            (BYTES | TEXT, Some(length)) => {
                at = at.checked_add(usize::try_from(length).ok()?)?;
                bytes.get(..at)?;
            }
            (LIST, count) => open.push(count),
            (MAP, count) => open.push(match count {
                Some(count) => Some(count.checked_mul(2)?),
                None => None,
            }),
            (BYTES | TEXT, None) => open.push(None),
            (OTHER, None) => match open.pop() {
                Some(None) => {}
                _ => return None,
            },
            (_, Some(_)) => {}
            (_, None) => return None,
        }
        // What has just begun and has items is not at its end; all else is an item of what is around it.
        let has_begun =
            matches!(head.major, LIST | MAP) || (head.major != OTHER && head.argument.is_none());
        let mut is_item = !has_begun;
        loop {
            match open.last_mut() {
                None => return Some(at),
                Some(Some(0)) => {
                    open.pop();
                    is_item = true;
                }
                Some(left) if is_item => {
                    is_item = false;
                    match left {
                        Some(left) => *left -= 1,
                        None => break,
                    }
                }
                Some(_) => break,
            }
        }
    }
    None
}
