//! The memory of a pending wait, and the number of calls for many ids.

use std::collections::HashMap;
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use pageboy::{Body, Config, Credentials, Transport, TransportError};
use tokio::task::{JoinSet, yield_now};

use crate::Measurement;
use crate::decode::ec2::Client;
use crate::line::Line;

const WAITS: usize = 10_000;

/// Memory for each of 10,000 waits between their first poll and their second, beside tasks that only sleep.
///
/// It is the difference of the process's resident memory, which is why this item goes first: memory that others have freed
/// would be used again. The answers come from memory, one instance each, and the clock stands still.
pub(crate) fn memory() -> Measurement {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()?;
    runtime.block_on(async {
        let transport = Pending::default();
        let config = Config::builder()
            .region("us-east-1")
            .credentials(Credentials::new("id", "secret", None, None, "bench"))
            .transport(transport.clone())
            .build()?;
        let client = Client::new(&config);
        let mut tasks = JoinSet::new();

        // Whatever is made once is made by the first.
        wait(&mut tasks, &client, &transport, 1).await;
        let before = resident()?;
        for _ in 0..WAITS {
            tasks.spawn(async { tokio::time::sleep(Duration::from_secs(3600)).await });
        }
        settle().await;
        let sleeping = resident()?;
        wait(&mut tasks, &client, &transport, WAITS).await;
        let waiting = resident()?;
        tasks.abort_all();

        let each = |bytes: u64| bytes as f64 / WAITS as f64;
        let (bare, full) = (each(sleeping - before), each(waiting - sleeping));
        let line = Line::figure("memory of a wait, of 10,000", full / 1024.0, "KiB");
        Ok(vec![
            line.note(format!("a sleeping task {:.2} KiB", bare / 1024.0)),
        ])
    })
}

/// Calls of each round of a wait for 10,000 instances, of which a third is running in each further round.
pub(crate) fn calls() -> Measurement {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()?;
    runtime.block_on(async {
        let config = Config::builder()
            .region("us-east-1")
            .credentials(Credentials::new("id", "secret", None, None, "bench"))
            .transport(Fleet::default())
            .build()?;
        let ids = (0..WAITS).map(|number| format!("i-{number:017x}"));
        let rounds = Arc::new(Mutex::new(Vec::new()));
        let seen = rounds.clone();
        let started = std::time::Instant::now();
        let all = Client::new(&config)
            .wait_until_instance_running()
            .wait_all(ids)
            .on_round(move |round| {
                let mut rounds = seen.lock().unwrap_or_else(PoisonError::into_inner);
                rounds.push((round.pending, round.calls));
            })
            .await?;
        let seconds = started.elapsed().as_secs_f64();
        let rounds = rounds.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = 0;
        let each = rounds.iter().map(|(pending, calls)| {
            let made = calls - std::mem::replace(&mut before, *calls);
            format!("{made} ({pending} pending after)")
        });
        let each: Vec<_> = each.collect();
        let first = rounds.first().map_or(0, |(_, calls)| *calls);
        let line = Line::at_most(
            "calls of a round, of 10,000 ids",
            first as f64,
            20.0,
            "calls",
        );
        let ended = all.iter().filter(|(_, result)| result.is_ok()).count();
        Ok(vec![line.note(format!(
            "rounds: {}; {ended} of {WAITS} running, {seconds:.1} s of work",
            each.join(", ")
        ))])
    })
}

/// Instances that are running in their first, second or third round, by their number.
#[derive(Clone, Debug, Default)]
struct Fleet(Arc<Mutex<HashMap<String, usize>>>);

impl Transport for Fleet {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        Box::pin(async move {
            let form = request.into_body().collect().await;
            let form = form.map_err(|_| TransportError::refused("no form"))?;
            let mut polls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let mut items = String::new();
            for pair in String::from_utf8_lossy(&form).split('&') {
                let Some((_, id)) = pair
                    .split_once('=')
                    .filter(|(name, _)| name.starts_with("InstanceId."))
                else {
                    continue;
                };
                let seen = polls.entry(id.to_owned()).or_insert(0);
                *seen += 1;
                let number = usize::from_str_radix(id.trim_start_matches("i-"), 16);
                let state = if *seen > number.unwrap_or_default() % 3 {
                    "running"
                } else {
                    "pending"
                };
                items += &format!(
                    "<item><instancesSet><item><instanceId>{id}</instanceId><instanceState><name>{state}</name>\
                     </instanceState></item></instancesSet></item>"
                );
            }
            let page = format!(
                "<DescribeInstancesResponse><reservationSet>{items}</reservationSet></DescribeInstancesResponse>"
            );
            Ok(http::Response::new(Body::from(page)))
        })
    }
}

/// Starts waits, and returns when all of them sleep after their first poll.
async fn wait(tasks: &mut JoinSet<()>, client: &Client, transport: &Pending, count: usize) {
    let before = transport.0.load(Ordering::Relaxed);
    for number in 0..count {
        let id = format!("i-{number:017x}");
        let wait = client.wait_until_instance_running().instance_ids([id]);
        tasks.spawn(async move { drop(wait.await) });
    }
    while transport.0.load(Ordering::Relaxed) < before + count {
        yield_now().await;
    }
    settle().await;
}

/// Lets every task go on until it waits for time. The clock moves only when nothing can go on, and this can.
async fn settle() {
    for _ in 0..1000 {
        yield_now().await;
    }
}

/// Answers everything with an instance that is pending, and counts.
#[derive(Clone, Debug, Default)]
struct Pending(Arc<AtomicUsize>);

impl Transport for Pending {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        const PAGE: &str = "<DescribeInstancesResponse><reservationSet><item><instancesSet><item>\
            <instanceId>i-0123456789abcdef0</instanceId><instanceState><code>0</code><name>pending</name></instanceState>\
            </item></instancesSet></item></reservationSet></DescribeInstancesResponse>";
        self.0.fetch_add(1, Ordering::Relaxed);
        let answer = http::Response::new(Body::from(Bytes::from_static(PAGE.as_bytes())));
        Box::pin(async { Ok(answer) })
    }
}

/// The process's resident memory in bytes, from Linux's `/proc`.
fn resident() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix("kB"));
    let kib: u64 = kib.ok_or("no VmRSS")?.trim().parse()?;
    Ok(kib * 1024)
}
