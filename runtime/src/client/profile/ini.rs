//! The syntax of the shared files: sections, settings, nested blocks.
//!
//! Parsed like Python's `configparser`, which botocore uses (`botocore/configloader.py`, `raw_config_parse` and
//! `_parse_nested`): a setting is `name = value` or `name: value`; a line that is indented deeper than the setting before it
//! continues its value; a value that begins on the next line is a block of settings. Any other line is a problem, and so is
//! a repeated section or setting. The settings of `[DEFAULT]` apply to every section that does not set them. Unlike there, a
//! byte order mark is ignored.

/// A section with its settings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// The text between the brackets.
    pub(super) title: String,
    /// The line of the title, from 1.
    pub(super) line: usize,
    pub(super) entries: Vec<Entry>,
}

/// A setting.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The name, in lower case at the top of a section.
    pub(crate) name: String,
    /// The line of the name, from 1.
    pub(crate) line: usize,
    pub(crate) value: IniValue,
}

/// The value of a setting.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum IniValue {
    /// A text; further lines are joined with line feeds.
    Text(String),
    /// Settings on lines of their own.
    Block(Vec<Entry>),
}

/// The mistake in a line. It never contains the line, which may be a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) line: usize,
    pub(super) message: String,
}

/// Reads a file; every problem is reported.
pub(super) fn parse(text: &str) -> Result<Vec<Section>, Vec<Problem>> {
    let mut file = File::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A carriage return ends a line, too, alone or before a line feed.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (index, line) in text.lines().enumerate() {
        file.line(index + 1, line);
    }
    file.end_setting();
    if file.problems.is_empty() {
        Ok(file.with_defaults())
    } else {
        Err(file.problems)
    }
}

#[derive(Default)]
struct File {
    sections: Vec<Section>,
    /// The setting whose value may continue.
    open: Option<Open>,
    /// The indentation of the setting before.
    indent: usize,
    problems: Vec<Problem>,
}

struct Open {
    name: String,
    line: usize,
    /// The lines of the value with their numbers; the first is the name's.
    value: Vec<(usize, String)>,
}

/// The section whose settings apply to all others.
const DEFAULTS: &str = "DEFAULT";

impl File {
    fn with_defaults(mut self) -> Vec<Section> {
        let is_default = |section: &Section| section.title == DEFAULTS;
        let Some(at) = self.sections.iter().position(is_default) else {
            return self.sections;
        };
        // There is one: another is a problem.
        let defaults = self.sections.remove(at);
        for section in &mut self.sections {
            for entry in &defaults.entries {
                if section.entries.iter().all(|own| own.name != entry.name) {
                    section.entries.push(entry.clone());
                }
            }
        }
        self.sections
    }

    fn line(&mut self, number: usize, line: &str) {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return;
        }
        if text.is_empty() {
            if let Some(open) = &mut self.open {
                open.value.push((number, String::new()));
            }
            return;
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if let Some(open) = &mut self.open
            && indent > self.indent
        {
            open.value.push((number, text.to_owned()));
            return;
        }
        self.end_setting();
        self.indent = indent;
        if let Some(title) = title(text) {
            self.begin_section(number, title);
        } else {
            self.begin_setting(number, text);
        }
    }

    fn begin_section(&mut self, line: usize, title: &str) {
        let first = self.sections.iter().find(|other| other.title == title);
        if let Some(first) = first.map(|other| other.line) {
            self.problem(
                line,
                format!("the section [{title}] is on line {first}, too"),
            );
        }
        self.sections.push(Section {
            title: title.to_owned(),
            line,
            entries: Vec::new(),
        });
    }

    fn begin_setting(&mut self, line: usize, text: &str) {
        if self.sections.is_empty() {
            self.problem(
                line,
                "a setting before the first section, such as [default]",
            );
            return;
        }
        let Some((name, value)) = text.split_once(['=', ':']) else {
            self.problem(
                line,
                "neither a section, a setting (`name = value`), nor a comment (`# …`)",
            );
            return;
        };
        let name = name.trim_end().to_lowercase();
        if name.is_empty() {
            self.problem(line, "a value without a name");
            return;
        }
        let mut before = self
            .sections
            .last()
            .into_iter()
            .flat_map(|section| &section.entries);
        let first = before.find(|other| other.name == name);
        if let Some(first) = first.map(|other| other.line) {
            self.problem(line, format!("`{name}` is on line {first}, too"));
        }
        self.open = Some(Open {
            name,
            line,
            value: vec![(line, value.trim().to_owned())],
        });
    }

