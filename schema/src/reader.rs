//! Reads the members of objects, and notes mistakes on the way.

use std::fmt;

use indexmap::IndexMap;

use crate::json::{Json, pointer};
use crate::nearest::nearest;

/// A mistake in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The JSON pointer of the value.
    pub pointer: String,
    /// The description of the mistake.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.message)
    }
}

/// Reads the members of an object, and notes every problem instead of stopping at the first.
pub struct ObjectReader<'a> {
    members: &'a IndexMap<String, Json>,
    pointer: String,
    asked: Vec<&'static str>,
}

impl<'a> ObjectReader<'a> {
    /// Starts on an object; anything else is a problem and `None`.
    pub fn new(value: &'a Json, pointer: String, problems: &mut Vec<Problem>) -> Option<Self> {
        let Some(members) = value.as_object() else {
            let message = format!("expected an object, found {}", value.kind());
            problems.push(Problem { pointer, message });
            return None;
        };
        Some(Self {
            members,
            pointer,
            asked: Vec::new(),
        })
    }

    /// The pointer of a member.
    pub fn place(&self, name: &str) -> String {
        self.pointer.clone() + &pointer([name])
    }

    /// The member, if present.
    pub fn member(&mut self, name: &'static str) -> Option<&'a Json> {
        self.asked.push(name);
        self.members.get(name)
    }

    /// The member; its absence is a problem.
    pub fn required(
        &mut self,
        name: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Option<&'a Json> {
        let member = self.member(name);
        if member.is_none() {
            problems.push(Problem {
                pointer: self.pointer.clone(),
                message: missing(name),
            });
        }
        member
    }

    /// Text, if present; another type is a problem.
    pub fn text(&mut self, name: &'static str, problems: &mut Vec<Problem>) -> Option<String> {
        let value = self.member(name)?;
        self.as_text(name, value, problems)
    }

    /// Text that names something, if present: the empty text, which names nothing, is a problem too.
    pub fn name(&mut self, name: &'static str, problems: &mut Vec<Problem>) -> Option<String> {
        let text = self.text(name, problems)?;
        self.unless_empty(name, text, problems)
    }

    /// Text that must be present, and not empty.
    pub fn required_text(
        &mut self,
        name: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Option<String> {
        let value = self.required(name, problems)?;
        let text = self.as_text(name, value, problems)?;
        self.unless_empty(name, text, problems)
    }

    /// Notes that a member has the wrong type or value.
    pub fn mismatch(&self, name: &str, expected: &str, found: &Json, problems: &mut Vec<Problem>) {
        problems.push(Problem {
            pointer: self.place(name),
            message: format!("expected {expected}, found {}", describe(found)),
        });
    }

    /// Notes every member that was not read. One that is missing and stands there misspelt is told once, where it stands.
    pub fn finish(self, problems: &mut Vec<Problem>) {
        for name in self.unknown() {
            self.misspelt(name, problems);
            problems.push(Problem {
                pointer: self.place(name),
                message: unknown_key(name, self.asked.iter().copied()),
            });
        }
    }

    /// Notes the members that are misspelt names of missing ones; others that were not read are no problem.
    pub fn finish_leniently(self, problems: &mut Vec<Problem>) {
        for name in self.unknown() {
            if self.misspelt(name, problems) {
                problems.push(Problem {
                    pointer: self.place(name),
                    message: unknown_key(name, self.asked.iter().copied()),
                });
            }
        }
    }

    fn unknown(&self) -> impl Iterator<Item = &'a String> {
        let names = self.members.keys();
        names.filter(|name| !self.asked.contains(&name.as_str()))
    }

    /// Whether a member that was not read is a missing one, misspelt: then that is not missing.
    fn misspelt(&self, name: &str, problems: &mut Vec<Problem>) -> bool {
        let near = nearest(name, self.asked.iter().copied());
        let Some(message) = near.first().map(|meant| missing(meant)) else {
            return false;
        };
        let count = problems.len();
        problems.retain(|it| it.pointer != self.pointer || it.message != message);
        problems.len() < count
    }

    fn unless_empty(
        &self,
        name: &str,
        text: String,
        problems: &mut Vec<Problem>,
    ) -> Option<String> {
        if text.is_empty() {
            problems.push(Problem {
                pointer: self.place(name),
                message: empty(name),
            });
            return None;
        }
        Some(text)
    }

    fn as_text(&self, name: &str, value: &Json, problems: &mut Vec<Problem>) -> Option<String> {
        let text = value.as_str();
        if text.is_none() {
            self.mismatch(name, "a string", value, problems);
        }
        text.map(str::to_owned)
    }
}

fn missing(name: &str) -> String {
    format!("`{name}` is missing")
}

/// The message for a text that names something, and is empty.
pub fn empty(name: &str) -> String {
    format!("`{name}` is empty")
}

/// Notes an entry whose own name is empty.
pub fn named(name: &str, place: &str, problems: &mut Vec<Problem>) {
    if name.is_empty() {
        problems.push(Problem {
            pointer: place.to_owned(),
            message: NAMELESS.to_owned(),
        });
    }
}

/// The message for an entry whose own name is empty.
pub const NAMELESS: &str = "the name of this entry is empty";

/// The message for an unknown key.
pub fn unknown_key<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> String {
    match nearest(name, known).first() {
        Some(known) => format!("unknown key; did you mean `{known}`?"),
        None => "unknown key".to_owned(),
    }
}

/// A value in a message: numbers and booleans as they are, everything else by its kind.
pub fn describe(value: &Json) -> String {
    match value {
        Json::Number(number) => number.to_string(),
        Json::Bool(value) => value.to_string(),
        other => other.kind().to_owned(),
    }
}
