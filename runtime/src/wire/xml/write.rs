//! Values as XML.

use super::super::{Input, Side, invalid, text};
use crate::error::ErrorKind;
use crate::schema::{Location, Member, TimestampFormat, XmlName, XmlNamespace};
use crate::view::View;

/// A structure without the members outside the body; its shape's name replaces a missing root name.
pub(in super::super) fn body(root: Option<XmlName>, input: Input<'_>) -> Result<String, ErrorKind> {
    let mut out = String::with_capacity(256);
    let tag = Tag {
        name: root.map_or(input.shape().name, |root| root.name),
        namespace: root.and_then(|root| root.namespace),
    };
    let in_body = |member: &Member| member.location == Location::Body;
    structure(&mut out, tag, Side::Request, input, in_body)?;
    Ok(out)
}

/// A member that is the whole body.
pub(in super::super) fn payload(
    member: &'static Member,
    view: View<'_>,
    side: Side,
) -> Result<String, ErrorKind> {
    let mut out = String::with_capacity(256);
    value(&mut out, Tag::of(member, side), side, member, view)?;
    Ok(out)
}

/// The elements of a structure, without one around them.
pub(in super::super) fn elements(
    out: &mut String,
    side: Side,
    input: Input<'_>,
    is_wanted: impl Fn(&Member) -> bool,
) -> Result<(), ErrorKind> {
    for (member, view) in input.present() {
        if is_wanted(member) && !member.is_xml_attribute() {
            value(out, Tag::of(member, side), side, member, view)?;
        }
    }
    Ok(())
}

/// The attributes of a structure, in a start tag that is open.
pub(in super::super) fn attributes(
    out: &mut String,
    side: Side,
    input: Input<'_>,
) -> Result<(), ErrorKind> {
    let members = input.present();
    for (member, view) in members.filter(|(member, _)| member.is_xml_attribute()) {
        out.push(' ');
        out.push_str(side.name(member));
        out.push_str("=\"");
        escape(out, &text::of(member, view, TimestampFormat::Iso8601)?);
        out.push('"');
    }
    Ok(())
}

/// The name of an element.
#[derive(Clone, Copy)]
struct Tag {
    name: &'static str,
    namespace: Option<XmlNamespace>,
}

impl Tag {
    const fn of(member: &Member, side: Side) -> Self {
        Self {
            name: side.name(member),
            namespace: member.namespace,
        }
    }

    /// Writes the start tag up to its attributes.
    fn open(self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        if let Some(namespace) = self.namespace {
            out.push_str(" xmlns");
            if !namespace.prefix.is_empty() {
                out.push(':');
                out.push_str(namespace.prefix);
            }
            out.push_str("=\"");
            escape(out, namespace.uri);
            out.push('"');
        }
    }

    /// Writes the end tag, or turns a start tag that ends at `content` into an empty element.
    fn close(self, out: &mut String, content: usize) {
        if out.len() == content {
            out.pop();
            out.push_str("/>");
        } else {
            out.push_str("</");
            out.push_str(self.name);
            out.push('>');
        }
    }
}

fn structure(
    out: &mut String,
    tag: Tag,
    side: Side,
    input: Input<'_>,
    is_wanted: fn(&Member) -> bool,
) -> Result<(), ErrorKind> {
    tag.open(out);
    attributes(out, side, input)?;
    out.push('>');
    let content = out.len();
    elements(out, side, input, is_wanted)?;
    if let Some(name) = input.unknown() {
        out.push_str(&format!("<{name}/>"));
    }
    tag.close(out, content);
    Ok(())
}

fn value(
    out: &mut String,
    tag: Tag,
    side: Side,
    member: &Member,
    view: View<'_>,
) -> Result<(), ErrorKind> {
    match view {
        View::Null => Ok(()),
        View::Structure(nested) => structure(out, tag, side, Input::nested(nested), |_| true),
        View::List(list) => {
            let element = member.target.element();
            let items = (0..list.len()).map(|at| list.get(at));
            if member.is_flattened() {
                // The items have the list's own name; in answers they may have theirs.
                let tag = Tag {
                    namespace: element.namespace.or(tag.namespace),
                    ..tag
                };
                for item in items {
                    value(out, tag, side, element, item)?;
                }
                return Ok(());
            }
            around(out, tag, |out| {
                for item in items {
                    value(out, Tag::of(element, side), side, element, item)?;
                }
                Ok(())
            })
        }
        View::Map(map) => {
            let (key, value_member) = (member.target.key(), member.target.value());
            let entries = |out: &mut String, tag: Tag| {
                for (name, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                    around(out, tag, |out| {
                        value(out, Tag::of(key, side), side, key, View::String(name))?;
                        value(out, Tag::of(value_member, side), side, value_member, view)
                    })?;
                }
                Ok(())
            };
            if member.is_flattened() {
                return entries(out, tag);
            }
            let entry = Tag {
                name: "entry",
                namespace: None,
            };
            around(out, tag, |out| entries(out, entry))
        }
        View::Stream(_) | View::Events(_) => {
            Err(invalid(format!("{} is not a payload", member.name)))
        }
        _ => around(out, tag, |out| {
            escape(out, &text::of(member, view, TimestampFormat::Iso8601)?);
            Ok(())
        }),
    }
}

/// Writes an element around the output of `content`.
fn around(
    out: &mut String,
    tag: Tag,
    content: impl FnOnce(&mut String) -> Result<(), ErrorKind>,
) -> Result<(), ErrorKind> {
    tag.open(out);
    out.push('>');
    let start = out.len();
    content(out)?;
    tag.close(out, start);
    Ok(())
}

/// Writes text so that it reads back unchanged, line breaks included: a parser would turn `\r
/// ` into one.
pub(in super::super) fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\r', '\n', '\t']) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        let mut chars = special.chars();
        out.push_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('\r') => "&#xD;",
            Some('\n') => "&#xA;",
            Some('\t') => "&#x9;",
            _ => "",
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
}
