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
pub use self::write_request::{WriteRequest, Written};

/// Writes items to one table and deletes them from it, 25 at a time.
///
/// Requests are kept until there are 25, and sent as one `BatchWriteItem`. What the service gives back unprocessed is sent
/// again with the next ones, after a delay that grows. [`finish`](Self::finish) sends the rest.
///
/// `V` is the generated `AttributeValue`. Two requests for one key in one batch are refused by the service, unless
/// [`overwrite_by_keys`](Self::overwrite_by_keys) says that the later one replaces the earlier.
///
/// # Nothing is sent by dropping it
///
/// A destructor can neither wait nor report. [`finish`](Self::finish) takes the writer and tells what became of the
/// requests; [`scope`](Self::scope) calls it whatever happens, also when the program's own code failed, as the `with` block
/// of boto3 does; [`into_unwritten`](Self::into_unwritten) gives back what was not sent. Where a writer may be dropped before
/// one of them, because its task may be cancelled, [`on_drop`](Self::on_drop) says who gets the requests.
#[must_use = "what is buffered is sent by `finish`, never by dropping the writer"]
pub struct BatchWriter<V: Structure> {
    buffer: Buffer,
    empty: fn(&'static Shape) -> V,
    on_drop: Option<OnDrop<V>>,
}

type OnDrop<V> = Box<dyn FnOnce(Vec<WriteRequest<V>>) + Send>;

impl<V: Structure + Empty> BatchWriter<V> {
    /// A writer that calls `operation`, which is `BatchWriteItem`, for `table`: its name or ARN. Nothing is sent.
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
    /// Puts and deletes replace each other. Numbers are the same when their values are. A request that lacks one of the
    /// attributes replaces nothing. Default: none, so that two requests for one key may meet in one batch, which the service
    /// refuses.
    pub fn overwrite_by_keys(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.buffer.keys = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the delay after unprocessed requests were given back, before the next call. Default: exponential with full
    /// jitter, from 50 ms to 20 s.
    ///
    /// [`Backoff::Fixed`] waits 50 ms each time.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.buffer.backoff = backoff;
        self
    }

    /// Sets how many calls in a row may come back with everything unprocessed before that is an error. Default: 10; zero
    /// counts as 1.
    ///
    /// As long as some requests of each batch are processed, the writer goes on.
    pub fn max_idle_calls(mut self, calls: u32) -> Self {
        self.buffer.max_idle = calls;
        self
    }

    /// Sets who gets the requests that are left when the writer is dropped without [`finish`](Self::finish). Not called when
    /// none are left. Default: nobody, they are lost.
    pub fn on_drop(mut self, take: impl FnOnce(Vec<WriteRequest<V>>) + Send + 'static) -> Self {
        self.on_drop = Some(Box::new(take));
        self
    }

    /// Writes an item: buffers it, and sends a batch when 25 requests are buffered.
    ///
    /// When the future is dropped, the item stays buffered, and so does what was being sent; a request may then be made
    /// twice, which changes nothing.
    ///
    /// # Errors
    ///
    /// When a batch fails; the error gives back everything that was not written, and the writer is empty again.
    pub async fn put(
        &mut self,
        item: impl IntoIterator<Item = (impl Into<String>, V)>,
    ) -> Result<(), BatchWriteError<V>> {
        self.write(WriteRequest::Put(item.into_iter().collect()))
            .await
    }

    /// Deletes the item of a key: buffers that, and sends a batch when 25 requests are buffered.
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

    /// Buffers a request, for example one that an error gave back, and sends a batch when 25 are buffered.
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

    /// Sends what is buffered, until nothing is left unprocessed.
    ///
    /// # Errors
    ///
    /// When a batch fails; the error gives back everything that was not written.
    pub async fn finish(mut self) -> Result<Written, BatchWriteError<V>> {
        match self.buffer.send_all().await {
            Ok(()) => Ok(self.buffer.written),
            Err(problem) => Err(self.failed(problem)),
        }
    }

    /// Runs a program's own code with the writer, and sends the rest whatever it returned.
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
    /// That of the code; or else, and also when both fail, that of [`finish`](Self::finish), since it gives back requests.
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

    /// What was done so far.
    #[must_use]
    pub fn written(&self) -> Written {
        self.buffer.written
    }

    /// Ends the writer and gives back what was not sent.
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

    /// The buffered requests with the type of values that they came with.
    fn take(&mut self) -> Vec<WriteRequest<V>> {
        self.buffer.take(self.empty)
    }
}

/// Hands what is left to [`BatchWriter::on_drop`].
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
