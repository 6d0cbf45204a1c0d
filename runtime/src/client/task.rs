//! Tasks in the background.

use std::pin::Pin;

/// The future of a task: one type for all of them, because tokio's code for a task is compiled for each.
pub(crate) type TaskFuture = Pin<Box<dyn Future<Output = ()> + Send>>;
