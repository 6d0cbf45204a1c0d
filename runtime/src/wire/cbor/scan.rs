//! Walks over CBOR data items with the tokens of `minicbor`, which borrow from the body.

use std::borrow::Cow;

use minicbor::Decoder;
use minicbor::data::Type;
use minicbor::decode::Error;

use super::super::decode::whole;
use super::super::depth::Depth;
use crate::error::DecodeError;

/// A place in a document.
#[derive(Clone)]
pub(super) struct CborScanner<'b> {
    decoder: Decoder<'b>,
    depth: Depth,
}

/// The rest of a list or map: this many items or entries, or `None` until a break.
pub(super) struct Rest(Option<u64>);

impl<'b> CborScanner<'b> {
    /// The start of a document with this maximum depth of lists and maps.
    pub(super) fn new(body: &'b [u8], depth: Depth) -> Self {
        Self {
            decoder: Decoder::new(body),
            depth,
        }
    }

    /// Where the next item starts, in bytes.
    pub(super) fn position(&self) -> usize {
        self.decoder.position()
    }

    /// The type of the next item.
    pub(super) fn kind(&self) -> Result<Type, DecodeError> {
        self.decoder.datatype().map_err(|_| self.cut_off())
    }

    /// Skips the next item if it is null or undefined, and returns whether it was.
    pub(super) fn null(&mut self) -> bool {
        let is_null = matches!(self.rest(), [NULL | UNDEFINED, ..]);
        if is_null {
            self.pass(1);
        }
        is_null
    }

    /// Skips the next item if it is this text, and returns whether it was.
    ///
    /// Like [`text`](Self::text) and a comparison, without decoding the text.
    pub(super) fn is_text(&mut self, text: &str) -> bool {
        let (head, content) = match (self.rest(), u8::try_from(text.len())) {
            ([first, content @ ..], Ok(length @ 0..24)) if *first == TEXT + length => (1, content),
            ([TEXT_WITH_LENGTH, found, content @ ..], Ok(length)) if *found == length => {
                (2, content)
            }
            _ => return false,
        };
        let is_it = content.starts_with(text.as_bytes());
        if is_it {
            self.pass(head + text.len());
        }
        is_it
    }

    /// Starts a list.
    pub(super) fn list(&mut self) -> Result<Rest, DecodeError> {
        match self.decoder.array() {
            Ok(rest) => self.enter(rest),
            Err(error) => Err(self.failed(&error, "a list")),
        }
    }

    /// Starts a map; `expected` describes its meaning.
    pub(super) fn map(&mut self, expected: &str) -> Result<Rest, DecodeError> {
        match self.decoder.map() {
            Ok(rest) => self.enter(rest),
            Err(error) => Err(self.failed(&error, expected)),
        }
    }

    /// Whether the last started list or map has one more item or entry; otherwise it ends.
    pub(super) fn more(&mut self, rest: &mut Rest) -> Result<bool, DecodeError> {
        let more = match &mut rest.0 {
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
            None => match self.rest() {
                [] => return Err(self.cut_off()),
                [BREAK, ..] => {
                    self.pass(1);
                    false
                }
                _ => true,
            },
        };
        if !more {
            self.depth.leave();
        }
        Ok(more)
    }

