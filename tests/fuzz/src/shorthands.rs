//! The AWS CLI's shorthand: any text is keys with values, or a mistake with its place, and values that are written in quotes
//! and brackets read back the same. The differential tests compare it with the AWS CLI.

use crate::memory;
use crate::shorthand::{Fault, Pairs, Short, items, pairs};

/// Reads an input: a parameter, and the items of a list.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    memory::bounded(|| {
        let read = pairs(text);
        assert_eq!(read, pairs(text), "read twice");
        match read {
            // A backslash before a quote means that the text goes on.
            Ok(read) if !text.contains('\\') => {
                let written = written(&read);
                assert_eq!(pairs(&written), Ok(read), "{written:?}");
            }
            Ok(_) => {}
            Err(fault) => mistake(&fault, text),
        }
        match items(text) {
            Ok(read) if !text.contains('\\') => {
                let quoted: Vec<_> = read.iter().map(|item| quoted(item)).collect();
                let written = quoted.join(",");
                assert_eq!(items(&written), Ok(read), "{written:?}");
            }
            Ok(_) => {}
            Err(fault) => mistake(&fault, text),
        }
    });
}

fn mistake(fault: &Fault, text: &str) {
    match fault {
        Fault::Expected { what, at } => {
            let characters = text.chars().count();
            assert!(!what.is_empty());
            assert!(
                (1..=characters + 1).contains(at),
                "{at} of {characters} characters"
            );
        }
        Fault::Twice { key, .. } => assert!(text.contains(key.as_str())),
        Fault::Deep => {}
    }
}

fn written(pairs: &Pairs) -> String {
    let pairs = pairs.iter().map(pair);
    pairs.collect::<Vec<_>>().join(",")
}

fn pair((key, value): &(String, Short)) -> String {
    let at = if may_be_file(value) { "@" } else { "" };
    format!("{key}{at}={}", short(value))
}

/// Whether a text of the key's own is a file's, if it is so called.
fn may_be_file(value: &Short) -> bool {
    match value {
        Short::Text { may_be_file, .. } => *may_be_file,
        Short::List(items) => items.iter().any(self::may_be_file),
        Short::Nothing | Short::Object(_) => false,
    }
}

fn short(value: &Short) -> String {
    match value {
        Short::Nothing => String::new(),
        Short::Text { text, .. } => quoted(text),
        // With a comma behind the last one, too, since nothing may stand before it.
        Short::List(items) => {
            let items = items.iter().map(|item| short(item) + ",");
            format!("[{}]", items.collect::<String>())
        }
        Short::Object(pairs) => {
            let pairs = pairs.iter().map(|one| pair(one) + ",");
            format!("{{{}}}", pairs.collect::<String>())
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "\\'"))
}
