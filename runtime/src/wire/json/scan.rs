//! JSON beyond the standard, as Python's `json` reads it and some services write it.
//!
//! It accepts `NaN`, `Infinity` and `-Infinity`, numbers beyond a 64-bit float, half of a surrogate pair, control characters
//! except NUL in texts, and a byte order mark before the value. It is slower than `serde_json`, which refuses all of these,
//! and is used only after it has refused. Whatever neither reads stays an error: trailing commas, comments, single quotes.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Result};

/// A position in a JSON text.
pub(super) struct Lenient<'de> {
    text: &'de str,
    at: usize,
    forgave: bool,
}

/// A value without nested values.
enum Scalar {
    Null,
    Boolean(bool),
    Positive(u64),
    Negative(i64),
    Float(f64),
}

impl<'de> Lenient<'de> {
    /// The start of a text.
    pub(super) fn new(text: &'de str) -> Self {
        let mark = text.starts_with(BYTE_ORDER_MARK);
        Self {
            text,
            at: if mark { BYTE_ORDER_MARK.len_utf8() } else { 0 },
            forgave: mark,
        }
    }

    /// Whether anything non-standard was read.
    pub(super) const fn forgave(&self) -> bool {
        self.forgave
    }

    /// The current place as line and column, both from 1.
    pub(super) fn place(&self) -> (usize, usize) {
        let read = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let line = read.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = read.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        (line, column)
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self) -> Result<()> {
        match self.next() {
            None => Ok(()),
            Some(_) => Err(Error::custom("trailing characters")),
        }
    }

