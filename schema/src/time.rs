//! Recognises ISO 8601 times.

/// The precision of a time in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A second, or a fraction of a second.
    Whole,
    /// The beginning of a time: a year, month, day, hour or minute.
    Part,
}

/// The precision of a time, from the year on: `2026`, `2026-01-31`, `2026-01-31T12:00:00Z`; `None` if the text is not a
/// time.
pub fn extent(text: &str) -> Option<Extent> {
    let rest = number(text, 4, 0, 9999)?;
    let Some(rest) = after(rest, '-', 1, 12)? else {
        return Some(Extent::Part);
    };
    let Some(rest) = after(rest, '-', 1, 31)? else {
        return Some(Extent::Part);
    };
    let Some(rest) = after(rest, 'T', 0, 23)? else {
        return Some(Extent::Part);
    };
    let Some(rest) = after(rest, ':', 0, 59)? else {
        return Some(Extent::Part);
    };
    let Some(rest) = after(rest, ':', 0, 60)? else {
        return Some(Extent::Part);
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let end = fraction.find(|c: char| !c.is_ascii_digit());
            let end = end.unwrap_or(fraction.len());
            fraction.get(end..).filter(|_| end > 0)?
        }
        None => rest,
    };
    let is_zone = match rest.as_bytes() {
        [] | [b'Z'] => true,
        [b'+' | b'-', ..] => {
            let rest = number(rest.get(1..)?, 2, 0, 23)?;
            matches!(after(rest, ':', 0, 59)?, Some(""))
        }
        _ => false,
    };
    is_zone.then_some(Extent::Whole)
}

/// The rest after a two-digit number with a mark before it; empty if the text ends instead.
#[expect(clippy::option_option, reason = "wrong, ended, or goes on")]
fn after(text: &str, mark: char, least: u32, most: u32) -> Option<Option<&str>> {
    if text.is_empty() {
        return Some(None);
    }
    let rest = number(text.strip_prefix(mark)?, 2, least, most)?;
    Some(Some(rest))
}

/// The rest after a number of this many digits.
fn number(text: &str, digits: usize, least: u32, most: u32) -> Option<&str> {
    let (number, rest) = text.split_at_checked(digits)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = number.parse().ok()?;
    (least..=most).contains(&number).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_be_told_in_part() {
        for text in [
            "2026",
            "2026-01",
            "2026-01-31",
            "2026-01-31T12",
            "2026-01-31T12:00",
        ] {
            assert_eq!(extent(text), Some(Extent::Part), "{text}");
        }
        for text in [
            "2026-01-31T12:00:00",
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00.123Z",
            "2026-01-31T12:00:00+01:00",
        ] {
            assert_eq!(extent(text), Some(Extent::Whole), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_told() {
        for text in [
            "",
            "yesterday",
            "202",
            "2026-13",
            "2026-1-1",
            "2026-01-32",
            "2026-01-31 12:00:00",
            "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00+01",
            "\"2026-01-31",
            "1769860800",
        ] {
            assert_eq!(extent(text), None, "{text}");
        }
    }
}
