//! The calls of one round: several ids each, a few at a time, and smaller ones if the service refuses many.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll as Progress;

use crate::client::{Caller, Empty};
use crate::client::{Metadata, Reply};
use crate::error::Error;
use crate::paginator::Pager;
use crate::schema::Operation;
use crate::view::{Packer, Slot, Structure, View, copy};
use crate::waiter::shared_reply::{SharedCall, SharedReply};
use crate::waiter::verdict::Verdict;

use super::Batch;
use super::items::by_id;
use super::pace::Pacer;

/// Makes the calls of all rounds.
pub(super) struct Chunks {
    pub(super) batch: &'static Batch,
    pub(super) operation: &'static Operation,
    pub(super) caller: Pacer,
    /// The input without ids.
    pub(super) template: Box<dyn Structure>,
    pub(super) empty_input: Empty,
    pub(super) empty_output: Empty,
    pub(super) concurrency: usize,
}

/// The outcomes of a round.
pub(super) struct RoundOutcomes<'j> {
    /// Of each id that was answered, by its index.
    pub(super) outcomes: Vec<(usize, SharedReply, Verdict)>,
    /// What an answer means.
    pub(super) judge: &'j mut (dyn FnMut(&Result<Reply, Error>) -> Verdict + Send),
}

/// An answer, or the pages of one.
type Pages = Result<Vec<Reply>, Error>;

type ChunkCall = Pin<Box<dyn Future<Output = (Vec<usize>, Pages)> + Send>>;

impl Chunks {
    /// Polls the ids at these indices, and records each outcome in `heard`, which survives if this future is dropped.
    pub(super) async fn ask(
        &self,
        ids: &[String],
        places: &[usize],
        heard: &mut RoundOutcomes<'_>,
    ) {
        let limit = usize::try_from(self.batch.limit)
            .unwrap_or(usize::MAX)
            .max(1);
        let mut waiting: VecDeque<Vec<usize>> = places.chunks(limit).map(<[_]>::to_vec).collect();
        let mut running: Vec<ChunkCall> = Vec::new();
        loop {
            while running.len() < self.concurrency
                && let Some(chunk) = waiting.pop_front()
            {
                running.push(self.call(ids, chunk));
            }
            if running.is_empty() {
                return;
            }
            match first(&mut running).await {
                (chunk, Ok(pages)) => self.hear(ids, &chunk, pages, heard),
                (chunk, Err(error)) if is_about_some(&error) && chunk.len() > 1 => {
                    let (some, others) = divide(ids, chunk, &error);
                    waiting.push_front(others);
                    waiting.push_front(some);
                }
                (chunk, Err(error)) => {
                    let result = Err(error);
                    let verdicts: Vec<_> = chunk.iter().map(|_| (heard.judge)(&result)).collect();
                    let answered = SharedReply::new(result);
                    let outcomes = chunk.into_iter().zip(verdicts);
                    let outcomes = outcomes.map(|(at, verdict)| (at, answered.clone(), verdict));
                    heard.outcomes.extend(outcomes);
                }
            }
        }
    }

    fn call(&self, ids: &[String], chunk: Vec<usize>) -> ChunkCall {
        let input = self.input(chunk.iter().filter_map(|place| ids.get(*place)));
        let caller = self.caller.clone();
        match self.batch.paginator {
            None => Box::pin(async move {
                let called = caller.call(input).await;
                (chunk, called.result.map(|reply| vec![reply]))
            }),
            Some(paginator) => Box::pin(async move {
                let mut pager = Pager::over(Box::new(caller), paginator, input);
                let mut pages = Vec::new();
                loop {
                    match pager.next().await {
                        Some(Ok(page)) => pages.push(page.into_reply()),
                        Some(Err(error)) => return (chunk, Err(error)),
                        None => return (chunk, Ok(pages)),
                    }
                }
            }),
        }
    }

