//! Prints a problem for people, in rustc's style.

use std::fmt::Write;

use super::Problem;
use super::excerpt::Excerpt;
use crate::lint::Level;

/// The problem on several lines: level and lint, place, text with the wrong part marked, fix.
pub(super) fn report(problem: &Problem, color: bool) -> String {
    let paint = Paint {
        level: problem.level(),
        color,
    };
    let heading = paint.level(&problem.heading());
    let mut text = format!("{heading}: {}\n", problem.message);
    let number = match &problem.excerpt {
        Some(excerpt) if excerpt.in_file => excerpt.line.to_string(),
        _ => String::new(),
    };
    let margin = " ".repeat(number.len());
    // Writing to a string does not fail.
    if !problem.file.as_os_str().is_empty() {
        let _ = write!(text, "{margin} --> {}", problem.file.display());
        if let Some((line, column)) = problem.position() {
            let _ = write!(text, ":{line}:{column}");
        }
        text.push('\n');
    }
    if let Some(excerpt) = problem.excerpt.as_ref().filter(|it| it.is_short()) {
        let _ = writeln!(text, "{margin} |");
        let _ = writeln!(text, "{number} | {}", printable(&excerpt.text));
        let _ = writeln!(text, "{margin} | {}", paint.level(&carets(excerpt)));
    }
    if let Some(pointer) = problem.pointer() {
        let _ = writeln!(text, "{margin} = at: {pointer}");
    }
    if let Some(help) = &problem.help {
        let _ = writeln!(text, "{margin} = help: {help}");
    }
    for note in &problem.notes {
        let _ = writeln!(text, "{margin}   {}", printable(note));
    }
    text
}

/// The marks below a line: at least one, so that an unexpected end is marked too.
fn carets(excerpt: &Excerpt) -> String {
    let before = excerpt.text.chars().take(excerpt.start);
    // A tab is as wide below as it is above.
    let mut marks: String = before.map(|c| if c == '\t' { c } else { ' ' }).collect();
    let width = excerpt.end.saturating_sub(excerpt.start).max(1);
    marks.push_str(&"^".repeat(width));
    marks
}

/// The text without control sequences of terminals.
fn printable(text: &str) -> String {
    let steers = |c: char| c.is_control() && c != '\t';
    text.replace(steers, "\u{fffd}")
}

struct Paint {
    level: Level,
    color: bool,
}

impl Paint {
    fn level(&self, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let code = match self.level {
            Level::Error => 31,
            Level::Warning => 33,
            Level::Hint => 36,
        };
        format!("\u{1b}[1;{code}m{text}\u{1b}[0m")
    }
}
