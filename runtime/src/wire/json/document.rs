//! JSON without a table.

use std::collections::HashMap;

use aws_smithy_types::{Document, Number};

use super::super::Limits;
use super::super::depth::Depth;
use super::failed;
use super::scan::{Scalar, Scanner};
use crate::error::DecodeError;

/// Reads any JSON value.
pub(crate) fn parse(text: &str, limits: &Limits) -> Result<Document, DecodeError> {
    let mut scanner = Scanner::new(text);
    let document = free(&mut scanner, Depth::of(limits))?;
    scanner
        .end()
        .map_err(|mistake| failed(&scanner, *mistake))?;
    Ok(document)
}

/// Reads any JSON value of limited depth.
pub(super) fn free(scanner: &mut Scanner<'_>, mut depth: Depth) -> Result<Document, DecodeError> {
    let read = match scanner.next() {
        Some(b'"') => scanner.string().map(|text| Document::String(text.into())),
        Some(b'[') => {
            enter(scanner, &mut depth)?;
            return list(scanner, depth).map(Document::Array);
        }
        Some(b'{') => {
            enter(scanner, &mut depth)?;
            return object(scanner, depth).map(Document::Object);
        }
        _ => scanner.scalar().map(|scalar| match scalar {
            Scalar::Null => Document::Null,
            Scalar::Boolean(value) => Document::Bool(value),
            Scalar::Positive(value) => Document::Number(Number::PosInt(value)),
            Scalar::Negative(value) => Document::Number(Number::NegInt(value)),
            Scalar::Float(value) => Document::Number(Number::Float(value)),
        }),
    };
    read.map_err(|mistake| failed(scanner, *mistake))
}

/// Opens a level at a bracket, and passes over it.
pub(super) fn enter(scanner: &mut Scanner<'_>, depth: &mut Depth) -> Result<(), DecodeError> {
    let at = scanner.position();
    depth.enter().map_err(|error| {
        let (line, column) = scanner.place(at);
        let error = DecodeError::over_limit(error.to_string());
        error.at(format_args!("line {line} column {column}"))
    })?;
    scanner.go_to(at + 1);
    Ok(())
}

fn list(scanner: &mut Scanner<'_>, depth: Depth) -> Result<Vec<Document>, DecodeError> {
    let mut list = Vec::new();
    if scanner.eat(b']') {
        return Ok(list);
    }
    loop {
        list.push(free(scanner, depth)?);
        if !scanner
            .more(b']')
            .map_err(|mistake| failed(scanner, *mistake))?
        {
            return Ok(list);
        }
    }
}

fn object(
    scanner: &mut Scanner<'_>,
    depth: Depth,
) -> Result<HashMap<String, Document>, DecodeError> {
    let mut map = HashMap::new();
    if scanner.eat(b'}') {
        return Ok(map);
    }
    loop {
        let key = scanner.key().map_err(|mistake| failed(scanner, *mistake))?;
        map.insert(key.into_owned(), free(scanner, depth)?);
        if !scanner
            .more(b'}')
            .map_err(|mistake| failed(scanner, *mistake))?
        {
            return Ok(map);
        }
    }
}
