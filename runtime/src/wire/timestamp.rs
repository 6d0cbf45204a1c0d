//! Times as text: written in the three formats of the models, and read in any of them.
//!
//! Reading ignores the format, as in `botocore/utils.py`, `parse_timestamp`: a number is seconds since 1970, everything else
//! ISO 8601 or RFC 822/1123. So `20160101` is a number of seconds.

use aws_smithy_types::DateTime;

use crate::schema::TimestampFormat;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// Writes a time; `None` when its year does not have four digits.
///
/// ISO 8601 has six digits of a fraction or none, seconds since 1970 are whole, and RFC 822 has no fraction, unless
/// milliseconds are requested (`botocore/serialize.py`).
pub(crate) fn format(time: &DateTime, format: TimestampFormat) -> Option<String> {
    let seconds = time.secs();
    let milliseconds = time.subsec_nanos() / 1_000_000;
    match format {
        TimestampFormat::UnixTimestamp => return Some(seconds.to_string()),
        TimestampFormat::UnixMillis if milliseconds == 0 => return Some(seconds.to_string()),
        TimestampFormat::UnixMillis => {
            // Before 1970 the fraction counts back from the next second.
            let all = i128::from(seconds) * 1000 + i128::from(milliseconds);
            let sign = if all < 0 { "-" } else { "" };
            let all = all.unsigned_abs();
            return Some(format!("{sign}{}.{:03}", all / 1000, all % 1000));
        }
        _ => {}
    }
    let (year, month, day) = civil(seconds.div_euclid(86_400))?;
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    Some(match format {
        TimestampFormat::Rfc822 => {
            let weekday = usize::try_from((seconds.div_euclid(86_400) + 4).rem_euclid(7)).ok()?;
            let weekday = WEEKDAYS.get(weekday)?;
            let month = MONTHS.get(usize::try_from(month - 1).ok()?)?.get(..3)?;
            format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
        }
        _ => {
            let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
            match time.subsec_nanos() / 1000 {
                _ if format == TimestampFormat::Iso8601Millis => {
                    format!("{date}.{milliseconds:03}Z")
                }
                0 => date + "Z",
                micros => format!("{date}.{micros:06}Z"),
            }
        }
    })
}

/// Reads a time in any format; `None` when the text is not one.
pub(crate) fn parse(text: &str) -> Option<DateTime> {
    if let Some(time) = usual(text.as_bytes()) {
        return Some(time);
    }
    let text = text.trim();
    let mut reader = DateText(text.as_bytes());
    match text.as_bytes() {
        [_, _, _, _, b'-', ..] => reader.iso8601(true),
        [_, _, _, _, _, _, _, _, b'T' | b't', ..] => reader.iso8601(false),
        [b'0'..=b'9', ..]
            if text
                .bytes()
                .any(|byte| byte.is_ascii_alphabetic() && byte != b'e' && byte != b'E') =>
        {
            reader.rfc822()
        }
        [b'0'..=b'9' | b'-' | b'+' | b'.', ..] => match text.parse() {
            Ok(seconds) => Some(DateTime::from_secs(seconds)),
            Err(_) => from_seconds(text.parse().ok()?),
        },
        _ => reader.rfc822(),
    }
}

/// Reads `2020-01-02T03:04:05Z` or `2020-01-02T03:04:05.678Z`, which services send most; `None` for all else.
fn usual(text: &[u8]) -> Option<DateTime> {
    let (time, millis) = match text {
        [time @ .., b'Z'] if time.len() == 19 => (time, 0),
        [time @ .., b'.', a, b, c, b'Z'] if time.len() == 19 => (time, number(&[*a, *b, *c])?),
        _ => return None,
    };
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = *time
    else {
        return None;
    };
    let days = days(
        number(&[y1, y2, y3, y4])?,
        number(&[m1, m2])?,
        number(&[d1, d2])?,
    )?;
    let time = (number(&[h1, h2])?, number(&[n1, n2])?, number(&[s1, s2])?);
    let nanos = u32::try_from(millis).ok()? * 1_000_000;
    DateText(&[]).finish(days, time, nanos, 0)
}

