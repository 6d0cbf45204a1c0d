//! The text that contains a problem: a line of the file, or the expression alone.

use std::ops::Range;

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

    /// The line in which a part of a text begins, and so much of it as is on that line.
    pub(super) fn part(text: &str, part: Range<usize>) -> Self {
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
