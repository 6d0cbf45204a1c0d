//! The rounds.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};
use tracing::{Instrument, Span};

use crate::client::{Caller, Empty};
use crate::view::Structure;
use crate::waiter::course::{Course, Schedule};
use crate::waiter::{Options, Poll, Success, WaitError, WaitErrorKind, Waiter};

use super::Round;
use super::chunks::{Chunks, RoundOutcomes};
use super::pace::Pacer;

/// The default number of calls per second.
const CALLS_PER_SECOND: f64 = 10.0;

/// The default number of calls at once.
const CONCURRENCY: usize = 4;

/// A wait for many ids, before it begins.
pub(crate) struct RunAll {
    pub(crate) waiter: &'static Waiter,
    pub(crate) options: Options,
    pub(crate) caller: Box<dyn Caller>,
    pub(crate) template: Box<dyn Structure>,
    pub(crate) empty_input: Empty,
    pub(crate) empty_output: Empty,
    pub(crate) ids: Vec<String>,
    pub(crate) pace: Option<f64>,
    pub(crate) concurrency: Option<usize>,
    pub(crate) observer: Option<RoundObserver>,
}

/// Called after every round.
pub(crate) type RoundObserver = Box<dyn FnMut(&Round) -> ControlFlow<()> + Send>;

/// The result of each id, with type-erased outputs.
pub(crate) struct Ends {
    pub(super) results: Vec<(String, Result<Success, WaitError>)>,
    pub(super) calls: u64,
}

/// Polls in rounds until the wait has ended for every id.
pub(crate) async fn wait_all(mut run: RunAll) -> Result<Ends, WaitError> {
    let mut known = HashSet::new();
    run.ids.retain(|id| known.insert(id.clone()));
    drop(known);
    if run.ids.is_empty() {
        return Ok(Ends {
            results: Vec::new(),
            calls: 0,
        });
    }
    let mut observer = run.observer.take();
    let mut rounds = Rounds::new(run)?;
    loop {
        let (pause, mut flow) = rounds.round().await;
        if let Some(observer) = &mut observer
            && observer(&rounds.report(pause)).is_break()
        {
            flow = ControlFlow::Break(());
        }
        match pause {
            Some(pause) if flow.is_continue() && !rounds.pending.is_empty() => sleep(pause).await,
            _ => return Ok(rounds.finish()),
        }
    }
}

/// A running wait for many ids.
struct Rounds {
    waiter: &'static Waiter,
    options: Options,
    schedule: Schedule,
    chunks: Chunks,
    ids: Vec<String>,
    /// Of each id.
    courses: Vec<Course>,
    /// Of each id; `None` while it is pending.
    ends: Vec<Option<Result<Success, WaitError>>>,
    /// The indices of the pending ids.
    pending: Vec<usize>,
    number: u32,
    span: Span,
}

impl Rounds {
    fn new(run: RunAll) -> Result<Self, WaitError> {
        let RunAll {
            waiter,
            mut options,
            caller,
            template,
            empty_input,
            empty_output,
            ids,
            pace,
            concurrency,
            observer: _,
        } = run;
        let refuse = |problem: &str| Course::new(waiter).refuse(problem);
        let batch = waiter.batch.ok_or_else(|| {
            refuse("its definition does not say how ids relate to answers; add `batch` to it")
        })?;
        let interval = 1.0 / pace.unwrap_or(CALLS_PER_SECOND);
        let interval = Duration::try_from_secs_f64(interval)
            .map_err(|_| refuse("calls_per_second must be a number above 0"))?;
        let concurrency = concurrency.unwrap_or(CONCURRENCY);
        if concurrency == 0 {
            return Err(refuse("concurrency must be at least 1"));
        }
        if ids.iter().any(String::is_empty) {
            return Err(refuse("an id is empty"));
        }
        // One call of many is throttled sooner or later, and must not end the wait of all.
        options.ride_out.get_or_insert(true);
        Ok(Self {
            waiter,
            schedule: Schedule::new(&options, waiter).map_err(refuse)?,
            options,
            chunks: Chunks {
                batch,
                operation: waiter.operation,
                caller: Pacer::new(caller, interval),
                template,
                empty_input,
                empty_output,
                concurrency,
            },
            courses: ids.iter().map(|_| Course::new(waiter)).collect(),
            ends: ids.iter().map(|_| None).collect(),
            pending: (0..ids.len()).collect(),
            ids,
            number: 0,
            span: waiter.span(),
        })
    }

    /// Polls the pending ids; returns the time until the next round, if there is one, and whether to go on.
    async fn round(&mut self) -> (Option<Duration>, ControlFlow<()>) {
        let begun = Instant::now();
        self.number = self.number.saturating_add(1);
        for place in &self.pending {
            self.courses[*place].begin();
        }
        let (options, waiter) = (&mut self.options, self.waiter);
        let mut heard = RoundOutcomes {
            outcomes: Vec::with_capacity(self.pending.len()),
            judge: &mut |result| options.judge(waiter, result),
        };
        let span = tracing::debug_span!(
            parent: &self.span,
            "round",
            number = self.number,
            pending = self.pending.len(),
        );
        let asked = self.chunks.ask(&self.ids, &self.pending, &mut heard);
        let asked = asked.instrument(span);
        let is_cut = match self.schedule.deadline() {
            None => {
                asked.await;
                false
            }
            Some(deadline) => timeout_at(deadline, asked).await.is_err(),
        };
        let heard = heard.outcomes;
        let goes_on = heard.iter().any(|(.., verdict)| verdict.goes_on());
        let is_ridden_out = heard.iter().any(|(.., verdict)| verdict.is_ridden_out());
        let pause = if goes_on && !is_cut {
            self.schedule.pause(self.number, begun, is_ridden_out)
        } else {
            None
        };
        let mut whole = ControlFlow::Continue(());
        for (place, answered, verdict) in heard {
            let observer = |poll: &Poll| {
                let flow = self.options.tell(poll);
                if flow.is_break() {
                    whole = flow;
                }
                flow
            };
            let course = &mut self.courses[place];
            let (_, end) = course.take(answered, verdict, &self.schedule, pause, observer);
            self.ends[place] = end;
        }
        if is_cut {
            for place in &self.pending {
                let course = &mut self.courses[*place];
                self.ends[*place].get_or_insert_with(|| Err(course.miss(&self.schedule)));
            }
        }
        self.pending.retain(|place| self.ends[*place].is_none());
        (pause, whole)
    }

    fn report(&self, pause: Option<Duration>) -> Round {
        let ended = self.ends.iter().flatten();
        let failed = ended.filter(|end| end.is_err()).count();
        Round {
            number: self.number,
            elapsed: self.schedule.elapsed(),
            done: self.ids.len() - self.pending.len() - failed,
            failed,
            pending: self.pending.len(),
            calls: self.chunks.caller.calls(),
            next_delay: pause.filter(|_| !self.pending.is_empty()),
        }
    }

    /// The result of each id; pending ones were cancelled.
    fn finish(self) -> Ends {
        let calls = self.chunks.caller.calls();
        let results = self.ids.into_iter().zip(self.ends).zip(self.courses);
        let cancelled = |mut course: Course| Err(course.fail(WaitErrorKind::Cancelled));
        Ends {
            results: results
                .map(|((id, end), course)| (id, end.unwrap_or_else(|| cancelled(course))))
                .collect(),
            calls,
        }
    }
}
