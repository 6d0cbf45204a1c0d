//! The loop.

use tokio::time::{Instant, sleep_until, timeout_at};
use tracing::field::{Empty, display};
use tracing::{Instrument, Span};

use crate::client::Caller;
use crate::excerpt::Excerpt;
use crate::view::Structure;

use super::course::{Course, Schedule};
use super::shared_reply::SharedReply;
use super::{Options, Poll, Success, WaitError, Waiter};

/// A wait that advances one poll at a time (`botocore/waiter.py`, `Waiter.wait`, and a deadline).
pub(crate) struct WaitRun {
    caller: Box<dyn Caller>,
    options: Options,
    /// Set by the first step.
    schedule: Option<Schedule>,
    course: Course,
    input: Option<Box<dyn Structure>>,
    next: Option<Instant>,
    span: Span,
}

/// The result of a step: a poll, unless the deadline cut it or no call was possible, and the outcome if the wait ends.
pub(super) struct WaitStep {
    pub(super) poll: Option<Poll>,
    pub(super) end: Option<Result<Success, WaitError>>,
}

impl WaitStep {
    const fn failed(error: WaitError) -> Self {
        Self {
            poll: None,
            end: Some(Err(error)),
        }
    }
}

/// Polls until the wait ends.
pub(crate) async fn wait(mut run: Box<WaitRun>) -> Result<Success, WaitError> {
    loop {
        if let Some(end) = run.step().await.end {
            return end;
        }
    }
}

impl Waiter {
    /// The span of a wait.
    pub(super) fn span(&self) -> Span {
        let Self {
            operation, name, ..
        } = self;
        tracing::info_span!(
            "wait",
            service = operation.service.name,
            operation = operation.name,
            waiter = name,
        )
    }
}

impl WaitRun {
    pub(crate) fn new(
        caller: Box<dyn Caller>,
        waiter: &'static Waiter,
        options: Options,
        input: Box<dyn Structure>,
    ) -> Box<Self> {
        Box::new(Self {
            caller,
            options,
            schedule: None,
            course: Course::new(waiter),
            input: Some(input),
            next: None,
            span: Span::none(),
        })
    }

    /// Sleeps, polls, and judges.
    pub(super) async fn step(&mut self) -> WaitStep {
        if let Some(next) = self.next.take() {
            sleep_until(next).await;
        }
        let waiter = self.course.waiter();
        let schedule = match &mut self.schedule {
            Some(schedule) => schedule,
            None => match Schedule::new(&self.options, waiter) {
                Ok(schedule) => {
                    self.span = waiter.span();
                    self.schedule.insert(schedule)
                }
                Err(problem) => return WaitStep::failed(self.course.refuse(problem)),
            },
        };
        let Some(input) = self.input.take() else {
            return WaitStep::failed(self.course.refuse("the wait is over"));
        };
        self.course.begin();
        let begun = Instant::now();
        let span = tracing::debug_span!(
            parent: &self.span,
            "poll",
            attempt = self.course.attempts,
            state = Empty,
            request_id = Empty,
        );
        let call = self.caller.call(input).instrument(span.clone());
        let called = match schedule.deadline() {
            None => call.await,
            Some(deadline) => match timeout_at(deadline, call).await {
                Ok(called) => called,
                Err(_) => return WaitStep::failed(self.course.miss(schedule)),
            },
        };
        self.input = Some(called.input);
        let verdict = self.options.judge(waiter, &called.result);
        let pause = if verdict.goes_on() {
            schedule.pause(self.course.attempts, begun, verdict.is_ridden_out())
        } else {
            None
        };
        self.next = pause.and_then(|pause| Instant::now().checked_add(pause));
        let observer = |poll: &Poll| self.options.tell(poll);
        let answered = SharedReply::new(called.result);
        let request_id = answered.request_id().map(|id| display(Excerpt::name(id)));
        span.record("request_id", request_id);
        let (poll, end) = self
            .course
            .take(answered, verdict, schedule, pause, observer);
        span.record("state", tracing::field::debug(poll.state()));
        WaitStep {
            poll: Some(poll),
            end,
        }
    }
}
