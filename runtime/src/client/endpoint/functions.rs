//! The functions of rules (botocore/endpoint_provider.py, `RuleSetStandardLibrary`).

use super::parsed_url::is_ipv4;
use super::value::Value;
use crate::schema::Partition;
use crate::schema::partitions::PARTITIONS;

/// `aws.partition`: the first partition with the region, else the first partition.
pub(crate) fn partition(region: &str) -> Option<&'static Partition> {
    let mut partitions = PARTITIONS.iter();
    let found = partitions.find(|partition| partition.has(region));
    found.or_else(|| PARTITIONS.first())
}

/// `isValidHostLabel`.
pub(crate) fn is_host_label(text: &str, with_dots: bool) -> bool {
    if with_dots {
        text.split('.').all(is_label)
    } else {
        is_label(text)
    }
}

/// 1 to 63 letters, digits and hyphens, without a hyphen at either end.
fn is_label(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// `aws.isVirtualHostableS3Bucket`.
pub(crate) fn is_virtual_hostable_bucket(text: &str, with_dots: bool) -> bool {
    text.len() >= 3
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        && !is_ipv4(text)
        && is_host_label(text, with_dots)
}

/// `substring`: null if the part does not exist, or the text is not ASCII.
pub(crate) fn substring<'a>(text: &str, start: i32, stop: i32, from_end: bool) -> Value<'a> {
    let (Ok(start), Ok(stop)) = (usize::try_from(start), usize::try_from(stop)) else {
        return Value::Null;
    };
    if start >= stop || stop > text.len() || !text.is_ascii() {
        return Value::Null;
    }
    let range = if from_end {
        text.len() - stop..text.len() - start
    } else {
        start..stop
    };
    text.get(range)
        .map_or(Value::Null, |part| Value::Text(part.to_owned().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_finds_its_partition() {
        for (region, id) in [
            ("us-east-1", "aws"),
            ("mx-central-1", "aws"),
            ("aws-global", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("aws-us-gov-global", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"),
            // An unlisted region with a known form.
            ("us-northwest-77", "aws"),
            // A region without a known form: the first partition.
            ("local", "aws"),
            ("us-gov-west-1x", "aws"),
            ("", "aws"),
        ] {
            assert_eq!(partition(region).unwrap().id, id, "{region}");
        }
    }

    #[test]
    fn labels_and_buckets_are_told_apart_from_other_text() {
        for (text, label, dotted, bucket) in [
            ("abc", true, true, true),
            ("a", true, true, false),
            ("ABC", true, true, false),
            ("a.bc", false, true, false),
            ("a..b", false, false, false),
            ("-ab", false, false, false),
            ("ab-", false, false, false),
            ("a_b", false, false, false),
            ("", false, false, false),
            ("192.168.1.1", false, true, false),
        ] {
            let found = (
                is_host_label(text, false),
                is_host_label(text, true),
                is_virtual_hostable_bucket(text, false),
            );
            assert_eq!(found, (label, dotted, bucket), "{text}");
        }
        assert!(is_virtual_hostable_bucket("a.bc", true));
        assert!(!is_virtual_hostable_bucket("192.168.1.1", true));
    }

    #[test]
    fn parts_of_a_text_count_from_either_end() {
        let found = |text, start, stop, from_end| {
            substring(text, start, stop, from_end)
                .as_text()
                .map(str::to_owned)
        };
        assert_eq!(found("abcdef", 0, 4, false).as_deref(), Some("abcd"));
        assert_eq!(found("abcdef", 0, 4, true).as_deref(), Some("cdef"));
        assert_eq!(found("abcdef", 1, 3, true).as_deref(), Some("de"));
        for (text, start, stop) in [
            ("abc", 0, 4),
            ("abc", 2, 2),
            ("abc", -1, 2),
            ("\u{e9}bc", 0, 1),
        ] {
            assert_eq!(found(text, start, stop, false), None, "{text}");
        }
    }
}
