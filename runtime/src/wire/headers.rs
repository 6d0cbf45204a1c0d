//! Members in headers, in both directions, and the status code.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName};

use super::{Input, Limits, Side, customise, invalid, json, text};
use crate::error::DecodeError;
use crate::error::ErrorKind;
use crate::header_lines::{joined, value_text};
use crate::schema::{Kind, Location, Member, Shape, TimestampFormat};
use crate::view::{Slot, Structure, View};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const REQUEST_ID_OF_S3: HeaderName = HeaderName::from_static("x-amz-request-id");

/// The request id in the headers (`botocore/parsers.py`, `_populate_response_metadata`).
pub(super) fn request_id(headers: &HeaderMap) -> Option<String> {
    let names = [&REQUEST_ID, &REQUEST_ID_OF_S3];
    let value = names.into_iter().find_map(|name| headers.get(name))?;
    Some(value_text(value).into_owned())
}

/// The headers of a request or an answer.
///
/// An empty list sends no header, an empty text sends an empty one.
pub(super) fn write(input: Input<'_>, side: Side) -> Result<Vec<(HeaderName, String)>, ErrorKind> {
    let mut headers = Vec::new();
    for (member, view) in input.present() {
        match (member.location, view) {
            (Location::Header, _) => {
                if let Some(value) = header(member, view)? {
                    push(&mut headers, member, (side, side.name(member)), &value)?;
                }
            }
            (Location::Headers, View::Map(map)) => {
                let value = member.target.value();
                for (key, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                    let name = format!("{}{key}", side.name(member));
                    let text = text::of(value, view, TimestampFormat::Rfc822)?;
                    if side == Side::Request && !text.is_ascii() {
                        let problem =
                            format!("{}.{key} has other characters than ASCII", member.name);
                        return Err(invalid(problem));
                    }
                    if !view.is_null() {
                        push(&mut headers, member, (side, &name), &text)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(headers)
}

/// The value of a header, or `None` if it is not sent.
fn header<'a>(member: &Member, view: View<'a>) -> Result<Option<Cow<'a, str>>, ErrorKind> {
    let View::List(list) = view else {
        let text = text::of(member, view, TimestampFormat::Rfc822)?;
        return Ok(Some(if member.is_json_value() {
            Cow::Owned(text::base64(ascii(&text).as_bytes()))
        } else {
            text
        }));
    };
    let element = member.target.element();
    let mut value = String::new();
    let mut separator = "";
    for view in (0..list.len()).map(|at| list.get(at)) {
        if view.is_null() {
            continue;
        }
        value.push_str(separator);
        separator = ",";
        let text = text::of(element, view, TimestampFormat::Rfc822)?;
        if matches!(view, View::String(_)) && text.contains(['"', ',']) {
            value.push('"');
            value.push_str(&text.replace('"', "\\\""));
            value.push('"');
        } else {
            value.push_str(&text);
        }
    }
    Ok((!separator.is_empty()).then_some(Cow::Owned(value)))
}

/// JSON in ASCII, as Python writes it.
fn ascii(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for char in json.chars() {
        if char.is_ascii() {
            written.push(char);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                written.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    written
}

/// Whether a header may contain this character (RFC 9110, section 5.5). botocore sends others in a different encoding from
/// the one it signs.
pub(crate) const fn can_hold(char: char) -> bool {
    matches!(char, ' '..='~' | '\t')
}

/// Adds a valid header. Services may answer with letters beyond ASCII, which clients read.
fn push(
    headers: &mut Vec<(HeaderName, String)>,
    member: &Member,
    (side, name): (Side, &str),
    value: &str,
) -> Result<(), ErrorKind> {
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
        let problem = format!("{}: `{name}` cannot be the name of a header", member.name);
        invalid(problem)
    })?;
    let may_hold = |char: char| can_hold(char) || (side == Side::Response && !char.is_ascii());
    if let Some(odd) = value.chars().find(|char| !may_hold(*char)) {
        let shown = if member.is_sensitive() {
            String::from("a character")
        } else {
            format!("the character U+{:04X}", u32::from(odd))
        };
        let problem = format!(
            "{} has {shown}, and is sent in the header {name}, which holds printable ASCII alone",
            member.name
        );
        return Err(invalid(problem));
    }
    headers.retain(|(other, _)| *other != header);
    headers.push((header, value.to_owned()));
    Ok(())
}

/// Reads the members in headers, and the status code.
pub(super) fn read(
    shape: &'static Shape,
    status: u16,
    headers: &HeaderMap,
    into: &mut dyn Structure,
) -> Result<(), DecodeError> {
    // An answer has fewer headers than an output has members for them, and the names of those are not parsed.
    let names: Vec<(&str, &HeaderName)> =
        headers.keys().map(|name| (name.as_str(), name)).collect();
    for (index, member) in shape.members().iter().enumerate() {
        match member.location {
            Location::StatusCode => {
                if let Some(value) = into.get_mut(index) {
                    let status = Cow::Owned(status.to_string());
                    text::read(status, value.slot())
                        .map_err(|message| DecodeError::new(message).within(member.name))?;
                }
            }
            Location::Header => {
                let mut names = names.iter();
                let found = names.find(|(text, _)| text.eq_ignore_ascii_case(member.response));
                let Some((_, name)) = found else {
                    continue;
                };
                read_header(index, member, (name, headers), into).map_err(|message| {
                    DecodeError::new(message)
                        .within(member.name)
                        .at(format_args!("header {}", member.response))
                })?;
            }
            Location::Headers => {
                if let Some(value) = into.get_mut(index)
                    && let Slot::Map(map) = value.slot()
                {
                    let prefix = member.response.to_ascii_lowercase();
                    for name in headers.keys() {
                        if let Some(key) = name.as_str().strip_prefix(&prefix)
                            && let Some(value) = joined(headers, name)
                        {
                            text::read(value, map.insert(key.to_owned()))
                                .map_err(|message| DecodeError::new(message).within(member.name))?;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn read_header(
    index: usize,
    member: &Member,
    (name, headers): (&HeaderName, &HeaderMap),
    into: &mut dyn Structure,
) -> Result<(), &'static str> {
    let Some(text) = value_of(member, name, headers) else {
        return Ok(());
    };
    // An empty header means absent for a value that cannot be empty.
    let is_text = matches!(member.target.kind, Kind::String | Kind::Enum | Kind::List);
    if text.is_empty() && !is_text {
        return Ok(());
    }
    if customise::may_be_malformed(member) && super::timestamp::parse(&text).is_none() {
        return Ok(());
    }
    let Some(value) = into.get_mut(index) else {
        return Ok(());
    };
    match value.slot() {
        Slot::List(list) => {
            let element = member.target.element();
            let is_date = element.target.kind == Kind::Timestamp
                && element.timestamp.unwrap_or(TimestampFormat::Rfc822) == TimestampFormat::Rfc822;
            for line in headers.get_all(name).iter().map(value_text) {
                let items = HeaderItems {
                    rest: &line,
                    is_date,
                };
                for item in items {
                    text::read(item, list.push())?;
                }
            }
            Ok(())
        }
        slot if member.is_json_value() => {
            let decoded = text::from_base64(&text).ok_or("not base64")?;
            let decoded = String::from_utf8(decoded).map_err(|_| "not UTF-8")?;
            match slot {
                Slot::Document(value) => {
                    *value = json::parse(&decoded, &Limits::default()).map_err(|_| "not JSON")?;
                    Ok(())
                }
                slot => text::read(Cow::Owned(decoded), slot),
            }
        }
        slot => {
            let text = if member.target.kind == Kind::Boolean {
                Cow::Owned(text.to_ascii_lowercase())
            } else {
                text
            };
            text::read(text, slot)
        }
    }
}

/// The text of a member's header. A value that is not text may not be a list: equal lines count as one.
fn value_of<'h>(
    member: &Member,
    name: &HeaderName,
    headers: &'h HeaderMap,
) -> Option<Cow<'h, str>> {
    let mut lines = headers.get_all(name).iter();
    let first = lines.next()?;
    let is_text = matches!(member.target.kind, Kind::String | Kind::Enum);
    if !is_text && lines.all(|line| line == first) {
        return Some(value_text(first));
    }
    joined(headers, name)
}

/// The items of a list header: separated by commas, except in quotes (RFC 7230, section 7).
///
/// An RFC 822 date contains a comma.
struct HeaderItems<'a> {
    rest: &'a str,
    is_date: bool,
}

impl<'a> Iterator for HeaderItems<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.rest.trim_start();
        if text.is_empty() {
            return None;
        }
        if let Some(quoted) = text.strip_prefix('"')
            && let Some((item, rest)) = unquote(quoted)
        {
            let rest = rest.trim_start();
            self.rest = rest.strip_prefix(',').unwrap_or(rest);
            return Some(Cow::Owned(item));
        }
        let mut commas = text.match_indices(',').map(|(at, _)| at);
        let comma = if self.is_date {
            commas.nth(1)
        } else {
            commas.next()
        };
        let (item, rest) = match comma {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        self.rest = rest.strip_prefix(',').unwrap_or(rest);
        Some(Cow::Borrowed(item.trim_end()))
    }
}

/// The text up to the closing quote, and the rest; `None` without a closing quote.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut item = String::with_capacity(text.len());
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((item, text.get(at + 1..)?)),
            '\\' => item.push(chars.next()?.1),
            _ => item.push(char),
        }
    }
    None
}

#[cfg(test)]
mod tests;
