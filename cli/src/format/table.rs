//! Tables for people.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::scalar::{is_scalar, members, scalar};

/// A single row that is wider than this is written downwards.
const WIDEST_ROW: usize = 80;

/// A value as a table with a title, in ASCII; widths are in columns of a terminal.
///
/// An object is a row under headings, or a line for each member if that would be wider than 80 columns; a list of objects
/// has a row for each. Members that are lists or objects follow in tables of their own, with their names as titles and one
/// more bar on both sides. Empty lists and objects are left out; a value of nothing else prints nothing. Line ends in texts
/// stay inside the cell, and other control characters are written as in JSON.
pub fn table(title: &str, value: &Value) -> String {
    let mut sections = Vec::new();
    match value {
        Value::Array(_) | Value::Object(_) => add(Some(title), value, 0, &mut sections),
        value => sections.push(Section::of_cells(title, 0, vec![scalar(value)])),
    }
    for section in &mut sections {
        section.turn_if_wide();
    }
    let width = sections.iter().map(Section::width).max();
    let Some(width) = width else {
        return String::new();
    };
    let mut out = "-".repeat(width) + "\n";
    for section in &sections {
        section.write(width, &mut out);
    }
    out
}

/// A title with its rows, at a depth.
#[derive(Debug, Default)]
struct Section {
    title: String,
    depth: usize,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Adds the sections of a list or an object.
fn add(title: Option<&str>, value: &Value, depth: usize, sections: &mut Vec<Section>) {
    let title = title.unwrap_or_default();
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            add_objects(title, items, depth, sections);
        }
        Value::Array(items) => add_list(title, items, depth, sections),
        Value::Object(members) if members.is_empty() => {}
        value => add_object(title, value, depth, sections),
    }
}

fn add_object(title: &str, value: &Value, depth: usize, sections: &mut Vec<Section>) {
    let (scalars, others): (Vec<_>, Vec<_>) = members(value)
        .into_iter()
        .partition(|(_, value)| is_scalar(value));
    let mut section = Section::new(title, depth);
    match scalars.as_slice() {
        [] => {}
        [(name, value)] => section.rows.push(vec![shown(name), scalar(value)]),
        scalars => {
            section.header = scalars.iter().map(|(name, _)| shown(name)).collect();
            let row = scalars.iter().map(|(_, value)| scalar(value)).collect();
            section.rows.push(row);
        }
    }
    sections.push(section);
    for (name, value) in others {
        add(Some(name), value, depth + 1, sections);
    }
}

fn add_list(title: &str, items: &[Value], depth: usize, sections: &mut Vec<Section>) {
    let mut section = Section::new(title, depth);
    let mut nested = Vec::new();
    for item in items {
        match item {
            Value::Array(cells) if cells.iter().all(is_scalar) => {
                section.rows.push(cells.iter().map(scalar).collect());
            }
            Value::Array(_) => add(Some(title), item, depth, &mut nested),
            item => section.rows.push(vec![scalar(item)]),
        }
    }
    if !section.rows.is_empty() {
        sections.push(section);
    }
    sections.append(&mut nested);
}

/// A list of objects: one section, or one for each object if something nests in them.
fn add_objects(title: &str, items: &[Value], depth: usize, sections: &mut Vec<Section>) {
    let all = || items.iter().flat_map(members);
    let columns: BTreeSet<&str> = all()
        .filter(|(_, value)| is_scalar(value))
        .map(|(name, _)| name)
        .collect();
    let nests = all().any(|(_, value)| !is_scalar(value));
    let new = || {
        let mut section = Section::new(title, depth);
        section.header = columns.iter().map(|name| shown(name)).collect();
        section
    };
    let mut section = new();
    for item in items {
        if item.is_array() {
            add(Some(title), item, depth, sections);
            continue;
        }
        let cell = |name: &&str| match item.get(*name) {
            Some(value) if is_scalar(value) => scalar(value),
            _ => String::new(),
        };
        section.rows.push(match item {
            Value::Object(_) => columns.iter().map(cell).collect(),
            item => vec![scalar(item)],
        });
        if nests {
            sections.push(std::mem::replace(&mut section, new()));
            let others = members(item).into_iter();
            for (name, value) in others.filter(|(_, value)| !is_scalar(value)) {
                add(Some(name), value, depth + 1, sections);
            }
        }
    }
    if !section.rows.is_empty() {
        sections.push(section);
    }
}

