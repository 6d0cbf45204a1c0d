//! Locations of members, and formats of timestamps.

/// The location of a REST operation's member (`location`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the body.
    Body,
    /// In the path.
    Uri,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In headers that share a prefix (`headers`).
    Headers,
    /// The status code of an answer.
    StatusCode,
    /// In a header of its event, in every protocol (`eventheader`).
    EventHeader,
    /// It is the payload of its event (`eventpayload`).
    EventPayload,
}

/// The format of a timestamp (`timestampFormat`, else the default of its location).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// `2020-01-02T03:04:05Z`; with six digits of a fraction if there is one.
    Iso8601,
    /// `2020-01-02T03:04:05.678Z`, always with the milliseconds.
    Iso8601Millis,
    /// Seconds since 1970; a fraction is cut off.
    UnixTimestamp,
    /// Seconds since 1970, with three digits of a fraction if there is one.
    UnixMillis,
    /// `Thu, 02 Jan 2020 03:04:05 GMT`.
    Rfc822,
}
