//! Messages of parsers of values, in words for people.

use crate::nearest::suggestion;

/// Why a value was refused, in our words: what was expected, what was found, the nearest name.
///
/// The place of the error is not part of it. What a type says in its own words stays as it is.
pub fn in_words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&end).unwrap_or(&text);
    translated(text).unwrap_or_else(|| text.to_owned())
}

/// What the parser says, and the same in words for people.
const SAID: [(&str, &str); 7] = [
    ("EOF while parsing", "it ends too early"),
    ("trailing characters", "something stands behind the value"),
    ("expected ident", "expected `true`, `false` or `null`"),
    ("expected value", "expected a value"),
    ("key must be a string", "a name stands in double quotes"),
    ("unexpected end of hex escape", HALF),
    ("lone leading surrogate in hex escape", HALF),
];

const HALF: &str =
    "an escape beginning with `\\u` is half of a character, and the other half is missing";

fn translated(text: &str) -> Option<String> {
    if let Some(rest) = text
        .strip_prefix("invalid type: ")
        .or_else(|| text.strip_prefix("invalid value: "))
    {
        // The value that was found may hold the words between the two.
        let (found, wanted) = rest.rsplit_once(", expected ")?;
        return Some(format!(
            "expected {}, found {}",
            expected(wanted),
            described(found)
        ));
    }
    if let Some(rest) = text.strip_prefix("invalid length ") {
        let (length, wanted) = rest.split_once(", expected ")?;
        return Some(format!(
            "expected {}, found {length} of them",
            expected(wanted)
        ));
    }
    for (start, what) in [("unknown variant ", "value"), ("unknown field ", "key")] {
        if let Some(rest) = text.strip_prefix(start) {
            return unknown(what, rest);
        }
    }
    if let Some(name) = text.strip_prefix("missing field ") {
        return Some(format!("{name} is missing"));
    }
    if let Some(name) = text.strip_prefix("duplicate field ") {
        return Some(format!("{name} is given twice"));
    }
    if let Some((_, said)) = SAID.iter().find(|(words, _)| text.starts_with(words)) {
        return Some((*said).to_owned());
    }
    let is_no_form =
        text.starts_with("data did not match") || text.starts_with("no variant of enum");
    is_no_form.then(|| "this has none of the forms that it can have".to_owned())
}

/// A name that is not among others: `` `x`, expected one of `a`, `b` ``.
fn unknown(what: &str, rest: &str) -> Option<String> {
    let (name, known) = rest
        .rsplit_once(", ")
        .filter(|(_, rest)| rest.starts_with("there are no"))
        .or_else(|| rest.split_once(", expected "))?;
    let wanted = name.trim_matches('`');
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    let fix = suggestion(wanted, known.iter().copied());
    Some(match fix {
        Some(fix) => format!("unknown {what} {name}; {fix}"),
        None if known.is_empty() => format!("unknown {what} {name}"),
        None => format!("unknown {what} {name}; known are {}", known.join(", ")),
    })
}

/// The expected value.
fn expected(text: &str) -> String {
    let number = |text: &str| -> Option<String> {
        let range = match text {
            "u8" => "0 to 255".to_owned(),
            "u16" => "0 to 65535".to_owned(),
            "u32" => format!("0 to {}", u32::MAX),
            "u64" | "usize" | "u128" => "0 or more".to_owned(),
            "i8" => "-128 to 127".to_owned(),
            "i16" | "i32" | "i64" | "isize" | "i128" => return Some("a whole number".to_owned()),
            "f32" | "f64" => return Some("a number".to_owned()),
            _ => return None,
        };
        Some(format!("a whole number, {range}"))
    };
    if let Some(number) = number(text) {
        return number;
    }
    match text {
        "a map" => "an object".to_owned(),
        "a sequence" => "an array".to_owned(),
        "a borrowed string" | "string" | "a character" => "a string".to_owned(),
        "unit" => "null".to_owned(),
        _ if text.starts_with("struct ") => "an object".to_owned(),
        _ if text.starts_with("enum ") || text.starts_with("string or map") => {
            "a string or an object".to_owned()
        }
        _ => match text.strip_prefix("a tuple of size ") {
            Some(size) => format!("an array of {size}"),
            None => text.to_owned(),
        },
    }
}

/// The value found: numbers and booleans as they are, everything else by its kind.
fn described(text: &str) -> String {
    let quoted = |start: &str| {
        let rest = text.strip_prefix(start)?;
        Some(rest.trim_matches('`').to_owned())
    };
    let plain = ["integer ", "floating point ", "boolean "];
    if let Some(value) = plain.into_iter().find_map(quoted) {
        return value;
    }
    match text {
        "map" => "an object".to_owned(),
        "sequence" => "an array".to_owned(),
        "null" | "unit value" | "Option value" => "null".to_owned(),
        _ if text.starts_with("string ") || text.starts_with("character ") => "a string".to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::DeserializeOwned;
    use serde_json::Value;

    use super::in_words;

    fn said<T: DeserializeOwned>(text: &str) -> String {
        match serde_json::from_str::<T>(text) {
            Ok(_) => "nothing".to_owned(),
            Err(error) => in_words(&error),
        }
    }

    #[test]
    fn no_word_of_the_parser_is_left() {
        assert_eq!(
            said::<u16>("\"a, expected b\""),
            "expected a whole number, 0 to 65535, found a string"
        );
        assert_eq!(
            said::<u16>("70000"),
            "expected a whole number, 0 to 65535, found 70000"
        );
        assert_eq!(said::<i32>("1.5"), "expected a whole number, found 1.5");
        assert_eq!(said::<f64>("true"), "expected a number, found true");
        assert_eq!(said::<bool>("null"), "expected a boolean, found null");
        assert_eq!(said::<String>("[]"), "expected a string, found an array");
        assert_eq!(
            said::<Vec<String>>("{}"),
            "expected an array, found an object"
        );
        assert_eq!(
            said::<(u8, u8)>("[1]"),
            "expected an array of 2, found 1 of them"
        );
        assert_eq!(
            said::<BTreeMap<String, Value>>("3"),
            "expected an object, found 3"
        );
        assert_eq!(said::<Value>("{}"), "nothing");
    }

    #[test]
    fn unknown_names_come_with_the_nearest() {
        let words = |message: &str| in_words(&serde::de::Error::custom(message));
        assert_eq!(
            words("unknown variant `sting`, expected one of `string`, `list`"),
            "unknown value `sting`; did you mean `string`?"
        );
        assert_eq!(
            words("unknown variant `x`, expected `string` or `list`"),
            "unknown value `x`; known are string, list"
        );
        assert_eq!(
            words("unknown field `x`, there are no fields"),
            "unknown key `x`"
        );
        assert_eq!(words("missing field `name`"), "`name` is missing");
        assert_eq!(
            words("`a` is given twice in one object"),
            "`a` is given twice in one object"
        );
    }
}
