//! Connections: HTTP/1.1 with keep-alive, bodies of a bounded size.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{Refusal, Services};

/// Maximum size of a body in bytes.
const BODY_LIMIT: usize = 1 << 20;

/// Answers connections until the future is dropped, which closes them all.
pub(super) async fn serve(listener: TcpListener, services: Services) {
    let services = Arc::new(services);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // For example too many open files: connections may close meanwhile.
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                };
                let services = Arc::clone(&services);
                let service = service_fn(move |request| answer(Arc::clone(&services), request));
                connections.spawn(
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service),
                );
            }
            // Forgets connections that ended; how they ended is their client's business.
            Some(_) = connections.join_next() => {}
        }
    }
}

/// An answer whose body is XML.
pub(super) fn xml(
    status: StatusCode,
    content_type: &'static str,
    text: String,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

async fn answer(
    services: Arc<Services>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = read(body).await;
    Ok(services.answer(&Request::from_parts(head, ()), body))
}

async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    // What announces itself as too long is not even begun.
    if body.size_hint().lower() > BODY_LIMIT as u64 {
        return Err(too_long());
    }
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_long()),
        Err(_) => {
            let message = "The request ended before its body was complete";
            Err(Refusal::bad_request("IncompleteBody", message))
        }
    }
}

fn too_long() -> Refusal {
    let message = format!("Your request is longer than {BODY_LIMIT} bytes");
    Refusal::bad_request("EntityTooLarge", message)
}
