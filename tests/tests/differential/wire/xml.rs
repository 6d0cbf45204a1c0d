//! Outputs as XML documents.

use std::fmt::Write;

use pageboy::schema::{Location, Member, TimestampFormat};
use pageboy::view::{Structure, View};
use quick_xml::escape::escape;

use super::text;

/// An element with the members that travel in the body.
pub(super) fn structure(name: &str, structure: &dyn Structure, is_bound: bool) -> String {
    let mut xml = String::new();
    write(&mut xml, name, structure, is_bound);
    xml
}

fn write(xml: &mut String, name: &str, structure: &dyn Structure, is_bound: bool) {
    let members = structure.shape().members().iter().enumerate();
    let present = || {
        members
            .clone()
            .map(|(at, member)| (member, structure.view_of(at)))
    };
    let _infallible = write!(xml, "<{name}");
    for (member, view) in present().filter(|(member, _)| member.is_xml_attribute()) {
        if let Some(text) = text::of(view, TimestampFormat::Iso8601) {
            let space = match member.response.split_once(':') {
                Some((prefix, _)) => format!(" xmlns:{prefix}=\"http://example.com/\""),
                None => String::new(),
            };
            let _infallible = write!(xml, "{space} {}=\"{}\"", member.response, escape(&*text));
        }
    }
    xml.push('>');
    for (member, view) in present().filter(|(member, _)| !member.is_xml_attribute()) {
        if !is_bound || member.location == Location::Body {
            value(xml, member.response, member, view);
        }
    }
    let _infallible = write!(xml, "</{name}>");
}

/// A member, an item, or the value of an entry as the element `name`; flattened, as many of it.
fn value(xml: &mut String, name: &str, member: &Member, view: View<'_>) {
    match view {
        View::List(list) => {
            let element = member.target.element();
            let item = if member.is_flattened() {
                name
            } else {
                tag(element, "member")
            };
            wrapped(xml, name, member, |xml| {
                for at in 0..list.len() {
                    value(xml, item, element, list.get(at));
                }
            });
        }
        View::Map(map) => {
            let entry = if member.is_flattened() { name } else { "entry" };
            let (key_of, value_of) = (member.target.key(), member.target.value());
            wrapped(xml, name, member, |xml| {
                for (key, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                    let _infallible = write!(xml, "<{entry}>");
                    value(xml, tag(key_of, "key"), key_of, View::String(key));
                    value(xml, tag(value_of, "value"), value_of, view);
                    let _infallible = write!(xml, "</{entry}>");
                }
            });
        }
        View::Structure(structure) => write(xml, name, structure, false),
        view => {
            let format = member.timestamp.unwrap_or(TimestampFormat::Iso8601);
            if let Some(text) = text::of(view, format) {
                let _infallible = write!(xml, "<{name}>{}</{name}>", escape(&*text));
            }
        }
    }
}

fn wrapped(xml: &mut String, name: &str, member: &Member, inner: impl FnOnce(&mut String)) {
    if member.is_flattened() {
        return inner(xml);
    }
    let _infallible = write!(xml, "<{name}>");
    inner(xml);
    let _infallible = write!(xml, "</{name}>");
}

fn tag<'a>(member: &'a Member, default: &'a str) -> &'a str {
    if member.response.is_empty() {
        default
    } else {
        member.response
    }
}
