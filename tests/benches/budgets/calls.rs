//! The processor's time for a small call, from its builder to its output, with a transport that answers at once.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use pageboy::{Body, Config, Credentials, Transport, TransportError};

use crate::Measurement;
use crate::decode::{best, dynamodb, s3};
use crate::line::Line;

/// How long the calls of an operation are repeated.
const EACH: Duration = Duration::from_secs(2);

/// So many calls are made between two looks at the clock.
const TOGETHER: usize = 100;

/// GetItem of DynamoDB, and HeadObject of S3: the smallest calls that programs make most.
pub(crate) fn small() -> Measurement {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let items = dynamodb::Client::new(&config(CannedAnswers::item())?);
    let get = || {
        runtime.block_on(async {
            for _ in 0..TOGETHER {
                let key = [("id", dynamodb::types::AttributeValue::S("1".to_owned()))];
                let found = items.get_item().table_name("Films").key(key).send().await;
                found.map_err(|error| error.to_string())?;
            }
            Ok::<_, String>(())
        })
    };
    let objects = s3::Client::new(&config(CannedAnswers::object())?);
    let head = || {
        runtime.block_on(async {
            for _ in 0..TOGETHER {
                let found = objects.head_object().bucket("amber").key("a/key").send();
                found.await.map_err(|error| error.to_string())?;
            }
            Ok::<_, String>(())
        })
    };
    get()?;
    head()?;
    #[allow(clippy::cast_precision_loss, reason = "a small number")]
    let each = |seconds: f64| seconds / TOGETHER as f64 * 1e6;
    Ok(vec![
        Line::figure("call dynamodb GetItem", each(best(EACH, get)), "us"),
        Line::figure("call s3 HeadObject", each(best(EACH, head)), "us"),
    ])
}

fn config(answer: CannedAnswers) -> Result<Config, pageboy::ConfigError> {
    Config::builder()
        .region("eu-central-1")
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            Some("the session".to_owned()),
            None,
            "bench",
        ))
        .transport(answer)
        .build()
}

/// The same answer to every request.
#[derive(Clone, Debug)]
struct CannedAnswers {
    headers: HeaderMap,
    body: Bytes,
}

impl CannedAnswers {
    fn item() -> Self {
        let body = Bytes::from_static(
            br#"{"Item":{"id":{"S":"1"},"title":{"S":"Nosferatu"},"year":{"N":"1922"},"seen":{"BOOL":true}}}"#,
        );
        let sum = crc32fast::hash(&body).to_string();
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-amz-json-1.0"),
        );
        headers.insert(
            HeaderName::from_static("x-amzn-requestid"),
            HeaderValue::from_static("4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG"),
        );
        headers.extend(
            HeaderValue::from_str(&sum)
                .ok()
                .map(|sum| (HeaderName::from_static("x-amz-crc32"), sum)),
        );
        Self { headers, body }
    }

    fn object() -> Self {
        let headers = [
            ("x-amz-id-2", "ef8yU9AS1ed4OpIszj7UDNEHGran"),
            ("x-amz-request-id", "318BC8BC143432E5"),
            ("last-modified", "Sun, 1 Jan 2006 12:00:00 GMT"),
            ("etag", "\"fba9dede5f27731c9771645a39863328\""),
            ("content-length", "434234"),
            ("content-type", "text/plain"),
            ("accept-ranges", "bytes"),
        ];
        let headers = headers.map(|(name, value)| {
            let value = HeaderValue::from_static(value);
            (HeaderName::from_static(name), value)
        });
        Self {
            headers: headers.into_iter().collect(),
            body: Bytes::new(),
        }
    }
}

impl Transport for CannedAnswers {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        let mut response = http::Response::new(Body::from(self.body.clone()));
        *response.headers_mut() = self.headers.clone();
        Box::pin(std::future::ready(Ok(response)))
    }
}
