//! The loop.

use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::client::Reply;
use crate::error::{Error, ErrorKind};
use crate::request::Caller;
use crate::view::Structure;

use super::outcome::Inner;
use super::{
    Acceptor, AcceptorState, Answer, Decision, Ended, Options, Poll, WaitError, WaitErrorKind,
    Waiter, decide,
};

/// Polls until the wait ends (`botocore/waiter.py`, `Waiter.wait`, and a deadline).
pub(crate) async fn wait(
    caller: impl Caller,
    waiter: &'static Waiter,
    mut options: Options,
    mut input: Box<dyn Structure>,
) -> Result<Ended, WaitError> {
    let mut run = Run::new(waiter);
    let (delay, limit) = match options.resolve(waiter) {
        Ok(resolved) => resolved,
        Err(problem) => {
            let kind = ErrorKind::Config(format!("{}: {problem}", waiter.name));
            run.last = Some(Err(Error::new(waiter.operation, kind)));
            return Err(run.fail(WaitErrorKind::Call));
        }
    };
    let max_wait = options.max_wait.unwrap_or(Duration::MAX);
    let deadline = options
        .max_wait
        .and_then(|wait| run.start.checked_add(wait));
    let mut slowest = Duration::ZERO;
    let mut is_last = false;
    loop {
        run.attempts = run.attempts.saturating_add(1);
        let begun = Instant::now();
        let call = caller.call(input);
        let called = match deadline {
            None => call.await,
            Some(deadline) => match timeout_at(deadline, call).await {
                Ok(called) => called,
                Err(_) => return Err(run.deadline(max_wait)),
            },
        };
        input = called.input;
        slowest = slowest.max(begun.elapsed());
        let decision = Answer::of(&called.result).map(|answer| decide(waiter, answer));

        let goes_on = matches!(
            decision,
            Some(
                Decision::Pending
                    | Decision::Matched {
                        state: AcceptorState::Retry,
                        ..
                    }
            )
        );
        let is_exhausted = limit.is_some_and(|limit| run.attempts >= limit);
        let remaining = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let pause = if goes_on && !is_exhausted && !is_last && remaining != Some(Duration::ZERO) {
            let planned = options
                .backoff
                .delay(delay, run.attempts, remaining, fastrand::f64());
            Some(Pause::new(planned, remaining, slowest))
        } else {
            None
        };

        run.elapsed = run.start.elapsed();
        let flow = options.tell(&Poll {
            waiter,
            attempt: run.attempts,
            limit,
            elapsed: run.elapsed,
            decision: decision.as_ref(),
            next: pause.as_ref().map(|pause| pause.sleep),
            result: called.result.as_ref(),
        });

        run.last = Some(called.result);
        run.settle(decision)?;
        if let Some(acceptor) = run.succeeded {
            return run.succeed(acceptor);
        }
        if flow == ControlFlow::Break(()) {
            return Err(run.fail(WaitErrorKind::Cancelled));
        }
        if is_exhausted {
            let previous = run.previous;
            return Err(run.fail(WaitErrorKind::Exhausted { previous }));
        }
        let Some(pause) = pause else {
            return Err(run.deadline(max_wait));
        };
        is_last = pause.is_last;
        sleep(pause.sleep).await;
    }
}

/// How long to sleep before the next poll, and whether that is the last one before the deadline.
struct Pause {
    sleep: Duration,
    is_last: bool,
}

impl Pause {
    /// A delay that would reach the deadline is cut so that one last call, as slow as the slowest so far, ends in time.
    fn new(planned: Duration, remaining: Option<Duration>, slowest: Duration) -> Self {
        match remaining {
            Some(remaining) if planned >= remaining => Self {
                sleep: remaining.saturating_sub(slowest),
                is_last: true,
            },
            _ => Self {
                sleep: planned,
                is_last: false,
            },
        }
    }
}

/// What is known about a wait while it runs.
struct Run {
    waiter: &'static Waiter,
    start: Instant,
    elapsed: Duration,
    attempts: u32,
    /// The last acceptor that said to go on.
    previous: Option<&'static Acceptor>,
    succeeded: Option<&'static Acceptor>,
    last: Option<Result<Reply, Error>>,
}

impl Run {
    fn new(waiter: &'static Waiter) -> Self {
        Self {
            waiter,
            start: Instant::now(),
            elapsed: Duration::ZERO,
            attempts: 0,
            previous: None,
            succeeded: None,
            last: None,
        }
    }

    /// Takes note of a decision; an error if it ends the wait without success.
    fn settle(&mut self, decision: Option<Decision>) -> Result<(), WaitError> {
        let kind = match decision {
            Some(Decision::Matched { acceptor, state }) => {
                let Some(acceptor) = self.waiter.acceptors.get(acceptor) else {
                    return Ok(());
                };
                match state {
                    AcceptorState::Success => {
                        self.succeeded = Some(acceptor);
                        return Ok(());
                    }
                    AcceptorState::Retry => {
                        self.previous = Some(acceptor);
                        return Ok(());
                    }
                    AcceptorState::Failure => WaitErrorKind::Failed { acceptor },
                }
            }
            Some(Decision::Pending) => return Ok(()),
            Some(Decision::Unmatched) => WaitErrorKind::Unmatched,
            Some(Decision::Evaluation { acceptor, error }) => {
                match self.waiter.acceptors.get(acceptor) {
                    Some(acceptor) => WaitErrorKind::Evaluation { acceptor, error },
                    None => return Ok(()),
                }
            }
            None => WaitErrorKind::Call,
        };
        Err(self.fail(kind))
    }

    fn succeed(&mut self, acceptor: &'static Acceptor) -> Result<Ended, WaitError> {
        match self.last.take() {
            Some(last) => Ok(Ended {
                waiter: self.waiter,
                acceptor,
                attempts: self.attempts,
                elapsed: self.elapsed,
                last,
            }),
            None => Err(self.fail(WaitErrorKind::Call)),
        }
    }

    fn deadline(&mut self, max_wait: Duration) -> WaitError {
        self.elapsed = self.start.elapsed();
        let previous = self.previous;
        self.fail(WaitErrorKind::DeadlineExceeded { max_wait, previous })
    }

    fn fail(&mut self, kind: WaitErrorKind) -> WaitError {
        WaitError::new(Inner {
            waiter: self.waiter,
            kind,
            attempts: self.attempts,
            elapsed: self.elapsed,
            last: self.last.take(),
        })
    }
}
