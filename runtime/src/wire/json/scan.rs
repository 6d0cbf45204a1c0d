//! The tokens of a JSON text, read as Python's `json` reads it and some services write it.
//!
//! Beyond the standard it accepts `NaN`, `Infinity` and `-Infinity`, numbers beyond a 64-bit float, half of a surrogate pair
//! (U+FFFD here), control characters except NUL in texts, and a byte order mark before the value. Everything else that the
//! standard does not know is an error: trailing commas, comments, single quotes.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::wordwise::{is_same, quote_or_escape};

/// A place in a JSON text.
#[derive(Clone)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Whether texts have to be searched for NUL.
    has_nul: bool,
}

/// A value without nested values or text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Boolean(bool),
    Positive(u64),
    Negative(i64),
    Float(f64),
}

/// What is not JSON, and where.
#[derive(Debug, PartialEq)]
pub(super) struct Mistake {
    pub(super) what: Cow<'static, str>,
    pub(super) at: usize,
}

/// A mistake is boxed, so that what is read travels in registers.
pub(super) type Result<T> = std::result::Result<T, Box<Mistake>>;

impl<'a> Scanner<'a> {
    /// The start of a text.
    pub(super) fn new(text: &'a str) -> Self {
        let mark = text.starts_with(BYTE_ORDER_MARK);
        Self {
            text,
            at: if mark { BYTE_ORDER_MARK.len_utf8() } else { 0 },
            has_nul: memchr(0, text.as_bytes()).is_some(),
        }
    }