    fn input<'i>(&self, ids: impl Iterator<Item = &'i String>) -> Box<dyn Structure> {
        let mut input = (self.empty_input)(self.operation);
        copy(
            View::Structure(&*self.template),
            Slot::Structure(&mut *input),
        );
        if let Some(member) = input.get_mut(usize::from(self.batch.ids)) {
            member.clear();
            match member.slot() {
                Slot::List(list) => ids.for_each(|id| write(list.push(), id)),
                slot => {
                    if let Some(id) = ids.last() {
                        write(slot, id);
                    }
                }
            }
        }
        input
    }

    /// Applies pages to each id of a chunk.
    ///
    /// The items of an id are packed, and its output is made of them, judged and dropped before that of the next: there are
    /// thousands, and hardly any is looked at.
    fn hear(
        &self,
        ids: &[String],
        chunk: &[usize],
        pages: Vec<Reply>,
        heard: &mut RoundOutcomes<'_>,
    ) {
        if let ([place], []) = (chunk, self.batch.items) {
            let last = pages.into_iter().last().map(Ok);
            heard.outcomes.extend(last.map(|result| {
                let verdict = (heard.judge)(&result);
                (*place, SharedReply::new(result), verdict)
            }));
            return;
        }
        let names = chunk
            .iter()
            .filter_map(|place| Some((ids.get(*place)?.as_str(), *place)))
            .collect();
        let outputs = pages.iter().map(|page| &*page.output);
        let items = by_id(self.batch.items, outputs, &names);
        let metadata = pages.last().map(|page| page.metadata.clone());
        let metadata = metadata.unwrap_or(Metadata::NONE);
        let mut packer = Packer::default();
        let mut judged = Vec::with_capacity(chunk.len());
        for place in chunk {
            let items = items.get(place).into_iter().flatten();
            let mut output = (self.empty_output)(self.operation);
            let values = packer.pack(output.shape(), items.copied());
            packer.texts().unpack(&values, &mut *output);
            let metadata = metadata.clone();
            let verdict = (heard.judge)(&Ok(Reply { output, metadata }));
            judged.push((*place, values, verdict));
        }
        let call = Arc::new(SharedCall {
            operation: self.operation,
            empty: self.empty_output,
            texts: packer.into_texts(),
            metadata,
        });
        let outcomes = judged.into_iter().map(|(place, values, verdict)| {
            (
                place,
                SharedReply::small(Arc::clone(&call), values),
                verdict,
            )
        });
        heard.outcomes.extend(outcomes);
    }
}

/// Waits for the first of some calls.
async fn first(running: &mut Vec<ChunkCall>) -> (Vec<usize>, Pages) {
    std::future::poll_fn(|cx| {
        for at in 0..running.len() {
            if let Progress::Ready(done) = running[at].as_mut().poll(cx) {
                drop(running.swap_remove(at));
                return Progress::Ready(done);
            }
        }
        Progress::Pending
    })
    .await
}

/// Whether an error may concern only some of several ids.
///
/// Transient and access-denied errors concern the whole call.
fn is_about_some(error: &Error) -> bool {
    error.response().is_some_and(|response| {
        let code = response.code();
        let is_denied = matches!(response.status(), 401 | 403)
            || code.starts_with("AccessDenied")
            || code.starts_with("Unauthorized");
        !is_denied && !error.is_transient()
    })
}

/// Splits ids into those that an error names and the others, or else into halves.
fn divide(ids: &[String], chunk: Vec<usize>, error: &Error) -> (Vec<usize>, Vec<usize>) {
    let message = error.message().unwrap_or_default();
    let is_named = |place: &usize| ids.get(*place).is_some_and(|id| message.contains(&**id));
    let (named, mut others): (Vec<_>, Vec<_>) = chunk.into_iter().partition(is_named);
    if named.is_empty() {
        let half = others.split_off(others.len() / 2);
        (others, half)
    } else if others.is_empty() {
        let mut named = named;
        let half = named.split_off(named.len() / 2);
        (named, half)
    } else {
        (named, others)
    }
}

fn write(slot: Slot<'_>, id: &str) {
    match slot {
        Slot::String(text) => id.clone_into(text),
        Slot::Enum(value) => value.set(id),
        _ => {}
    }
}
