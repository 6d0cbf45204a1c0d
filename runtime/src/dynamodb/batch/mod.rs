//! Puts and deletes in batches: `BatchWriteItem`, until nothing is left unprocessed.

mod buffer;
mod error;
mod requests;
mod write_request;

use std::fmt;

use crate::client::Client;
use crate::dynamic::Dynamic;
use crate::schema::{Operation, Shape};
use crate::view::{Empty, Structure};
use crate::waiter::Backoff;

use self::buffer::Buffer;
pub use self::error::BatchWriteError;
use self::error::Problem;
pub use self::write_request::{WriteReport, WriteRequest};

/// Writes items to one table and deletes them from it, 25 at a time.
///
/// 25 requests are sent as one `BatchWriteItem`. Unprocessed requests are sent again with the next batch, after a growing
/// delay. [`finish`](Self::finish) sends the rest.
///
/// `V` is the generated `AttributeValue`. The service refuses two requests for one key in one batch, unless
/// [`overwrite_by_keys`](Self::overwrite_by_keys) lets the later one replace the earlier.
///
/// # Dropping it sends nothing
///
/// A destructor can neither wait nor report. [`finish`](Self::finish) consumes the writer and reports the outcome.
/// [`scope`](Self::scope) calls it in any case, even if the program's own code fails, as boto3's `with` block does.
/// [`into_unwritten`](Self::into_unwritten) returns the requests that were not sent. If a task may be cancelled, so that the
/// writer is dropped before, [`on_drop`](Self::on_drop) receives the requests.
#[must_use = "what is buffered is sent by `finish`, never by dropping the writer"]
pub struct BatchWriter<V: Structure> {
    buffer: Buffer,
    empty: fn(&'static Shape) -> V,
    on_drop: Option<OnDrop<V>>,
}

type OnDrop<V> = Box<dyn FnOnce(Vec<WriteRequest<V>>) + Send>;

impl<V: Structure + Empty> BatchWriter<V> {
    /// A writer that calls `operation`, which must be `BatchWriteItem`, for `table`: its name or ARN. Nothing is sent.
    #[inline]
    pub fn new(client: Client, operation: &'static Operation, table: impl Into<String>) -> Self {
        Self::with(client, operation, table.into(), |_| V::empty())
    }
}

impl BatchWriter<Dynamic> {
    /// A writer whose operation's table was loaded at run time.
    pub fn dynamic(
        client: Client,
        operation: &'static Operation,
        table: impl Into<String>,
    ) -> Self {
        Self::with(client, operation, table.into(), Dynamic::new)
    }
}

impl<V: Structure> BatchWriter<V> {
    fn with(
        client: Client,
        operation: &'static Operation,
        table: String,
        empty: fn(&'static Shape) -> V,
    ) -> Self {
        Self {
            buffer: Buffer::new(client, operation, table),
            empty,
            on_drop: None,
        }
    }

    /// Lets a request replace a buffered one of the same key: pass the names of the table's key attributes.
    ///
    /// Puts and deletes replace each other. Numbers are equal when their values are. A request that lacks one of the
    /// attributes replaces nothing. Default: none, so that two requests for one key may be in one batch, which the service
    /// refuses.
    pub fn overwrite_by_keys(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.buffer.keys = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the delay after a call that left requests unprocessed. Default: exponential with full jitter, from 50 ms to 20
    /// s.
    ///
    /// [`Backoff::Fixed`] waits 50 ms each time.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.buffer.backoff = backoff;
        self
    }

    /// Sets how many calls in a row may leave everything unprocessed before that is an error. Default: 10; zero counts as 1.
    ///
    /// The writer goes on as long as some requests of each batch are processed.
    pub fn max_idle_calls(mut self, calls: u32) -> Self {
        self.buffer.max_idle = calls;
        self
    }

    /// Sets a function that receives the remaining requests when the writer is dropped without [`finish`](Self::finish). It
    /// is not called when none remain. Default: none; they are lost.
    pub fn on_drop(mut self, take: impl FnOnce(Vec<WriteRequest<V>>) + Send + 'static) -> Self {
        self.on_drop = Some(Box::new(take));
        self
    }

    /// Writes an item: buffers it, and sends a batch when 25 requests are buffered.
    ///
    /// When the future is dropped, the item stays buffered, and so do the requests under way; a request may then be sent
    /// twice, which changes nothing.
    ///
    /// # Errors
    ///
    /// When a batch fails; the error returns every request that was not written, and the writer is empty again.
    pub async fn put(
        &mut self,
        item: impl IntoIterator<Item = (impl Into<String>, V)>,
    ) -> Result<(), BatchWriteError<V>> {
        self.write(WriteRequest::Put(item.into_iter().collect()))
            .await
    }

    /// Deletes an item by its key: buffers the request, and sends a batch when 25 requests are buffered.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn delete(
        &mut self,
        key: impl IntoIterator<Item = (impl Into<String>, V)>,
    ) -> Result<(), BatchWriteError<V>> {
        self.write(WriteRequest::Delete(key.into_iter().collect()))
            .await
    }