    /// Line and column of a place, both from 1.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let read = self.text.as_bytes().get(..at).unwrap_or_default();
        let line = read.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = read.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        (line, column)
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self) -> Result<()> {
        match self.next() {
            None => Ok(()),
            Some(_) => Err(self.mistake("something follows the value")),
        }
    }

    /// The next byte that is not white space.
    #[inline]
    pub(super) fn next(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            None => None,
            Some(_) => self.after_blanks(),
        }
    }

    fn after_blanks(&mut self) -> Option<u8> {
        let rest = self.rest().iter();
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += rest.take_while(blank).count();
        self.byte()
    }

    /// Skips the next byte that is not white space if it is this one, and returns whether it was.
    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.next() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The place of the next byte, for [`go_to`](Self::go_to).
    #[inline]
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// Returns to an earlier place.
    pub(super) const fn go_to(&mut self, position: usize) {
        self.at = position;
    }

    /// Skips one byte, or a whole text; `false` at the end.
    pub(super) fn pass(&mut self) -> bool {
        let Some(byte) = self.byte() else {
            return false;
        };
        self.at += 1;
        if byte == b'"' {
            while let Some(byte) = self.byte() {
                self.at += if byte == b'\\' { 2 } else { 1 };
                if byte == b'"' {
                    break;
                }
            }
            self.at = self.at.min(self.text.len());
        }
        true
    }

    /// Reads a text without escapes, if that comes next; white space must have been skipped.
    #[inline]
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
        if self.byte() != Some(b'"') {
            return None;
        }
        self.at += 1;
        let text = self.plain_text();
        self.at -= usize::from(text.is_none());
        text
    }

    /// Reads a text that [`plain_string`](Self::plain_string) did not.
    pub(super) fn escaped_string(&mut self) -> Result<String> {
        self.at += 1;
        self.escaped_text()
    }

    /// Reads a text up to its closing quote; one without escapes is borrowed.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>> {
        if !self.eat(b'"') {
            return Err(self.expected("a text"));
        }
        match self.plain_text() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.escaped_text().map(Cow::Owned),
        }
    }

    /// Reads the rest of a text without escapes; `None` if it has some, or may have a NUL.
    #[inline]
    fn plain_text(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let length = quote_or_escape(rest)?;
        if rest.get(length) != Some(&b'"') || self.has_nul {
            return None;
        }
        let text = self.piece(length);
        self.at += length + 1;
        Some(text)
    }

    /// Reads the rest of a text that has escapes, or may have a NUL.
    #[inline(never)]
    fn escaped_text(&mut self) -> Result<String> {
        let mut whole = String::new();
        loop {
            let rest = self.rest();
            let Some(length) = memchr2(b'"', b'\\', rest) else {
                return Err(self.cut_off());
            };
            let piece = self.piece(length);
            // No service writes one: it is damage, and would pass for a letter of an id.
            if self.has_nul
                && let Some(nul) = piece.find('\0')
            {
                self.at += nul;
                return Err(self.mistake("a NUL in a text"));
            }
            whole.push_str(piece);
            self.at += length + 1;
            match rest.get(length) {
                Some(b'"') => return Ok(whole),
                _ => whole.push(self.escaped()?),
            }
        }
    }

    /// The meaning of an escape sequence.
    fn escaped(&mut self) -> Result<char> {
        let Some(byte) = self.byte() else {
            return Err(self.cut_off());
        };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex()?;
                let before = self.at;
                if (0xd800..0xdc00).contains(&first) && self.rest().starts_with(b"\\u") {
                    self.at += 2;
                    let second = self.hex()?;
                    if (0xdc00..0xe000).contains(&second) {
                        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                        return char::from_u32(code).ok_or_else(|| self.mistake("no character"));
                    }
                    self.at = before;
                }
                char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => {
                self.at -= 1;
                return Err(self.mistake("an unknown escape"));
            }
        })
    }

    fn hex(&mut self) -> Result<u32> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let value = value.ok_or_else(|| self.mistake("an escape without four digits"))?;
        self.at += 4;
        Ok(value)
    }

    /// Reads null, if that comes next; white space must have been skipped.
    #[inline]
    pub(super) fn null(&mut self) -> bool {
        let found = self.rest().first_chunk() == Some(b"null");
        self.at += if found { 4 } else { 0 };
        found
    }

    /// Reads a value that is neither text nor holds others.
    pub(super) fn scalar(&mut self) -> Result<Scalar> {
        match self.next() {
            Some(b'0'..=b'9') => self.number(),
            Some(b'-') if self.rest().get(1).is_some_and(u8::is_ascii_digit) => self.number(),
            Some(first) => {
                let (word, value) = match first {
                    b'n' => ("null", Scalar::Null),
                    b't' => ("true", Scalar::Boolean(true)),
                    b'f' => ("false", Scalar::Boolean(false)),
                    b'N' => ("NaN", Scalar::Float(f64::NAN)),
                    b'I' => ("Infinity", Scalar::Float(f64::INFINITY)),
                    _ => ("-Infinity", Scalar::Float(f64::NEG_INFINITY)),
                };
                if !self.rest().starts_with(word.as_bytes()) {
                    return Err(self.expected("a value"));
                }
                self.at += word.len();
                Ok(value)
            }
            None => Err(self.cut_off()),
        }
    }

    fn number(&mut self) -> Result<Scalar> {
        let bytes = self.rest();
        if let Some((value, length)) = short_number(bytes) {
            self.at += length;
            return Ok(Scalar::Positive(value));
        }
        let digits = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let start = usize::from(bytes.first() == Some(&b'-'));
        let whole = digits(start);
        let starts_with_zero = bytes.get(start) == Some(&b'0');
        let mut length = start + whole;
        let mut is_whole = true;
        let mut is_right = whole > 0 && !(starts_with_zero && whole > 1);
        if bytes.get(length) == Some(&b'.') {
            let fraction = digits(length + 1);
            length += 1 + fraction;
            is_whole = false;
            is_right &= fraction > 0;
        }
        if matches!(bytes.get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
            let exponent = digits(length + 1 + sign);
            length += 1 + sign + exponent;
            is_whole = false;
            is_right &= exponent > 0;
        }
        let text = self.piece(length);
        if !is_right {
            return Err(self.mistake("not a number"));
        }
        self.at += length;
        if is_whole && text != "-0" {
            if let Ok(value) = text.parse() {
                return Ok(Scalar::Positive(value));
            }
            if let Ok(value) = text.parse() {
                return Ok(Scalar::Negative(value));
            }
        }
        let value: f64 = text.parse().map_err(|_| self.mistake("not a number"))?;
        // Python's integers are unbounded, and no float has this value.
        if value.is_infinite() && is_whole {
            return Err(self.mistake("a number out of range"));
        }
        Ok(Scalar::Float(value))
    }

    /// Skips a value of any depth.
    pub(super) fn skip(&mut self) -> Result<()> {
        // The closing brackets of the open lists and objects.
        let mut open = Vec::new();
        loop {
            match self.next() {
                Some(start @ (b'[' | b'{')) => {
                    let end = if start == b'[' { b']' } else { b'}' };
                    self.at += 1;
                    if !self.eat(end) {
                        open.push(end);
                        if end == b'}' {
                            self.key()?;
                        }
                        continue;
                    }
                }
                Some(b'"') => {
                    self.string()?;
                }
                _ => {
                    self.scalar()?;
                }
            }
            loop {
                let Some(end) = open.last().copied() else {
                    return Ok(());
                };
                if !self.more(end)? {
                    open.pop();
                    continue;
                }
                if end == b'}' {
                    self.key()?;
                }
                break;
            }
        }
    }

    /// Reads the name of a member, and its colon.
    #[inline]
    pub(super) fn key(&mut self) -> Result<Cow<'a, str>> {
        let key = self.string()?;
        self.colon()?;
        Ok(key)
    }

    /// Reads this name of a member and its colon, if they come next.
    #[inline]
    pub(super) fn due_key(&mut self, due: &str) -> Result<bool> {
        if self.next() != Some(b'"') {
            return Ok(false);
        }
        let (_, rest) = self.rest().split_at_checked(1).unwrap_or_default();
        if let Some((name, [b'"', ..])) = rest.split_at_checked(due.len())
            && is_same(name, due.as_bytes())
        {
            self.at += due.len() + 2;
            self.colon()?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Reads an object whose only member has a name of one letter and is a text without escapes (`{"S":"text"}`): the letter and
    /// the text. Any other object is left unread.
    #[inline]
    pub(super) fn lettered_text(&mut self) -> Option<(u8, &'a str)> {
        let [b'{', b'"', letter, b'"', b':', b'"', rest @ ..] = self.rest() else {
            return None;
        };
        let length = quote_or_escape(rest).filter(|_| !self.has_nul)?;
        if !rest.get(length..)?.starts_with(b"\"}") {
            return None;
        }
        let start = self.at + 6;
        let text = self.text.get(start..start + length)?;
        self.at = start + length + 2;
        Some((*letter, text))
    }

    /// Goes to the next item or member of a list or an object; `false` at its end, which leaves it.
    #[inline]
    pub(super) fn more(&mut self, end: u8) -> Result<bool> {
        match self.next() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(self.expected(match end {
                b']' => "a comma or the end of a list",
                _ => "a comma or the end of an object",
            })),
        }
    }

    #[inline]
    fn colon(&mut self) -> Result<()> {
        match self.eat(b':') {
            true => Ok(()),
            false => Err(self.expected("a colon")),
        }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next `length` bytes, which end with a character.
    #[inline]
    fn piece(&self, length: usize) -> &'a str {
        self.text.get(self.at..self.at + length).unwrap_or_default()
    }

    /// A mistake at this place.
    #[cold]
    pub(super) fn mistake(&self, what: impl Into<Cow<'static, str>>) -> Box<Mistake> {
        let what = what.into();
        Box::new(Mistake { what, at: self.at })
    }

    #[cold]
    fn expected(&mut self, what: &str) -> Box<Mistake> {
        match self.next() {
            Some(_) => self.mistake(format!("expected {what}")),
            None => self.cut_off(),
        }
    }

    #[cold]
    fn cut_off(&self) -> Box<Mistake> {
        let at = self.text.len();
        let what = Cow::Borrowed("the document is cut off");
        Box::new(Mistake { what, at })
    }
}

/// The most bytes of a number, with the one behind it, that is read as a short one.
const SHORT_NUMBER: usize = 8;

/// A whole number of few digits, and how many it has.
#[inline]
fn short_number(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (length, byte) in bytes.iter().take(SHORT_NUMBER).enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'),
            b',' | b'}' | b']' if length == 1 || bytes.first() != Some(&b'0') => {
                return (length > 0).then_some((value, length));
            }
            _ => return None,
        }
    }
    None
}

const BYTE_ORDER_MARK: char = '\u{feff}';
