//! Data items in CBOR: `tests/unit/cbor`, with the rules of its `test_cbor_decoding.py`.
//!
//! An item is read as the value of a member: bytes as a blob, everything else as a document. Malformed ones must also be
//! noticed when they are skipped.

use std::fs;
use std::path::Path;

use aws_smithy_types::Number;
use http::HeaderMap;
use pageboy::Document;
use pageboy::schema::{Endpoint, Member, Operation, Protocol, Service, Shape, shapes};
use pageboy::view::{Structure, View};
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Dynamic};
use pageboy_models::Json;

use crate::report::{Outcomes, Report};
use crate::suites::text_at;
use crate::unit_tests;
use crate::values::{document, written};

static OUTPUT: Shape = Shape::structure(
    "Output",
    &[
        Member::new("a", &shapes::DOCUMENT),
        Member::new("b", &shapes::BLOB),
    ],
);
static SERVICE: Service = Service::new(
    "suite",
    "Suite",
    "2020-01-01",
    Protocol::RpcV2Cbor,
    Endpoint::regional("suite"),
);
static OPERATION: Operation = Operation::new(&SERVICE, "Do").output(&OUTPUT);

#[test]
fn data_items_are_those_of_the_suite() {
    let Some(tests) = unit_tests() else {
        return;
    };
    let mut report = Report::new("cbor", &["cbor"]);
    for (file, check) in [
        ("decode-success-tests", check_item as fn(&Json, &[u8]) -> _),
        ("decode-error-tests", check_malformed),
    ] {
        let path = tests.join("cbor").join(file).with_extension("json");
        let mut outcomes = Outcomes::default();
        for case in cases(&path) {
            let item = bytes(text_at(&case, "/input"));
            outcomes.push(text_at(&case, "/description"), check(&case, &item));
        }
        report.file(&format!("cbor/{file}"), outcomes);
    }
    report.finish();
}

fn cases(path: &Path) -> Vec<Json> {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn bytes(digits: &str) -> Vec<u8> {
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

fn check_item(case: &Json, item: &[u8]) -> Result<(), String> {
    let expected = case.get("expect").unwrap();
    let is_bytes = expected.get("bytestring").is_some();
    let member = if is_bytes { b'b' } else { b'a' };
    let output = read(member, item)?;
    let view = (&output as &dyn Structure).view_of(usize::from(is_bytes));
    let is_same = match view {
        View::Blob(found) => {
            let bytes = expected.get("bytestring").and_then(Json::as_array);
            let bytes = bytes.unwrap().iter().map(|byte| byte.as_number());
            let bytes = bytes.map(|byte| byte.and_then(serde_json::Number::as_u64));
            bytes.eq(found.iter().map(|byte| Some(u64::from(*byte))))
        }
        View::Document(found) => is_item(found, expected),
        View::Null => is_item(&Document::Null, expected),
        _ => false,
    };
    if is_same {
        Ok(())
    } else {
        Err(format!("found {output:?}, expected {}", written(expected)))
    }
}

fn check_malformed(_case: &Json, item: &[u8]) -> Result<(), String> {
    for member in [b'a', b'b', b'x'] {
        if read(member, item).is_ok() {
            return Err(format!("it was read as {}", char::from(member)));
        }
    }
    Ok(())
}

/// Reads a structure whose one member has this name.
fn read(member: u8, item: &[u8]) -> Result<Dynamic, String> {
    let body = [&[0xa1, 0x61, member], item].concat();
    let response = Response {
        status: 200,
        headers: HeaderMap::new(),
        body: Body::from(body).into(),
    };
    let mut output = Dynamic::new(&OUTPUT);
    wire::parse_output(&OPERATION, &response, &mut output, &Limits::default())
        .map_err(|error| error.to_string())?;
    Ok(output)
}

/// Whether a value equals an object of one member: the kind of an item, and the item.
fn is_item(found: &Document, expected: &Json) -> bool {
    let (kind, expected) = expected.as_object().unwrap().first().unwrap();
    let bits = || {
        let bits = expected.as_number();
        bits.and_then(serde_json::Number::as_u64).unwrap()
    };
    match (kind.as_str(), found) {
        ("uint" | "negint" | "bool" | "string", found) => *found == document(expected),
        ("null", Document::Null) => true,
        ("float32", Document::Number(Number::Float(found))) => {
            *found == f64::from(f32::from_bits(u32::try_from(bits()).unwrap()))
        }
        ("float64", Document::Number(Number::Float(found))) => *found == f64::from_bits(bits()),
        ("list", Document::Array(found)) => {
            let expected = expected.as_array().unwrap();
            let mut pairs = found.iter().zip(expected);
            found.len() == expected.len() && pairs.all(|(found, expected)| is_item(found, expected))
        }
        ("map", Document::Object(found)) => {
            let expected = expected.as_object().unwrap();
            let is_there = |(key, expected): (&String, &Json)| {
                found.get(key).is_some_and(|found| is_item(found, expected))
            };
            found.len() == expected.len() && expected.iter().all(is_there)
        }
        _ => false,
    }
}
