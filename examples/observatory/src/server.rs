//! The service itself: JSON over HTTP, with an API key. Its state is in memory.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::task::JoinSet;

/// The one key that opens the observatory.
pub(crate) const KEY: &str = "stargazer";

/// Exposures of a page unless the request says how many.
const PAGE: usize = 3;

/// Maximum size of a body in bytes.
const BODY_LIMIT: usize = 1 << 16;

/// A port that is open, and nobody answers yet.
pub(crate) struct Server {
    listener: TcpListener,
    url: String,
}

impl Server {
    /// Opens a port; port 0 is a free one.
    ///
    /// # Errors
    ///
    /// No such port can be opened.
    pub(crate) async fn open(address: impl ToSocketAddrs) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, url })
    }

    /// Where it listens, for example `http://127.0.0.1:41234`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Answers until the future is dropped, which closes every connection.
    pub(crate) async fn serve(self) {
        let plan = Arc::new(Mutex::new(Plan::default()));
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => {
                    let Ok((stream, _)) = accepted else {
                        // For example too many open files: connections may close meanwhile.
                        tokio::time::sleep(Duration::from_millis(10)).await;
                        continue;
                    };
                    let plan = Arc::clone(&plan);
                    let service = service_fn(move |request| answer(Arc::clone(&plan), request));
                    connections.spawn(
                        http1::Builder::new().serve_connection(TokioIo::new(stream), service),
                    );
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

/// What is to be photographed, by number from 1; cancelled exposures leave a gap.
#[derive(Default)]
struct Plan {
    exposures: Vec<Option<Exposure>>,
}

struct Exposure {
    target: String,
    seconds: u64,
    /// How often somebody has asked for it: the telescope works between two questions.
    asked: usize,
}

impl Exposure {
    fn status(&self) -> &'static str {
        match (self.asked, self.target.as_str()) {
            (0, _) => "queued",
            (1, _) => "exposing",
            // There are always clouds before Neptune.
            (_, "Neptune") => "clouded-out",
            _ => "taken",
        }
    }

    fn json(&self, number: usize) -> Value {
        json!({
            "Id": format!("exp-{number}"),
            "Target": self.target,
            "Seconds": self.seconds,
            "Status": self.status(),
        })
    }
}

/// An answer's status and document; `Err` is an error of the service.
type Answer = Result<(StatusCode, Option<Value>), Refusal>;

/// An error of the service: its code and message are members of the document.
struct Refusal(StatusCode, &'static str, String);

async fn answer(
    plan: Arc<Mutex<Plan>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let answer = match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => {
            let body = body.to_bytes();
            let mut plan = plan.lock().unwrap_or_else(PoisonError::into_inner);
            plan.answer(&Request::from_parts(head, ()), &body)
        }
        Err(error) => Err(invalid(format!("the body cannot be read: {error}"))),
    };
    let (status, document) = answer.unwrap_or_else(|Refusal(status, code, message)| {
        (status, Some(json!({ "code": code, "message": message })))
    });
    let text = document.map_or_else(String::new, |document| document.to_string());
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    Ok(response)
}

impl Plan {
    fn answer(&mut self, request: &Request<()>, body: &[u8]) -> Answer {
        let key = request.headers().get("x-api-key");
        if key.is_none_or(|key| key.as_bytes() != KEY.as_bytes()) {
            let message = "this key opens nothing here".to_owned();
            return Err(Refusal(StatusCode::FORBIDDEN, "WrongKey", message));
        }
        let path = request.uri().path();
        match (request.method(), path.strip_prefix("/exposures")) {
            (&Method::POST, Some("")) => self.request(body),
            (&Method::GET, Some("")) => self.list(request.uri().query().unwrap_or_default()),
            (&Method::GET, Some(id)) => {
                let (number, exposure) = self.find(id)?;
                let document = json!({ "Exposure": exposure.json(number) });
                exposure.asked += 1;
                Ok((StatusCode::OK, Some(document)))
            }
            (&Method::DELETE, Some(id)) => {
                let (number, exposure) = self.find(id)?;
                if exposure.status() == "taken" {
                    let message = format!("exp-{number} cannot be cancelled any more");
                    return Err(Refusal(StatusCode::CONFLICT, "AlreadyTaken", message));
                }
                if let Some(place) = self.exposures.get_mut(number - 1) {
                    *place = None;
                }
                Ok((StatusCode::NO_CONTENT, None))
            }
            (method, _) => {
                let message = format!("there is no {method} {path}");
                Err(Refusal(StatusCode::NOT_FOUND, "NoSuchOperation", message))
            }
        }
    }

    fn request(&mut self, body: &[u8]) -> Answer {
        let input: Value = serde_json::from_slice(body)
            .map_err(|error| invalid(format!("the body is not JSON: {error}")))?;
        let target = input["Target"].as_str().filter(|text| !text.is_empty());
        let (Some(target), Some(seconds)) = (target, input["Seconds"].as_u64()) else {
            return Err(invalid("Target and Seconds are needed".to_owned()));
        };
        let exposure = Exposure {
            target: target.to_owned(),
            seconds,
            asked: 0,
        };
        let document = json!({ "Exposure": exposure.json(self.exposures.len() + 1) });
        self.exposures.push(Some(exposure));
        Ok((StatusCode::CREATED, Some(document)))
    }

    /// The token is the number of the page's first exposure.
    fn list(&self, query: &str) -> Answer {
        let (mut limit, mut first, mut status) = (PAGE, 1, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
            match pair.split_once('=') {
                Some(("limit", text)) => limit = number(text).ok_or_else(|| wrong("limit"))?,
                Some(("token", text)) => first = number(text).ok_or_else(|| wrong("token"))?,
                Some(("status", text)) => status = Some(text),
                _ => return Err(invalid(format!("nothing is known of {pair}"))),
            }
        }
        let all = (1..).zip(&self.exposures).skip(first - 1);
        let all = all.filter_map(|(number, exposure)| Some((number, exposure.as_ref()?)));
        let mut all = all.filter(|(_, it)| status.is_none_or(|status| it.status() == status));
        let page: Vec<_> = all.by_ref().take(limit).collect();
        let page: Vec<_> = page.iter().map(|(number, it)| it.json(*number)).collect();
        let mut document = json!({ "Exposures": page });
        if let Some((next, _)) = all.next() {
            document["NextToken"] = json!(next.to_string());
        }
        Ok((StatusCode::OK, Some(document)))
    }

    fn find(&mut self, path: &str) -> Result<(usize, &mut Exposure), Refusal> {
        let id = path.trim_start_matches('/');
        let number = id.strip_prefix("exp-").and_then(|text| text.parse().ok());
        let found = number.and_then(|number: usize| {
            let place = self.exposures.get_mut(number.checked_sub(1)?)?;
            Some((number, place.as_mut()?))
        });
        found.ok_or_else(|| {
            let message = format!("there is no exposure {id}");
            Refusal(StatusCode::NOT_FOUND, "NoSuchExposure", message)
        })
    }
}

fn wrong(name: &str) -> Refusal {
    invalid(format!("{name} is not a number above 0"))
}

fn invalid(message: String) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, "InvalidRequest", message)
}
