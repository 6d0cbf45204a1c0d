use std::hash::{DefaultHasher, Hasher};

/// A number for the added parts and their order. Other parts or another order have another number, except in one case of 2^64.
///
/// It tells whether something has changed by accident or by work, not whether somebody forged it. Another release of Rust may
/// give another number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The number of these bytes alone.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut fingerprint = Self::default();
        fingerprint.add(bytes);
        fingerprint
    }

    /// Adds bytes and their number, so that the same bytes, divided otherwise, differ.
    pub fn add(&mut self, bytes: &[u8]) {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.0);
        hasher.write_usize(bytes.len());
        hasher.write(bytes);
        self.0 = hasher.finish();
    }

    /// Adds a text.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }
}

/// 16 digits in hexadecimal.
impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
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
