//! What a process used, from Linux's `/proc`; shared by all peers in Rust.

use std::fs;
use std::time::Instant;

/// Measures from its start.
pub(crate) struct Meter {
    cpu: f64,
    start: Instant,
}

impl Meter {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self {
            cpu: cpu(),
            start: Instant::now(),
        }
    }

    /// The line that the race reads: items, seconds of CPU and of the clock, peak memory of the process in MiB.
    pub(crate) fn line(&self, items: usize) -> String {
        let (cpu, wall) = (cpu() - self.cpu, self.start.elapsed().as_secs_f64());
        format!("{items} {cpu:.6} {wall:.6} {:.2}", peak())
    }
}

/// CPU time of the threads, in seconds.
fn cpu() -> f64 {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else {
        return 0.0;
    };
    let nanoseconds = tasks.flatten().filter_map(|task| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}

/// The most memory that was resident, in MiB.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kibibytes.unwrap_or_default() / 1024.0
}
