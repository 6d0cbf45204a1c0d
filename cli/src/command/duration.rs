//! Times as options take them.

use std::time::Duration;

use super::text::text;

/// A number of seconds, or a number with the unit `ms`, `s`, `m` or `h`.
pub(super) fn duration(time: &str) -> Result<Duration, String> {
    let text = text(time)?;
    let end = text.find(|c: char| c.is_ascii_alphabetic());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let factor = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("`{unit}` is no unit; there are ms, s, m and h")),
    };
    let seconds = number.trim().parse::<f64>().map(|number| number * factor);
    let duration = seconds
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.ok_or_else(|| "is not a duration; write for example 500ms, 15, 2m or 1h".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_seconds_or_has_a_unit() {
        for (text, millis) in [
            ("15", 15_000),
            ("0", 0),
            ("1.5s", 1500),
            ("500ms", 500),
            ("2m", 120_000),
            ("1h", 3_600_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "-1", "s", "5d", "1e", "NaN", "one"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
