//! The service of a run, and the transport that leads to it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use fastrand::Rng;
use futures_util::stream;
use pageboy::{Attempt, Body, Config, Credentials, HttpTransport, Transport, TransportError};
use serde_json::Value;

use crate::answer::{Answer, Format};
use crate::kinds::{Apply, Context, KINDS, Kind, Level};
use crate::server::{NUMBER, Server, Step};
use crate::story::{Page, Story};

/// Which answers have faults.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Plan {
    /// One in this many, of any kind.
    OneIn(u32),
    /// This many in a row, of this kind, after this many correct ones.
    These {
        kind: &'static Kind,
        after: usize,
        times: usize,
    },
}

/// The maximum number of requests of a run.
const TOO_MANY: usize = 1_500;

/// The service of a run. Clones are the same one.
#[derive(Clone)]
pub(crate) struct World(Arc<Mutex<State>>);

struct State {
    story: Story,
    subject: &'static str,
    level: Level,
    plan: Option<Plan>,
    rng: Rng,
    requests: usize,
    injected: Vec<&'static Kind>,
    problems: Vec<String>,
}

/// The answer that the service is about to give.
struct PendingAnswer {
    value: Value,
    kind: Option<&'static Kind>,
    number: usize,
}

impl World {
    pub(crate) fn new(
        subject: &'static str,
        level: Level,
        story: Story,
        plan: Plan,
        rng: Rng,
    ) -> Self {
        Self(Arc::new(Mutex::new(State {
            story,
            subject,
            level,
            plan: Some(plan),
            rng,
            requests: 0,
            injected: Vec::new(),
            problems: Vec::new(),
        })))
    }

    /// A configuration whose requests come here.
    pub(crate) fn config(&self, server: Option<(Server, HttpTransport)>) -> Config {
        let url = server.as_ref().map(|(server, _)| server.url());
        Config::builder()
            .region("us-east-1")
            .credentials(Credentials::new("id", "secret", None, None, "faults"))
            .endpoint_url(url.unwrap_or_else(|| "http://127.0.0.1:1".to_owned()))
            .transport(Faulty {
                world: self.clone(),
                server,
            })
            .build()
            .unwrap()
    }

    /// From now on every answer is correct.
    pub(crate) fn switch_off(&self) {
        let mut state = self.state();
        state.plan = None;
        if let Some(pages) = state.story.pages() {
            pages.for_ever = None;
        }
    }

    pub(crate) fn story<T>(&self, look: impl FnOnce(&mut Story) -> T) -> T {
        look(&mut self.state().story)
    }

