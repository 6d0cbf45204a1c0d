//! Parameters in the shorthand of the AWS CLI.

use fastrand::Rng;
use pageboy::schema::Operation;
use pageboy_cli::{input, shorthand};

use super::damage::{damage, one_of};
use super::shown;

const WORDS: &[&str] = &[
    "b",
    "c d",
    "i-1",
    "x=y",
    "a:b",
    "\\,",
    "\\",
    "\\\\",
    "é",
    "😀",
    "]",
    "[",
    "}",
    "{",
    "#",
    "@",
    "~",
    "!",
    "$HOME",
    "^",
    "|",
    "1",
    "-7",
    "true",
    "b\nc",
    "b\tc",
    "*",
    "http://h/p?q=r",
    "(x)",
    ";",
    "<",
    "`",
    "%",
    "tag:x",
    "\u{a0}",
    "\u{2028}",
    "\u{7f}",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2147483647",
    "2147483648",
    "1.5",
    "-0",
    "01",
    "+1",
    "1e3",
    "1_000",
    "x",
    "''",
    "' 7 '",
    "٣",
    "0x10",
    "nan",
    "Infinity",
    "-inf",
    "1.",
    ".5",
    "'1'",
    "99999999999999999999",
];
const FLAGS: &[&str] = &[
    "true",
    "false",
    "True",
    "FALSE",
    "'true'",
    "1",
    "yes",
    "t",
    "\"False\"",
    "null",
];
const STRANGE: &[&str] = &[
    "'", "\"", "\\", ",", "=", "[", "]", "{", "}", "@", " ", "\n", "\t", ",,", "\\,", "😀", "é",
    "a=", "\u{1}", "\u{b}", "\u{a0}",
];

/// A parameter.
pub(super) fn make(rng: &mut Rng) -> Vec<u8> {
    let mut text = pairs(rng, false, 0);
    if rng.u8(..3) == 0 {
        text = damage(&text, STRANGE, rng);
    }
    text.into_bytes()
}

/// What a parameter means, as it is sent.
pub(super) fn read(operation: &'static Operation, text: &[u8]) -> Result<String, String> {
    let shape = operation.input.unwrap();
    let json = shorthand::read(shape, std::str::from_utf8(text).unwrap(), false)?;
    let input = input::read(shape, &json).map_err(|mistakes| mistakes.to_string())?;
    Ok(shown::structure(&input))
}

/// Members of `In`, separated by commas.
fn pairs(rng: &mut Rng, is_inside: bool, depth: usize) -> String {
    let pairs = (0..rng.usize(1..4)).map(|_| {
        let (key, value) = match rng.u8(..14) {
            0 | 1 => ("a", word(rng)),
            2 => ("b", word(rng)),
            3 => ("Count", one_of(NUMBERS, rng).to_owned()),
            4 => ("Ratio", one_of(NUMBERS, rng).to_owned()),
            5 => ("Flag", one_of(FLAGS, rng).to_owned()),
            6 | 7 => ("Names", list(rng, is_inside, word)),
            8 => (
                "Counts",
                list(rng, is_inside, |rng| one_of(NUMBERS, rng).to_owned()),
            ),
            9 => ("Groups", brackets(rng, |rng| brackets(rng, word))),
            10 => ("Tags", map(rng, word)),
            11 => ("Lists", map(rng, |rng| brackets(rng, word))),
            12 if depth < 3 => ("Nested", format!("{{{}}}", pairs(rng, true, depth + 1))),
            13 if depth < 3 => (
                "Many",
                brackets(rng, |rng| format!("{{{}}}", pairs(rng, true, depth + 1))),
            ),
            _ => (one_of(&["", "c", "A", "é", "a b", "-a"], rng), word(rng)),
        };
        let at = if rng.u8(..20) == 0 { "@" } else { "" };
        format!("{key}{at}{}={}{value}", space(rng), space(rng))
    });
    pairs.collect::<Vec<_>>().join(comma(rng))
}

/// What a list is given.
fn list(rng: &mut Rng, is_inside: bool, item: impl FnMut(&mut Rng) -> String) -> String {
    if is_inside || rng.bool() {
        return brackets(rng, item);
    }
    items(rng, item)
}

fn brackets(rng: &mut Rng, item: impl FnMut(&mut Rng) -> String) -> String {
    format!("[{}{}]", space(rng), items(rng, item))
}

fn items(rng: &mut Rng, item: impl FnMut(&mut Rng) -> String) -> String {
    let mut item = item;
    let items: Vec<_> = (0..rng.usize(..4)).map(|_| item(rng)).collect();
    items.join(comma(rng))
}

fn map(rng: &mut Rng, mut item: impl FnMut(&mut Rng) -> String) -> String {
    let entries = (0..rng.usize(..4)).map(|_| {
        let key = one_of(&["k", "l", "tag:x", "a-b", "a.b/c#d", "_", "1"], rng);
        format!("{key}={}", item(rng))
    });
    let entries: Vec<_> = entries.collect();
    format!("{{{}}}", entries.join(comma(rng)))
}

fn word(rng: &mut Rng) -> String {
    let word: String = (0..rng.usize(..3)).map(|_| one_of(WORDS, rng)).collect();
    match rng.u8(..6) {
        0 => format!("'{}'", word + one_of(&["", "\\'", "\"", ",", "\\\\"], rng)),
        1 => format!(
            "\"{}\"",
            word + one_of(&["", "\\\"", "'", ",", "\\\\"], rng)
        ),
        _ => word,
    }
}

fn comma(rng: &mut Rng) -> &'static str {
    one_of(&[",", ",", ",", ", ", " ,"], rng)
}

fn space(rng: &mut Rng) -> &'static str {
    one_of(&["", "", "", "", " ", "\n"], rng)
}
