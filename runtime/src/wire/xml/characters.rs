//! Characters that an XML document cannot contain (XML 1.0, section 2.2), not even escaped.
//!
//! `validate` does not look for them on its own walk: batches of resources ask for these problems alone, and the paths here
//! number the entries of a map, since a key with such a character must not stand in a message.

use std::fmt::Write;

use crate::schema::{Kind, Location, Member};
use crate::view::View;
use crate::wire::Input;

/// Every text of a request's document with such a character, by the path of its member: `Delete.Objects[0].Key`.
pub(in super::super) fn problems(input: Input<'_>) -> Vec<String> {
    let mut found = Findings::default();
    let shape = input.shape();
    for (index, member) in shape.members().iter().enumerate() {
        let is_payload = shape.payload.map(usize::from) == Some(index);
        let is_text = matches!(member.target.kind, Kind::String | Kind::Enum);
        if member.location == Location::Body && !(is_payload && is_text) {
            found.within(member.name, member, input.view_of(index));
        }
    }
    found.problems
}

#[derive(Default)]
struct Findings {
    path: String,
    problems: Vec<String>,
}

impl Findings {
    fn within(&mut self, step: &str, member: &Member, view: View<'_>) {
        let outer = self.path.len();
        if outer > 0 && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        self.value(member, view);
        self.path.truncate(outer);
    }

    fn value(&mut self, member: &Member, view: View<'_>) {
        match view {
            View::String(text) => self.text(member, text),
            View::Structure(nested) => {
                let members = nested.shape().members().iter().enumerate();
                for (index, member) in members {
                    self.within(member.name, member, nested.view_of(index));
                }
            }
            View::List(list) => {
                let element = member.target.element();
                for at in 0..list.len() {
                    let outer = self.path.len();
                    let _infallible = write!(self.path, "[{at}]");
                    self.value(element, list.get(at));
                    self.path.truncate(outer);
                }
            }
            View::Map(map) => {
                let (key, value) = (member.target.key(), member.target.value());
                let entries = (0..map.len()).filter_map(|at| map.entry(at));
                for (at, (name, view)) in entries.enumerate() {
                    self.within(&format!("[key {at}]"), key, View::String(name));
                    self.within(&format!("[value {at}]"), value, view);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, member: &Member, text: &str) {
        let Some(odd) = text.chars().find(|char| !can_hold(*char)) else {
            return;
        };
        let shown = if member.is_sensitive() {
            String::from("a character")
        } else {
            format!("the character U+{:04X}", u32::from(odd))
        };
        let problem = format!("{} has {shown}, which XML cannot hold", self.path);
        self.problems.push(problem);
    }
}

const fn can_hold(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
