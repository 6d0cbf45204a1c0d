//! CBOR without a table.

use std::collections::HashMap;

use aws_smithy_types::{Document, Number};
use minicbor::data::Type;

use super::super::text;
use super::scan::CborScanner;
use crate::error::DecodeError;

/// Reads any value as a [`Document`]; bytes become base64 text, times numbers of seconds.
pub(super) fn value(scanner: &mut CborScanner<'_>) -> Result<Document, DecodeError> {
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
            Document::Number(number(scanner, "a timestamp")?)
        }
        _ => Document::Number(number(scanner, "a value")?),
    })
}

/// Reads a number; an integer of more than 64 bits becomes a float, as in JSON.
fn number(scanner: &mut CborScanner<'_>, expected: &str) -> Result<Number, DecodeError> {
    if !scanner.is_integer() {
        return Ok(Number::Float(scanner.float(expected)?));
    }
    let integer = scanner.any_integer(expected)?;
    Ok(match (u64::try_from(integer), i64::try_from(integer)) {
        (Ok(integer), _) => Number::PosInt(integer),
        (_, Ok(integer)) => Number::NegInt(integer),
        _ => Number::Float(integer as f64),
    })
}
