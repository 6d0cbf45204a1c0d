//! Endpoints: parts make the same whole again, and whatever bucket, region or ARN is named, a request goes to a host of the
//! service, or nowhere.

mod functions;
mod requests;
mod rules;

use crate::memory;

/// Reads an input: a character that chooses the test, one whose bits are switches, and lines of text.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let mut characters = text.chars();
    let (Some(choice), Some(switches)) = (characters.next(), characters.next()) else {
        return;
    };
    let switches = u32::from(switches);
    let rest = characters.as_str();
    memory::bounded(|| match u32::from(choice) % 3 {
        0 => functions::check(rest),
        1 => rules::check(switches, rest),
        _ => requests::check(switches, rest),
    });
}
