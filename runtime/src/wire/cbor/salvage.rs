//! Reads the undamaged part of a map.

use aws_smithy_types::Document;

use super::super::Limits;
use super::super::depth::Depth;
use super::document;
use super::scan::CborScanner;

/// Reads the members of the map at the start of a body, as far as possible; `None` when it starts with something else.
///
/// A member with an unreadable value is skipped, and text is read without bytes that are not UTF-8. A truncated value is
/// dropped.
pub(in super::super) fn salvage(body: &[u8], limits: &Limits) -> Option<Vec<(String, Document)>> {
    let mut scanner = CborScanner::new(body, Depth::of(limits));
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

/// The text of an item, if it is a text in one piece.
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

/// The head of an item (RFC 8949, section 3).
struct Head {
    major: u8,
    /// `None` if a break marks the end, or this is one.
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

/// The length of the first item in bytes; `None` if it is truncated, not well-formed, or deeper than `depth` levels.
fn length(bytes: &[u8], depth: usize) -> Option<usize> {
    let mut at = 0_usize;
    // How many items are left of each open list and map; `None` up to a break.
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
        // An item that has just begun and has items is not finished; any other belongs to the one around it.
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
