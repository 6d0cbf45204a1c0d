//! Finds repeated names in an object of a JSON text; every reader of JSON keeps the last in silence.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// A repeated name in an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// The JSON pointer (RFC 6901) of its value.
    pub pointer: String,
    /// The first place of the name.
    pub first: Place,
    /// The second place.
    pub again: Place,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in bytes.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The message without the second place, for texts that begin with it.
impl fmt::Display for Twice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pointer, first, .. } = self;
        write!(
            f,
            "{pointer} is given twice, first at {first}; rename or remove one of the two"
        )
    }
}

/// Finds the first repeated name in an object.
///
/// `None` also for texts that are not JSON, whose mistakes others report.
pub fn twice(text: &str) -> Option<Twice> {
    repeated(text, 1).pop()
}

/// Finds the repeated names in objects, at most so many.
///
/// What follows a mistake in the text itself, which others report, is left out.
pub fn repeated(text: &str, most: usize) -> Vec<Twice> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut frames: Vec<Frame<'_>> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' => frames.push(Frame::Object(Names::default())),
            b'[' => frames.push(Frame::Array(0)),
            b'}' | b']' => {
                frames.pop();
            }
            b',' => match frames.last_mut() {
                Some(Frame::Object(names)) => names.is_next = true,
                Some(Frame::Array(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                let end = string_end(bytes, at + 1);
                let written = end.and_then(|end| Some((end, text.get(at + 1..end)?)));
                let Some((end, written)) = written else {
                    break;
                };
                if let Some(Frame::Object(names)) = frames.last_mut()
                    && names.is_next
                    && let Some(first) = names.add(written, at)
                {
                    found.push(Twice {
                        pointer: frames.iter().map(Frame::token).collect(),
                        first: place(text, first),
                        again: place(text, at),
                    });
                    if found.len() >= most {
                        break;
                    }
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

enum Frame<'t> {
    /// The index of the item.
    Array(usize),
    Object(Names<'t>),
}

impl Frame<'_> {
    fn token(&self) -> String {
        match self {
            Self::Array(index) => format!("/{index}"),
            Self::Object(names) => {
                format!("/{}", names.latest.replace('~', "~0").replace('/', "~1"))
            }
        }
    }
}

/// The names of an open object, with their places.
struct Names<'t> {
    few: Vec<(Cow<'t, str>, usize)>,
    many: HashMap<Cow<'t, str>, usize>,
    latest: Cow<'t, str>,
    /// Whether the next text is a name.
    is_next: bool,
}

impl Default for Names<'_> {
    fn default() -> Self {
        Self {
            few: Vec::new(),
            many: HashMap::new(),
            latest: Cow::Borrowed(""),
            is_next: true,
        }
    }
}

impl<'t> Names<'t> {
    /// How many names are compared one by one, which is faster than hashing for a few.
    const FEW: usize = 16;

    /// Adds a name in its written form; returns its first place, if it is repeated.
    fn add(&mut self, written: &'t str, at: usize) -> Option<usize> {
        self.is_next = false;
        let name = match written.contains('\\') {
            true => serde_json::from_str(&format!("\"{written}\""))
                .map_or(Cow::Borrowed(written), Cow::Owned),
            false => Cow::Borrowed(written),
        };
        self.latest = name.clone();
        if let Some((_, first)) = self.few.iter().find(|(known, _)| *known == name) {
            return Some(*first);
        }
        if self.few.len() < Self::FEW {
            self.few.push((name, at));
            return None;
        }
        self.many.insert(name, at)
    }
}

/// The quote that ends a text.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn place(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Place {
        line: before.matches('\n').count() + 1,
        column: line.len() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        let twice = twice(text)?;
        Some(format!("{} {} {}", twice.pointer, twice.first, twice.again))
    }

    #[test]
    fn both_places_are_found_with_the_pointer() {
        for (text, expected) in [
            (r#"{"a":1,"a":2}"#, "/a line 1, column 2 line 1, column 8"),
            (
                "{\"w\":{\n\"M\":{},\n \"M\":{}}}",
                "/w/M line 2, column 1 line 3, column 2",
            ),
            (
                r#"[{"a":1},{"b":[0,{"c":1,"c":1}]}]"#,
                "/1/b/1/c line 1, column 19 line 1, column 25",
            ),
            (
                r#"{"a/~":1,"a\u002f~":2}"#,
                "/a~1~0 line 1, column 2 line 1, column 10",
            ),
            (r#"{"":1,"":2}"#, "/ line 1, column 2 line 1, column 7"),
        ] {
            assert_eq!(found(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_name_of_another_object_and_a_value_are_no_names() {
        for text in [
            r#"{"a":{"a":{"a":1}},"b":{"a":1}}"#,
            r#"{"a":"a","b":"a","c":["a","a"]}"#,
            r#"[{"a":1},{"a":1}]"#,
            r#"{"a\"":1,"a":"{\"a\":1,\"a\":2}"}"#,
            r#"{"a":1,"A":2}"#,
            "",
            "{",
            "{\"a",
            "]]",
            "\"a\\",
            "a: 1\na: 2",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn many_names_are_compared_too() {
        let names: Vec<String> = (0..100).map(|name| format!("\"{name}\":0")).collect();
        let text = |last: &str| format!("{{{},\"{last}\":0}}", names.join(","));
        assert_eq!(found(&text("new")), None);
        for name in ["0", "15", "16", "99"] {
            assert!(
                found(&text(name)).is_some_and(|found| found.starts_with(&format!("/{name} ")))
            );
        }
    }
}
