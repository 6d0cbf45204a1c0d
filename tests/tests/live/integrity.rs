//! Checksums and compression of bodies, against a server that reverses them.

#![allow(
    clippy::unwrap_used,
    reason = "a transport that cannot do its part has failed the test"
)]

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use pageboy::{Body, Config, HttpTransport, Transport, TransportError};
use pageboy_tests::moto;

use crate::REGION;
use crate::services::cloudwatch::{self, types::MetricDatum};
use crate::services::s3::Client;
use crate::services::s3::types::ChecksumAlgorithm;

/// Brings requests for HTTPS to a server that speaks HTTP, as one that ends TLS in front of it does.
#[derive(Debug)]
struct BehindTls(HttpTransport);

impl Transport for BehindTls {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        let url = request.uri().to_string().replace("https://", "http://");
        *request.uri_mut() = url.parse().unwrap();
        self.0.send(request)
    }
}

/// Settings under which streams have their checksum behind them.
fn with_tls() -> Option<Config> {
    let config = moto::config(REGION)?;
    let url = moto::server()?.endpoint().replace("http://", "https://");
    let transport = BehindTls(HttpTransport::builder().build());
    let config = config.to_builder().endpoint_url(url).transport(transport);
    Some(config.build().unwrap())
}

/// Three megabytes and a bit, in pieces of any size.
fn content() -> Vec<Bytes> {
    let sizes = [1, 100_000, 0, 70_000, 65_536, 2_900_000, 7];
    let mut next = (0..=250_u8).cycle();
    sizes
        .map(|size| next.by_ref().take(size).collect())
        .to_vec()
}

fn streamed(content: &[Bytes]) -> Body {
    let length = content.iter().map(|piece| piece.len() as u64).sum();
    let pieces: Vec<_> = content.iter().cloned().map(Ok).collect();
    Body::from_stream(stream::iter(pieces), Some(length))
}

#[tokio::test]
async fn a_stream_arrives_with_its_checksum_and_comes_back_verified() {
    let Some(config) = with_tls() else {
        return;
    };
    let s3 = Client::new(&config);
    let bucket = "streams-with-checksums";
    s3.create_bucket().bucket(bucket).send().await.unwrap();
    let content = content();
    for algorithm in [
        None,
        Some(ChecksumAlgorithm::Crc32C),
        Some(ChecksumAlgorithm::Crc64Nvme),
        Some(ChecksumAlgorithm::Sha1),
        Some(ChecksumAlgorithm::Sha256),
    ] {
        let name = algorithm.as_ref().map_or("CRC32", |it| it.as_str());
        let mut put = s3.put_object().bucket(bucket).key(name);
        if let Some(algorithm) = algorithm.clone() {
            put = put.checksum_algorithm(algorithm);
        }
        let put = put.body(streamed(&content)).send().await.unwrap();
        let checksums = [
            &put.checksum_crc32,
            &put.checksum_crc32_c,
            &put.checksum_crc64_nvme,
            &put.checksum_sha1,
            &put.checksum_sha256,
        ];
        assert_eq!(
            checksums.iter().filter(|it| it.is_some()).count(),
            1,
            "{name}"
        );

        let get = s3
            .get_object()
            .bucket(bucket)
            .key(name)
            .send()
            .await
            .unwrap();
        let got = [
            &get.checksum_crc32,
            &get.checksum_crc32_c,
            &get.checksum_crc64_nvme,
            &get.checksum_sha1,
            &get.checksum_sha256,
        ];
        assert_eq!(got, checksums, "{name}");
        assert_eq!(
            get.content_encoding.as_deref().unwrap_or_default(),
            "",
            "{name}"
        );
        assert_eq!(get.body.unwrap().collect().await.unwrap(), content.concat());
    }
}

#[tokio::test]
async fn an_object_that_is_not_what_was_sent_is_an_error_at_its_end() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = Client::new(&config);
    let bucket = "objects-with-other-checksums";
    s3.create_bucket().bucket(bucket).send().await.unwrap();
    // The server keeps the checksum it is told.
    let put = s3.put_object().bucket(bucket).key("k").body("changed");
    put.checksum_algorithm(ChecksumAlgorithm::Crc32)
        .checksum_crc32("AAAAAA==")
        .send()
        .await
        .unwrap();
    let get = || s3.get_object().bucket(bucket).key("k").send();
    let error = get()
        .await
        .unwrap()
        .body
        .unwrap()
        .collect()
        .await
        .unwrap_err();
    assert!(error.is_checksum_mismatch(), "{error}");
    assert!(error.to_string().contains("CRC32"), "{error}");

    let mut chunks = get().await.unwrap().body.unwrap().into_chunks();
    assert_eq!(chunks.try_next().await.unwrap().unwrap(), "changed");
    assert!(chunks.try_next().await.unwrap_err().is_checksum_mismatch());
    assert!(chunks.try_next().await.unwrap().is_none());
}

/// Counts the requests that are compressed; the server decompresses them.
#[derive(Debug)]
struct Counting(HttpTransport, Arc<AtomicUsize>);

impl Transport for Counting {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        let encoding = request.headers().get("content-encoding");
        let magic = request.body().bytes().and_then(|bytes| bytes.get(..2));
        if encoding.is_some_and(|encoding| encoding == "gzip") && magic == Some(b"\x1f\x8b") {
            self.1.fetch_add(1, Ordering::Relaxed);
        }
        self.0.send(request)
    }
}

#[tokio::test]
async fn metrics_arrive_compressed() {
    let Some(config) = moto::config("ca-central-1") else {
        return;
    };
    let compressed = Arc::new(AtomicUsize::new(0));
    let transport = HttpTransport::builder().build();
    let transport = Counting(transport, Arc::clone(&compressed));
    let config = config.to_builder().transport(transport).build().unwrap();
    let cloudwatch = cloudwatch::Client::new(&config);
    let data = (0..300).map(|number| {
        let name = format!("a-metric-with-a-name-of-some-length-{number:03}");
        MetricDatum::default().metric_name(name).value(1.5)
    });
    let put = cloudwatch.put_metric_data().namespace("compressed");
    put.metric_data(data).send().await.unwrap();
    let list = cloudwatch.list_metrics().namespace("compressed");
    let metrics: Vec<_> = list.items().try_collect().await.unwrap();
    assert_eq!(metrics.len(), 300);
    assert_eq!(compressed.load(Ordering::Relaxed), 1);
}
