//! The shared files: any text is sections with settings, or mistakes with their lines, and sections that are written read
//! back the same.

use crate::ini::{self, Entry, IniValue, Section};
use crate::memory;
use crate::words::words;

/// Reads an input: the text of a file.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    memory::bounded(|| {
        let read = ini::parse(text);
        assert_eq!(read, ini::parse(text), "read twice");
        match read {
            Ok(sections) => again(&sections, text),
            Err(problems) => {
                let lines = lines(text);
                assert!(!problems.is_empty());
                for problem in problems {
                    let is_there = (1..=lines).contains(&problem.line);
                    assert!(is_there, "{problem:?}: there are {lines} lines");
                    assert!(!problem.message.is_empty());
                }
            }
        }
    });
}

/// The number of lines; a carriage return ends one, too.
fn lines(text: &str) -> usize {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .lines()
        .count()
}

/// What was read, written down, reads the same.
fn again(sections: &[Section], text: &str) {
    let lines = lines(text);
    let mut written = String::new();
    for section in sections {
        assert!((1..=lines).contains(&section.line));
        // Titles are split into words.
        drop(words(&section.title));
        written.push_str(&format!("[{}]\n", section.title));
        for entry in &section.entries {
            assert!((1..=lines).contains(&entry.line));
            write(entry, &mut written);
        }
    }
    let read = ini::parse(&written);
    let read = read.unwrap_or_else(|problems| panic!("{problems:?} in {written:?}"));
    assert_eq!(shown(&read), shown(sections), "{written:?}");
}

fn write(entry: &Entry, written: &mut String) {
    match &entry.value {
        IniValue::Text(text) => {
            // Lines that go on with a value stand deeper.
            let text = text.replace('\n', "\n\t");
            written.push_str(&format!("{} = {text}\n", entry.name));
        }
        IniValue::Block(entries) => {
            written.push_str(&format!("{} =\n", entry.name));
            for entry in entries {
                written.push('\t');
                write(entry, written);
            }
        }
    }
}

/// Everything but the lines.
fn shown(sections: &[Section]) -> Vec<(&str, Vec<String>)> {
    fn settings(entries: &[Entry]) -> Vec<String> {
        let entries = entries.iter().map(|entry| match &entry.value {
            IniValue::Text(text) => format!("{} {text:?}", entry.name),
            IniValue::Block(block) => format!("{} {:?}", entry.name, settings(block)),
        });
        entries.collect()
    }
    let sections = sections.iter();
    sections
        .map(|section| (section.title.as_str(), settings(&section.entries)))
        .collect()
}