    /// Puts the open setting, whose value is complete, into its section.
    fn end_setting(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        while open.value.len() > 1 && open.value.last().is_some_and(|(_, line)| line.is_empty()) {
            open.value.pop();
        }
        let is_block = open.value.len() > 1 && open.value[0].1.is_empty();
        let value = if is_block {
            IniValue::Block(self.block(&open.value[1..]))
        } else {
            let lines: Vec<&str> = open.value.iter().map(|(_, line)| line.as_str()).collect();
            IniValue::Text(lines.join("\n"))
        };
        let entry = Entry {
            name: open.name,
            line: open.line,
            value,
        };
        if let Some(section) = self.sections.last_mut() {
            section.entries.push(entry);
        }
    }

    fn block(&mut self, lines: &[(usize, String)]) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for (line, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
            let Some((name, value)) = text.split_once('=') else {
                self.problem(*line, "no setting of the block above (`name = value`)");
                continue;
            };
            let name = name.trim();
            if let Some(first) = entries.iter().find(|entry| entry.name == name) {
                let first = first.line;
                self.problem(*line, format!("`{name}` is on line {first}, too"));
            }
            entries.push(Entry {
                name: name.to_owned(),
                line: *line,
                value: IniValue::Text(value.trim().to_owned()),
            });
        }
        entries
    }

    fn problem(&mut self, line: usize, message: impl Into<String>) {
        let message = message.into();
        self.problems.push(Problem { line, message });
    }
}

/// The text between brackets; the rest of the line is ignored.
fn title(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('[')?;
    let title = &rest[..rest.rfind(']')?];
    (!title.is_empty()).then_some(title)
}

/// Shows names without values, which may be keys.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.value {
            IniValue::Text(_) => write!(f, "{}:{}", self.name, self.line),
            IniValue::Block(entries) => write!(f, "{}:{} {entries:?}", self.name, self.line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each section in a line: `[title] name=value, block={name=value}`.
    fn shown(text: &str) -> String {
        fn listed(entries: &[Entry]) -> String {
            let entries = entries.iter().map(|entry| match &entry.value {
                IniValue::Text(text) => format!("{}={text:?}", entry.name),
                IniValue::Block(block) => format!("{}={{{}}}", entry.name, listed(block)),
            });
            entries.collect::<Vec<_>>().join(", ")
        }
        match parse(text) {
            Ok(sections) => sections
                .iter()
                .map(|section| format!("[{}] {}", section.title, listed(&section.entries)))
                .collect::<Vec<_>>()
                .join("\n"),
            Err(problems) => problems
                .iter()
                .map(|problem| format!("{}: {}", problem.line, problem.message))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    #[test]
    fn settings_may_be_indented_and_separated_by_a_colon() {
        assert_eq!(
            shown("[a]\n  x = 1\n  y: 2=3\nz=4\n"),
            r#"[a] x="1", y="2=3", z="4""#
        );
        assert_eq!(shown("\u{feff}[a]\r\nX=1\r\n"), r#"[a] x="1""#);
    }

    #[test]
    fn a_deeper_line_goes_on_with_the_value() {
        assert_eq!(
            shown("[a]\nx = 1\n  2\n# c\n\ny = 3"),
            r#"[a] x="1\n2", y="3""#
        );
        assert_eq!(
            shown("[a]\n  x = 1\n  y = 2\n    3"),
            r#"[a] x="1", y="2\n3""#
        );
        assert_eq!(shown("[a]\nx = 1\n [b]"), r#"[a] x="1\n[b]""#);
    }

    #[test]
    fn a_value_on_the_next_lines_is_a_block() {
        assert_eq!(
            shown("[a]\ns3 =\n  x = 1\n\n  Y=2 = 3\nz =\n"),
            r#"[a] s3={x="1", Y="2 = 3"}, z="""#
        );
    }

    #[test]
    fn all_sections_have_what_the_section_of_defaults_has() {
        assert_eq!(
            shown("[a]\nx = 1\n[DEFAULT]\nx = 2\ny = 3\n[b]\n"),
            "[a] x=\"1\", y=\"3\"\n[b] x=\"2\", y=\"3\""
        );
    }

    #[test]
    fn comments_stand_on_lines_of_their_own() {
        assert_eq!(
            shown("; c\n[a] # c\n# c\nx = 1 ; 2\n  # c\n"),
            r#"[a] x="1 ; 2""#
        );
    }

    #[test]
    fn every_line_that_is_none_of_it_is_a_problem_with_its_number() {
        assert_eq!(
            shown("x = 1\n[a]\n<<<<<<< HEAD\n= 2\ny = 1\ny = 2\ns =\n  t\n[a]\n[]\n"),
            "1: a setting before the first section, such as [default]\n\
             3: neither a section, a setting (`name = value`), nor a comment (`# …`)\n\
             4: a value without a name\n\
             6: `y` is on line 5, too\n\
             8: no setting of the block above (`name = value`)\n\
             9: the section [a] is on line 2, too\n\
             10: neither a section, a setting (`name = value`), nor a comment (`# …`)"
        );
    }
}
