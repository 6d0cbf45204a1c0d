//! Says why a text is not JSON, in words for people who wrote it.

use std::fmt;

use crate::refused::in_words;

/// Why a text is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in bytes.
    pub column: usize,
    /// The expected and the found text, or advice.
    pub message: String,
}

impl NotJson {
    /// Explains why a parser refused a text. A text that is JSON, but nested too deeply or with a number that is too large, is
    /// explained too.
    pub fn explain(text: &str, error: &serde_json::Error) -> Self {
        let place = |message: &str| Self {
            line: error.line().max(1),
            column: error.column().max(1),
            message: message.to_owned(),
        };
        match check(text) {
            Err(found) => found,
            Ok(()) if error.is_syntax() => place("lists and objects are nested too deeply here"),
            Ok(()) => place(&in_words(error)),
        }
    }
}

/// With the place, for texts without a file.
impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            message,
        } = self;
        write!(f, "{message} (line {line}, column {column})")
    }
}

/// Finds the first place at which a text is not JSON.
///
/// # Errors
///
/// [`NotJson`], with the cause: a comment, a comma too many or too few, quotes that JSON does not have, a text that ends early.
pub fn check(text: &str) -> Result<(), NotJson> {
    let mut scanner = Scanner { text, at: 0 };
    scanner.whole().map_err(|(at, message)| {
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        NotJson {
            line: before.matches('\n').count() + 1,
            column: line.len() + 1,
            message,
        }
    })
}

/// The byte of a mistake, and its description.
type Mistake = (usize, String);

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// An open list or object, by its first byte.
#[derive(Clone, Copy)]
struct Open {
    at: usize,
    is_object: bool,
}

impl Open {
    const fn what(self) -> &'static str {
        if self.is_object { "object" } else { "list" }
    }

    const fn end(self) -> char {
        if self.is_object { '}' } else { ']' }
    }
}

