//! The rounds.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::request::{Caller, Empty};
use crate::view::Structure;
use crate::waiter::course::{Course, Schedule};
use crate::waiter::{Ended, Options, Poll, WaitError, WaitErrorKind, Waiter};

use super::Round;
use super::chunks::Chunks;
use super::pace::Paced;

/// The calls of a second, unless the caller says otherwise.
const CALLS_PER_SECOND: f64 = 10.0;

/// The calls under way at a time, unless the caller says otherwise.
const CONCURRENCY: usize = 4;

/// A wait for many things, before it begins.
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

/// What is called after every round.
pub(crate) type RoundObserver = Box<dyn FnMut(&Round) -> ControlFlow<()> + Send>;

/// What became of each id, before the output's type is known again.
pub(crate) struct Ends {
    pub(super) results: Vec<(String, Result<Ended, WaitError>)>,
    pub(super) calls: u64,
}

/// Polls in rounds until the wait has ended for every id.
pub(crate) async fn wait_all(run: RunAll) -> Result<Ends, WaitError> {
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
        mut observer,
    } = run;
    let mut known = HashSet::new();
    let ids: Vec<String> = ids
        .into_iter()
        .filter(|id| known.insert(id.clone()))
        .collect();
    drop(known);
    if ids.is_empty() {
        return Ok(Ends {
            results: Vec::new(),
            calls: 0,
        });
    }
    let refuse = |problem: &str| Course::new(waiter).refuse(problem);
    let Some(batch) = waiter.batch else {
        return Err(refuse(
            "how ids relate to its answers is not known; `batch` in its definition can say it",
        ));
    };
    let interval = Duration::try_from_secs_f64(1.0 / pace.unwrap_or(CALLS_PER_SECOND));
    let Ok(interval) = interval else {
        return Err(refuse("calls_per_second must be a number above 0"));
    };
    let concurrency = concurrency.unwrap_or(CONCURRENCY);
    if concurrency == 0 {
        return Err(refuse("concurrency must be at least 1"));
    }
    // One call of many is throttled sooner or later, and must not end the wait of all.
    options.ride_out.get_or_insert(true);
    let mut schedule = Schedule::new(&options, waiter).map_err(refuse)?;
    let chunks = Chunks {
        batch,
        operation: waiter.operation,
        caller: Paced::new(caller, interval),
        template,
        empty_input,
        empty_output,
        concurrency,
    };
    let mut courses: Vec<_> = ids.iter().map(|_| Course::new(waiter)).collect();
    let mut ends: Vec<Option<Result<Ended, WaitError>>> = ids.iter().map(|_| None).collect();
    let mut pending: Vec<usize> = (0..ids.len()).collect();
    let mut number = 0_u32;
    loop {
        number = number.saturating_add(1);
        let begun = Instant::now();
        for place in &pending {
            courses[*place].begin();
        }
        let mut heard = Vec::with_capacity(pending.len());
        let asked = chunks.ask(&ids, &pending, &mut heard);
        let is_cut = match schedule.deadline() {
            None => {
                asked.await;
                false
            }
            Some(deadline) => timeout_at(deadline, asked).await.is_err(),
        };
        let heard: Vec<_> = heard
            .into_iter()
            .map(|(place, answered)| {
                let verdict = options.judge(waiter, &answered);
                (place, answered, verdict)
            })
            .collect();
        let goes_on = heard.iter().any(|(_, _, verdict)| verdict.goes_on());
        let ridden = heard.iter().any(|(_, _, verdict)| verdict.is_ridden_out());
        let pause = if goes_on && !is_cut {
            schedule.pause(number, begun, ridden)
        } else {
            None
        };
        let mut is_cancelled = false;
        for (place, answered, verdict) in heard {
            let observer = |poll: &Poll| {
                let flow = options.tell(poll);
                is_cancelled |= flow.is_break();
                flow
            };
            let (_, end) = courses[place].take(answered, verdict, &schedule, pause, observer);
            ends[place] = end;
        }
        if is_cut {
            for place in &pending {
                let course = &mut courses[*place];
                ends[*place].get_or_insert_with(|| Err(course.miss(&schedule)));
            }
        }
        pending.retain(|place| ends[*place].is_none());
        let ended = ends.iter().flatten();
        let failed = ended.filter(|end| end.is_err()).count();
        let round = Round {
            number,
            elapsed: schedule.elapsed(),
            done: ids.len() - pending.len() - failed,
            failed,
            pending: pending.len(),
            calls: chunks.caller.calls(),
            next_delay: pause.filter(|_| !pending.is_empty()),
        };
        if let Some(observer) = &mut observer {
            is_cancelled |= observer(&round).is_break();
        }
        if is_cancelled {
            for place in pending.drain(..) {
                ends[place] = Some(Err(courses[place].fail(WaitErrorKind::Cancelled)));
            }
        }
        let Some(pause) = pause.filter(|_| !pending.is_empty()) else {
            break;
        };
        sleep(pause).await;
    }
    let calls = chunks.caller.calls();
    let results = ids.into_iter().zip(ends).zip(courses);
    let results = results
        .map(|((id, end), mut course)| (id, end.unwrap_or_else(|| Err(course.miss(&schedule)))))
        .collect();
    Ok(Ends { results, calls })
}
