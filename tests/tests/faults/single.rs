//! Runs with one fault, of each kind, at each service and for each thing that is done with it.

use std::collections::BTreeSet;

use crate::exceptions::Exceptions;
use crate::kinds::{KINDS, Kind, Level, Outcome};
use crate::report::{Report, on_threads};
use crate::runs::{End, Run, Work};
use crate::settings::Settings;
use crate::subject::{self, Subject};
use crate::world::Plan;

/// How often a fault comes, and after how many right answers: once, or so often that no attempt of a call is answered well.
const HOW: [(usize, usize); 4] = [(1, 1), (1, 0), (3, 1), (1, 2)];

/// The services whose answers come over sockets.
const OVER_SOCKETS: [&str; 5] = [
    "rest-xml",
    "json 1.1",
    "smithy-rpc-v2-cbor",
    "s3",
    "dynamodb",
];

#[test]
fn each_kind_of_fault_becomes_what_is_said_of_it() {
    let settings = Settings::from_environment();
    let kinds = KINDS.iter().enumerate();
    let kinds = kinds.filter(|(_, kind)| settings.has_kind(kind.name));
    let runs: Vec<Run> = kinds
        .flat_map(|kind| runs(kind, !settings.is_usual()))
        .collect();
    let mut report = Report::new("each kind by itself");
    let exceptions = Exceptions::read();
    let mut met = BTreeSet::new();
    for ran in on_threads(runs, 12) {
        let Plan::These { kind, times, .. } = ran.run.plan else {
            continue;
        };
        if ran.injected.is_empty() {
            continue;
        }
        met.insert(kind.name);
        let expected = (times == 1).then(|| expected(kind, ran.run.work)).flatten();
        report.add(
            &ran,
            expected,
            &exceptions,
            &format!("FAULT_ONLY='{}'", kind.name),
        );
    }
    let is_missed = |kind: &&Kind| settings.has_kind(kind.name) && !met.contains(kind.name);
    let missed: Vec<_> = KINDS
        .iter()
        .filter(is_missed)
        .map(|kind| kind.name)
        .collect();
    assert_eq!(missed, [""; 0], "these kinds were never made");
    report.finish();
    if settings.only.is_none() {
        exceptions.assert_used();
    }
}

/// How a run ends that meets the kind once; `None` if it may end as it likes.
fn expected(kind: &Kind, work: Work) -> Option<End> {
    match (kind.outcome, work) {
        (Outcome::Rides, _) => Some(End::Complete),
        (Outcome::Ends, Work::List(_)) => Some(End::Resumed),
        _ => None,
    }
}

/// The runs of a kind. Over sockets, one service for each format is enough.
fn runs((at, kind): (usize, &'static Kind), are_all: bool) -> Vec<Run> {
    let is_wire = !kind.is_on(Level::Memory);
    let level = if is_wire {
        Level::Sockets
    } else {
        Level::Memory
    };
    let subjects = subject::all().iter();
    let subjects = subjects.filter(|subject| !is_wire || OVER_SOCKETS.contains(&subject.name));
    let mut runs = Vec::new();
    for (number, (subject, work)) in subjects.flat_map(works).enumerate() {
        if kind.is_said() && !matches!(work, Work::List(_)) {
            continue;
        }
        let plans = HOW.iter().enumerate();
        let plans = plans.filter(|(how, _)| are_all || *how == (at + number) % HOW.len());
        runs.extend(plans.map(|(how, (times, after))| Run {
            seed: how as u64 + 1,
            subject,
            work,
            level,
            plan: Plan::These {
                kind,
                after: *after,
                times: *times,
            },
        }));
    }
    runs
}

fn works(subject: &'static Subject) -> impl Iterator<Item = (&'static Subject, Work)> {
    let works = Work::of(subject).into_iter();
    works.map(move |work| (subject, work))
}
