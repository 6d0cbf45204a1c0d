//! A loopback endpoint that speaks as much of EC2 as `DescribeInstances` by id, over real HTTP.
//!
//! Instances are pending in one to five of its answers. A request with an unknown id is refused as a whole, as in EC2.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use pageboy::{Config, Credentials};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

/// Maximum size of a body in bytes.
const BODY_LIMIT: usize = 1 << 20;

/// A running endpoint. Dropping it closes the port and every connection.
pub(crate) struct Endpoint {
    url: String,
    count: usize,
    server: JoinHandle<()>,
}

/// How many answers contained an instance, by its id.
type Instances = Mutex<HashMap<String, usize>>;

impl Endpoint {
    /// Starts an endpoint with this many instances on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// No port could be opened.
    pub(crate) async fn start(count: usize) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let instances = (0..count).map(|number| (id(number), 0)).collect();
        let server = tokio::spawn(serve(listener, Mutex::new(instances)));
        Ok(Self { url, count, server })
    }

    /// The ids of the instances.
    pub(crate) fn ids(&self) -> Vec<String> {
        (0..self.count).map(id).collect()
    }

    /// The settings of a client that talks to it. Any credentials will do.
    pub(crate) fn config(&self) -> Result<Config, pageboy::ConfigError> {
        Config::builder()
            .endpoint_url(&self.url)
            .region("us-east-1")
            .credentials(Credentials::new("id", "secret", None, None, "fleet"))
            .build()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn id(number: usize) -> String {
    format!("i-{number:017x}")
}

async fn serve(listener: TcpListener, instances: Instances) {
    let instances = Arc::new(instances);
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let instances = Arc::clone(&instances);
        let service = service_fn(move |request| answer(Arc::clone(&instances), request));
        connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(
    instances: Arc<Instances>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = Limited::new(request.into_body(), BODY_LIMIT)
        .collect()
        .await;
    let form = body.map(|body| body.to_bytes()).unwrap_or_default();
    let mut ids = Vec::new();
    for (name, value) in form_urlencoded::parse(&form) {
        if name.starts_with("InstanceId.") {
            ids.push(value.into_owned());
        }
    }
    let mut instances = instances.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, text) = describe(&mut instances, &ids);
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    Ok(response)
}

/// The answer about these ids, or the refusal if one of them is unknown.
fn describe(instances: &mut HashMap<String, usize>, ids: &[String]) -> (StatusCode, String) {
    if let Some(unknown) = ids.iter().find(|id| !instances.contains_key(*id)) {
        let text = format!(
            "<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>The instance ID '{unknown}' does \
             not exist</Message></Error></Errors><RequestID>request</RequestID></Response>"
        );
        return (StatusCode::BAD_REQUEST, text);
    }
    let mut items = String::new();
    for id in ids {
        let Some(answers) = instances.get_mut(id) else {
            continue;
        };
        *answers += 1;
        let number = usize::from_str_radix(id.get(2..).unwrap_or_default(), 16).unwrap_or(0);
        let (code, state) = if *answers > 1 + number % 5 {
            (16, "running")
        } else {
            (0, "pending")
        };
        let _written = write!(
            items,
            "<item><instancesSet><item><instanceId>{id}</instanceId><instanceState><code>{code}</code>\
             <name>{state}</name></instanceState></item></instancesSet></item>"
        );
    }
    let text = format!(
        "<DescribeInstancesResponse><requestId>request</requestId><reservationSet>{items}</reservationSet>\
         </DescribeInstancesResponse>"
    );
    (StatusCode::OK, text)
}