/// The number that these digits are; `None` if another byte is among them.
#[inline]
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + i64::from(digit))
    })
}

/// The time this many seconds after 1970, to the microsecond, which is the precision of a 64-bit float.
pub(super) fn from_seconds(seconds: f64) -> Option<DateTime> {
    // Beyond this, the difference to 1970 overflows.
    if !seconds.is_finite() || seconds.abs() > 9.0e18 {
        return None;
    }
    // Most have no fraction, and rounding is a call.
    if seconds as i64 as f64 == seconds {
        return Some(DateTime::from_secs(seconds as i64));
    }
    let whole = seconds.floor();
    let micros = ((seconds - whole) * 1e6).round();
    let (whole, micros) = (whole as i64, micros as u32);
    Some(if micros >= 1_000_000 {
        DateTime::from_secs(whole + 1)
    } else {
        DateTime::from_secs_and_nanos(whole, micros * 1000)
    })
}

struct DateText<'a>(&'a [u8]);

impl<'a> DateText<'a> {
    /// `2020-01-02[T03:04[:05[.678]][Z|+09:00]]`, or without separators when not `extended`.
    fn iso8601(&mut self, extended: bool) -> Option<DateTime> {
        let separator = |reader: &mut Self, byte| !extended || reader.eat(byte);
        let year = self.digits(4)?;
        separator(self, b'-').then_some(())?;
        let month = self.digits(2)?;
        separator(self, b'-').then_some(())?;
        let day = self.digits(2)?;
        let days = days(year, month, day)?;
        if self.0.is_empty() {
            return Some(DateTime::from_secs(days * 86_400));
        }
        (self.eat(b'T') || self.eat(b't') || self.eat(b' ')).then_some(())?;
        let hour = self.digits(2)?;
        separator(self, b':').then_some(())?;
        let minute = self.digits(2)?;
        let mut second = 0;
        if matches!(self.0.first(), Some(b':' | b'0'..=b'9')) {
            separator(self, b':').then_some(())?;
            second = self.digits(2)?;
        }
        let nanos = self.fraction()?;
        let zone = if self.0.is_empty() { 0 } else { self.zone()? };
        self.finish(days, (hour, minute, second), nanos, zone)
    }

    /// `[Thu, ]2 Jan 2020 03:04[:05[.678]] GMT`, also with dashes in the date and two digits of a year (RFC 850), or
    /// `Thu Jan  2 03:04:05 [GMT ]2020` as C's `asctime` and `date` write it, in UTC.
    fn rfc822(&mut self) -> Option<DateTime> {
        let day_first = match self.0.iter().position(|byte| *byte == b',') {
            Some(comma) => {
                self.0 = self.0.get(comma + 1..)?;
                true
            }
            None => !self.0.first().is_some_and(u8::is_ascii_alphabetic),
        };
        self.spaces();
        if !day_first {
            let _weekday = self.word();
            self.spaces();
            let month = self.month()?;
            self.spaces();
            let day = self.digits(2).or_else(|| self.digits(1))?;
            self.eat(b' ').then_some(())?;
            self.spaces();
            let (time, nanos) = self.time()?;
            self.spaces();
            let zone = match self.0.first() {
                Some(b'0'..=b'9') => 0,
                _ => self.zone()?,
            };
            self.spaces();
            let year = self.digits(4)?;
            return self.finish(days(year, month, day)?, time, nanos, zone);
        }
        let day = self.digits(2).or_else(|| self.digits(1))?;
        (self.eat(b' ') || self.eat(b'-')).then_some(())?;
        let month = self.month()?;
        (self.eat(b' ') || self.eat(b'-')).then_some(())?;
        let year = match self.digits(4) {
            Some(year) => year,
            None => full_year(self.digits(2)?, this_year()),
        };
        let days = days(year, month, day)?;
        self.spaces();
        let (time, nanos) = self.time()?;
        self.spaces();
        let zone = self.zone()?;
        self.finish(days, time, nanos, zone)
    }

