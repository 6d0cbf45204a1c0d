//! Faults of the body: complete for HTTP, but not what the service wrote.

use super::Context;
use crate::answer::{Answer, Format};

pub(super) fn empty(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.body.clear();
    true
}

pub(super) fn blank(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.body = b" \r\n\t\n".to_vec();
    true
}

pub(super) fn cut(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let length = answer.body.len();
    if length < 2 {
        return false;
    }
    answer.body.truncate(context.rng.usize(1..length));
    true
}

/// Cut near its end.
pub(super) fn cut_late(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    let length = answer.body.len();
    if length < 12 {
        return false;
    }
    answer.body.truncate(length - context.rng.usize(1..10));
    true
}

/// Some bytes are replaced by ones that no text contains.
pub(super) fn garbled(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    spoiled(context, answer, 6, 0xff)
}

pub(super) fn nul_bytes(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    context.format != Format::Cbor && spoiled(context, answer, 3, 0)
}

/// One letter of an id lost the rest of its bytes.
pub(super) fn half_a_letter(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    spoiled_id(context, answer, 0xc3)
}

/// One letter of an id became a NUL.
pub(super) fn nul_in_an_id(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    context.format != Format::Cbor && spoiled_id(context, answer, 0)
}

pub(super) fn byte_order_mark(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    if context.format == Format::Cbor {
        return false;
    }
    answer.body.splice(..0, [0xef, 0xbb, 0xbf]);
    true
}

pub(super) fn utf_16(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    if context.format == Format::Cbor {
        return false;
    }
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    answer.body = units.flat_map(u16::to_le_bytes).collect();
    true
}

pub(super) fn html(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    let login = "<!DOCTYPE html><html><head><meta charset=utf-8><title>Log in</title></head><body><p>Welcome<br>to our Wi-Fi";
    answer.page(200, "text/html", login);
    true
}

/// A page that is a well-formed document.
pub(super) fn xhtml(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    let login = "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Log in</title></head><body><p>Welcome</p></body></html>";
    answer.page(200, "application/xhtml+xml", login);
    true
}

pub(super) fn text(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.page(200, "text/plain", "OK");
    true
}

/// A document of another operation, or of none.
pub(super) fn another_root(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.body = match context.format {
        Format::Xml => b"<Maintenance><Until>noon</Until></Maintenance>".to_vec(),
        Format::Json => b"[\"maintenance\"]".to_vec(),
        // An array with a text.
        Format::Cbor => b"\x81\x6bmaintenance".to_vec(),
    };
    true
}

pub(super) fn null(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.body = match context.format {
        Format::Xml => return false,
        Format::Json => b"null".to_vec(),
        Format::Cbor => vec![0xf6],
    };
    true
}

pub(super) fn bare_text(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.body = match context.format {
        Format::Xml => return false,
        Format::Json => b"\"maintenance\"".to_vec(),
        Format::Cbor => b"\x6bmaintenance".to_vec(),
    };
    true
}

/// An empty document.
pub(super) fn nothing_in_it(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.body = match context.format {
        Format::Xml => return false,
        Format::Json => b"{}".to_vec(),
        Format::Cbor => vec![0xa0],
    };
    true
}

/// A document of another protocol.
pub(super) fn another_protocol(context: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.body = match context.format {
        Format::Xml => b"{\"Items\":[],\"NextToken\":null}".to_vec(),
        Format::Json => b"<ListItemsResponse><Items/></ListItemsResponse>".to_vec(),
        Format::Cbor => b"{\"Items\":[]}".to_vec(),
    };
    true
}

pub(super) fn twice(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer.body = answer.body.repeat(2);
    true
}

pub(super) fn more_behind(_: &mut Context<'_>, answer: &mut Answer) -> bool {
    answer
        .body
        .extend_from_slice(b"<!-- served by cache 7 --> }");
    true
}

fn spoiled(context: &mut Context<'_>, answer: &mut Answer, count: usize, byte: u8) -> bool {
    let length = answer.body.len();
    if length <= count {
        return false;
    }
    let from = context.rng.usize(..length - count);
    answer.body[from..from + count].fill(byte);
    true
}

/// Damages the byte after the first `i-` of an id.
fn spoiled_id(_: &mut Context<'_>, answer: &mut Answer, byte: u8) -> bool {
    let at = answer.body.windows(3).position(|three| three == b"id-");
    if let Some(at) = at {
        answer.body[at + 2] = byte;
    }
    at.is_some()
}
