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
    /// Its CPU time and that of its children, in seconds, to the last look at it; `None` where the system does not tell.
    pub cpu: Option<f64>,
}

/// Runs a compiler to its end.
///
/// # Errors
///
/// When it cannot be started; how it ended is in the status.
pub fn watch(command: &mut Command) -> io::Result<(ExitStatus, Cost)> {
    let start = Instant::now();
    let mut child = command.spawn()?;
    let (mut most, mut cpu): (Option<f64>, _) = (None, None);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if let Some(now) = most_memory(&child) {
            most = Some(most.map_or(now, |most| most.max(now)));
        }
        if let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", child.id())) {
            cpu = own_cpu(&stat).zip(children_cpu(&stat));
        }
        std::thread::sleep(INTERVAL);
    };
    let cost = Cost {
        seconds: start.elapsed().as_secs_f64(),
        mebibytes: most,
        cpu: cpu.map(|(own, children)| own + children),
    };
    Ok((status, cost))
}

/// The CPU time of a process's ended children in `/proc/<id>/stat` of Linux, in seconds.
pub fn children_cpu(stat: &str) -> Option<f64> {
    ticks(stat, 13)
}

fn own_cpu(stat: &str) -> Option<f64> {
    ticks(stat, 11)
}

/// Two neighbours of the numbers behind the name, which is in parentheses; a hundredth of a second each.
fn ticks(stat: &str, at: usize) -> Option<f64> {
    let (_, numbers) = stat.rsplit_once(") ")?;
    let mut numbers = numbers.split(' ').skip(at).map(str::parse::<f64>);
    let (user, system) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    Some((user + system) / 100.0)
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
