//! Buffered requests of a batch, independent of the type of their values.

use std::time::Duration;

use crate::client::{Client, Purpose};
use crate::dynamic::Dynamic;
use crate::schema::{Operation, Shape};
use crate::view::{self, Structure, View};
use crate::waiter::{Backoff, Jitter};

use super::super::decimal::Decimal;
use super::super::layout::{Layout, Type};
use super::error::Problem;
use super::requests::Requests;
use super::write_request::{WriteReport, WriteRequest};

/// The delay that [`Backoff`] starts from.
const DELAY: Duration = Duration::from_millis(50);

/// Maximum number of requests per call.
const BATCH: usize = 25;

/// Requests in the operation's form, and the client that sends them.
pub(super) struct Buffer {
    client: Client,
    pub(super) operation: &'static Operation,
    requests: Option<Requests>,
    pub(super) table: String,
    pub(super) pending: Vec<Dynamic>,
    /// The attributes of the key; requests with equal keys replace each other.
    pub(super) keys: Vec<String>,
    pub(super) backoff: Backoff,
    pub(super) max_idle: u32,
    /// How many calls in a row left something unprocessed.
    incomplete: u32,
    /// How many calls in a row left everything unprocessed.
    idle: u32,
    pub(super) written: WriteReport,
}

impl Buffer {
    pub(super) fn new(client: Client, operation: &'static Operation, table: String) -> Self {
        Self {
            client,
            operation,
            requests: Requests::of(operation),
            table,
            pending: Vec::new(),
            keys: Vec::new(),
            backoff: Backoff::Exponential {
                min: None,
                max: Some(Duration::from_secs(20)),
                jitter: Jitter::Full,
            },
            max_idle: 10,
            incomplete: 0,
            idle: 0,
            written: WriteReport::default(),
        }
    }

    /// Adds a request, or replaces the one for the same key.
    pub(super) fn add<V: Structure>(&mut self, request: &WriteRequest<V>) -> Result<(), Problem> {
        let requests = self.requests()?;
        let encoded = requests.encode(request).ok_or_else(|| {
            Problem::Mismatch(String::from(
                "the values are not of the service whose operation this is",
            ))
        })?;
        if !self.keys.is_empty() {
            let keys = &self.keys;
            self.pending
                .retain(|earlier| !requests.have_one_key(earlier, &encoded, keys));
        }
        self.pending.push(encoded);
        Ok(())
    }

    /// Sends batches while there are full ones.
    pub(super) async fn send_full(&mut self) -> Result<(), Problem> {
        self.send_while(BATCH).await
    }

    /// Sends batches until nothing is left.
    pub(super) async fn send_all(&mut self) -> Result<(), Problem> {
        self.send_while(1).await
    }

    /// The requests in the caller's form; the buffer is empty afterwards.
    pub(super) fn take<V: Structure>(
        &mut self,
        empty: fn(&'static Shape) -> V,
    ) -> Vec<WriteRequest<V>> {
        let pending = std::mem::take(&mut self.pending);
        let Some(requests) = self.requests else {
            return Vec::new();
        };
        pending
            .iter()
            .filter_map(|request| requests.decode(request, empty))
            .collect()
    }

    async fn send_while(&mut self, least: usize) -> Result<(), Problem> {
        while self.pending.len() >= least {
            if self.incomplete > 0 {
                let random = fastrand::f64();
                let delay = self.backoff.delay(DELAY, self.incomplete, None, random);
                tokio::time::sleep(delay).await;
            }
            self.send().await?;
        }
        Ok(())
    }

    /// Makes one call. The requests stay in the buffer until it is answered.
    async fn send(&mut self) -> Result<(), Problem> {
        let requests = self.requests()?;
        let sent = self.pending.len().min(BATCH);
        let input = requests.input(&self.table, self.pending.get(..sent).unwrap_or_default());
        let input = input.ok_or_else(|| mismatch(self.operation))?;
        let output = requests.output();
        let call = self
            .client
            .call_for(Purpose::BatchWriter, self.operation, &input, output);
        let reply = call.await.map_err(Problem::Call)?;
        let left = requests.unprocessed(&*reply.output)?;
        self.count(sent, left.len());
        self.pending.drain(..sent);
        self.pending.extend(left);
        if self.idle >= self.max_idle.max(1) {
            return Err(Problem::Idle(std::mem::take(&mut self.idle)));
        }
        Ok(())
    }

    fn count(&mut self, sent: usize, left: usize) {
        let next = |count: u32, more: bool| if more { count.saturating_add(1) } else { 0 };
        self.incomplete = next(self.incomplete, left > 0);
        self.idle = next(self.idle, left >= sent);
        self.written.calls += 1;
        self.written.requests += sent.saturating_sub(left);
        self.written.unprocessed += left;
    }

    fn requests(&self) -> Result<Requests, Problem> {
        self.requests.ok_or_else(|| mismatch(self.operation))
    }
}

impl Requests {
    /// Whether two requests have all of these attributes, with the same values.
    fn have_one_key(&self, one: &Dynamic, other: &Dynamic, keys: &[String]) -> bool {
        let (Some((_, one)), Some((_, other))) = (self.attributes(one), self.attributes(other))
        else {
            return false;
        };
        keys.iter().all(|key| have_same(one, other, key))
    }
}

fn have_same(one: &dyn view::Map, other: &dyn view::Map, key: &str) -> bool {
    let (View::Structure(one), View::Structure(other)) = (one.get(key), other.get(key)) else {
        return false;
    };
    view::equal(one, other) || number(one).is_some_and(|value| number(other) == Some(value))
}

/// The value of a number; `None` for any other type.
fn number(value: &dyn Structure) -> Option<Decimal> {
    let layout = Layout::of(value.shape()).ok()?;
    match layout.held(value).ok()? {
        (Type::N, View::String(text)) => Decimal::parse(text).ok(),
        _ => None,
    }
}

fn mismatch(operation: &Operation) -> Problem {
    Problem::Mismatch(format!(
        "{} is not DynamoDB's BatchWriteItem: pass the table of that operation",
        operation.name
    ))
}
