//! Names and texts, compared and searched many bytes at a time.

use memchr::memchr2;

/// Whether two names are the same; a call to compare them would take longer than most comparisons.
#[inline]
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        0..4 => one.iter().zip(other).all(|(one, other)| one == other),
        4..8 => ends::<4>(one) == ends::<4>(other),
        8..=16 => ends::<8>(one) == ends::<8>(other),
        17..=32 => ends::<16>(one) == ends::<16>(other),
        _ => one == other,
    }
}

/// The first and the last bytes.
#[inline]
fn ends<const COUNT: usize>(text: &[u8]) -> Option<(&[u8; COUNT], &[u8; COUNT])> {
    text.first_chunk().zip(text.last_chunk())
}

/// The place of the next quote or backslash.
///
/// Most texts are shorter than what a search for many bytes at a time takes to begin.
#[inline]
pub(crate) fn quote_or_escape(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks();
    for (at, word) in words.iter().take(SHORT).enumerate() {
        if let Some(found) = in_word(word) {
            return Some(at * WORD + found);
        }
    }
    let begin = words.len().min(SHORT) * WORD;
    let rest = bytes.get(begin..).unwrap_or_default();
    memchr2(b'"', b'\\', rest).map(|at| begin + at)
}

/// The place of the first quote or backslash in a word.
#[inline]
fn in_word(word: &[u8; WORD]) -> Option<usize> {
    let word = u64::from_le_bytes(*word);
    let found = zeros(word ^ (ONES * b'"' as u64)) | zeros(word ^ (ONES * b'\\' as u64));
    // The first byte of the word is its lowest.
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

/// The bytes in a word.
const WORD: usize = 8;

/// How many words are looked at before a search for many bytes at a time begins.
const SHORT: usize = 4;

/// The number 1 in each byte.
const ONES: u64 = u64::MAX / 255;

/// A word with the highest bit of the first byte that is zero, and of no earlier one.
#[inline]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & (ONES << 7)
}
