//! Writes XML, one element after the other.

use std::fmt::{Display, Write};

/// An XML text that grows.
pub(super) struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    /// Writes a document: the declaration, and `root` in `namespace` (none when empty) with its content.
    pub(super) fn document(root: &str, namespace: &str, content: impl FnOnce(&mut Self)) -> String {
        let mut xml = Self {
            text: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
            depth: 0,
        };
        if namespace.is_empty() {
            xml.nested(root, "", content);
        } else {
            xml.nested(root, &format!(" xmlns=\"{namespace}\""), content);
        }
        xml.text
    }

    /// Writes an element with elements in it.
    pub(super) fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.nested(name, "", content);
    }

    /// Writes an element with text in it, which is escaped.
    pub(super) fn text(&mut self, name: &str, text: impl Display) {
        self.line();
        self.push(format_args!("<{name}>"));
        for character in text.to_string().chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                // A parser would turn a bare one into a line feed.
                '\r' => self.text.push_str("&#13;"),
                other => self.text.push(other),
            }
        }
        self.push(format_args!("</{name}>"));
    }

    fn nested(&mut self, name: &str, attributes: &str, content: impl FnOnce(&mut Self)) {
        self.line();
        self.push(format_args!("<{name}{attributes}>"));
        let start = self.text.len();
        self.depth += 1;
        content(self);
        self.depth -= 1;
        if self.text.len() > start {
            self.line();
        }
        self.push(format_args!("</{name}>"));
    }

    fn line(&mut self) {
        let indent = 4 * self.depth;
        self.push(format_args!("\n{:indent$}", ""));
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a `String` does not fail.
        let _ = self.text.write_fmt(text);
    }
}

/// The texts of all elements of a name, as they stand in the document.
#[cfg(test)]
pub(super) fn texts(xml: &str, element: &str) -> Vec<String> {
    let start = format!("<{element}>");
    let parts = xml.split(&start).skip(1);
    parts
        .map(|part| part.split('<').next().unwrap_or_default().to_owned())
        .collect()
}
