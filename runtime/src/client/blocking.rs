//! Work that blocks its thread: files, programs, a person who types.

use std::any::Any;

/// A job, and its result, whatever their types: the task is compiled once.
type Job = Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>;

/// Runs a job in a thread that may block.
///
/// # Errors
///
/// A job that panics, or a runtime that shuts down.
pub(crate) async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let done = run(Box::new(move || Box::new(job()))).await?;
    match done.downcast::<T>() {
        Ok(done) => Ok(*done),
        Err(_) => Err(String::from("its result has another type")),
    }
}

async fn run(job: Job) -> Result<Box<dyn Any + Send>, String> {
    let done = tokio::task::spawn_blocking(job).await;
    done.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_result_of_a_job_is_returned() {
        assert_eq!(blocking(|| 7).await, Ok(7));
    }
}