    /// The faults that happened.
    pub(crate) fn injected(&self) -> Vec<&'static Kind> {
        self.state().injected.clone()
    }

    pub(crate) fn problems(&self) -> Vec<String> {
        self.state().problems.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    /// The answer to a request, and the fault in it.
    fn say(&mut self, attempt: Attempt<'_>) -> Result<PendingAnswer, TransportError> {
        self.requests += 1;
        if self.requests > TOO_MANY {
            return Err(self.problem(format!("stuck: more than {TOO_MANY} requests")));
        }
        let mut kind = self.choose();
        // A service with a faulty answer may have carried out the request, or not.
        let acts = kind.is_none() || self.rng.bool();
        let mut value = match self.story.answer(attempt.input, &mut self.rng, acts) {
            Ok(value) => value,
            Err(problem) => return Err(self.problem(problem)),
        };
        if let Some(pages) = self.story.pages() {
            let mut page = Page::new(pages, &mut value);
            page.go_on();
            if let Some(Apply::Say(say)) = kind.map(Kind::apply) {
                let true_value = page.value().clone();
                if page.listing.for_ever.is_none() && say(&mut page) {
                    self.injected.extend(kind);
                } else {
                    *page.value() = true_value;
                }
                kind = None;
            }
        }
        Ok(PendingAnswer {
            value,
            kind,
            number: self.requests,
        })
    }

    fn choose(&mut self) -> Option<&'static Kind> {
        match self.plan? {
            Plan::OneIn(count) => {
                if self.rng.u32(..count) > 0 {
                    return None;
                }
                let fitting = KINDS.iter().filter(|kind| self.fits(kind));
                let fitting: Vec<_> = fitting.collect();
                Some(fitting[self.rng.usize(..fitting.len())])
            }
            Plan::These { kind, after, times } => {
                let is_due = self.requests > after && self.injected.len() < times;
                is_due.then_some(kind)
            }
        }
    }

    fn fits(&self, kind: &Kind) -> bool {
        kind.is_on(self.level) && (!kind.is_said() || matches!(self.story, Story::Pages(_)))
    }

    fn problem(&mut self, problem: String) -> TransportError {
        let error = TransportError::refused(problem.clone());
        self.problems.push(problem);
        error
    }

    /// Makes the fault; the server plays it if it goes over a socket.
    fn make(
        &mut self,
        attempt: Attempt<'_>,
        said: &PendingAnswer,
        answer: &mut Answer,
    ) -> AnswerOutcome {
        let Some(kind) = said.kind else {
            return AnswerOutcome::Answer;
        };
        let (list, token) = self.story.members();
        let mut context = Context {
            rng: &mut self.rng,
            format: Format::of(attempt.operation.service.protocol),
            subject: self.subject,
            value: &said.value,
            list,
            token,
        };
        let made = match kind.apply() {
            Apply::Say(_) => return AnswerOutcome::Answer,
            Apply::Error(_, _, headers) => {
                for (name, value) in headers {
                    answer.set_header(name, value);
                }
                AnswerOutcome::Answer
            }
            Apply::Change(change) => {
                let before = answer.clone();
                if !change(&mut context, answer) {
                    *answer = before;
                    return AnswerOutcome::Answer;
                }
                AnswerOutcome::Answer
            }
            Apply::Wire(wire) => AnswerOutcome::Steps(wire(&mut context, answer)),
            Apply::Refused => AnswerOutcome::Refused,
            Apply::Lost(error) => AnswerOutcome::Lost(error()),
            Apply::Breaks(error) => {
                let mut start = answer.body.clone();
                start.truncate(self.rng.usize(..start.len().max(1)));
                let chunks = [Ok(Bytes::from(start)), Err(error())];
                AnswerOutcome::Body(Body::from_stream(stream::iter(chunks), None))
            }
        };
        self.injected.push(kind);
        made
    }
}

/// The result of an answer.
enum AnswerOutcome {
    Answer,
    Body(Body),
    Steps(Vec<Step>),
    Refused,
    Lost(TransportError),
}

/// Leads to the service of a run: in memory, or over a server on loopback.
#[derive(Clone)]
struct Faulty {
    world: World,
    server: Option<(Server, HttpTransport)>,
}

impl Faulty {
    async fn answer(
        &self,
        attempt: Attempt<'_>,
        mut request: http::Request<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let said = self.world.state().say(attempt)?;
        let copy = copy_of(&request);
        let mut answer = match said.kind.map(Kind::apply) {
            Some(Apply::Error(code, status, _)) => {
                Answer::error(attempt, copy, (code, status)).await?
            }
            _ => Answer::output(attempt, copy, &said.value).await?,
        };
        let made = self.world.state().make(attempt, &said, &mut answer);
        let Some((server, http)) = &self.server else {
            return match made {
                AnswerOutcome::Lost(error) => Err(error),
                AnswerOutcome::Body(body) => Ok(answer.into_response().map(|_| body)),
                _ => Ok(answer.into_response()),
            };
        };
        let number = said.number as u64;
        match made {
            AnswerOutcome::Steps(steps) => server.play(number, steps),
            AnswerOutcome::Refused => *request.uri_mut() = elsewhere(request.uri()),
            _ => server.play(number, vec![Step::Send(answer.to_bytes())]),
        }
        request.headers_mut().insert(NUMBER, number.into());
        http.send(request).await
    }
}

impl Transport for Faulty {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        Box::pin(async { Err(TransportError::refused("what is asked for has to be known")) })
    }

    fn send_attempt<'a>(
        &'a self,
        attempt: Attempt<'a>,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>
    {
        Box::pin(self.answer(attempt, request))
    }
}

impl fmt::Debug for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faulty")
    }
}

fn copy_of(request: &http::Request<Body>) -> http::Request<Body> {
    let mut copy = http::Request::new(Body::empty());
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    copy
}

/// The same on a port without a listener.
fn elsewhere(uri: &http::Uri) -> http::Uri {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    format!("http://127.0.0.1:1{path}").parse().unwrap()
}
