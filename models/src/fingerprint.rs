/// A number for what was added, in this order: what differs has another, but for one case in 2^128.
///
/// It tells whether something has changed by accident or by work, not whether somebody forged it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u128);

/// The bytes that are taken in at once.
const WORD: usize = 8;

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Fingerprint {
    /// Adds bytes and their number, so that the same bytes, divided otherwise, differ.
    pub fn add(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(WORD);
        for word in &mut words {
            let mut own = [0; WORD];
            own.copy_from_slice(word);
            self.word(u64::from_le_bytes(own));
        }
        let rest = words.remainder().iter().rev();
        self.word(rest.fold(0, |word, byte| word << 8 | u64::from(*byte)));
        self.word(bytes.len() as u64);
    }

    /// Adds a text.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }

    fn word(&mut self, word: u64) {
        // FNV-1a with words in place of bytes; the rotation lets high bits reach the low ones.
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        self.0 = (self.0 ^ u128::from(word))
            .wrapping_mul(PRIME)
            .rotate_left(59);
    }
}

/// 32 digits in hexadecimal.
impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    fn of(parts: &[&str]) -> String {
        let parts = parts.iter();
        let all = parts.fold(Fingerprint::default(), |all, part| all.with(part));
        all.to_string()
    }

    #[test]
    fn whatever_differs_has_another_number() {
        let text = "a text that is longer than a word";
        let other = "a text that is longer than a Word";
        let parts: &[&[&str]] = &[
            &[],
            &[""],
            &["", ""],
            &["a"],
            &["a\0"],
            &["\0a"],
            &["a", "b"],
            &["b", "a"],
            &["ab"],
            &[text],
            &[other],
            &[text, other],
        ];
        let mut numbers: Vec<String> = parts.iter().map(|parts| of(parts)).collect();
        assert_eq!(of(&[text, other]), numbers[parts.len() - 1]);
        let again = numbers[0].parse::<Fingerprint>().map(|it| it.to_string());
        assert_eq!(again.as_ref(), Ok(&numbers[0]));
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), parts.len());
    }
}
