//! The files that problems are in.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use pageboy_models::Locator;

use super::excerpt::Excerpt;
use super::{Place, Problem};

/// The files that problems are in, each read once.
#[derive(Default)]
pub(super) struct Files(HashMap<PathBuf, Option<Locator>>);

impl Files {
    /// The place of a problem in its file, and its excerpt: the line of the file if it is readable for people, else
    /// the expression.
    pub(super) fn shown(&mut self, problem: &Problem) -> (Option<(usize, usize)>, Option<Excerpt>) {
        let in_file = self.read(&problem.file).and_then(|file| {
            let part = match &problem.place {
                Place::File => return None,
                Place::Line { line, column } => {
                    let text = file.text();
                    return Some(Excerpt::word(text, offset(text, *line, *column)));
                }
                Place::Pointer(pointer) => {
                    let pointer = problem.in_file.as_ref().unwrap_or(pointer);
                    // The name is what is wrong with a key.
                    match problem.message.starts_with("unknown key") {
                        true => file.locate_name(pointer)?,
                        false => file.locate(pointer)?,
                    }
                }
            };
            let text = file.text();
            Some(Excerpt::part(text, inside(text, part, problem)))
        });
        let alone = || {
            let (text, part) = problem.expression()?;
            let mut excerpt = Excerpt::part(text, part);
            excerpt.in_file = false;
            Some(excerpt)
        };
        let position = in_file
            .as_ref()
            .map(|excerpt| (excerpt.line, excerpt.column()));
        (position, in_file.filter(Excerpt::is_short).or_else(alone))
    }

    fn read(&mut self, file: &Path) -> Option<&mut Locator> {
        let read = || {
            let plain = file.extension().is_some_and(|extension| extension != "gz");
            let bytes = plain.then(|| std::fs::read(file).ok()).flatten()?;
            // What is no text is shown up to there.
            let lossy = String::from_utf8_lossy(&bytes).into_owned();
            Some(Locator::new(
                pageboy_models::decode_text(bytes).unwrap_or(lossy),
            ))
        };
        let text = self.0.entry(file.to_owned()).or_insert_with(read);
        text.as_mut()
    }
}

/// Narrows the place of a JSON string to the part of the expression in it, if it stands there as it is.
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
