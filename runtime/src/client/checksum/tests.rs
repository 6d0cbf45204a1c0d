//! What becomes of requests.

use super::*;
use crate::body::Body;
use crate::client::samples::{self, PUT_OBJECT, RUN_INSTANCES};
use crate::schema::Checksum;

use RequestChecksumCalculation::{WhenRequired, WhenSupported};

/// The headers of a request with the body `hi`, or why there is none.
fn headers(
    operation: &'static Operation,
    algorithm: Option<&str>,
    given: &[(&str, &str)],
    body: Body,
    when: RequestChecksumCalculation,
) -> Result<(String, wire::Request), String> {
    let member = algorithm.map(|algorithm| ("ChecksumAlgorithm", algorithm));
    let input = samples::input(operation, member);
    let mut request = samples::request(body, given);
    add(operation, &input, &mut request, when, None)?;
    let lines = request.headers.iter();
    let lines = lines.map(|(name, value)| format!("{name}: {value}"));
    Ok((lines.collect::<Vec<_>>().join(", "), request))
}

fn put(algorithm: Option<&str>, given: &[(&str, &str)]) -> Result<String, String> {
    let body = Body::from("hi");
    headers(&PUT_OBJECT, algorithm, given, body, WhenSupported).map(|(headers, _)| headers)
}

#[test]
fn crc32_is_sent_when_the_caller_names_nothing() {
    assert_eq!(
        put(None, &[]).unwrap(),
        "x-amz-sdk-checksum-algorithm: CRC32, x-amz-checksum-crc32: 2JMqrA=="
    );
}

#[test]
fn the_callers_algorithm_is_used() {
    for (name, expected) in [
        ("CRC32", "x-amz-checksum-crc32: 2JMqrA=="),
        ("crc32c", "x-amz-checksum-crc32c: 9Z3Zwg=="),
        ("CRC64NVME", "x-amz-checksum-crc64nvme: o0c0JXzxWEE="),
        ("SHA1", "x-amz-checksum-sha1: witfkXg0JglCjW9RssWvTAveakI="),
        (
            "SHA256",
            "x-amz-checksum-sha256: j0NDRmSPa5bfid2pAcUXaxCm2Dlh3TwayItZstwyeqQ=",
        ),
    ] {
        assert_eq!(put(Some(name), &[]).unwrap(), expected);
    }
    let error = put(Some("MD5"), &[]).unwrap_err();
    assert!(error.contains("MD5 is not supported; CRC32, "), "{error}");
}

#[test]
fn a_checksum_of_the_caller_is_left_alone() {
    let given = [("X-Amz-Checksum-Sha1", "x")];
    assert_eq!(put(None, &given).unwrap(), "x-amz-checksum-sha1: x");
    assert_eq!(put(Some("MD5"), &given).unwrap(), "x-amz-checksum-sha1: x");
}

#[test]
fn an_operation_without_checksums_gets_none() {
    let (headers, _) = headers(&RUN_INSTANCES, None, &[], Body::from("hi"), WhenSupported).unwrap();
    assert_eq!(headers, "");
}

#[test]
fn when_required_only_what_is_required_or_named_is_computed() {
    static REQUIRED: Operation =
        Operation::new(&samples::S3, "Required").checksum(Checksum::NONE.required());
    let found = |operation, algorithm| {
        let found = headers(operation, algorithm, &[], Body::from("hi"), WhenRequired);
        found.unwrap().0
    };
    assert_eq!(found(&PUT_OBJECT, None), "");
    assert_eq!(
        found(&PUT_OBJECT, Some("CRC32")),
        "x-amz-checksum-crc32: 2JMqrA=="
    );
    assert_eq!(found(&REQUIRED, None), "x-amz-checksum-crc32: 2JMqrA==");
}

#[tokio::test]
async fn the_checksum_of_a_stream_is_its_trailer() {
    let stream = samples::stream(&[b"h", b"i"], Some(2));
    let given = [("Content-Encoding", "gzip"), ("Content-Length", "2")];
    let (headers, request) = headers(&PUT_OBJECT, None, &given, stream, WhenSupported).unwrap();
    assert_eq!(
        headers,
        "x-amz-sdk-checksum-algorithm: CRC32, x-amz-trailer: x-amz-checksum-crc32, \
         x-amz-decoded-content-length: 2, content-encoding: gzip,aws-chunked"
    );
    assert_eq!(request.body.len(), None);
    assert_eq!(
        request.body.collect().await.unwrap(),
        "2\r\nhi\r\n0\r\nx-amz-checksum-crc32:2JMqrA==\r\n\r\n"
    );
}

#[test]
fn the_length_of_a_stream_must_be_known() {
    let put = |given: &[_]| {
        let stream = samples::stream(&[b"hi"], None);
        headers(&PUT_OBJECT, None, given, stream, WhenSupported).map(|(headers, _)| headers)
    };
    assert!(put(&[]).unwrap_err().contains("length"));
    let headers = put(&[("Content-Length", "2")]).unwrap();
    assert!(
        headers.ends_with("x-amz-decoded-content-length: 2, content-encoding: aws-chunked"),
        "{headers}"
    );
}
