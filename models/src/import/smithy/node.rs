//! JSON values with their places and problems.

use pageboy_schema::json::{Json, pointer};
use pageboy_schema::reader::Problem;

/// The problems of a model.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Mistakes: the model cannot be converted.
    pub(super) mistakes: Vec<Problem>,
    /// Warnings: a part of the model is left out.
    pub(super) warnings: Vec<Problem>,
}

impl Log {
    pub(super) fn mistake(&mut self, pointer: &str, message: impl Into<String>) {
        push(&mut self.mistakes, pointer, message.into());
    }

    pub(super) fn warning(&mut self, pointer: &str, message: impl Into<String>) {
        push(&mut self.warnings, pointer, message.into());
    }
}

/// Adds a problem that is not there yet: a mixin's are met once in each shape that has it.
fn push(problems: &mut Vec<Problem>, pointer: &str, message: String) {
    let problem = Problem {
        pointer: pointer.to_owned(),
        message,
    };
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

/// A value and its JSON pointer.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Json,
    pub(super) pointer: String,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Json) -> Self {
        Self {
            value,
            pointer: String::new(),
        }
    }

    /// The member of an object.
    pub(super) fn get(&self, name: &str) -> Option<Self> {
        Some(Self {
            value: self.value.get(name)?,
            pointer: format!("{}{}", self.pointer, pointer([name])),
        })
    }

    /// The members of an object; anything else is a mistake.
    pub(super) fn entries(&self, log: &mut Log) -> Vec<(&'a str, Self)> {
        let Some(members) = self.value.as_object() else {
            self.mismatch("an object", log);
            return Vec::new();
        };
        let entries = members.iter().map(|(name, value)| {
            let pointer = format!("{}{}", self.pointer, pointer([name.as_str()]));
            (name.as_str(), Self { value, pointer })
        });
        entries.collect()
    }

    /// The items of an array; anything else is a mistake.
    pub(super) fn items(&self, log: &mut Log) -> Vec<Self> {
        let Some(items) = self.value.as_array() else {
            self.mismatch("an array", log);
            return Vec::new();
        };
        let items = items.iter().enumerate().map(|(at, value)| Self {
            value,
            pointer: format!("{}/{at}", self.pointer),
        });
        items.collect()
    }

    /// The text; anything else is a mistake.
    pub(super) fn text(&self, log: &mut Log) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.mismatch("a string", log);
        }
        text
    }

    /// The text of a member that has to be there.
    pub(super) fn text_of(&self, name: &str, log: &mut Log) -> Option<&'a str> {
        match self.get(name) {
            Some(member) => member.text(log),
            None if self.value.as_object().is_none() => {
                self.mismatch("an object", log);
                None
            }
            None => {
                log.mistake(&self.pointer, format!("`{name}` is missing"));
                None
            }
        }
    }

    /// The text of a member, if there is one.
    pub(super) fn text_if(&self, name: &str, log: &mut Log) -> Option<&'a str> {
        self.get(name)?.text(log)
    }

    /// The `target` of a reference to a shape.
    pub(super) fn target(&self, log: &mut Log) -> Option<&'a str> {
        self.text_of("target", log)
    }

    pub(super) fn mismatch(&self, expected: &str, log: &mut Log) {
        let message = format!("expected {expected}, found {}", self.value.kind());
        log.mistake(&self.pointer, message);
    }
}
