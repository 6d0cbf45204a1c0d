//! Reads times as people write them (`botocore/utils.py`, `parse_to_aware_datetime`).

use aws_smithy_types::date_time::Format;
use pageboy::DateTime;

/// Why a text is not a time; the end of a sentence that begins with the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTime {
    /// It has another form.
    Form,
    /// The number of seconds is past the year 9999.
    Late,
}

/// The message of [`NoTime::Late`].
pub const LATE: &str = "is past the year 9999 as seconds since 1970; milliseconds are divided by 1000, as in \
                        1769860800.123";

/// The seconds of the years 1 to 9999.
const YEARS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// Reads ISO 8601, extended or basic, also with a space instead of the `T`; seconds since 1970, with fractions; or the date
/// of a header, `Sat, 31 Jan 2026 12:00:00 GMT`.
///
/// Without a zone it is UTC, without an hour the first second of the day. Digits alone are seconds, as in botocore, so a day
/// needs hyphens.
///
/// # Errors
///
/// [`NoTime`].
pub fn read(text: &str) -> Result<DateTime, NoTime> {
    let text = text.trim();
    if let Some(time) = seconds(text) {
        return time;
    }
    let header = || DateTime::from_str(text, Format::HttpDate).ok();
    iso(text).or_else(header).ok_or(NoTime::Form)
}

/// A number of seconds, if the text is one.
fn seconds(text: &str) -> Option<Result<DateTime, NoTime>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let time = match whole.parse::<i64>() {
        // A float would change the nanoseconds.
        Ok(whole) if is_plain && !text.starts_with('-') => {
            let nanos = format!("{fraction:0<9.9}").parse().ok()?;
            in_years(whole).map(|whole| DateTime::from_secs_and_nanos(whole, nanos))
        }
        _ => {
            let seconds: f64 = text
                .parse()
                .ok()
                .filter(|seconds: &f64| seconds.is_finite())?;
            #[allow(
                clippy::cast_possible_truncation,
                reason = "only the second is looked at"
            )]
            in_years(seconds as i64).map(|_| DateTime::from_secs_f64(seconds))
        }
    };
    Some(time)
}

fn in_years(seconds: i64) -> Result<i64, NoTime> {
    match YEARS.contains(&seconds) {
        true => Ok(seconds),
        false if seconds > 0 => Err(NoTime::Late),
        false => Err(NoTime::Form),
    }
}

fn iso(text: &str) -> Option<DateTime> {
    let (date, rest) = date(text)?;
    let (clock, zone) = match rest.strip_prefix(['T', 't', ' ']) {
        Some(rest) => clock(rest.trim_start())?,
        None if rest.is_empty() => ("00:00:00".to_owned(), ""),
        None => return None,
    };
    let zone = offset(zone.trim_start())?;
    DateTime::from_str(&format!("{date}T{clock}{zone}"), Format::DateTimeWithOffset).ok()
}

/// The day, with hyphens, and the rest.
fn date(text: &str) -> Option<(String, &str)> {
    let hyphen = usize::from(text.get(4..5)? == "-");
    let year = digits(text, 0, 4)?;
    let month = digits(text, 4 + hyphen, 2)?;
    let day = 6 + hyphen;
    if hyphen == 1 && text.get(day..=day)? != "-" {
        return None;
    }
    let day = day + hyphen;
    Some((
        format!("{year}-{month}-{}", digits(text, day, 2)?),
        text.get(day + 2..)?,
    ))
}

/// The time of the day, with colons, and the rest.
fn clock(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !":.,".contains(c));
    let (clock, zone) = text.split_at(end.unwrap_or(text.len()));
    let (clock, fraction) = clock
        .split_once(['.', ','])
        .map_or((clock, None), |(clock, fraction)| (clock, Some(fraction)));
    let digits_of: String = match clock.len() {
        2 | 4 | 6 if !clock.contains(':') => clock.to_owned(),
        5 | 8 if clock.bytes().skip(2).step_by(3).all(|byte| byte == b':') => {
            clock.chars().filter(|c| *c != ':').collect()
        }
        _ => return None,
    };
    let part = |at| digits(&digits_of, at, 2);
    let hour = part(0)?;
    let minute = if digits_of.len() > 2 { part(2)? } else { "00" };
    let second = if digits_of.len() > 4 { part(4)? } else { "00" };
    if hour > "23" || second > "59" {
        return None;
    }
    let fraction = match fraction {
        None => String::new(),
        // Only of seconds.
        Some(fraction) if digits_of.len() == 6 && !fraction.is_empty() => {
            format!(".{}", digits(&format!("{fraction:0<9}"), 0, 9)?)
        }
        Some(_) => return None,
    };
    Some((format!("{hour}:{minute}:{second}{fraction}"), zone))
}

