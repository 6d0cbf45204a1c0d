//! Runs in which one in ten answers has a fault of any kind.

use fastrand::Rng;

use crate::exceptions::Exceptions;
use crate::kinds::Level;
use crate::report::{Report, on_threads};
use crate::runs::{Run, Work};
use crate::settings::Settings;
use crate::subject;
use crate::world::Plan;

/// One in this many answers has a fault.
const SHARE: u32 = 10;

/// One in this many runs uses sockets.
const SOCKETS: u32 = 4;

#[test]
fn one_faulty_answer_in_ten_loses_and_doubles_nothing() {
    let settings = Settings::from_environment();
    let runs: Vec<Run> = settings.seeds().into_iter().map(run).collect();
    let mut report = Report::new("one answer in ten is faulty");
    let exceptions = Exceptions::read();
    for ran in on_threads(runs, 12) {
        let command = format!("FAULT_ONLY={}", ran.run.seed);
        report.add(&ran, None, &exceptions, &command);
    }
    report.finish();
}

/// The run of a seed.
fn run(seed: u64) -> Run {
    let mut rng = Rng::with_seed(seed ^ 0x5eed);
    let subjects = subject::all();
    let subject = &subjects[rng.usize(..subjects.len())];
    let works = Work::of(subject);
    Run {
        seed,
        subject,
        work: works[rng.usize(..works.len())],
        level: if rng.u32(..SOCKETS) == 0 {
            Level::Sockets
        } else {
            Level::Memory
        },
        plan: Plan::OneIn(SHARE),
    }
}