    /// Text, in one piece or in several.
    pub(super) fn text(&mut self) -> Result<Cow<'b, str>, DecodeError> {
        let text = match self.rest() {
            [INDEFINITE_TEXT, ..] => {
                let pieces = self.decoder.str_iter();
                let whole = pieces.and_then(|pieces| pieces.collect::<Result<String, _>>());
                whole.map(Cow::Owned)
            }
            _ => self.decoder.str().map(Cow::Borrowed),
        };
        text.map_err(|error| self.failed(&error, "text"))
    }

    /// Bytes, in one piece or in several.
    pub(super) fn bytes(&mut self) -> Result<Cow<'b, [u8]>, DecodeError> {
        let bytes = match self.rest() {
            [INDEFINITE_BYTES, ..] => {
                let pieces = self.decoder.bytes_iter();
                let pieces = pieces.and_then(|pieces| pieces.collect::<Result<Vec<_>, _>>());
                pieces.map(|pieces| Cow::Owned(pieces.concat()))
            }
            _ => self.decoder.bytes().map(Cow::Borrowed),
        };
        bytes.map_err(|error| self.failed(&error, "bytes"))
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self) -> Result<bool, DecodeError> {
        let boolean = self.decoder.bool();
        boolean.map_err(|error| self.failed(&error, "a boolean"))
    }

    /// Whether the next item is an integer, of any size.
    pub(super) fn is_integer(&self) -> bool {
        matches!(self.rest(), [..=LAST_INTEGER, ..])
    }

    /// An integer of any size; `expected` describes its meaning.
    pub(super) fn any_integer(&mut self, expected: &str) -> Result<i128, DecodeError> {
        match self.decoder.int() {
            Ok(integer) => Ok(integer.into()),
            Err(error) => Err(self.failed(&error, expected)),
        }
    }

    /// A whole number, even if written as a float; `None` for a fraction or more than 64 bits.
    pub(super) fn integer(&mut self, expected: &str) -> Result<Option<i64>, DecodeError> {
        if !self.is_integer() {
            return Ok(whole(self.float(expected)?));
        }
        match self.decoder.i64() {
            Ok(integer) => Ok(Some(integer)),
            Err(error) if error.is_end_of_input() || error.is_type_mismatch() => {
                Err(self.failed(&error, expected))
            }
            Err(_) => Ok(None),
        }
    }

    /// A number as a float; `expected` describes its meaning.
    #[inline]
    pub(super) fn float(&mut self, expected: &str) -> Result<f64, DecodeError> {
        // Most are of 64 bits.
        if let Some([DOUBLE, bits @ ..]) = self.rest().first_chunk::<9>() {
            self.pass(9);
            return Ok(f64::from_be_bytes(*bits));
        }
        self.other_float(expected)
    }

    fn other_float(&mut self, expected: &str) -> Result<f64, DecodeError> {
        match self.rest() {
            [HALF, high, low, ..] => {
                self.pass(3);
                Ok(half(u16::from_be_bytes([*high, *low])))
            }
            [SINGLE | DOUBLE, ..] => match self.decoder.f64() {
                Ok(value) => Ok(value),
                Err(error) => Err(self.failed(&error, expected)),
            },
            [] | [HALF, ..] => Err(self.cut_off()),
            [..=LAST_INTEGER, ..] => self.integer_as_float(expected),
            _ => Err(self.mismatch(self.position(), expected)),
        }
    }

    // Not inlined: floats, too, would pay for the conversion, which is a call.
    #[inline(never)]
    fn integer_as_float(&mut self, expected: &str) -> Result<f64, DecodeError> {
        Ok(self.any_integer(expected)? as f64)
    }

    /// Whether the next item has a tag.
    pub(super) fn is_tagged(&self) -> bool {
        matches!(self.rest(), [FIRST_TAG..=LAST_TAG, ..])
    }

    /// Skips the tag of a number of seconds since 1970; any other tag is an error.
    ///
    /// As in `botocore/parsers.py`, `BaseCBORParser`, which reads no integers beyond 64 bits.
    #[inline]
    pub(super) fn epoch_tag(&mut self) -> Result<(), DecodeError> {
        match self.rest() {
            [EPOCH_TAG, ..] => {
                self.pass(1);
                Ok(())
            }
            _ => self.other_tag(),
        }
    }

    fn other_tag(&mut self) -> Result<(), DecodeError> {
        let at = self.position();
        match self.decoder.tag() {
            Ok(tag) if tag.as_u64() == EPOCH => Ok(()),
            Ok(tag) => Err(self.error(at, &format!("tag {tag} is not supported"))),
            Err(error) => Err(self.failed(&error, "a tag")),
        }
    }

    /// Skips a value of any kind, with all its tags.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        while self.kind()? == Type::Tag {
            let tag = self.decoder.tag();
            tag.map_err(|error| self.failed(&error, "a tag"))?;
        }
        match self.kind()? {
            Type::Array | Type::ArrayIndef => {
                let mut rest = self.list()?;
                while self.more(&mut rest)? {
                    self.skip()?;
                }
            }
            Type::Map | Type::MapIndef => {
                let mut rest = self.map("a map")?;
                while self.more(&mut rest)? {
                    self.skip()?;
                    self.skip()?;
                }
            }
            Type::String | Type::StringIndef => {
                self.text()?;
            }
            Type::Bytes | Type::BytesIndef => {
                self.bytes()?;
            }
            Type::Bool => {
                self.boolean()?;
            }
            Type::Null | Type::Undefined => {
                self.null();
            }
            Type::Simple => {
                let simple = self.decoder.simple();
                simple.map_err(|error| self.failed(&error, "a value"))?;
            }
            _ => {
                self.float("a value")?;
            }
        }
        Ok(())
    }

    /// Checks that nothing follows.
    pub(super) fn finish(&self) -> Result<(), DecodeError> {
        match self.rest() {
            [] => Ok(()),
            _ => Err(self.error(self.position(), "something follows the end")),
        }
    }

    /// An error at a byte.
    #[cold]
    pub(super) fn error(&self, at: usize, message: &str) -> DecodeError {
        DecodeError::new(message).at(format_args!("byte {at}"))
    }

    /// The error for another type at a byte.
    #[cold]
    pub(super) fn mismatch(&self, at: usize, expected: &str) -> DecodeError {
        let mut decoder = self.decoder.clone();
        decoder.set_position(at);
        let Ok(kind) = decoder.datatype() else {
            return self.cut_off();
        };
        let found = match kind {
            Type::Bool => "a boolean",
            Type::Null | Type::Undefined => "null",
            Type::String | Type::StringIndef => "text",
            Type::Bytes | Type::BytesIndef => "bytes",
            Type::Array | Type::ArrayIndef => "a list",
            Type::Map | Type::MapIndef => "a map",
            Type::Tag => "a tag",
            Type::Simple | Type::Break | Type::Unknown(_) => "",
            _ => "a number",
        };
        // Text of indefinite length cannot contain text of indefinite length.
        if found.is_empty() || found == expected {
            return self.error(at, "malformed CBOR");
        }
        self.error(at, &format!("{found} instead of {expected}"))
    }

    #[cold]
    fn failed(&self, error: &Error, expected: &str) -> DecodeError {
        let at = error.position().unwrap_or(self.position());
        if error.is_end_of_input() {
            self.cut_off()
        } else if error.is_type_mismatch() {
            self.mismatch(at, expected)
        } else if expected == "text" {
            self.error(at, "not UTF-8")
        } else {
            self.error(at, "malformed CBOR")
        }
    }

    #[cold]
    fn cut_off(&self) -> DecodeError {
        self.error(self.decoder.input().len(), "the document is cut off")
    }

    fn enter(&mut self, rest: Option<u64>) -> Result<Rest, DecodeError> {
        match self.depth.enter() {
            Ok(()) => Ok(Rest(rest)),
            Err(error) => {
                let place = format!("byte {}", self.position());
                Err(DecodeError::over_limit(error.to_string()).at(place))
            }
        }
    }

    /// The unread bytes.
    pub(super) fn rest(&self) -> &'b [u8] {
        let rest = self.decoder.input().get(self.position()..);
        rest.unwrap_or_default()
    }

    /// Skips this many bytes, which must exist.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.decoder.set_position(self.position() + bytes);
    }
}