    /// The next byte that is not white space.
    pub(super) fn next(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                byte => return byte,
            }
        }
    }

    /// Skips the next byte that is not white space if it is this one, and returns whether it was.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.next() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The place of the next byte, for [`go_to`](Self::go_to).
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

    /// Reads a text up to its closing quote.
    pub(super) fn string(&mut self) -> Result<String> {
        if !self.eat(b'"') {
            return Err(self.expected("a text"));
        }
        let mut whole = String::new();
        loop {
            let rest = self.rest();
            let special = rest.find(|c: char| matches!(c, '"' | '\\') || c < ' ');
            let Some(length) = special else {
                return Err(self.cut_off());
            };
            whole.push_str(rest.get(..length).unwrap_or_default());
            self.at += length + 1;
            match rest.as_bytes().get(length) {
                Some(b'"') => return Ok(whole),
                Some(b'\\') => whole.push(self.escaped()?),
                // No service writes one: it is damage, and would pass for a letter of an id.
                Some(0) => return Err(Error::custom("a NUL in a text")),
                Some(control) => {
                    self.forgave = true;
                    whole.push(char::from(*control));
                }
                None => return Err(self.cut_off()),
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
                let is_high = (0xd800..0xdc00).contains(&first);
                let before = self.at;
                if is_high && self.rest().starts_with("\\u") {
                    self.at += 2;
                    let second = self.hex()?;
                    if (0xdc00..0xe000).contains(&second) {
                        let code = 0x1_0000 + ((first - 0xd800) << 10 | (second - 0xdc00));
                        return char::from_u32(code).ok_or_else(|| Error::custom("no character"));
                    }
                    self.at = before;
                }
                char::from_u32(first).unwrap_or_else(|| {
                    self.forgave = true;
                    char::REPLACEMENT_CHARACTER
                })
            }
            _ => return Err(Error::custom("invalid escape")),
        })
    }

    fn hex(&mut self) -> Result<u32> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if value.is_some() {
            self.at += 4;
        }
        value.ok_or_else(|| Error::custom("invalid escape"))
    }

    fn scalar(&mut self) -> Result<Scalar> {
        let Some(byte) = self.next() else {
            return Err(self.cut_off());
        };
        let rest = self.rest();
        for (word, value) in [
            ("null", Scalar::Null),
            ("true", Scalar::Boolean(true)),
            ("false", Scalar::Boolean(false)),
            ("NaN", Scalar::Float(f64::NAN)),
            ("Infinity", Scalar::Float(f64::INFINITY)),
            ("-Infinity", Scalar::Float(f64::NEG_INFINITY)),
        ] {
            if rest.starts_with(word) {
                self.at += word.len();
                self.forgave |= matches!(value, Scalar::Float(_));
                return Ok(value);
            }
        }
        if byte == b'-' || byte.is_ascii_digit() {
            return self.number();
        }
        Err(self.expected("a value"))
    }

    fn number(&mut self) -> Result<Scalar> {
        let text = self.rest();
        let bytes = text.as_bytes();
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
        self.at += length;
        let text = text.get(..length).filter(|_| is_right);
        let text = text.ok_or_else(|| Error::custom("invalid number"))?;
        if is_whole && text != "-0" {
            if let Ok(value) = text.parse() {
                return Ok(Scalar::Positive(value));
            }
            if let Ok(value) = text.parse() {
                return Ok(Scalar::Negative(value));
            }
        }
        let value: f64 = text.parse().map_err(Error::custom)?;
        if value.is_infinite() {
            // Python's integers are unbounded, and no float has this value.
            if is_whole {
                return Err(Error::custom("number out of range"));
            }
            self.forgave = true;
        }
        Ok(Scalar::Float(value))
    }

    /// Skips a value of any depth.
    fn skip(&mut self) -> Result<()> {
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
                if self.eat(end) {
                    open.pop();
                } else if self.eat(b',') {
                    if end == b'}' {
                        self.key()?;
                    }
                    break;
                } else {
                    return Err(self.expected("a comma"));
                }
            }
        }
    }

    /// Reads the name of a member, and its colon.
    fn key(&mut self) -> Result<String> {
        let key = self.string()?;
        if !self.eat(b':') {
            return Err(self.expected("a colon"));
        }
        Ok(key)
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'de str {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[cold]
    fn expected(&mut self, what: &str) -> Error {
        match self.next() {
            Some(_) => Error::custom(format_args!("expected {what}")),
            None => self.cut_off(),
        }
    }

    #[cold]
    fn cut_off(&self) -> Error {
        Error::custom("the document is cut off")
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl<'de> Deserializer<'de> for &mut Lenient<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.next() {
            Some(b'"') => visitor.visit_string(self.string()?),
            Some(b'[') => {
                self.at += 1;
                let is_first = true;
                let reader = self;
                let mut items = Inside { reader, is_first };
                let value = visitor.visit_seq(&mut items)?;
                items.close(b']')?;
                Ok(value)
            }
            Some(b'{') => {
                self.at += 1;
                let is_first = true;
                let reader = self;
                let mut entries = Inside { reader, is_first };
                let value = visitor.visit_map(&mut entries)?;
                entries.close(b'}')?;
                Ok(value)
            }
            _ => match self.scalar()? {
                Scalar::Null => visitor.visit_unit(),
                Scalar::Boolean(value) => visitor.visit_bool(value),
                Scalar::Positive(value) => visitor.visit_u64(value),
                Scalar::Negative(value) => visitor.visit_i64(value),
                Scalar::Float(value) => visitor.visit_f64(value),
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.next();
        if self.rest().starts_with("null") {
            self.at += "null".len();
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

/// The inside of a list or an object.
struct Inside<'r, 'de> {
    reader: &'r mut Lenient<'de>,
    is_first: bool,
}

impl Inside<'_, '_> {
    /// Whether another item or entry follows.
    fn more(&mut self, end: u8) -> Result<bool> {
        if self.reader.next() == Some(end) {
            return Ok(false);
        }
        let is_first = std::mem::take(&mut self.is_first);
        if !is_first && !self.reader.eat(b',') {
            return Err(self.reader.expected("a comma"));
        }
        Ok(true)
    }

    fn close(self, end: u8) -> Result<()> {
        match self.reader.eat(end) {
            true => Ok(()),
            false => Err(self.reader.expected("the end of a list or object")),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Inside<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !self.more(b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for &mut Inside<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !self.more(b'}')? {
            return Ok(None);
        }
        if self.reader.next() != Some(b'"') {
            return Err(self.reader.expected("a text"));
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        if !self.reader.eat(b':') {
            return Err(self.reader.expected("a colon"));
        }
        seed.deserialize(&mut *self.reader)
    }
}
