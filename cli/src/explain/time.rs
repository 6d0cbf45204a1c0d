//! Lengths of time, for people.

use std::fmt;
use std::time::Duration;

/// A length of time: `15 s`, `9 min 45 s`, `2 h 30 min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < Duration::from_secs(60) {
            return write!(f, "{} s", self.0.as_secs_f64());
        }
        let seconds = self.0.as_secs();
        let parts = [
            (seconds / 86_400, "d"),
            (seconds / 3600 % 24, "h"),
            (seconds / 60 % 60, "min"),
            (seconds % 60, "s"),
        ];
        let mut separator = "";
        for (number, unit) in parts.into_iter().filter(|(number, _)| *number > 0) {
            write!(f, "{separator}{number} {unit}")?;
            separator = " ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_units_that_count() {
        for (millis, expected) in [
            (0, "0 s"),
            (500, "0.5 s"),
            (15_000, "15 s"),
            (60_000, "1 min"),
            (585_000, "9 min 45 s"),
            (9_000_000, "2 h 30 min"),
            (86_400_000, "1 d"),
        ] {
            assert_eq!(Time(Duration::from_millis(millis)).to_string(), expected);
        }
    }
}
