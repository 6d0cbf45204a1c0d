//! Bodies that wait until the service wants them: `Expect: 100-continue` (botocore/awsrequest.py, `AWSConnection`).

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::header::{EXPECT, HeaderMap};
use http::{Request, StatusCode};
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;

use crate::body::BodyError;
use crate::client::exchange::{Activity, OutgoingBody};

/// How long the service may be silent before it gets the body anyway.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether a request asks first whether its body is wanted.
pub(super) fn asks_first(headers: &HeaderMap) -> bool {
    let value = headers.get(EXPECT).map(http::HeaderValue::as_bytes);
    value.is_some_and(|value| value.eq_ignore_ascii_case(b"100-continue"))
}

/// A body that is not read before the service asks for it or has been silent for a second, and the end of its wait.
pub(super) fn hold(body: OutgoingBody, activity: &Activity) -> (BodyOnDemand, Wait) {
    let gate = Gate(Arc::new(Mutex::new(GateState {
        step: GateStep::Waiting,
        waker: None,
    })));
    let held = BodyOnDemand {
        body,
        gate: gate.clone(),
        activity: activity.clone(),
        sleep: None,
    };
    (held, Wait(gate))
}

pub(super) struct BodyOnDemand {
    body: OutgoingBody,
    gate: Gate,
    activity: Activity,
    /// Runs once the head of the request is written.
    sleep: Option<Pin<Box<Sleep>>>,
}

/// The wait of a body. When this is dropped, a waiting body is never sent, and its connection closes: the service may still
/// expect the body, so nothing else can be sent there.
pub(super) struct Wait(Gate);

impl Wait {
    /// Lets an informational answer release the body.
    pub(super) fn watch<B>(&self, request: &mut Request<B>) {
        let gate = self.0.clone();
        hyper::ext::on_informational(request, move |answer| {
            if answer.status() == StatusCode::CONTINUE {
                gate.step(GateStep::Waiting, GateStep::Sent);
            }
        });
    }

    /// Reports the final answer. Returns the value to keep until it is read, if the body was not sent.
    pub(super) fn answered(self) -> Option<Self> {
        self.0
            .step(GateStep::Waiting, GateStep::Refused)
            .then_some(self)
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.0.step(GateStep::Waiting, GateStep::Over);
        self.0.step(GateStep::Refused, GateStep::Over);
    }
}

#[derive(Clone)]
struct Gate(Arc<Mutex<GateState>>);

struct GateState {
    step: GateStep,
    /// Of the connection, while the body is held.
    waker: Option<Waker>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum GateStep {
    Waiting,
    /// The body is on its way.
    Sent,
    /// The final answer came first, and is being read.
    Refused,
    /// Nobody waits any more.
    Over,
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, GateState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves from one step to another; returns whether it was in the first.
    fn step(&self, from: GateStep, to: GateStep) -> bool {
        let mut state = self.state();
        let is_there = state.step == from;
        if is_there {
            state.step = to;
            if let Some(waker) = state.waker.take() {
                drop(state);
                waker.wake();
            }
        }
        is_there
    }
}

impl http_body::Body for BodyOnDemand {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        let mut state = this.gate.state();
        if state.step == GateStep::Waiting {
            // Not the network's fault, whatever the read timeout.
            this.activity.awaits_others();
            let sleep = this
                .sleep
                .get_or_insert_with(|| Box::pin(tokio::time::sleep(PATIENCE)));
            if sleep.as_mut().poll(cx).is_ready() {
                state.step = GateStep::Sent;
            }
        }
        match state.step {
            GateStep::Waiting | GateStep::Refused => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
            GateStep::Sent => {
                drop(state);
                Pin::new(&mut this.body).poll_frame(cx)
            }
            GateStep::Over => Poll::Ready(Some(Err(BodyError::new("the body is not wanted")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use tokio::time::Instant;

    use super::*;
    use crate::body::Body;

    fn held() -> (Pin<Box<BodyOnDemand>>, Wait) {
        let activity = Activity::now();
        let (held, wait) = hold(OutgoingBody::new(Body::from("hi"), &activity), &activity);
        (Box::pin(held), wait)
    }

    async fn next(held: &mut Pin<Box<BodyOnDemand>>) -> Result<Bytes, BodyError> {
        let frame = std::future::poll_fn(|cx| http_body::Body::poll_frame(held.as_mut(), cx));
        Ok(frame.await.unwrap()?.into_data().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_waits_for_a_second() {
        let (mut held, wait) = held();
        let start = Instant::now();
        assert_eq!(next(&mut held).await.unwrap(), "hi");
        assert_eq!(start.elapsed().as_secs(), 1);
        assert!(wait.answered().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_goes_when_it_is_asked_for() {
        let (mut held, wait) = held();
        let start = Instant::now();
        let asked = async {
            tokio::time::sleep(PATIENCE / 2).await;
            wait.0.step(GateStep::Waiting, GateStep::Sent);
        };
        let (sent, ()) = futures_util::future::join(next(&mut held), asked).await;
        assert_eq!(sent.unwrap(), "hi");
        assert_eq!(start.elapsed(), PATIENCE / 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_is_not_wanted_waits_until_the_answer_is_read() {
        let (mut held, wait) = held();
        let wait = wait.answered().unwrap();
        {
            let mut next = pin!(next(&mut held));
            let long = tokio::time::timeout(10 * PATIENCE, next.as_mut()).await;
            assert!(long.is_err());
            drop(wait);
            next.await.unwrap_err();
        }
    }

    #[tokio::test]
    async fn only_one_value_asks() {
        let mut headers = HeaderMap::new();
        assert!(!asks_first(&headers));
        headers.insert(EXPECT, "100-Continue".parse().unwrap());
        assert!(asks_first(&headers));
        headers.insert(EXPECT, "200-ok".parse().unwrap());
        assert!(!asks_first(&headers));
    }
}
