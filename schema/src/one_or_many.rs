//! Text, or a list of text.

use crate::json::Json;
use crate::reader::{ObjectReader, Problem, empty};

/// The key whose texts are sent as they are: any other's name something.
const MAY_BE_EMPTY: &str = "first_token";

/// Text, or a list of text: the format allows both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OneOrMany {
    values: Vec<String>,
    list: bool,
}

impl OneOrMany {
    /// The texts.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The first text.
    pub fn first(&self) -> Option<&str> {
        self.values.first().map(String::as_str)
    }

    /// The texts, each with its JSON pointer; `place` is the pointer of the whole.
    pub fn with_pointers(&self, place: &str) -> impl Iterator<Item = (String, &str)> {
        self.values.iter().enumerate().map(move |(index, value)| {
            let place = if self.list {
                format!("{place}/{index}")
            } else {
                place.to_owned()
            };
            (place, value.as_str())
        })
    }

    /// Reads a member; a mistake in it is a problem.
    pub fn read(
        name: &'static str,
        value: Option<&Json>,
        reader: &ObjectReader<'_>,
        problems: &mut Vec<Problem>,
    ) -> Self {
        const EXPECTED: &str = "a string or an array of strings";
        let mut texts = Self::default();
        match value {
            None => {}
            Some(Json::String(text)) => {
                if text.is_empty() && name != MAY_BE_EMPTY {
                    problems.push(Problem {
                        pointer: reader.place(name),
                        message: empty(name),
                    });
                }
                texts.values.push(text.clone());
            }
            Some(Json::Array(items)) if items.is_empty() && name != "non_aggregate_keys" => {
                problems.push(Problem {
                    pointer: reader.place(name),
                    message: format!("expected {EXPECTED}, found an empty array"),
                });
            }
            Some(Json::Array(items)) => {
                texts.list = true;
                for (index, item) in items.iter().enumerate() {
                    let message = match item.as_str() {
                        None => Some(format!("expected a string, found {}", item.kind())),
                        Some("") if name != MAY_BE_EMPTY => {
                            Some(format!("an element of {}", empty(name)))
                        }
                        Some(_) => None,
                    };
                    problems.extend(message.map(|message| Problem {
                        pointer: format!("{}/{index}", reader.place(name)),
                        message,
                    }));
                    // Empty where the file has no text, so that positions stay those of the file.
                    texts
                        .values
                        .push(item.as_str().unwrap_or_default().to_owned());
                }
            }
            Some(other) => reader.mismatch(name, EXPECTED, other, problems),
        }
        texts
    }
}
