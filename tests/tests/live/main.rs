//! Live tests: what `pageboy.toml` names, generated, against moto over real HTTP.
//!
//! moto answers at once with the final state, so a wait would end at its first poll. Here the state is reached late: a test
//! makes the change while the wait goes on, after its second poll ([`after_poll`]). Delays are a few milliseconds, and pages
//! are small, so that every wait polls and every list has several pages.

mod accounts;
mod cloudformation;
mod cloudwatch;
// The attribute tells clippy that these are tests, and what they share as well.
#[cfg(test)]
mod documents;
mod dynamodb;
mod ec2;
mod ecs;
mod events;
mod from_boto3;
mod guide;
mod iam;
mod integrity;
mod lambda;
mod logs;
mod program;
mod quickstart;
mod rds_resources;
mod recorded;
mod route53;
mod s3;
mod scripted;
pub mod services;
mod sqs;

use std::time::Duration;

use pageboy::{Call, Poll};

/// The time between two polls.
const DELAY: Duration = Duration::from_millis(50);

/// Where tests work that share a region without seeing each other.
const REGION: &str = "us-east-1";

/// An observer that makes `call` after the poll with this number.
fn after_poll<O: Send + 'static>(number: u32, call: Call<O>) -> impl FnMut(&Poll) + Send
where
    Call<O>: Future<Output = Result<O, pageboy::Error>>,
{
    let mut call = Some(call);
    move |poll| {
        if poll.attempt() == number
            && let Some(call) = call.take()
        {
            tokio::spawn(async move {
                if let Err(error) = call.await {
                    eprintln!("after poll {number}: {error}");
                }
            });
        }
    }
}
