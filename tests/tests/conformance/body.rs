//! Compares bodies by their values, since the suites vary in space and order.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minicbor::Decoder;
use minicbor::data::Type;
use pageboy::schema::Protocol;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::Value;

/// A body in the notation of the suites: CBOR in base64, everything else unchanged.
pub(crate) fn text(protocol: Protocol, body: &[u8]) -> Cow<'_, str> {
    if protocol == Protocol::RpcV2Cbor {
        return Cow::Owned(BASE64_STANDARD.encode(body));
    }
    String::from_utf8_lossy(body)
}

/// The bytes of a body from the notation of the suites.
pub(crate) fn bytes(protocol: Protocol, text: &str) -> Vec<u8> {
    if protocol == Protocol::RpcV2Cbor {
        return BASE64_STANDARD.decode(text).unwrap();
    }
    text.into()
}

/// Whether two bodies in the notation of the suites have the same value in a protocol.
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
        Protocol::RpcV2Cbor => {
            let read = |text: &str| cbor(&bytes(protocol, text));
            match (read(found), read(expected)) {
                (Some(found), Some(expected)) => found == expected,
                _ => false,
            }
        }
        _ => false,
    }
}

/// CBOR in which the forms of a length or of a number make no difference.
#[derive(Debug, PartialEq)]
enum Item {
    /// Its digits, so that NaN equals itself.
    Number(String),
    Boolean(bool),
    Null,
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Self>),
    Map(BTreeMap<String, Self>),
    Tagged(u64, Box<Self>),
}

/// A whole document; `None` when it is malformed.
fn cbor(body: &[u8]) -> Option<Item> {
    let mut decoder = Decoder::new(body);
    let item = item(&mut decoder)?;
    (decoder.position() == body.len()).then_some(item)
}

fn item(decoder: &mut Decoder<'_>) -> Option<Item> {
    let number = |value: f64| Item::Number(value.to_string());
    Some(match decoder.datatype().ok()? {
        Type::Bool => Item::Boolean(decoder.bool().ok()?),
        Type::Null => {
            decoder.null().ok()?;
            Item::Null
        }
        // Written for what is no number.
        Type::F16 => {
            let at = decoder.position();
            let bits = decoder.input().get(at + 1..at + 3)?;
            decoder.set_position(at + 3);
            match bits {
                [0x7e, 0x00] => number(f64::NAN),
                [0x7c, 0x00] => number(f64::INFINITY),
                [0xfc, 0x00] => number(f64::NEG_INFINITY),
                _ => return None,
            }
        }
        Type::F32 | Type::F64 => number(decoder.f64().ok()?),
        Type::String => Item::Text(decoder.str().ok()?.to_owned()),
        Type::Bytes => Item::Bytes(decoder.bytes().ok()?.to_owned()),
        Type::Array | Type::ArrayIndef => {
            let length = decoder.array().ok()?;
            let mut items = Vec::new();
            while more(decoder, length, items.len())? {
                items.push(item(decoder)?);
            }
            Item::List(items)
        }
        Type::Map | Type::MapIndef => {
            let length = decoder.map().ok()?;
            let mut entries = BTreeMap::new();
            while more(decoder, length, entries.len())? {
                let key = decoder.str().ok()?.to_owned();
                entries.insert(key, item(decoder)?);
            }
            Item::Map(entries)
        }
        Type::Tag => {
            let tag = decoder.tag().ok()?;
            Item::Tagged(tag.as_u64(), Box::new(item(decoder)?))
        }
        _ => {
            let integer = i128::from(decoder.int().ok()?);
            Item::Number(integer.to_string())
        }
    })
}

/// Whether another one follows after `read` of them; an end is skipped.
fn more(decoder: &mut Decoder<'_>, length: Option<u64>, read: usize) -> Option<bool> {
    if let Some(length) = length {
        return Some((read as u64) < length);
    }
    let is_end = decoder.datatype().ok()? == Type::Break;
    if is_end {
        decoder.set_position(decoder.position() + 1);
    }
    Some(!is_end)
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