impl Scanner<'_> {
    fn whole(&mut self) -> Result<(), Mistake> {
        self.space();
        if self.peek().is_none() {
            return Err((0, "it is empty; JSON begins with `{`".to_owned()));
        }
        let mut open: Vec<Open> = Vec::new();
        loop {
            // A value stands here, or the end of the list or object.
            if let Some(next) = self.value(&open)? {
                open.push(next);
                self.space();
                if self.peek() == Some(next.end()) {
                    self.at += 1;
                    open.pop();
                } else {
                    if next.is_object {
                        self.name(next, None)?;
                    }
                    continue;
                }
            }
            loop {
                self.space();
                let Some(last) = open.last().copied() else {
                    return match self.peek() {
                        None => Ok(()),
                        Some(_) => Err(self.wrong("the end, after a whole value")),
                    };
                };
                match self.peek() {
                    Some(',') => {
                        let comma = self.at;
                        self.at += 1;
                        self.space();
                        if self.peek() == Some(last.end()) {
                            let message = format!("a comma before `{}`: remove it", last.end());
                            return Err((comma, message));
                        }
                        if last.is_object {
                            self.name(last, Some(comma))?;
                        }
                        break;
                    }
                    Some(c) if c == last.end() => {
                        self.at += 1;
                        open.pop();
                    }
                    None => return Err(self.unclosed(last)),
                    Some('"' | '{' | '[' | '0'..='9' | '-' | 'a'..='z') => {
                        let found = self.found();
                        return Err((self.at, format!("a comma is missing before {found}")));
                    }
                    Some(_) => return Err(self.wrong(&format!("`,` or `{}`", last.end()))),
                }
            }
        }
    }

    /// The name of a member and its colon.
    fn name(&mut self, object: Open, comma: Option<usize>) -> Result<(), Mistake> {
        self.space();
        match self.peek() {
            Some('"') => self.string()?,
            None => return Err(self.unclosed(object)),
            Some(',') if comma.is_some() => {
                return Err((self.at, "a comma too many: remove it".to_owned()));
            }
            Some(c) if c.is_alphanumeric() || matches!(c, '_' | '$') => {
                let found = self.found();
                return Err((
                    self.at,
                    format!("names stand in double quotes, and {found} does not"),
                ));
            }
            Some(_) => return Err(self.wrong("a name in double quotes")),
        }
        self.space();
        match self.peek() {
            Some(':') => {
                self.at += 1;
                Ok(())
            }
            None => Err(self.unclosed(object)),
            Some(_) => Err(self.wrong("`:` after the name")),
        }
    }

    /// A value; of a list or an object its beginning alone.
    fn value(&mut self, open: &[Open]) -> Result<Option<Open>, Mistake> {
        self.space();
        let start = self.at;
        match self.peek() {
            Some(c @ ('{' | '[')) => {
                self.at += 1;
                return Ok(Some(Open {
                    at: start,
                    is_object: c == '{',
                }));
            }
            Some('"') => self.string()?,
            Some('-' | '0'..='9') => self.number()?,
            Some(c) if c.is_alphabetic() => self.word()?,
            Some(_) => return Err(self.wrong("a value")),
            None => {
                return Err(match open.last() {
                    Some(last) => self.unclosed(*last),
                    None => (self.at, "it ends where a value should stand".to_owned()),
                });
            }
        }
        Ok(None)
    }

    fn word(&mut self) -> Result<(), Mistake> {
        let word = self.run(char::is_alphanumeric).to_owned();
        match word.as_str() {
            "true" | "false" | "null" => {
                self.at += word.len();
                Ok(())
            }
            _ => {
                let meant = match word.to_lowercase().as_str() {
                    known @ ("true" | "false" | "null") => format!("write `{known}`"),
                    "none" | "nil" | "undefined" => "write `null`".to_owned(),
                    "nan" | "infinity" => "JSON has no such number".to_owned(),
                    _ => "text stands in double quotes".to_owned(),
                };
                Err((
                    self.at,
                    format!("expected a value, found {}; {meant}", self.found()),
                ))
            }
        }
    }

    fn number(&mut self) -> Result<(), Mistake> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let number = self.run(is_part).to_owned();
        let digits = number.strip_prefix('-').unwrap_or(&number);
        let wrong = |message: &str| Err((self.at, format!("`{number}` is no number: {message}")));
        let bytes = digits.as_bytes();
        if !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return wrong("digits follow `-`");
        }
        if digits.len() > 1
            && bytes.first() == Some(&b'0')
            && bytes.get(1).is_some_and(u8::is_ascii_digit)
        {
            return wrong("it must not begin with 0");
        }
        let has_bare_point = digits
            .split('.')
            .skip(1)
            .any(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
        if has_bare_point {
            return wrong("digits follow the point");
        }
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() => {
                self.at += number.len();
                Ok(())
            }
            Ok(_) => wrong("it is too large"),
            Err(_) => wrong("it has digits, a point and an exponent alone"),
        }
    }

    fn string(&mut self) -> Result<(), Mistake> {
        let start = self.at;
        self.at += 1;
        loop {
            let Some(c) = self.peek() else {
                return Err((start, "the text that begins here is not closed".to_owned()));
            };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(());
                }
                '\\' => self.escape()?,
                '\n' | '\r' => {
                    let message = "the text that begins here does not end on its line: close it with `\"`, or write a line break as `\\n`";
                    return Err((start, message.to_owned()));
                }
                c if c < ' ' => {
                    let message = format!(
                        "a text cannot have this character: write it as `\\u{:04x}`",
                        u32::from(c)
                    );
                    return Err((self.at, message));
                }
                c => self.at += c.len_utf8(),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Mistake> {
        let start = self.at;
        let rest = self.text.get(start + 1..).unwrap_or_default();
        match rest.chars().next() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => {
                self.at += 2;
                Ok(())
            }
            Some('u') => {
                let unit = |at: usize| {
                    let digits = self.text.get(at..at + 4)?;
                    u16::from_str_radix(digits, 16).ok()
                };
                let Some(first) = unit(start + 2) else {
                    return Err((start, "`\\u` needs four hexadecimal digits".to_owned()));
                };
                let half = "half a character: `\\u` twice writes one above U+FFFF".to_owned();
                self.at += 6;
                match first {
                    0xd800..=0xdbff => {
                        let follows = rest.get(5..7) == Some("\\u")
                            && unit(start + 8)
                                .is_some_and(|unit| (0xdc00..=0xdfff).contains(&unit));
                        if !follows {
                            return Err((start, half));
                        }
                        self.at += 6;
                        Ok(())
                    }
                    0xdc00..=0xdfff => Err((start, half)),
                    _ => Ok(()),
                }
            }
            Some(c) => Err((
                start,
                format!("`\\{c}` means nothing in JSON; a backslash is written `\\\\`"),
            )),
            None => Err((start, "it ends within a text".to_owned())),
        }
    }

    /// The message for an unexpected character.
    fn wrong(&self, expected: &str) -> Mistake {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let message = if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
            "JSON has no comments: remove it".to_owned()
        } else if rest.starts_with(['\'', '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '`']) {
            "text stands in straight double quotes, `\"`".to_owned()
        } else if rest.starts_with('\u{feff}') {
            "a byte order mark (U+FEFF) is no part of JSON: remove it".to_owned()
        } else {
            format!("expected {expected}, found {}", self.found())
        };
        (self.at, message)
    }

    fn unclosed(&self, open: Open) -> Mistake {
        let before = self.text.get(..open.at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let what = open.what();
        let end = open.end();
        let message =
            format!("it ends early: the {what} that begins in line {line} has no `{end}`");
        (self.text.len(), message)
    }

    /// The text at this place, in quotes.
    fn found(&self) -> String {
        const LONGEST: usize = 24;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let text: String = match rest.chars().next() {
            None => return "the end".to_owned(),
            Some('"') => {
                let inside = rest.get(1..).unwrap_or_default();
                let inside = inside.split(['"', '\n']).next().unwrap_or_default();
                format!("\"{inside}\"")
            }
            Some(c) if is_word(c) => rest.chars().take_while(|c| is_word(*c)).collect(),
            Some(c) => c.to_string(),
        };
        match text.chars().count() > LONGEST {
            true => format!("`{}…`", text.chars().take(LONGEST).collect::<String>()),
            false => format!("`{text}`"),
        }
    }

    fn run(&self, is_part: impl Fn(char) -> bool) -> &str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn space(&mut self) {
        self.at += self.run(|c| matches!(c, ' ' | '\t' | '\n' | '\r')).len();
    }
}

#[cfg(test)]
mod tests;