/// The zone as an offset with a colon.
fn offset(zone: &str) -> Option<String> {
    if ["", "Z", "z", "UTC", "GMT"].contains(&zone) {
        return Some("Z".to_owned());
    }
    let sign = zone.get(..1).filter(|sign| ["+", "-"].contains(sign))?;
    let hour = digits(zone, 1, 2)?;
    let minute = match zone.get(3..)? {
        "" => "00",
        rest => {
            let minute = rest.strip_prefix(':').unwrap_or(rest);
            digits(minute, 0, 2).filter(|_| minute.len() == 2)?
        }
    };
    (hour <= "23" && minute <= "59").then(|| format!("{sign}{hour}:{minute}"))
}

/// This many digits at a place.
fn digits(text: &str, at: usize, length: usize) -> Option<&str> {
    let part = text.get(at..at + length)?;
    part.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_same_time_is_read() {
        for text in [
            "2019-10-31T14:21:41Z",
            "2019-10-31T14:21:41z",
            "2019-10-31T14:21:41",
            "2019-10-31t14:21:41",
            "2019-10-31 14:21:41",
            "2019-10-31 14:21:41Z",
            "2019-10-31 14:21:41 UTC",
            "2019-10-31T14:21:41GMT",
            "2019-10-31T14:21:41.000Z",
            "2019-10-31T14:21:41,0",
            "2019-10-31T06:21:41-08",
            "2019-10-31T06:21:41-0800",
            "2019-10-31T06:21:41-08:00",
            "2019-10-31T06:21:41 -08:00",
            "2019-10-31T19:51:41+05:30",
            "20191031T142141Z",
            "20191031T142141",
            "20191031 142141",
            "2019-10-31T142141Z",
            "20191031T14:21:41+00",
            " 2019-10-31T14:21:41Z\n",
            "Thu, 31 Oct 2019 14:21:41 GMT",
            "1572531701",
            "1572531701.0",
            "1572531701.",
            "1.572531701e9",
        ] {
            assert_eq!(read(text), Ok(DateTime::from_secs(1_572_531_701)), "{text}");
        }
    }

    #[test]
    fn what_is_left_out_is_nothing_and_fractions_are_exact() {
        let hour = 1_572_530_400;
        for (text, seconds, nanos) in [
            ("2019-10-31", hour - 14 * 3600, 0),
            ("2019-10-31T14", hour, 0),
            ("2019-10-31T14Z", hour, 0),
            ("2019-10-31T14:21", hour + 21 * 60, 0),
            ("2019-10-31T14:21Z", hour + 21 * 60, 0),
            ("2019-10-31T1421+00:00", hour + 21 * 60, 0),
            ("2019-10-31T14:00:00.123456789Z", hour, 123_456_789),
            ("2019-10-31T14:00:00.1234567891Z", hour, 123_456_789),
            ("1572530400.123", hour, 123_000_000),
            ("0", 0, 0),
            ("-1", -1, 0),
            ("253402300799", 253_402_300_799, 0),
            // As in botocore: digits alone are seconds.
            ("20191031", 20_191_031, 0),
        ] {
            let expected = DateTime::from_secs_and_nanos(seconds, nanos);
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn milliseconds_are_told_and_no_other_form_is_guessed() {
        for text in ["1572560501123", "253402300800", "1572560501123.5", "1e300"] {
            assert_eq!(read(text), Err(NoTime::Late), "{text}");
        }
        for text in [
            "",
            "noon",
            "NaN",
            "inf",
            "-99999999999999",
            "2019-10",
            "2019-02-30",
            "2019-13-01",
            "2019-10-31T",
            "2019-10-31T24:00:00",
            "2019-10-31T14:60",
            "2019-10-31T14:21:60",
            "2019-10-31T14:21:41.",
            "2019-10-31T14:21.5",
            "2019-10-31T14:2",
            "2019-10-31T14:21:41+8",
            "2019-10-31T14:21:41+08:0",
            "2019-10-31T14:21:41 PST",
            "2019-1031",
            "31.10.2019",
            "2019-10-31x",
            "é019-10-31",
            "2019-10-31Té",
        ] {
            assert_eq!(read(text), Err(NoTime::Form), "{text}");
        }
    }
}