    /// `03:04[:05[.678]]`
    fn time(&mut self) -> Option<((i64, i64, i64), u32)> {
        let hour = self.digits(2)?;
        self.eat(b':').then_some(())?;
        let minute = self.digits(2)?;
        let second = if self.eat(b':') { self.digits(2)? } else { 0 };
        Some(((hour, minute, second), self.fraction()?))
    }

    /// The number of a month from its name or the first three letters of it.
    fn month(&mut self) -> Option<i64> {
        let word = self.word();
        let is_it = |month: &str| {
            word.eq_ignore_ascii_case(month.as_bytes())
                || word.eq_ignore_ascii_case(month.as_bytes().get(..3).unwrap_or_default())
        };
        let month = MONTHS.iter().position(|month| is_it(month))?;
        i64::try_from(month + 1).ok()
    }

    /// The letters up to another character.
    fn word(&mut self) -> &'a [u8] {
        let letters = self.0.iter().take_while(|byte| byte.is_ascii_alphabetic());
        self.take(letters.count()).unwrap_or_default()
    }

    fn finish(
        &self,
        days: i64,
        (hour, minute, second): (i64, i64, i64),
        nanos: u32,
        zone: i64,
    ) -> Option<DateTime> {
        // A leap second becomes the first second of the next minute.
        if !self.0.is_empty() || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - zone;
        Some(DateTime::from_secs_and_nanos(seconds, nanos))
    }

    /// Nothing, or `.` and digits; the first nine count.
    fn fraction(&mut self) -> Option<u32> {
        if !(self.eat(b'.') || self.eat(b',')) {
            return Some(0);
        }
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit());
        let count = digits.count();
        let digits = self.take(count)?;
        let nine = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
        (count > 0).then(|| nine.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0')))
    }

    /// Seconds east of Greenwich.
    fn zone(&mut self) -> Option<i64> {
        if self.0.first().is_some_and(u8::is_ascii_alphabetic) {
            let name = self.word();
            let names: [&[u8]; 4] = [b"Z", b"GMT", b"UTC", b"UT"];
            let is_known = names.iter().any(|known| known.eq_ignore_ascii_case(name));
            return is_known.then_some(0);
        }
        let sign = match self.take(1)? {
            b"+" => 1,
            b"-" => -1,
            _ => return None,
        };
        let hours = self.digits(2)?;
        let _separator = self.eat(b':');
        let minutes = if self.0.is_empty() {
            0
        } else {
            self.digits(2)?
        };
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }

    fn spaces(&mut self) {
        while self.eat(b' ') {}
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        if found {
            self.0 = self.0.get(1..).unwrap_or_default();
        }
        found
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    /// A number of exactly this many digits; nothing is consumed if there are fewer.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, rest) = self.0.split_at_checked(count)?;
        let value = number(head)?;
        self.0 = rest;
        Some(value)
    }
}

/// The year for two digits: within 50 years of this one, as in `dateutil`, which botocore uses to read times.
const fn full_year(digits: i64, this_year: i64) -> i64 {
    let year = this_year - this_year % 100 + digits;
    if year >= this_year + 50 {
        year - 100
    } else if year < this_year - 50 {
        year + 100
    } else {
        year
    }
}

/// The current year.
fn this_year() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let days = now
        .ok()
        .and_then(|now| i64::try_from(now.as_secs() / 86_400).ok());
    days.and_then(civil).map_or(1970, |(year, ..)| year)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; `None` for an invalid date.
///
/// Counts years from March, so that the leap day is the last of its year.
const fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day < 1 || day > last {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The date this many days after 1970-01-01; `None` when the year does not have four digits.
fn civil(days: i64) -> Option<(i64, i64, i64)> {
    let days = days.checked_add(719_468)?;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (1..=9999).contains(&year).then_some((year, month, day))
}

#[cfg(test)]
mod tests;
