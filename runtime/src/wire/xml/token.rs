//! The tokens of a document: tags, texts, references, and what stands beside them.
//!
//! What is accepted is what `quick-xml` accepts, beside which it is tested, except quotes in names of elements: no XML has
//! them.

use memchr::{memchr, memchr_iter, memchr3, memchr3_iter};

use super::escape::BLANK;
use crate::error::DecodeError;
use crate::wordwise::{is_same, tag_or_reference};

/// A piece of a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A start tag, or the tag of an empty element.
    Start(Tag<'a>),
    /// An end tag, by its name.
    End(&'a str),
    /// Text up to a tag or a reference, as it stands there.
    Text(&'a str),
    /// The content of a `CDATA` section.
    Data(&'a str),
    /// What stands between `&` and `;`.
    Reference(&'a str),
    /// An XML declaration.
    Declaration,
    /// The start of a document type declaration, which is not read.
    DocumentType,
    /// A comment or a processing instruction.
    Aside,
    /// The end of the document.
    Nothing,
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// The name with its prefix.
    pub(super) name: &'a str,
    /// The text after the name.
    pub(super) attributes: &'a str,
    /// Whether the tag is the whole element.
    pub(super) is_empty: bool,
}

/// The tokens of a document from a place on.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The text between tags that was passed last: most lines are indented like the line before.
    indent: &'a [u8],
    /// Whether the text is all of the document; bytes that are not UTF-8 end it.
    is_whole: bool,
}

impl<'a> Tokens<'a> {
    /// The tokens of a document, which is checked for UTF-8 once.
    pub(super) fn new(body: &'a [u8]) -> Self {
        let (text, is_whole) = match std::str::from_utf8(body) {
            Ok(text) => (text, true),
            Err(error) => {
                let valid = body.get(..error.valid_up_to()).unwrap_or_default();
                (std::str::from_utf8(valid).unwrap_or_default(), false)
            }
        };
        let at = match text.starts_with('\u{feff}') {
            true => '\u{feff}'.len_utf8(),
            false => 0,
        };
        Self {
            text,
            at,
            indent: &[],
            is_whole,
        }
    }

    /// The place of the next token.
    #[inline]
    pub(super) const fn place(&self) -> usize {
        self.at
    }

    /// The bytes from the next token on.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next `length` bytes, which end with a character.
    #[inline]
    pub(super) fn peek(&self, from: usize, length: usize) -> &'a str {
        let start = self.at + from;
        self.text.get(start..start + length).unwrap_or_default()
    }

    /// Goes on by so many bytes.
    #[inline]
    pub(super) const fn pass(&mut self, length: usize) {
        self.at += length;
    }

    /// Passes over the text before the next tag or reference.
    #[inline]
    pub(super) fn pass_text(&mut self) {
        let rest = self.rest();
        if rest.first() == Some(&b'<') {
            return;
        }
        if let Some((text, [b'<', ..])) = rest.split_at_checked(self.indent.len())
            && is_same(text, self.indent)
        {
            self.at += text.len();
            return;
        }
        let length = tag_or_reference(rest).unwrap_or(rest.len());
        self.indent = rest.get(..length).unwrap_or_default();
        self.at += length;
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token<'a>, DecodeError> {
        let rest = self.rest();
        match rest {
            [] if self.is_whole => Ok(Token::Nothing),
            [] => Err(self.error("not UTF-8", self.at)),
            [b'<', b'/', ..] => self.end(),
            [b'<', b'!', ..] => self.bang(),
            [b'<', b'?', ..] => self.question(),
            [b'<', ..] => self.start(),
            [b'&', after @ ..] => match memchr3(b';', b'&', b'<', after) {
                Some(length) if after.get(length) == Some(&b';') => {
                    let reference = self.peek(1, length);
                    self.at += length + 2;
                    Ok(Token::Reference(reference))
                }
                _ => Err(self.unclosed("entity or character reference", ";")),
            },
            _ => {
                let length = tag_or_reference(rest).unwrap_or(rest.len());
                let text = self.peek(0, length);
                self.at += length;
                Ok(Token::Text(text))
            }
        }
    }

    fn start(&mut self) -> Result<Token<'a>, DecodeError> {
        let length = self.tag()?;
        let content = self.peek(1, length - 1);
        let (content, is_empty) = match content.strip_suffix('/') {
            Some(content) => (content, true),
            None => (content, false),
        };
        let end = content.find(BLANK).unwrap_or(content.len());
        let (name, attributes) = content.split_at_checked(end).unwrap_or_default();
        if name.contains(['"', '\'']) {
            return Err(self.malformed("a name with a quote"));
        }
        self.at += length + 1;
        Ok(Token::Start(Tag {
            name,
            attributes,
            is_empty,
        }))
    }

    fn end(&mut self) -> Result<Token<'a>, DecodeError> {
        let length = self.tag()?;
        let content = self.peek(2, length - 2);
        self.at += length + 1;
        let name = content.trim_end_matches(BLANK);
        Ok(Token::End(if name.is_empty() { content } else { name }))
    }

    /// The place of the `>` of a tag, which may also stand in the value of an attribute.
    fn tag(&self) -> Result<usize, DecodeError> {
        let rest = self.rest();
        let mut quote = None;
        for at in memchr3_iter(b'>', b'\'', b'"', rest) {
            let byte = rest.get(at).copied();
            match quote {
                None if byte == Some(b'>') => return Ok(at),
                None => quote = byte,
                Some(_) if quote == byte => quote = None,
                Some(_) => {}
            }
        }
        Err(match quote {
            None => self.unclosed("tag", ">"),
            Some(b'"') => self.unclosed("attribute value", "\""),
            Some(_) => self.unclosed("attribute value", "'"),
        })
    }

    fn bang(&mut self) -> Result<Token<'a>, DecodeError> {
        let rest = self.rest();
        match rest.get(2) {
            Some(b'[') => match closed(rest, b"]]", 0) {
                Some(end) if rest.starts_with(b"<![CDATA[") => {
                    let data = self.peek(9, end - 11);
                    self.at += end + 1;
                    Ok(Token::Data(data))
                }
                _ => Err(self.unclosed("CDATA", "]]>")),
            },
            // The dashes of the start are none of the end.
            Some(b'-') => match closed(rest, b"--", 6) {
                Some(end) if rest.starts_with(b"<!--") => {
                    self.at += end + 1;
                    Ok(Token::Aside)
                }
                _ => Err(self.unclosed("comment", "-->")),
            },
            Some(b'D' | b'd') => {
                let is_it = rest
                    .get(2..9)
                    .is_some_and(|word| word.eq_ignore_ascii_case(b"DOCTYPE"));
                match is_it {
                    true => Ok(Token::DocumentType),
                    false => Err(self.unclosed("DOCTYPE", ">")),
                }
            }
            _ => Err(self.malformed("unknown or missed symbol in markup")),
        }
    }

    fn question(&mut self) -> Result<Token<'a>, DecodeError> {
        let rest = self.rest();
        let is_declaration = matches!(
            rest,
            [
                b'<',
                b'?',
                b'x',
                b'm',
                b'l',
                b' ' | b'\t' | b'\r' | b'\n' | b'?',
                ..
            ]
        );
        let name = match is_declaration {
            true => "XML declaration",
            false => "processing instruction",
        };
        match closed(rest, b"?", 0) {
            Some(end) if end > 2 => {
                let is_declaration = is_declaration && (end == 6 || rest.get(5) != Some(&b'?'));
                self.at += end + 1;
                Ok(match is_declaration {
                    true => Token::Declaration,
                    false => Token::Aside,
                })
            }
            _ => Err(self.unclosed(name, "?>")),
        }
    }

    /// An error at a place.
    #[cold]
    pub(super) fn error(&self, message: &str, place: usize) -> DecodeError {
        DecodeError::new(message).at(format_args!("byte {place}"))
    }

    /// The error for what is not well-formed, at the next token. It may contain names of elements, but no text.
    #[cold]
    pub(super) fn malformed(&self, problem: &str) -> DecodeError {
        self.error(&format!("malformed XML: {problem}"), self.at)
    }

    #[cold]
    fn unclosed(&self, what: &str, end: &str) -> DecodeError {
        if !self.is_whole {
            return self.error("not UTF-8", self.text.len());
        }
        self.malformed(&format!(
            "{what} not closed: `{end}` not found before end of input"
        ))
    }
}

/// The place of the first `>` after this text, from a place on.
fn closed(bytes: &[u8], before: &[u8], from: usize) -> Option<usize> {
    let ends = |at: &usize| {
        let before_it = bytes.get(..*at).unwrap_or_default();
        *at >= from && before_it.ends_with(before)
    };
    // Most are closed where the first `>` stands.
    match memchr(b'>', bytes) {
        Some(at) if ends(&at) => Some(at),
        _ => memchr_iter(b'>', bytes).find(ends),
    }
}
