//! A service that gives the same answer to the same question, in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pageboy::{Body, Transport, TransportError};
use serde_json::Value;

/// So many requests are answered.
const REQUESTS: usize = 200;

/// Answers every new question with the next page, and after the last one with an empty page.
#[derive(Debug)]
pub(super) struct Server {
    pages: Vec<String>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The pages by the questions they answer.
    known: BTreeMap<String, usize>,
    /// The pages whose answers got lost once.
    lost: BTreeSet<usize>,
    mishap: bool,
    requests: usize,
}

impl Server {
    /// A server with a page for each line.
    pub(super) fn new(lines: &str) -> Self {
        Self {
            pages: lines.lines().map(str::to_owned).collect(),
            state: Mutex::default(),
        }
    }

    /// The page that answers a question: the tokens of a request.
    pub(super) fn page(&self, question: &Value) -> &str {
        self.line(self.at(question)).trim_start_matches(MISHAPS)
    }

    /// Whether an answer got lost since this was asked last.
    pub(super) fn take_mishap(&self) -> bool {
        std::mem::take(&mut self.state().mishap)
    }

    fn at(&self, question: &Value) -> usize {
        let mut state = self.state();
        let next = state.known.len();
        *state.known.entry(question.to_string()).or_insert(next)
    }

    fn line(&self, at: usize) -> &str {
        self.pages.get(at).map_or("{}", String::as_str)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, mut question: Value) -> Result<http::Response<Body>, TransportError> {
        if let Value::Object(members) = &mut question {
            // It is the same in all requests.
            members.remove("MaxItems");
        }
        let at = self.at(&question);
        let line = self.line(at);
        let mut state = self.state();
        state.requests += 1;
        if state.requests > REQUESTS {
            return Err(TransportError::refused("these are enough requests"));
        }
        let mut status = 200;
        let mut body = line.trim_start_matches(MISHAPS).to_owned();
        if line.starts_with(MISHAPS) && state.lost.insert(at) {
            state.mishap = true;
            match line.as_bytes().first() {
                Some(b'!') => status = 500,
                Some(b'?') => return Err(TransportError::timeout("too slow")),
                _ => body.push('{'),
            }
        }
        let mut response = http::Response::new(Body::from(body));
        *response.status_mut() = status.try_into().expect("it is a status");
        Ok(response)
    }
}

/// What stands before pages whose first answer gets lost.
const MISHAPS: [char; 3] = ['!', '?', '~'];

impl Transport for Server {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        Box::pin(async move {
            let body = request.into_body().collect().await;
            let body = body.expect("requests are in memory");
            self.answer(serde_json::from_slice(&body).expect("requests are JSON"))
        })
    }
}
