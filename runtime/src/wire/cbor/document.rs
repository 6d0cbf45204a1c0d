//! CBOR that no table describes.

use std::collections::HashMap;

use aws_smithy_types::{self as smithy, Document};
use minicbor::data::Type;

use super::super::decode::DecodeError;
use super::super::{Limits, text};
use super::scan::{Number, Scanner};

/// Reads any value that is a whole body.
pub(in super::super) fn parse(body: &[u8]) -> Result<Document, DecodeError> {
    let mut scanner = Scanner::new(body, Limits::default().depth);
    let document = value(&mut scanner)?;
    scanner.finish()?;
    Ok(document)
}

/// Reads any value as a [`Document`]; bytes are text in base64, points in time are numbers of seconds.
pub(super) fn value(scanner: &mut Scanner<'_>) -> Result<Document, DecodeError> {
    Ok(match scanner.kind()? {
        Type::Null | Type::Undefined => {
            scanner.null();
            Document::Null
        }
        Type::Bool => Document::Bool(scanner.boolean()?),
        Type::String | Type::StringIndef => Document::String(scanner.text()?.into_owned()),
        Type::Bytes | Type::BytesIndef => Document::String(text::base64(&scanner.bytes()?)),
        Type::Array | Type::ArrayIndef => {
            let mut list = Vec::new();
            let mut rest = scanner.list()?;
            while scanner.more(&mut rest)? {
                list.push(value(scanner)?);
            }
            Document::Array(list)
        }
        Type::Map | Type::MapIndef => {
            let mut map = HashMap::new();
            let mut rest = scanner.map("a map")?;
            while scanner.more(&mut rest)? {
                let key = scanner.text()?.into_owned();
                map.insert(key, value(scanner)?);
            }
            Document::Object(map)
        }
        Type::Tag => {
            scanner.epoch_tag()?;
            number(scanner.number("a timestamp")?)
        }
        _ => number(scanner.number("a value")?),
    })
}

/// An integer that needs more than 64 bits is a float, as JSON is read.
fn number(number: Number) -> Document {
    Document::Number(match number {
        Number::Integer(value) => match (u64::try_from(value), i64::try_from(value)) {
            (Ok(value), _) => smithy::Number::PosInt(value),
            (_, Ok(value)) => smithy::Number::NegInt(value),
            _ => smithy::Number::Float(value as f64),
        },
        Number::Float(value) => smithy::Number::Float(value),
    })
}
