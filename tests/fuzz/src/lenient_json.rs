//! JSON beyond the standard: standard JSON reads as `serde_json` reads it, a skipped value is the value that would be read,
//! and both always end. The differential tests compare it with Python.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::lenient::Lenient;
use crate::memory;

/// Brackets that are open at a time, at most: values count levels in the program, not the reader.
const DEEPEST: usize = 100;

/// Reads an input: a text.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    memory::bounded(|| {
        pass(text);
        let skipped = read::<IgnoredAny>(text).map(|(_, forgave)| forgave);
        if text.matches(['[', '{']).count() > DEEPEST {
            return;
        }
        let lenient = read::<Value>(text);
        assert_eq!(
            skipped,
            lenient.as_ref().map(|(_, forgave)| *forgave),
            "passed over"
        );
        if let Ok(value) = serde_json::from_str::<Value>(text) {
            assert_eq!(lenient, Some((value, false)), "{text:?}");
        }
    });
}

/// A value that is all of the text, and whether the standard knows no such thing.
fn read<T: DeserializeOwned>(text: &str) -> Option<(T, bool)> {
    let mut reader = Lenient::new(text);
    let read = T::deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    let (line, column) = reader.place();
    assert!(
        (1..=text.lines().count() + 1).contains(&line),
        "line {line}"
    );
    assert!((1..=text.len() + 1).contains(&column), "column {column}");
    read.ok().map(|value| (value, reader.forgave()))
}

/// Passing over whatever stands there goes on to the end.
fn pass(text: &str) {
    let mut reader = Lenient::new(text);
    let mut before = reader.position();
    while reader.pass() {
        assert!(reader.position() > before && reader.position() <= text.len());
        before = reader.position();
    }
    assert_eq!(before, text.len());
}
