use std::time::{Duration, SystemTime};

use super::*;

mod agreement;
mod derived_keys;

/// The `Authorization` header and all others, as computed by botocore 1.43.11 with the same keys and time
/// (`botocore.auth.SigV4Auth`, `S3SigV4Auth`).
fn signed(
    (method, url): (&str, &str),
    headers: &[(&'static str, &'static str)],
    payload: Payload<'_>,
    (service, region): (&str, &str),
    token: Option<&str>,
) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, HeaderValue::from_static(value));
    }
    let credentials = Credentials::new(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        token.map(str::to_owned),
        None,
        "test",
    );
    let scope = Scope {
        algorithm: Algorithm::V4,
        region,
        service,
        like_s3: signs_like_s3(service),
        raw_path: false,
        // 2026-01-02T03:04:05Z
        time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045),
    };
    let url: Uri = url.parse().unwrap();
    let keys = SigningKeys::default();
    sign(
        (method, &url),
        &mut map,
        payload,
        &credentials,
        &scope,
        &keys,
    )
    .unwrap();
    assert_eq!(map["x-amz-date"], "20260102T030405Z");
    map
}

fn authorization(scope: &str, headers: &str, signature: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/{scope}/aws4_request, \
             SignedHeaders={headers}, Signature={signature}"
    )
}

#[test]
fn a_query_request_with_a_session_token() {
    let headers = signed(
        ("POST", "https://ec2.eu-central-1.amazonaws.com/"),
        &[(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )],
        Payload::Bytes(b"Action=DescribeRegions&Version=2016-11-15"),
        ("ec2", "eu-central-1"),
        Some("the/token+=="),
    );
    assert_eq!(
        headers["authorization"],
        authorization(
            "eu-central-1/ec2",
            "content-type;host;x-amz-date;x-amz-security-token",
            "02ef6436de472969a2a98f624989510347d3fedb8b32431a670dc50e51b9fb07"
        )
    );
    assert_eq!(headers["x-amz-security-token"], "the/token+==");
    assert!(headers["x-amz-security-token"].is_sensitive());
    assert!(!headers.contains_key("x-amz-content-sha256"));
}

#[test]
fn a_path_is_encoded_twice_and_a_query_sorted() {
    let headers = signed(
        (
            "GET",
            "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/\
                 arn%3Aaws%3Alambda%3A~a%20b/versions?Marker=a%2Fb%20c&MaxItems=2&flag",
        ),
        &[("x-amz-test", "  a   b ")],
        Payload::Bytes(b""),
        ("lambda", "us-east-1"),
        None,
    );
    assert_eq!(
        headers["authorization"],
        authorization(
            "us-east-1/lambda",
            "host;x-amz-date;x-amz-test",
            "81800c4139b3a1ae3c930fb08bea00585ed58b9d3cd95db521e911f45ee1975d"
        )
    );
}

/// As computed by botocore 1.44.8 (`botocore.utils.normalize_url_path`).
#[test]
fn a_path_is_signed_without_dots_and_empty_segments() {
    for (path, signed) in [
        ("", "/"),
        ("/", "/"),
        ("//", "/"),
        ("/a", "/a"),
        ("/a/", "/a/"),
        ("/a//b", "/a/b"),
        ("/a/.", "/a"),
        ("/a/b/..", "/a"),
        ("/a/..", "/"),
        ("/a/../", "/"),
        ("/../a", "/a"),
        ("/a/./b/../c/?x=/../y", "/a/c/"),
        ("/a/...", "/a/..."),
        ("/.a/b.", "/.a/b."),
    ] {
        let url: Uri = format!("https://h{path}").parse().unwrap();
        let scope = |service, raw_path| Scope {
            algorithm: Algorithm::V4,
            region: "r",
            service,
            like_s3: signs_like_s3(service),
            raw_path,
            time: SystemTime::UNIX_EPOCH,
        };
        let path = |scope: &Scope<'_>| {
            let headers = SignedHeaders::new(Vec::new(), &url);
            let text = canonical_request(("GET", &url), &headers, "", scope);
            text.lines().nth(1).unwrap().to_owned()
        };
        assert_eq!(path(&scope("lambda", false)), signed);
        assert_eq!(path(&scope("lambda", true)), url.path());
        assert_eq!(path(&scope("s3", false)), url.path());
    }
}

#[test]
fn an_s3_path_is_signed_as_it_is_and_the_payload_hash_sent() {
    let headers = signed(
        (
            "GET",
            "http://localhost:9000/bk-x/a%20b//c~%2B../d?versionId=x%2By&acl",
        ),
        &[],
        Payload::Bytes(b""),
        ("s3", "us-east-1"),
        None,
    );
    assert_eq!(
        headers["authorization"],
        authorization(
            "us-east-1/s3",
            "host;x-amz-content-sha256;x-amz-date",
            "3b3b81cec4df06f72d0f6b180e96852d9283be6c9f09600de95e08819e6cd11b"
        )
    );
    assert_eq!(
        headers["x-amz-content-sha256"],
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn an_unsigned_payload_is_said_to_be_unsigned() {
    let s3 = signed(
        ("PUT", "https://bk-x.s3.us-west-2.amazonaws.com/k"),
        &[("x-amz-checksum-crc32", "2JMqrA==")],
        Payload::Unsigned,
        ("s3", "us-west-2"),
        None,
    );
    assert_eq!(
        s3["authorization"],
        authorization(
            "us-west-2/s3",
            "host;x-amz-checksum-crc32;x-amz-content-sha256;x-amz-date",
            "79e8130025800b68c409c72a5f81439bd33e65d8b12e984bd3405ee5ff34706a"
        )
    );
    let other = signed(
        ("PUT", "https://x.data.mediastore.us-east-1.amazonaws.com/p"),
        &[],
        Payload::Unsigned,
        ("mediastore", "us-east-1"),
        None,
    );
    assert_eq!(
        other["authorization"],
        authorization(
            "us-east-1/mediastore",
            "host;x-amz-content-sha256;x-amz-date",
            "5dcc1d853a1e8fcf84ea1b7403a2137c17cba08f6eea337fcf53a9b908a762ad"
        )
    );
    assert_eq!(other["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
}

#[test]
fn a_stream_of_events_is_said_to_be_one() {
    let polly = signed(
        (
            "POST",
            "https://polly.us-east-1.amazonaws.com/v1/synthesisStream",
        ),
        &[("content-type", "application/vnd.amazon.eventstream")],
        Payload::Events,
        ("polly", "us-east-1"),
        None,
    );
    assert_eq!(
        polly["authorization"],
        authorization(
            "us-east-1/polly",
            "content-type;host;x-amz-content-sha256;x-amz-date",
            "c2d9360830af28a5f93cfd52681a8f39dd315f862cae911bbc61cacc0e87504e"
        )
    );
}

#[test]
fn a_payload_with_a_trailer_is_said_to_have_one() {
    let headers = signed(
        ("PUT", "https://bk-x.s3.us-west-2.amazonaws.com/k"),
        &[
            ("content-encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", "2"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
        ],
        Payload::UnsignedWithTrailer,
        ("s3", "us-west-2"),
        None,
    );
    assert_eq!(
        headers["authorization"],
        authorization(
            "us-west-2/s3",
            "content-encoding;host;x-amz-content-sha256;x-amz-date;\
                 x-amz-decoded-content-length;x-amz-trailer",
            "f989cb2c2f89e6a3a6b201b5115a345288b3a917cefbe47ef6604914ffb61a5b"
        )
    );
    assert_eq!(
        headers["x-amz-content-sha256"],
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    );
}
