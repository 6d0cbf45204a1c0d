//! Texts from others, as errors and logs show them.

use std::fmt;

/// A text from somebody else, in a form that is safe in an error or a log: on one line, and bounded.
///
/// `Display` shows the beginning and says how many bytes it leaves out. Line breaks, other control characters, and
/// characters that change the direction of writing are escaped (`
/// `, `\u{1b}`), so that no service, proxy or file moves a terminal's cursor or adds lines to a log. `Debug` is the same in
/// quotes.
///
/// ```
/// # use pageboy::Excerpt;
/// assert_eq!(Excerpt::message("no such\u{1b}[2J thing\n").to_string(), r"no such\u{1b}[2J thing\n");
/// ```
#[derive(Clone, Copy)]
pub struct Excerpt<'a> {
    text: &'a str,
    most: usize,
}

impl<'a> Excerpt<'a> {
    /// The first 4,096 characters of a message, enough for EC2's encoded message about a refused authorization.
    pub const fn message(text: &'a str) -> Self {
        Self { text, most: 4096 }
    }

    /// The first 256 characters of a name, code, id or value.
    pub const fn name(text: &'a str) -> Self {
        Self { text, most: 256 }
    }

    /// The part to show, and the number of bytes left out.
    fn split(self) -> (&'a str, usize) {
        let end = self.text.char_indices().nth(self.most);
        let shown = end.and_then(|(end, _)| self.text.get(..end));
        let shown = shown.unwrap_or(self.text);
        (shown, self.text.len() - shown.len())
    }
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, left_out) = self.split();
        let mut rest = shown;
        while let Some((at, char)) = rest.char_indices().find(|(_, char)| is_unsafe(*char)) {
            let (before, after) = rest.split_at(at);
            f.write_str(before)?;
            write!(f, "{}", char.escape_default())?;
            rest = after.get(char.len_utf8()..).unwrap_or_default();
        }
        f.write_str(rest)?;
        left(f, left_out)
    }
}

impl fmt::Debug for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, left_out) = self.split();
        shown.fmt(f)?;
        left(f, left_out)
    }
}

fn left(f: &mut fmt::Formatter<'_>, bytes: usize) -> fmt::Result {
    match bytes {
        0 => Ok(()),
        1 => f.write_str("… (1 more byte)"),
        _ => write!(f, "… ({bytes} more bytes)"),
    }
}

/// Whether a terminal or a log may give a character a meaning of its own.
fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            // Characters that change the direction of writing.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Line and paragraph separators, and the byte order mark.
            | '\u{2028}' | '\u{2029}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_cursor_or_breaks_a_line_is_escaped() {
        for (text, expected) in [
            (
                "plain, ä 漢字 🦀 \"quoted\" \\n",
                "plain, ä 漢字 🦀 \"quoted\" \\n",
            ),
            ("a\r\nb\tc", r"a\r\nb\tc"),
            ("\u{1b}[31mred\u{7f}", r"\u{1b}[31mred\u{7f}"),
            ("\u{9b}2J\u{85}", r"\u{9b}2J\u{85}"),
            (
                "a\u{202e}b\u{2066}c\u{2028}d\u{feff}",
                r"a\u{202e}b\u{2066}c\u{2028}d\u{feff}",
            ),
            ("", ""),
        ] {
            assert_eq!(Excerpt::message(text).to_string(), expected);
        }
        assert_eq!(format!("{:?}", Excerpt::name("a\n\"b\"")), r#""a\n\"b\"""#);
    }

    #[test]
    fn a_long_text_says_how_much_is_left_out() {
        let text = "ä".repeat(300);
        let shown = "ä".repeat(256);
        assert_eq!(
            Excerpt::name(&text).to_string(),
            format!("{shown}… (88 more bytes)")
        );
        assert_eq!(Excerpt::name(&shown).to_string(), shown);
        let one = format!("{shown}!");
        assert_eq!(
            Excerpt::name(&one).to_string(),
            format!("{shown}… (1 more byte)")
        );
        let long = Excerpt::message(&text.repeat(10_000)).to_string();
        assert!(long.len() < 10_000, "{}", long.len());
    }
}
