//! Work that blocks its thread: files, programs, a person who types.

/// A job with bytes as its result. There is one type of jobs, so that their task is compiled once.
type Job = Box<dyn FnOnce() -> Result<Vec<u8>, String> + Send>;

/// Runs a job in a thread that may block.
///
/// # Errors
///
/// Those of the job; a job that panics, or a runtime that shuts down.
pub(crate) async fn blocking(job: Job) -> Result<Vec<u8>, String> {
    match tokio::task::spawn_blocking(job).await {
        Ok(done) => done,
        Err(_) => Err(String::from("it was stopped before its end")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_result_of_a_job_is_returned() {
        let done = blocking(Box::new(|| Ok(vec![7]))).await;
        assert_eq!(done, Ok(vec![7]));
        let failed = blocking(Box::new(|| Err(String::from("no")))).await;
        assert_eq!(failed, Err(String::from("no")));
    }
}
