//! One line of the report.

use std::fmt;

/// An item's name, its figure, and whether that is within its budget.
pub(crate) struct Line {
    pub(crate) name: String,
    #[allow(dead_code, reason = "the race compares it")]
    pub(crate) value: f64,
    columns: Vec<String>,
    within: Option<bool>,
}

impl Line {
    /// A figure with a maximum; both in the same unit.
    pub(crate) fn at_most(name: impl Into<String>, figure: f64, budget: f64, unit: &str) -> Self {
        let columns = vec![
            amount(figure, unit),
            format!("budget {}", amount(budget, unit)),
        ];
        Self {
            name: name.into(),
            value: figure,
            columns,
            within: Some(figure <= budget),
        }
    }

    /// A speed, as a ratio to a plain scan's.
    pub(crate) fn ratio(name: impl Into<String>, speed: f64, raw: f64, aim: f64) -> Self {
        let columns = vec![
            amount(speed, "MB/s"),
            format!("raw {}", amount(raw, "MB/s")),
            format!("ratio {:.2}", speed / raw),
            format!("aim {aim:.2}"),
        ];
        Self {
            name: name.into(),
            value: speed,
            columns,
            within: Some(speed / raw >= aim),
        }
    }

    /// A figure without a budget.
    pub(crate) fn figure(name: impl Into<String>, figure: f64, unit: &str) -> Self {
        Self {
            name: name.into(),
            value: figure,
            columns: vec![amount(figure, unit)],
            within: None,
        }
    }

    /// Adds a note.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.columns.push(note.into());
        self
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.within {
            Some(true) => "ok",
            Some(false) => "over",
            None => "",
        };
        let mut line = format!("{:<44} {verdict:<4}", self.name);
        for (at, column) in self.columns.iter().enumerate() {
            line.push_str(&match at {
                0 => format!(" {column:>10}"),
                1 => format!("   {column:<16}"),
                _ => format!("   {column}"),
            });
        }
        f.write_str(line.trim_end())
    }
}

/// A number with its significant digits.
fn amount(value: f64, unit: &str) -> String {
    if value < 10.0 {
        format!("{value:.2} {unit}")
    } else {
        format!("{value:.0} {unit}")
    }
}
