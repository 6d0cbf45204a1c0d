//! Bodies beside each other: as the values they stand for, since the suites are free with space and order.

use pageboy::schema::Protocol;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::Value;

/// Whether two bodies say the same in a protocol.
pub(crate) fn same(protocol: Protocol, found: &str, expected: &str) -> bool {
    if found == expected {
        return true;
    }
    match protocol {
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            match (json(found), json(expected)) {
                (Some(found), Some(expected)) => found == expected,
                _ => false,
            }
        }
        Protocol::RestXml => match (xml(found), xml(expected)) {
            (Some(found), Some(expected)) => found == expected,
            _ => false,
        },
        _ => false,
    }
}

/// JSON in which `1` and `1.0` are one number.
fn json(text: &str) -> Option<Value> {
    fn even(value: Value) -> Value {
        match value {
            Value::Number(number) => number.as_f64().into(),
            Value::Array(items) => items.into_iter().map(even).collect(),
            Value::Object(members) => {
                let members = members.into_iter();
                Value::Object(members.map(|(name, value)| (name, even(value))).collect())
            }
            other => other,
        }
    }
    serde_json::from_str(text).ok().map(even)
}

/// An element: its name with the prefix, its attributes sorted, its text without the space around it.
#[derive(Debug, Default, PartialEq)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Self>,
}

/// The root of a document; `None` when it is malformed.
fn xml(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => {
                let child = element(&start)?;
                open.last_mut()?.children.push(child);
            }
            Event::End(_) => {
                let mut child = open.pop()?;
                child.text = child.text.trim().to_owned();
                open.last_mut()?.children.push(child);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let text = match quick_xml::escape::resolve_predefined_entity(&reference) {
                    Some(text) => text.to_owned(),
                    None => reference.resolve_char_ref().ok()??.to_string(),
                };
                open.last_mut()?.text.push_str(&text);
            }
            Event::Eof => {
                let document = open.pop()?;
                let mut roots = document.children.into_iter();
                return if open.is_empty() { roots.next() } else { None };
            }
            _ => {}
        }
    }
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some((attribute.key.into_inner().to_owned(), value.into_owned()))
    };
    let mut attributes = start
        .attributes()
        .map(|found| found.ok().and_then(attribute))
        .collect::<Option<Vec<_>>>()?;
    attributes.sort();
    Some(Element {
        name: start.name().into_inner().to_owned(),
        attributes,
        ..Element::default()
    })
}