/// The tag of a number of seconds since 1970.
const EPOCH: u64 = 1;

/// First bytes of items (RFC 8949, section 3).
const EPOCH_TAG: u8 = 0xc1;
const LAST_INTEGER: u8 = 0x3b;
const TEXT: u8 = 0x60;
const TEXT_WITH_LENGTH: u8 = 0x78;
const INDEFINITE_BYTES: u8 = 0x5f;
const INDEFINITE_TEXT: u8 = 0x7f;
const FIRST_TAG: u8 = 0xc0;
const LAST_TAG: u8 = 0xdb;
const NULL: u8 = 0xf6;
const UNDEFINED: u8 = 0xf7;
const HALF: u8 = 0xf9;
const SINGLE: u8 = 0xfa;
const DOUBLE: u8 = 0xfb;
const BREAK: u8 = 0xff;

/// A float of 16 bits: one of sign, five of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f64::from(bits & 0x3ff);
    let value = match exponent {
        0 => fraction * 2_f64.powi(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (fraction + 1024.0) * 2_f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { value } else { -value }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn half_floats_have_the_values_of_their_standard() {
        for (bits, expected) in [
            (0x0000, 0.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x0400, 0.000_061_035_156_25),
            (0x3c00, 1.0),
            (0x3e00, 1.5),
            (0x7bff, 65504.0),
            (0xc400, -4.0),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ] {
            assert_eq!(half(bits), expected, "{bits:#06x}");
        }
        assert!(half(0x8000).is_sign_negative());
        assert!(half(0x7e00).is_nan());
        assert!(half(0x7c01).is_nan());
    }
}
