//! References and line ends: what the characters of a document mean.

use std::borrow::Cow;

use memchr::memchr;

/// The white space of XML.
pub(super) const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// The character of a reference, by what stands between `&` and `;`. Entities are the five of XML: answers declare no others.
pub(super) fn meaning(reference: &str) -> Option<char> {
    Some(match reference {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return numbered(reference.strip_prefix('#')?),
    })
}

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // A sign would be read.
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code).filter(|char| *char != '\0')
}

/// A text with its references replaced; `None` if one is unknown or not closed.
pub(in super::super) fn unescape(text: &str) -> Option<Cow<'_, str>> {
    resolve(text, |plain, whole| whole.push_str(plain))
}

/// The value of an attribute: references are replaced, and white space is a blank (XML 1.0, section 3.3.3).
pub(super) fn attribute(value: &str) -> Option<Cow<'_, str>> {
    let is_plain = |value: &str| !value.contains(['\t', '\r', '\n']);
    let push = |plain: &str, whole: &mut String| {
        let ends = line_ends(plain);
        whole.extend(ends.chars().map(|char| match char {
            '\t' | '\n' => ' ',
            char => char,
        }));
    };
    if memchr(b'&', value.as_bytes()).is_some() {
        return resolve(value, push);
    }
    if is_plain(value) {
        return Some(Cow::Borrowed(value));
    }
    let mut whole = String::new();
    push(value, &mut whole);
    Some(Cow::Owned(whole))
}

/// Replaces references; `push` appends the text between them.
fn resolve(text: &str, push: impl Fn(&str, &mut String)) -> Option<Cow<'_, str>> {
    let reference = |text: &[u8]| memchr(b'&', text);
    let Some((before, mut rest)) = split(text, reference) else {
        return Some(Cow::Borrowed(text));
    };
    let mut whole = String::with_capacity(text.len());
    push(before, &mut whole);
    loop {
        // References are short, and what is not closed is searched once.
        let end = |rest: &[u8]| rest.iter().position(|byte| *byte == b';');
        let (name, after) = split(rest, end)?;
        whole.push(meaning(name)?);
        match split(after, reference) {
            Some((between, next)) => {
                push(between, &mut whole);
                rest = next;
            }
            None => {
                push(after, &mut whole);
                return Some(Cow::Owned(whole));
            }
        }
    }
}

/// The text before the found byte, and the text behind it.
fn split(text: &str, find: impl FnOnce(&[u8]) -> Option<usize>) -> Option<(&str, &str)> {
    let at = find(text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// A text with line feeds as its line ends (XML 1.0, section 2.11).
pub(super) fn line_ends(text: &str) -> Cow<'_, str> {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    for (at, line) in text.split('\r').enumerate() {
        match at {
            0 => whole.push_str(line),
            _ => {
                whole.push('\n');
                whole.push_str(line.strip_prefix('\n').unwrap_or(line));
            }
        }
    }
    Cow::Owned(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_the_five_entities_and_numbers_of_characters() {
        for (reference, expected) in [
            ("lt", Some('<')),
            ("quot", Some('"')),
            ("#228", Some('ä')),
            ("#xE4", Some('ä')),
            ("#x000e4", Some('ä')),
            ("#XE4", None),
            ("#+1", None),
            ("#x-1", None),
            ("#0", None),
            ("#xD800", None),
            ("#x110000", None),
            ("#99999999999", None),
            ("#", None),
            ("", None),
            ("nbsp", None),
        ] {
            assert_eq!(meaning(reference), expected, "{reference}");
        }
    }

    #[test]
    fn line_ends_are_line_feeds_and_blanks_in_attributes() {
        assert_eq!(line_ends("a\r\nb\rc\r\r\n\n"), "a\nb\nc\n\n\n");
        assert_eq!(attribute("a\r\nb\tc&#10;\n").as_deref(), Some("a b c\n "));
        assert_eq!(attribute("a\nb").as_deref(), Some("a b"));
        assert_eq!(attribute("a&b"), None);
        assert_eq!(unescape("a&lt;\r&amp;lt;").as_deref(), Some("a<\r&lt;"));
    }
}
