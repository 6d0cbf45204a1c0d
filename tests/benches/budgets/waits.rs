//! What a wait that waits keeps in memory.
//!
//! How many calls a round takes that asks for many ids at once has its place here, too.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use pageboy::{Body, Config, Credentials, Transport, TransportError};
use tokio::task::{JoinSet, yield_now};

use crate::Measured;
use crate::decode::ec2::Client;
use crate::line::Line;

const WAITS: usize = 10_000;

/// Memory for each of 10,000 waits between their first poll and their second, beside tasks that only sleep.
///
/// It is the difference of the process's resident memory, which is why this item goes first: what others have freed would be
/// used again. The answers come from memory, an instance to each, and the clock stands.
pub(crate) fn memory() -> Measured {
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
            .build();
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
