//! Scalars as text.

use aws_smithy_types::date_time::Format;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pageboy::DateTime;
use pageboy::schema::TimestampFormat;
use pageboy::view::View;

/// The text of a scalar in XML or in a header; `None` for anything else.
pub(super) fn of(view: View<'_>, format: TimestampFormat) -> Option<String> {
    Some(match view {
        View::Boolean(value) => value.to_string(),
        View::Integer(value) => value.to_string(),
        View::Long(value) => value.to_string(),
        View::Float(value) => value.to_string(),
        View::Double(value) => value.to_string(),
        View::String(value) => value.to_owned(),
        View::Blob(value) => base64(value),
        View::Timestamp(value) => time(value, format),
        _ => return None,
    })
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub(super) fn time(time: &DateTime, format: TimestampFormat) -> String {
    let format = match format {
        TimestampFormat::Rfc822 => Format::HttpDate,
        TimestampFormat::UnixTimestamp | TimestampFormat::UnixMillis => Format::EpochSeconds,
        _ => Format::DateTime,
    };
    time.fmt(format).unwrap()
}
