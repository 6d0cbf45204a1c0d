//! The text that contains a problem: a line of the file, or the expression alone.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::{Place, Problem};

/// Longer lines are machine-written: they would fill the screen, and their columns help nobody.
const LONGEST_LINE: usize = 200;

/// A line of text and the marked part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Excerpt {
    /// Whether the text is the file's, and not an expression alone.
    pub(super) in_file: bool,
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) text: String,
    /// The marked part, in characters.
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Excerpt {
    /// The line of a byte, and the word that starts there.
    pub(super) fn word(text: &str, offset: usize) -> Self {
        let rest = text.get(offset..).unwrap_or_default();
        let quoted = rest.strip_prefix('"').and_then(|rest| rest.find('"'));
        let word = |c: char| !c.is_alphanumeric() && c != '_' && c != '-';
        let length = match quoted {
            Some(length) => length + 2,
            None => rest.find(word).unwrap_or(rest.len()),
        };
        Self::part(text, offset..offset + length)
    }

    /// The line in which a part of a text begins, and the portion of it on that line.
    fn part(text: &str, part: Range<usize>) -> Self {
        let before = text.get(..part.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(line_start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let characters = |to: usize| {
            let to = to.saturating_sub(line_start).min(line.len());
            line.char_indices().take_while(|(at, _)| *at < to).count()
        };
        Self {
            in_file: true,
            line: before.matches('\n').count() + 1,
            start: characters(part.start.min(text.len())),
            end: characters(part.end.min(text.len())),
            text: line.to_owned(),
        }
    }

    /// Counted from 1.
    pub(super) const fn column(&self) -> usize {
        self.start + 1
    }

    /// Whether the line is readable for people.
    pub(super) fn is_short(&self) -> bool {
        self.text.len() <= LONGEST_LINE
    }
}

/// The files of the problems, each read once.
#[derive(Default)]
pub(super) struct Files(HashMap<PathBuf, Option<String>>);

impl Files {
    /// The text to show with a problem: the line of the file if it is readable, else the expression.
    pub(super) fn excerpt(&mut self, problem: &Problem) -> Option<Excerpt> {
        let in_file = self.text(&problem.file).and_then(|text| {
            let part = match &problem.place {
                Place::File => return None,
                Place::Line { line, column } => {
                    return Some(Excerpt::word(text, offset(text, *line, *column)));
                }
                Place::Pointer(pointer) => pageboy_models::locate(text, pointer)?,
            };
            Some(Excerpt::part(text, inside(text, part, problem)))
        });
        let alone = || {
            let (text, part) = problem.expression()?;
            let mut excerpt = Excerpt::part(text, part);
            excerpt.in_file = false;
            Some(excerpt)
        };
        in_file.filter(Excerpt::is_short).or_else(alone)
    }

    fn text(&mut self, file: &Path) -> Option<&str> {
        let read = || {
            let plain = file.extension().is_some_and(|extension| extension != "gz");
            let bytes = plain.then(|| std::fs::read(file).ok()).flatten()?;
            pageboy_models::decode_text(bytes).ok()
        };
        let text = self.0.entry(file.to_owned()).or_insert_with(read);
        text.as_deref()
    }
}

/// Narrows the place of a JSON string to the part of the expression in it, if the string contains it unescaped.
fn inside(text: &str, value: Range<usize>, problem: &Problem) -> Range<usize> {
    match problem.expression() {
        Some((expression, part))
            if text.get(value.clone()) == Some(&format!("\"{expression}\"")) =>
        {
            let start = value.start + 1;
            start + part.start..start + part.end
        }
        _ => value,
    }
}

/// The byte at a line and column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let offset = before.map(str::len).sum::<usize>() + column.saturating_sub(1);
    (0..=offset.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
}
