//! Answers in JSON, and in texts close to it.

use fastrand::Rng;
use http::HeaderMap;
use pageboy::schema::Operation;
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Dynamic};

use super::damage::{damage, one_of};
use super::shown;

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "7",
    "1.5",
    "-0.0",
    "1e2",
    "1E+2",
    "1e-7",
    "0.1",
    "2147483647",
    "2147483648",
    "-2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "1e308",
    "1e309",
    "-1e400",
    "5e-324",
    "1e-400",
    "NaN",
    "Infinity",
    "-Infinity",
    "3.14159265358979323846",
    "9007199254740993",
    "0.30000000000000004",
    "1.7976931348623157e308",
    "1.0",
    "-7.0",
    "1e18",
    "100000000000000000000.5",
];
/// Python, JavaScript, or texts close to JSON.
const WRONG: &[&str] = &[
    "-NaN",
    "+1",
    "01",
    "1.",
    ".5",
    "-",
    "1e",
    "0x1",
    "nan",
    "inf",
    "True",
    "None",
    "undefined",
    "'a'",
    "1_000",
    "nul",
    "infinity",
    "-infinity",
    "+Infinity",
    "- 1",
    "1 2",
    "--1",
    "٣",
    "1e٣",
];
const PIECES: &[&str] = &[
    "a",
    "b c",
    "é",
    "😀",
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\b",
    "\\f",
    "\\r",
    "\\t",
    "\\u0041",
    "\\u00E9",
    "\\ud83d\\ude00",
    "\\u0000",
    "\u{7f}",
    "\u{2028}",
    "\u{feff}",
    "/",
    "'",
    "{",
    "]",
    ",",
    ":",
];
/// Halves of characters, and what may not stand in a text.
const ODD: &[&str] = &[
    "\\ud83d",
    "\\ude00",
    "\\ud83d\\n",
    "\\ud83d\\u0041",
    "\\ud83d\\ud83d\\ude00",
    "\n",
    "\t",
    "\u{1}",
    "\u{1f}",
    "\0",
    "\\x41",
    "\\u12",
    "\\u+123",
    "\\U0041",
    "\\",
    "\\u 041",
    "\\'",
];
const SPACE: &[&str] = &["", "", "", " ", "\n", "\t", "\r\n", "  "];
const STRANGE: &[&str] = &[
    "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "\u{b}", "\u{a0}", "\u{feff}",
    "/*a*/", "//", "#", "N", "NaN", "null", "\0", "\n", "'",
];

/// A body: a member with some value, or several.
pub(super) fn make(rng: &mut Rng) -> Vec<u8> {
    let mut body = String::new();
    if rng.u8(..100) == 0 {
        body.push('\u{feff}');
    }
    body.push_str(&members(rng, 0));
    if rng.u8(..4) == 0 {
        body = damage(&body, STRANGE, rng);
    }
    let mut body = body.into_bytes();
    if rng.u8(..50) == 0 && !body.is_empty() {
        // Bytes that are not UTF-8.
        let at = rng.usize(1..=body.len());
        body.insert(at, [0xff, 0xc3, 0x80, 0xed][rng.usize(..4)]);
    }
    body
}

/// The result of reading a body.
pub(super) fn read(operation: &'static Operation, body: &[u8]) -> Result<String, String> {
    let response = Response {
        status: 200,
        headers: HeaderMap::new(),
        body: Body::from(body.to_vec()).into(),
    };
    let mut output = Dynamic::new(operation.output.unwrap());
    let read = wire::parse_output(operation, &response, &mut output, &Limits::default());
    read.map_err(|error| error.to_string())?;
    Ok(shown::structure(&output))
}

/// An object of members of `Out`, and of such as it does not have.
fn members(rng: &mut Rng, depth: usize) -> String {
    let members = (0..rng.usize(1..4)).map(|_| {
        let (name, value) = match rng.u8(..16) {
            0..6 => ("Free", any(rng, depth)),
            6..9 => ("Other", any(rng, depth)),
            9 => ("Text", text(rng)),
            10 => ("Count", one_of(NUMBERS, rng).to_owned()),
            11 => ("Long", one_of(NUMBERS, rng).to_owned()),
            12 => ("Ratio", one_of(NUMBERS, rng).to_owned()),
            13 => ("Names", list(rng, text)),
            14 => (
                "Numbers",
                object(rng, |rng| one_of(NUMBERS, rng).to_owned()),
            ),
            _ if depth < 3 && rng.bool() => ("Nested", members(rng, depth + 1)),
            _ => ("Flag", any(rng, 9)),
        };
        // A name may be written with escapes.
        match rng.u8(..10) {
            0 => format!(
                "\"\\u{:04x}{}\"{}:{value}",
                u32::from(name.as_bytes()[0]),
                &name[1..],
                space(rng)
            ),
            _ => format!("\"{name}\"{}:{}{value}", space(rng), space(rng)),
        }
    });
    let members: Vec<_> = members.collect();
    format!("{{{}}}{}", members.join(","), space(rng))
}

fn any(rng: &mut Rng, depth: usize) -> String {
    match rng.u8(..12) {
        0 if rng.bool() => one_of(WRONG, rng).to_owned(),
        0..4 => one_of(NUMBERS, rng).to_owned(),
        4..7 => text(rng),
        7 => one_of(&["true", "false", "null"], rng).to_owned(),
        8 | 9 if depth < 5 => list(rng, |rng| any(rng, depth + 1)),
        _ if depth < 5 => object(rng, |rng| any(rng, depth + 1)),
        _ => "null".to_owned(),
    }
}

fn list(rng: &mut Rng, mut item: impl FnMut(&mut Rng) -> String) -> String {
    let items: Vec<_> = (0..rng.usize(..4))
        .map(|_| format!("{}{}", space(rng), item(rng)))
        .collect();
    format!("[{}{}]", items.join(","), space(rng))
}

fn object(rng: &mut Rng, mut item: impl FnMut(&mut Rng) -> String) -> String {
    let entries = (0..rng.usize(..4)).map(|_| {
        // Often the same key.
        let key = if rng.bool() {
            "\"k\"".to_owned()
        } else {
            text(rng)
        };
        format!("{key}{}:{}{}", space(rng), space(rng), item(rng))
    });
    let entries: Vec<_> = entries.collect();
    format!("{{{}{}}}", entries.join(","), space(rng))
}

fn text(rng: &mut Rng) -> String {
    let mut text = String::from('"');
    for _ in 0..rng.usize(..4) {
        let pieces = if rng.u8(..12) == 0 { ODD } else { PIECES };
        text.push_str(one_of(pieces, rng));
    }
    text + "\""
}

fn space(rng: &mut Rng) -> &'static str {
    one_of(SPACE, rng)
}
