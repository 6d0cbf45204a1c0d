//! The text of files that people and their editors write.

use std::fmt;
use std::string::FromUtf8Error;

/// Why bytes are not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotText {
    /// They are not UTF-8 from this place on.
    Utf8 {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1 in bytes.
        column: usize,
    },
    /// They begin with the mark of UTF-16, but are not UTF-16.
    Utf16,
    /// They are UTF-16 or UTF-32 without a mark.
    NoMark,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 { .. } => "not UTF-8",
            Self::Utf16 => "not UTF-16, which its first two bytes say it is; save it as UTF-8",
            Self::NoMark => "not UTF-8 but, by its null bytes, UTF-16 or UTF-32; save it as UTF-8",
        })
    }
}

impl std::error::Error for NotText {}

/// Reads bytes as UTF-8, or as UTF-16 if they begin with its mark (U+FEFF, as Windows' editors and PowerShell write it). The
/// mark is not part of the text.
///
/// # Errors
///
/// [`NotText`] when they are neither.
pub fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    let wide: fn([u8; 2]) -> u16 = match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] => return Err(NotText::NoMark),
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        [0, second, ..] if *second != 0 => return Err(NotText::NoMark),
        [first, 0, ..] if *first != 0 => return Err(NotText::NoMark),
        _ => return narrow(bytes),
    };
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(NotText::Utf16);
    }
    let units = units.iter().skip(1).map(|unit| wide(*unit));
    char::decode_utf16(units)
        .collect::<Result<_, _>>()
        .map_err(|_| NotText::Utf16)
}

fn narrow(bytes: Vec<u8>) -> Result<String, NotText> {
    let mut text = String::from_utf8(bytes).map_err(|error| not_utf8(&error))?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

fn not_utf8(error: &FromUtf8Error) -> NotText {
    let valid = error.utf8_error().valid_up_to();
    let before = error.as_bytes().get(..valid).unwrap_or_default();
    let newline = before.iter().rposition(|byte| *byte == b'\n');
    NotText::Utf8 {
        line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        column: before.len() - newline.map_or(0, |at| at + 1) + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_tells_how_the_text_is_written_and_is_no_part_of_it() {
        for bytes in [
            &b"{}"[..],
            b"\xef\xbb\xbf{}",
            b"\xff\xfe{\0}\0",
            b"\xfe\xff\0{\0}",
        ] {
            assert_eq!(decode(bytes.to_vec()).as_deref(), Ok("{}"), "{bytes:?}");
        }
        assert_eq!(decode(b"\xef\xbb\xbf".to_vec()).as_deref(), Ok(""));
        assert_eq!(decode(b"\xff\xfe=\xd8\0\xde".to_vec()).as_deref(), Ok("😀"));
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, expected) in [
            (&b"a\xff"[..], NotText::Utf8 { line: 1, column: 2 }),
            (b"\xff\xfe{", NotText::Utf16),
            (b"\xff\xfe=\xd8", NotText::Utf16),
            (b"{\0}\0", NotText::NoMark),
            (b"\0{\0}", NotText::NoMark),
            (b"\xff\xfe\0\0{\0\0\0", NotText::NoMark),
        ] {
            assert_eq!(decode(bytes.to_vec()), Err(expected), "{bytes:?}");
        }
    }
}
