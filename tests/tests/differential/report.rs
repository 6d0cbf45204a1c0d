//! The report: a line for each service, the sums, and every failure.

use std::collections::BTreeSet;

use crate::compare;
use crate::exceptions::Exceptions;
use crate::services::{SequenceCase, Service};
use crate::settings::Settings;
use crate::theirs::Outcome;

/// The results so far.
pub(crate) struct Report {
    exceptions: Exceptions,
    waits: Sums,
    pages: Sums,
    /// Acceptors that no answer has matched, such as `ec2/InstanceRunning[0]`.
    unmatched: BTreeSet<String>,
    acceptors: usize,
    /// Definitions whose calls are all refused before they are made: they show nothing.
    uncalled: BTreeSet<String>,
    wrong: Vec<String>,
}

#[derive(Default)]
struct Sums {
    definitions: usize,
    sequences: usize,
    calls: usize,
    excepted: usize,
    divergences: usize,
}

/// Maximum number of reported divergences.
const TOLD: usize = 20;

impl Report {
    pub(crate) fn new(exceptions: Exceptions) -> Self {
        Self {
            exceptions,
            waits: Sums::default(),
            pages: Sums::default(),
            unmatched: BTreeSet::new(),
            acceptors: 0,
            uncalled: BTreeSet::new(),
            wrong: Vec::new(),
        }
    }

    /// Compares both sides of a service, and prints its line.
    pub(crate) fn service(&mut self, service: &Service, ours: Vec<Outcome>, theirs: Vec<Outcome>) {
        assert_eq!(
            ours.len(),
            theirs.len(),
            "{}: an answer is missing",
            service.name()
        );
        let mut sums = Sums::default();
        let mut definitions = BTreeSet::new();
        let all: BTreeSet<String> = service.acceptors().collect();
        self.acceptors += all.len();
        self.unmatched.extend(all);
        for ((sequence, ours), theirs) in service.sequences.iter().zip(ours).zip(theirs) {
            let (kind, found, calls) = match (ours, theirs) {
                (Outcome::Wait(ours), Outcome::Wait(theirs)) => {
                    for index in theirs.polls.iter().flatten() {
                        let name = service.acceptor(sequence.definition, *index);
                        self.unmatched.remove(&name);
                    }
                    let found = compare::waits(&ours, &theirs);
                    (&mut self.waits, found, theirs.calls.len())
                }
                (Outcome::Pages(ours), Outcome::Pages(theirs)) => {
                    let calls = theirs.iter().map(|run| run.calls.len()).sum();
                    (&mut self.pages, compare::pages(ours, theirs), calls)
                }
                _ => panic!("{}: a wait is no page", service.name()),
            };
            let name = format!("{}/{}", service.name(), sequence.definition);
            if sequence.number == 0 {
                self.uncalled.insert(name.clone());
            }
            if calls > 0 {
                self.uncalled.remove(&name);
            }
            let is_new = definitions.insert((
                matches!(sequence.case, SequenceCase::Wait(_)),
                sequence.definition,
            ));
            let excepted = found.as_ref().is_some_and(|found| {
                let traits = sequence.case.traits();
                let has = |of: &_| traits.contains(of);
                self.exceptions.take(&name, has, found)
            });
            for sums in [&mut sums, kind] {
                sums.definitions += usize::from(is_new);
                sums.sequences += 1;
                sums.calls += calls;
                sums.excepted += usize::from(excepted);
                sums.divergences += usize::from(found.is_some() && !excepted);
            }
            if let Some(found) = found.filter(|_| !excepted) {
                let case = sequence.case.json();
                self.wrong.push(found.told(&name, sequence.number, &case));
            }
        }
        println!("{}: {sums}", service.name());
    }

    /// Prints the sums.
    ///
    /// # Panics
    ///
    /// When anything failed.
    pub(crate) fn finish(mut self, settings: &Settings) {
        println!("waiters: {}", self.waits);
        println!("paginators: {}", self.pages);
        let matched = self.acceptors - self.unmatched.len();
        let unmatched = Vec::from_iter(self.unmatched).join(" ");
        println!(
            "acceptors: {matched} of {} matched, not {unmatched}",
            self.acceptors
        );
        let uncalled = self.uncalled.into_iter();
        self.wrong
            .extend(uncalled.map(|name| format!("{name}: is never called")));
        conclude(&self.exceptions, self.wrong, settings);
    }
}

/// Prints how often exceptions were met.
///
/// # Panics
///
/// When something failed, or an exception is unnecessary.
pub(crate) fn conclude(exceptions: &Exceptions, mut wrong: Vec<String>, settings: &Settings) {
    for (name, count) in exceptions.met() {
        println!("excepted, {name}: {count}");
    }
    let count = wrong.len();
    wrong.truncate(TOLD);
    if settings.is_usual() {
        let rest = exceptions.rest();
        let rest = rest
            .iter()
            .map(|name| format!("{name}: is an exception, but nothing differs"));
        wrong.extend(rest);
    }
    let wrong = wrong.join("\n");
    assert!(
        wrong.is_empty(),
        "{count} divergences, seed {}\n{wrong}",
        settings.seed
    );
}

impl std::fmt::Display for Sums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} definitions, {} sequences, {} calls, {} excepted, {} divergences",
            self.definitions, self.sequences, self.calls, self.excepted, self.divergences
        )
    }
}
