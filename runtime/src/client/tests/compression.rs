//! Requests that are compressed, and answers in memory that have a checksum.

use std::io::Read;

use super::*;
use crate::schema::{
    Checksum, ChecksumAlgorithm, Endpoint, Member, Protocol, Service, Shape, shapes,
};

static SERVICE: Service = Service::new(
    "metrics",
    "Metrics",
    "2020-01-01",
    Protocol::Json11,
    Endpoint::regional("metrics"),
);
static DATA: Shape = Shape::structure(
    "Data",
    &[
        Member::new("Data", &shapes::STRING),
        Member::new("Mode", &shapes::STRING),
    ],
);
static PUT: Operation = Operation::new(&SERVICE, "Put").input(&DATA).gzip();
static GET: Operation = Operation::new(&SERVICE, "Get")
    .input(&DATA)
    .output(&DATA)
    .checksum(Checksum::NONE.response(1, &[ChecksumAlgorithm::Sha1]));

async fn sent(change: impl FnOnce(ConfigBuilder) -> ConfigBuilder, data: &str) -> SentRequest {
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "{}")]);
    let config = change(builder(&transport));
    call(config, &PUT, &[("Data", data)]).await.unwrap();
    transport.requests().remove(0)
}

#[tokio::test]
#[cfg_attr(not(feature = "compression"), ignore = "it compresses")]
async fn a_large_request_is_compressed_before_it_is_signed() {
    let data = "x".repeat(20_000);
    let request = sent(|config| config, &data).await;
    assert_eq!(request.header("content-encoding"), Some("gzip"));
    let length = request.body.len().to_string();
    assert_eq!(request.header("content-length"), Some(&*length));
    let mut text = String::new();
    let mut decoder = flate2::read::GzDecoder::new(&*request.body);
    decoder.read_to_string(&mut text).unwrap();
    assert_eq!(text, format!(r#"{{"Data":"{data}"}}"#));
    let authorization = request.header("authorization").unwrap();
    assert!(
        authorization.contains("content-encoding;"),
        "{authorization}"
    );
    let agent = request.header("user-agent").unwrap();
    assert!(agent.contains(" m/E,Z,b,L "), "{agent}");
}

#[tokio::test]
async fn small_requests_and_those_of_who_switched_it_off_are_not() {
    let large = "x".repeat(20_000);
    let plain = [
        sent(|config| config, "x").await,
        sent(|config| config.request_compression(false), &large).await,
        sent(
            |config| config.request_min_compression_size_bytes(30_000),
            &large,
        )
        .await,
    ];
    for request in plain {
        assert_eq!(request.header("content-encoding"), None);
        assert!(request.text().starts_with(r#"{"Data":"#));
    }
}

#[tokio::test]
async fn an_answer_in_memory_is_verified_and_not_asked_for_again() {
    let answer = |checksum| ScriptStep::response(200, &[("x-amz-checksum-sha1", checksum)], "{}");
    let transport = ScriptedTransport::new([
        answer("vyGp6PvFo4RvsFtPoIWeCReyIC8="),
        answer("AAAA"),
        answer("vyGp6PvFo4RvsFtPoIWeCReyIC8="),
    ]);
    call(builder(&transport), &GET, &[]).await.unwrap();
    let error = call(builder(&transport), &GET, &[]).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "metrics Get: the body is not what was sent: its SHA1 checksum is \
         vyGp6PvFo4RvsFtPoIWeCReyIC8=, and the service says AAAA (HTTP 200)"
    );
    assert_eq!(transport.unused(), 1);
}
