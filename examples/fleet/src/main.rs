//! Waits until a few hundred instances run, a call a round, with progress bars.
//!
//! `cargo run -p fleet` needs no account: it brings an EC2 of its own, see `endpoint`. With `AWS_ENDPOINT_URL` set, it takes
//! endpoint, region and credentials from the environment, and the ids of the instances as arguments.

mod endpoint;

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use pageboy::Round;

// What the build script generated from `pageboy.toml`.
pageboy::include_service!(ec2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all instances run in the end.
async fn run() -> Result<bool, Box<dyn Error>> {
    let endpoint;
    let (config, ids, delay) = if env::var_os("AWS_ENDPOINT_URL").is_some() {
        let ids: Vec<String> = env::args().skip(1).collect();
        // EC2's definition says to poll every 15 seconds.
        (pageboy::Config::load().await?, ids, Duration::from_secs(15))
    } else {
        endpoint = endpoint::Endpoint::start(300).await?;
        // Our instances get there within some polls, so a short delay ends the wait in a second or two.
        (
            endpoint.config()?,
            endpoint.ids(),
            Duration::from_millis(200),
        )
    };
    println!("Waiting for {} instances", ids.len());
    let progress = Progress::new(ids.len())?;
    let waited = ec2::Client::new(&config)
        .wait_until_instance_running()
        .delay(delay)
        .max_wait(Duration::from_secs(600))
        .wait_all(ids)
        .on_round(move |round| progress.show(round))
        .await?;
    println!("{waited}");
    for (id, error) in waited.failed() {
        println!("{id}: {error}");
    }
    Ok(waited.is_success())
}

/// A bar for the instances and one for the calls; plain lines without a terminal.
struct Progress {
    instances: ProgressBar,
    calls: ProgressBar,
    _bars: MultiProgress,
}

impl Progress {
    fn new(count: usize) -> Result<Self, Box<dyn Error>> {
        let bars = MultiProgress::new();
        let of_instances = "{bar:40.green} {pos} of {len} instances, {elapsed}";
        let instances = bars.add(ProgressBar::new(u64::try_from(count)?));
        instances.set_style(ProgressStyle::with_template(of_instances)?);
        let calls = bars.add(ProgressBar::no_length());
        calls.set_style(ProgressStyle::with_template(
            "{spinner} {pos} calls, {msg}",
        )?);
        Ok(Self {
            instances,
            calls,
            _bars: bars,
        })
    }

    fn show(&self, round: &Round) {
        if self.instances.is_hidden() {
            eprintln!(
                "round {}: {} running, {} failed, {} pending",
                round.number, round.done, round.failed, round.pending
            );
            return;
        }
        let ended = round.done + round.failed;
        self.instances
            .set_position(u64::try_from(ended).unwrap_or(u64::MAX));
        self.calls.set_position(round.calls);
        self.calls.set_message(format!(
            "{} failed, {} pending",
            round.failed, round.pending
        ));
        if round.pending == 0 {
            self.instances.finish();
            self.calls.finish();
        }
    }
}
