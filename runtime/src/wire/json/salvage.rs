//! Reads the undamaged part of an object.

use aws_smithy_types::Document;

use super::super::Limits;
use super::super::depth::Depth;
use super::document::free;
use super::scan::Scanner;

/// The readable members of an object.
pub(in super::super) struct Salvage {
    /// Names and values in the order of the text.
    pub(in super::super) members: Vec<(String, Document)>,
    /// Whether nothing else is in the text, except commas.
    pub(in super::super) is_whole: bool,
}

/// Reads the members of the object at the start of a text.
///
/// A member with an unreadable value is skipped, and so are texts that are not members. Text after the object is ignored,
/// and a truncated value is dropped.
pub(in super::super) fn salvage(text: &str, limits: &Limits) -> Salvage {
    let mut reader = Scanner::new(text);
    let mut salvaged = Salvage {
        members: Vec::new(),
        is_whole: false,
    };
    if !reader.eat(b'{') {
        return salvaged;
    }
    let mut is_damaged = false;
    loop {
        match reader.next() {
            Some(b'"') => {}
            Some(b'}') => {
                reader.eat(b'}');
                salvaged.is_whole = !is_damaged && reader.end().is_ok();
                return salvaged;
            }
            other => {
                is_damaged |= other != Some(b',');
                if !reader.pass() {
                    return salvaged;
                }
                continue;
            }
        }
        let start = reader.position();
        let Ok(name) = reader.string() else {
            is_damaged = true;
            reader.go_to(start);
            reader.pass();
            continue;
        };
        if !reader.eat(b':') {
            is_damaged = true;
            continue;
        }
        let start = reader.position();
        match free(&mut reader, Depth::of(limits)) {
            Ok(value) => salvaged.members.push((name.into_owned(), value)),
            Err(_) => {
                is_damaged = true;
                reader.go_to(start);
                pass_over_value(&mut reader);
            }
        }
    }
}

/// Goes to the comma after an unreadable value, or to the end of its object.
fn pass_over_value(reader: &mut Scanner<'_>) {
    let mut open = 0_usize;
    loop {
        match reader.next() {
            Some(b'[' | b'{') => open += 1,
            Some(b']' | b'}') if open > 0 => open -= 1,
            Some(b',' | b']' | b'}') if open == 0 => return,
            _ => {}
        }
        if !reader.pass() {
            return;
        }
    }
}
