use super::*;

#[test]
fn every_format_is_read() {
    for (text, seconds, nanos) in [
        ("2020-01-02T03:04:05Z", 1_577_934_245, 0),
        ("2020-01-02T03:04:05.678Z", 1_577_934_245, 678_000_000),
        (
            "2020-01-02T03:04:05.1234567899Z",
            1_577_934_245,
            123_456_789,
        ),
        ("2020-01-02T03:04:05,5Z", 1_577_934_245, 500_000_000),
        ("2020-01-02T05:04:05+02:00", 1_577_934_245, 0),
        ("2020-01-02T05:04:05+0200", 1_577_934_245, 0),
        ("2020-01-01T22:04:05-05", 1_577_934_245, 0),
        ("2020-01-02T03:04:05", 1_577_934_245, 0),
        ("2020-01-02 03:04:05", 1_577_934_245, 0),
        ("2020-01-02T03:04Z", 1_577_934_240, 0),
        ("2020-01-02", 1_577_923_200, 0),
        ("20200102T030405Z", 1_577_934_245, 0),
        ("2020-02-29T00:00:00Z", 1_582_934_400, 0),
        ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
        ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
        ("Thu, 02 Jan 2020 03:04:05 GMT", 1_577_934_245, 0),
        (
            "Thu, 2 Jan 2020 03:04:05.25 UTC",
            1_577_934_245,
            250_000_000,
        ),
        ("02 Jan 2020 04:04:05 +0100", 1_577_934_245, 0),
        ("Thursday, 02-Jan-20 03:04:05 GMT", 1_577_934_245, 0),
        ("Sun, 06-Nov-94 08:49:37 GMT", 784_111_777, 0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777, 0),
        ("Sun Nov  6 08:49:37 1994", 784_111_777, 0),
        ("Sun Nov 16 08:49:37 1994", 784_975_777, 0),
        ("Sun Nov  6 08:49:37 GMT 1994", 784_111_777, 0),
        ("sun, 06 november 1994 08:49:37 gmt", 784_111_777, 0),
        ("1577934245", 1_577_934_245, 0),
        (" 1577934245.678 ", 1_577_934_245, 678_000_000),
        ("1.577934245e9", 1_577_934_245, 0),
        ("-0.5", -1, 500_000_000),
        ("20160101", 20_160_101, 0),
    ] {
        let expected = DateTime::from_secs_and_nanos(seconds, nanos);
        assert_eq!(parse(text), Some(expected), "{text}");
    }
}

#[test]
fn two_digits_of_a_year_are_within_fifty_years_of_this_one() {
    for (digits, this_year, expected) in [
        (94, 2026, 1994),
        (76, 2026, 1976),
        (75, 2026, 2075),
        (0, 2026, 2000),
        (0, 1999, 2000),
        (49, 1999, 1949),
        (48, 1999, 2048),
    ] {
        assert_eq!(
            full_year(digits, this_year),
            expected,
            "{digits} in {this_year}"
        );
    }
    assert!(this_year() > 2024);
}

#[test]
fn what_is_no_timestamp_is_refused() {
    for text in [
        "",
        "yesterday",
        "2020-02-30T00:00:00Z",
        "2019-02-29",
        "2020-13-01",
        "2020-01-02T24:00:00Z",
        "2020-01-02T03:04:05.Z",
        "2020-01-02T03:04:05Zebra",
        "2020-1-2",
        "Thu, 02 Foo 2020 03:04:05 GMT",
        "Thu, 02 Jan 2020 03:04:05 XYZ",
        "Sun Nov  6 08:49:37",
        "Sun Nov  6 08:49:37 94",
        "Sun Nov 31 08:49:37 1994",
        "Sun Novem  6 08:49:37 1994",
        "never",
        "NaN",
        "-inf",
        "1e400",
        "-",
        "é020-01-02",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn each_format_is_written_as_botocore_writes_it() {
    let time = DateTime::from_secs_and_nanos(1_577_934_245, 678_000_123);
    let before = DateTime::from_secs_and_nanos(-1, 500_000_000);
    let whole = DateTime::from_secs(951_782_400);
    for (time, pattern, expected) in [
        (
            time,
            TimestampFormat::Iso8601,
            "2020-01-02T03:04:05.678000Z",
        ),
        (time, TimestampFormat::UnixTimestamp, "1577934245"),
        (time, TimestampFormat::UnixMillis, "1577934245.678"),
        (
            time,
            TimestampFormat::Iso8601Millis,
            "2020-01-02T03:04:05.678Z",
        ),
        (
            time,
            TimestampFormat::Rfc822,
            "Thu, 02 Jan 2020 03:04:05 GMT",
        ),
        (
            before,
            TimestampFormat::Iso8601,
            "1969-12-31T23:59:59.500000Z",
        ),
        (before, TimestampFormat::UnixTimestamp, "-1"),
        (before, TimestampFormat::UnixMillis, "-0.500"),
        (whole, TimestampFormat::Iso8601, "2000-02-29T00:00:00Z"),
        (
            whole,
            TimestampFormat::Iso8601Millis,
            "2000-02-29T00:00:00.000Z",
        ),
        (whole, TimestampFormat::UnixMillis, "951782400"),
        (
            whole,
            TimestampFormat::Rfc822,
            "Tue, 29 Feb 2000 00:00:00 GMT",
        ),
    ] {
        assert_eq!(format(&time, pattern).as_deref(), Some(expected));
    }
}

#[test]
fn a_year_without_four_digits_is_not_written() {
    for seconds in [i64::MAX, i64::MIN, 253_402_300_800, -62_135_596_801] {
        let time = DateTime::from_secs(seconds);
        assert_eq!(format(&time, TimestampFormat::Iso8601), None);
        assert!(format(&time, TimestampFormat::UnixTimestamp).is_some());
    }
}

#[test]
fn every_day_is_read_as_it_was_written() {
    for day in (-700_000..2_900_000).step_by(37) {
        let time = DateTime::from_secs(day * 86_400);
        for pattern in [TimestampFormat::Iso8601, TimestampFormat::Rfc822] {
            let text = format(&time, pattern).unwrap();
            assert_eq!(parse(&text), Some(time), "{text}");
        }
    }
}

#[test]
fn the_short_way_reads_what_the_long_way_reads() {
    for text in [
        "2020-01-02T03:04:05Z",
        "2020-01-02T03:04:05.678Z",
        "2016-12-31T23:59:60Z",
        "2020-02-30T00:00:00Z",
        "2020-13-01T00:00:00Z",
        "2020-01-02T24:00:00Z",
        "2020-01-02T03:60:00Z",
        "2020-01-02T03:04:61Z",
        "2020-01-02T03:04:0:Z",
        "2020-01-02T03:04:05./00Z",
    ] {
        let long = DateText(text.as_bytes()).iso8601(true);
        assert_eq!(usual(text.as_bytes()), long, "{text}");
    }
}
