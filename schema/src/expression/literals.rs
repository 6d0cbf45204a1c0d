//! Literals in backticks, as jmespath.py reads them.

use std::borrow::Cow;

use serde_json::Value;

/// The text of an expression in which every literal is JSON.
#[derive(Clone, Debug)]
pub(super) struct Literals<'t> {
    /// The text.
    pub(super) text: Cow<'t, str>,
    /// Where bytes were inserted: the place in `text` that they precede, and their number.
    added: Vec<(usize, usize)>,
}

impl<'t> Literals<'t> {
    /// Rewrites an expression's literals (`jmespath/lexer.py`, `_consume_literal`): a literal that is not JSON is text
    /// without its quotes, as in `` Name==`a` ``.
    ///
    /// A literal that is neither stays unchanged, for the parser to refuse.
    pub(super) fn read(text: &'t str) -> Self {
        let mut literals = Self {
            text: Cow::Borrowed(text),
            added: Vec::new(),
        };
        let mut made = String::new();
        let mut copied = 0;
        let mut at = 0;
        while let Some(quoted) = next_quoted(text, at) {
            at = quoted.end;
            if let Some(json) = missing_quotes(text, &quoted) {
                made.push_str(text.get(copied..quoted.start).unwrap_or_default());
                made.push_str(&json);
                copied = quoted.end;
                let more = json.len().saturating_sub(quoted.end - quoted.start);
                literals.added.push((made.len(), more));
            }
        }
        if !literals.added.is_empty() {
            made.push_str(text.get(copied..).unwrap_or_default());
            literals.text = Cow::Owned(made);
        }
        literals
    }

    /// The place in the original expression for a place in the text.
    pub(super) fn original(&self, place: usize) -> usize {
        let before = self.added.iter().filter(|(end, _)| *end <= place);
        place - before.map(|(_, more)| more).sum::<usize>()
    }
}

/// A quoted part of an expression, with its quotes.
struct Quotation {
    start: usize,
    end: usize,
    quote: u8,
}

/// The next quoted part; `None` if it is never closed.
fn next_quoted(text: &str, from: usize) -> Option<Quotation> {
    let bytes = text.as_bytes();
    let is_quote = |byte: &u8| matches!(byte, b'\'' | b'"' | b'`');
    let start = from + bytes.get(from..)?.iter().position(is_quote)?;
    let quote = *bytes.get(start)?;
    let mut at = start + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' => at += 2,
            byte if byte == quote => {
                let end = at + 1;
                return Some(Quotation { start, end, quote });
            }
            _ => at += 1,
        }
    }
}

/// A literal with its missing quotes.
fn missing_quotes(text: &str, quoted: &Quotation) -> Option<String> {
    if quoted.quote != b'`' {
        return None;
    }
    let inside = text.get(quoted.start + 1..quoted.end - 1)?;
    let lexeme = inside.replace("\\`", "`");
    // Python reads these as numbers, which JSON does not have.
    let is_number = ["NaN", "Infinity", "-Infinity"].contains(&lexeme.trim());
    if is_number {
        return None;
    }
    match serde_json::from_str::<Value>(&lexeme) {
        Ok(_) => return None,
        // JSON that nests too deep is not text.
        Err(error) if error.to_string().starts_with("recursion limit") => return None,
        Err(_) => {}
    }
    let json = format!("\"{}\"", lexeme.trim_start());
    serde_json::from_str::<String>(&json).ok()?;
    Some(format!("`{}`", json.replace('`', "\\`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_text_that_lacks_its_quotes() {
        for (text, read) in [
            ("A[?B==`a`].C", "A[?B==`\"a\"`].C"),
            ("`2025-01-01`", "`\"2025-01-01\"`"),
            ("`  a b `", "`\"a b \"`"),
            ("``", "`\"\"`"),
            ("`01`", "`\"01\"`"),
            (r"`a\`b`", r#"`"a\`b"`"#),
            (r"`a\nb`", r#"`"a\nb"`"#),
            ("`True`", "`\"True\"`"),
            ("a == `é` && b == `ü`", "a == `\"é\"` && b == `\"ü\"`"),
        ] {
            assert_eq!(Literals::read(text).text, read, "{text}");
        }
    }

    #[test]
    fn json_and_other_quotes_stay() {
        for text in [
            "a == `1` && b == `\"x\"` || c == `[true, null]`",
            r#"a == '`b`' && "`c`" == `{"a": "b"}`"#,
            r"'\'`a'",
            "`  1 `",
            // Neither JSON nor text.
            "`a\"b`",
            "`[\"a`b\"]`",
            "`NaN`",
            "`a",
            "'a",
            "a\\",
        ] {
            assert_eq!(Literals::read(text).text, text);
        }
    }

    #[test]
    fn places_are_told_as_they_were_written() {
        let text = "a==`é`&&b==`c`&&d";
        let read = Literals::read(text);
        for name in ["a", "&&b", "b", "&&d", "d"] {
            let place = read.text.find(name).unwrap();
            assert_eq!(read.original(place), text.find(name).unwrap(), "{name}");
        }
        assert_eq!(read.original(read.text.len()), text.len());
    }
}
