//! Runs a compiler and measures its time and peak memory.

use std::fs;
use std::io;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// How often the compiler's memory is read.
const INTERVAL: Duration = Duration::from_millis(20);

/// The cost of a compiler run.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// From its start to its end.
    pub seconds: f64,
    /// Its peak memory; `None` where the system does not tell.
    pub mebibytes: Option<f64>,
}

/// Runs a compiler to its end.
///
/// # Errors
///
/// When it cannot be started; how it ended is in the status.
pub fn watch(command: &mut Command) -> io::Result<(ExitStatus, Cost)> {
    let start = Instant::now();
    let mut child = command.spawn()?;
    let mut most: Option<f64> = None;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if let Some(now) = most_memory(&child) {
            most = Some(most.map_or(now, |most| most.max(now)));
        }
        std::thread::sleep(INTERVAL);
    };
    let cost = Cost {
        seconds: start.elapsed().as_secs_f64(),
        mebibytes: most,
    };
    Ok((status, cost))
}

/// The high-water mark of a process, which Linux keeps.
fn most_memory(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kibibytes / 1024.0)
}
