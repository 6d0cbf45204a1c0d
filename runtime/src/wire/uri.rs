//! Paths, query strings and host prefixes of requests.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::{Input, invalid, text};
use crate::error::ErrorKind;
use crate::schema::{Location, Member, Operation, TimestampFormat};
use crate::view::View;

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// Text with everything but unreserved characters percent-encoded.
pub(crate) fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, UNRESERVED)
}

/// The path with its labels filled in, and the query string of the request URI itself.
///
/// `{Label}` is encoded as one segment, `{Label+}` keeps `/`.
pub(super) fn path(
    op: &Operation,
    input: Option<Input<'_>>,
) -> Result<(String, &'static str), ErrorKind> {
    let (template, query) = op.uri.split_once('?').unwrap_or((op.uri, ""));
    let mut path = String::with_capacity(template.len() + 16);
    if !template.starts_with('/') {
        path.push('/');
    }
    let mut rest = template;
    while let Some((before, (label, after))) = rest
        .split_once('{')
        .and_then(|(before, label)| Some((before, label.split_once('}')?)))
    {
        path.push_str(before);
        let (label, set) = match label.strip_suffix('+') {
            Some(label) => (label, PATH),
            None => (label, UNRESERVED),
        };
        let value = input
            .and_then(|input| {
                input
                    .present()
                    .find(|(member, _)| member.location == Location::Uri && member.request == label)
            })
            .map(|(member, view)| text::of(member, view, TimestampFormat::Iso8601))
            .transpose()?
            .ok_or_else(|| invalid(format!("missing required member {label}")))?;
        if value.is_empty() {
            return Err(invalid(format!("{label} is empty, and part of the path")));
        }
        path.extend(utf8_percent_encode(&value, set));
        rest = after;
    }
    path.push_str(rest);
    Ok((path, query))
}

/// The query string: the request URI's own, unchanged, then the members.
///
/// A map member adds a parameter for each entry; a parameter with a member of its own overrides an entry of that name.
pub(super) fn query(fixed: &'static str, input: Input<'_>) -> Result<String, ErrorKind> {
    let mut query = fixed.to_owned();
    let mut names: Vec<&str> = fixed.split(['&', '=']).collect();
    let mut maps = Vec::new();
    let in_query = |(member, _): &(&Member, View<'_>)| member.location == Location::Query;
    for (member, view) in input.present().filter(in_query) {
        if let View::Map(map) = view {
            maps.push((member, map));
        } else {
            parameter(&mut query, member.request, member, view)?;
            names.push(member.request);
        }
    }
    for (member, map) in maps {
        for (key, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
            if !names.contains(&key) {
                parameter(&mut query, key, member.target.value(), view)?;
            }
        }
    }
    Ok(query)
}

/// Appends one parameter, or one per item of a list.
fn parameter(
    query: &mut String,
    name: &str,
    member: &Member,
    view: View<'_>,
) -> Result<(), ErrorKind> {
    match view {
        View::Null => {}
        View::List(list) => {
            for at in 0..list.len() {
                parameter(query, name, member.target.element(), list.get(at))?;
            }
        }
        _ => {
            let value = text::of(member, view, TimestampFormat::Iso8601)?;
            pair(query, name, &value);
        }
    }
    Ok(())
}

/// Appends `name=value`, both encoded.
pub(super) fn pair(pairs: &mut String, name: &str, value: &str) {
    if !pairs.is_empty() {
        pairs.push('&');
    }
    pairs.extend(encode(name));
    pairs.push('=');
    pairs.extend(encode(value));
}

/// The prefix of the host, with its labels filled in.
pub(super) fn host_prefix(op: &Operation, input: Input<'_>) -> Result<Option<String>, ErrorKind> {
    let Some(mut rest) = op.host_prefix else {
        return Ok(None);
    };
    let mut prefix = String::with_capacity(rest.len());
    while let Some((before, (label, after))) = rest
        .split_once('{')
        .and_then(|(before, label)| Some((before, label.split_once('}')?)))
    {
        prefix.push_str(before);
        let view = input.structure.shape().index_of(label);
        let view = view.map_or(View::Null, |index| input.view_of(index));
        let value = view.as_str().unwrap_or_default();
        if !is_host_label(value) {
            return Err(invalid(host_label_problem(label)));
        }
        let _infallible = write!(prefix, "{value}");
        rest = after;
    }
    prefix.push_str(rest);
    Ok(Some(prefix))
}

/// Whether a text can be part of a host name (`botocore/serialize.py`, `HOST_PREFIX_RE`).
pub(super) fn is_host_label(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    !text.is_empty() && text.bytes().all(allowed)
}

/// The error for a text that cannot be part of a host name.
pub(super) fn host_label_problem(path: &str) -> String {
    format!("{path} is part of the host name and must consist of letters, digits, '-' and '.'")
}