impl Section {
    fn new(title: &str, depth: usize) -> Self {
        Self {
            title: shown(title),
            depth,
            ..Self::default()
        }
    }

    fn of_cells(title: &str, depth: usize, cells: Vec<String>) -> Self {
        let mut section = Self::new(title, depth);
        section.rows.push(cells);
        section
    }

    /// Makes a line for each column of a single row that is too wide.
    fn turn_if_wide(&mut self) {
        if self.rows.len() != 1 || self.header.is_empty() || self.width() <= WIDEST_ROW {
            return;
        }
        let header = std::mem::take(&mut self.header).into_iter();
        let row = std::mem::take(&mut self.rows).into_iter().flatten();
        self.rows = header
            .zip(row)
            .map(|(name, cell)| vec![name, cell])
            .collect();
    }

    /// The width of the text in each column.
    fn columns(&self) -> Vec<usize> {
        let mut widths = Vec::new();
        for row in std::iter::once(&self.header).chain(&self.rows) {
            widths.resize(widths.len().max(row.len()), 0);
            for (width, cell) in widths.iter_mut().zip(row) {
                let lines = lines(cell);
                *width = lines
                    .iter()
                    .map(|line| line.width())
                    .fold(*width, usize::max);
            }
        }
        widths
    }

    /// The width of the whole, including the bars of its depth.
    fn width(&self) -> usize {
        let columns = self.columns();
        let cells: usize = columns.iter().map(|width| width + PADDING + 1).sum();
        (cells + 1).max(self.title.width() + PADDING + 2) + 2 * self.depth
    }

    fn write(&self, width: usize, out: &mut String) {
        let inside = width.saturating_sub(2 * self.depth);
        let bars = "|".repeat(self.depth);
        let mut put = |line: &str| {
            for part in [&bars, line, &bars, "\n"] {
                out.push_str(part);
            }
        };
        put(&format!(
            "|{}|",
            centered(&self.title, inside.saturating_sub(2))
        ));
        // Fills the width of the table; the last cell takes the rest.
        let mut columns: Vec<usize> = self.columns().iter().map(|width| width + PADDING).collect();
        let used: usize = columns.iter().map(|width| width + 1).sum::<usize>() + 1;
        match columns.last_mut() {
            Some(last) => *last += inside.saturating_sub(used),
            None => {
                put(&format!("+{}+", "-".repeat(inside.saturating_sub(2))));
                return;
            }
        }
        let dashes: Vec<String> = columns.iter().map(|width| "-".repeat(*width)).collect();
        let rule = format!("+{}+", dashes.join("+"));
        if !self.header.is_empty() {
            put(&rule);
            let names = self.header.iter().zip(&columns);
            let cells: Vec<String> = names.map(|(name, width)| centered(name, *width)).collect();
            put(&format!("|{}|", cells.join("|")));
        }
        put(&rule);
        for row in &self.rows {
            let cells: Vec<Vec<String>> = row.iter().map(|cell| lines(cell)).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or_default();
            for at in 0..height {
                let line = columns.iter().enumerate().map(|(column, width)| {
                    let text = cells.get(column).and_then(|lines| lines.get(at));
                    let text = text.map_or("", String::as_str);
                    let rest = width.saturating_sub(PADDING / 2 + text.width());
                    format!("{}{text}{}", " ".repeat(PADDING / 2), " ".repeat(rest))
                });
                put(&format!("|{}|", line.collect::<Vec<_>>().join("|")));
            }
        }
        put(&rule);
    }
}

/// The number of blanks in a cell, on both sides together.
const PADDING: usize = 4;

fn centered(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.width());
    let left = blanks / 2;
    format!("{}{text}{}", " ".repeat(left), " ".repeat(blanks - left))
}

/// The printed lines of a cell.
fn lines(cell: &str) -> Vec<String> {
    cell.split('\n')
        .map(|line| shown(line.strip_suffix('\r').unwrap_or(line)))
        .collect()
}

/// A text whose control characters are written as in JSON.
fn shown(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if c.is_control() => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}