    /// Buffers a request, for example one from an error, and sends a batch when 25 are buffered.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn write(&mut self, request: WriteRequest<V>) -> Result<(), BatchWriteError<V>> {
        if let Err(problem) = self.buffer.add(&request) {
            let mut error = self.failed(problem);
            error.unwritten.push(request);
            return Err(error);
        }
        let sent = self.buffer.send_full().await;
        sent.map_err(|problem| self.failed(problem))
    }

    /// Sends the buffered requests, until nothing is unprocessed.
    ///
    /// # Errors
    ///
    /// When a batch fails; the error returns every request that was not written.
    pub async fn finish(mut self) -> Result<WriteReport, BatchWriteError<V>> {
        match self.buffer.send_all().await {
            Ok(()) => Ok(self.buffer.written),
            Err(problem) => Err(self.failed(problem)),
        }
    }

    /// Runs the program's own code with the writer, and sends the rest whatever it returns.
    ///
    /// ```ignore
    /// writer
    ///     .scope(async |writer| {
    ///         while let Some(order) = orders.next().await? {
    ///             writer.put(to_item(&order)?).await?;
    ///         }
    ///         Ok::<_, Box<dyn Error>>(())
    ///     })
    ///     .await?;
    /// ```
    ///
    /// # Errors
    ///
    /// The code's error; but if [`finish`](Self::finish) fails, its error, since it returns requests.
    pub async fn scope<T, E: From<BatchWriteError<V>>>(
        mut self,
        write: impl AsyncFnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let result = write(&mut self).await;
        self.finish().await?;
        result
    }

    /// The number of requests that are buffered.
    #[must_use]
    pub fn buffered(&self) -> usize {
        self.buffer.pending.len()
    }

    /// The counts so far.
    #[must_use]
    pub fn written(&self) -> WriteReport {
        self.buffer.written
    }

    /// Ends the writer and returns the requests that were not sent.
    #[must_use]
    pub fn into_unwritten(mut self) -> Vec<WriteRequest<V>> {
        self.take()
    }

    fn failed(&mut self, problem: Problem) -> BatchWriteError<V> {
        BatchWriteError {
            operation: self.buffer.operation,
            table: self.buffer.table.clone(),
            unwritten: self.take(),
            problem,
        }
    }

    /// The buffered requests with their original type of values.
    fn take(&mut self) -> Vec<WriteRequest<V>> {
        self.buffer.take(self.empty)
    }
}

/// Hands the remaining requests to [`BatchWriter::on_drop`].
impl<V: Structure> Drop for BatchWriter<V> {
    fn drop(&mut self) {
        if let Some(take) = self.on_drop.take()
            && !self.buffer.pending.is_empty()
        {
            take(self.take());
        }
    }
}

impl<V: Structure> fmt::Debug for BatchWriter<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchWriter")
            .field("operation", &self.buffer.operation.name)
            .field("table", &self.buffer.table)
            .field("buffered", &self.buffered())
            .finish_non_exhaustive()
    }
}
