//! JSON beyond the standard: standard JSON reads as `serde_json` reads it, a skipped value is the value that would be read,
//! and both always end. The differential tests compare it with Python.

use serde_json::{Map, Number, Value};

use crate::json_scan::{Result, Scalar, Scanner};
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
        let skipped = whole(text, Scanner::skip);
        if text.matches(['[', '{']).count() > DEEPEST {
            return;
        }
        let read = whole(text, value);
        assert_eq!(skipped.is_some(), read.is_some(), "passed over: {text:?}");
        if let Ok(value) = serde_json::from_str::<Value>(text) {
            assert_eq!(read, Some(value), "{text:?}");
        }
    });
}

/// Reads what is all of the text.
fn whole<'a, T>(text: &'a str, read: impl Fn(&mut Scanner<'a>) -> Result<T>) -> Option<T> {
    let mut scanner = Scanner::new(text);
    let found = read(&mut scanner).and_then(|value| scanner.end().map(|()| value));
    found
        .map_err(|mistake| {
            let (line, column) = scanner.place(mistake.at);
            assert!(mistake.at <= text.len());
            assert!(
                (1..=text.lines().count() + 1).contains(&line),
                "line {line}"
            );
            assert!((1..=text.len() + 1).contains(&column), "column {column}");
        })
        .ok()
}

/// Any value; a float without digits is null, as `serde_json` has none.
fn value(scanner: &mut Scanner<'_>) -> Result<Value> {
    Ok(match scanner.next() {
        Some(b'"') => Value::String(scanner.string()?.into_owned()),
        Some(b'[') => {
            scanner.eat(b'[');
            let mut list = Vec::new();
            let mut goes_on = !scanner.eat(b']');
            while goes_on {
                list.push(value(scanner)?);
                goes_on = scanner.more(b']')?;
            }
            Value::Array(list)
        }
        Some(b'{') => {
            scanner.eat(b'{');
            let mut map = Map::new();
            let mut goes_on = !scanner.eat(b'}');
            while goes_on {
                let key = scanner.key()?.into_owned();
                map.insert(key, value(scanner)?);
                goes_on = scanner.more(b'}')?;
            }
            Value::Object(map)
        }
        _ => match scanner.scalar()? {
            Scalar::Null => Value::Null,
            Scalar::Boolean(value) => Value::Bool(value),
            Scalar::Positive(value) => Value::Number(value.into()),
            Scalar::Negative(value) => Value::Number(value.into()),
            Scalar::Float(value) => Number::from_f64(value).map_or(Value::Null, Value::Number),
        },
    })
}

/// Passing over whatever stands there goes on to the end.
fn pass(text: &str) {
    let mut reader = Scanner::new(text);
    let mut before = reader.position();
    while reader.pass() {
        assert!(reader.position() > before && reader.position() <= text.len());
        before = reader.position();
    }
    assert_eq!(before, text.len());
}
