//! Names and texts, compared and searched many bytes at a time.

use memchr::{memchr2, memchr3};

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
#[inline]
pub(crate) fn quote_or_escape(bytes: &[u8]) -> Option<usize> {
    const SOUGHT: [u8; 2] = [b'"', b'\\'];
    let [one, other] = SOUGHT;
    next_of(bytes, SOUGHT, |rest| memchr2(one, other, rest))
}

/// The place of the next tag or reference.
#[inline]
pub(crate) fn tag_or_reference(bytes: &[u8]) -> Option<usize> {
    const SOUGHT: [u8; 2] = [b'<', b'&'];
    let [one, other] = SOUGHT;
    next_of(bytes, SOUGHT, |rest| memchr2(one, other, rest))
}

/// The place of the next tag, reference or carriage return.
#[inline]
pub(crate) fn tag_reference_or_return(bytes: &[u8]) -> Option<usize> {
    const SOUGHT: [u8; 3] = [b'<', b'&', b'\r'];
    let [one, two, three] = SOUGHT;
    next_of(bytes, SOUGHT, |rest| memchr3(one, two, three, rest))
}

/// The place of the first of the bytes that are sought; `search` finds it in what is far.
///
/// Most texts are shorter than what a search for many bytes at a time takes to begin.
#[inline]
fn next_of<const COUNT: usize>(
    bytes: &[u8],
    sought: [u8; COUNT],
    search: impl FnOnce(&[u8]) -> Option<usize>,
) -> Option<usize> {
    let (words, _) = bytes.as_chunks();
    for (at, word) in words.iter().take(SHORT).enumerate() {
        if let Some(found) = in_word(word, sought) {
            return Some(at * WORD + found);
        }
    }
    let begin = words.len().min(SHORT) * WORD;
    let rest = bytes.get(begin..).unwrap_or_default();
    search(rest).map(|at| begin + at)
}

/// The place of the first of the bytes that are sought in a word.
#[inline]
fn in_word<const COUNT: usize>(word: &[u8; WORD], sought: [u8; COUNT]) -> Option<usize> {
    let word = u64::from_le_bytes(*word);
    let found = sought.iter().fold(0, |found, byte| {
        found | zeros(word ^ (ONES * u64::from(*byte)))
    });
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
