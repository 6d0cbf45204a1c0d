//! Runs many, and tells about them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Mutex;
use std::thread;

use crate::exceptions::Exceptions;
use crate::kinds::{Family, KINDS, Kind, Outcome};
use crate::runs::{End, Run, RunOutcome};

/// The runs, on so many threads, in their order.
pub(crate) fn on_threads(runs: Vec<Run>, threads: usize) -> Vec<RunOutcome> {
    let next = Mutex::new(runs.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some((at, run)) = next.lock().unwrap().next() else {
                        return;
                    };
                    let ran = run.go();
                    done.lock().unwrap().push((at, ran));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, ran)| ran).collect()
}

/// What runs have shown, by family.
pub(crate) struct Report {
    title: &'static str,
    families: BTreeMap<Family, Line>,
    all: Line,
    violations: String,
}

#[derive(Default)]
struct Line {
    faults: usize,
    runs: usize,
    complete: usize,
    resumed: usize,
    believed: usize,
    known: usize,
    violations: usize,
}

impl Report {
    pub(crate) fn new(title: &'static str) -> Self {
        Self {
            title,
            families: BTreeMap::new(),
            all: Line::default(),
            violations: String::new(),
        }
    }

    /// Adds a run, which ends as expected if that is given. `again` are the variables that run it again.
    pub(crate) fn add(
        &mut self,
        ran: &RunOutcome,
        expected: Option<End>,
        exceptions: &Exceptions,
        again: &str,
    ) {
        let Run {
            seed,
            subject,
            work,
            level,
            ..
        } = ran.run;
        let mut kinds: Vec<&'static Kind> = ran.injected.clone();
        kinds.sort_by_key(|kind| kind.name);
        kinds.dedup_by_key(|kind| kind.name);
        let is_believed = kinds.iter().any(|kind| kind.outcome == Outcome::Believed);
        let violation = match (&ran.end, expected) {
            (Err(violation), _) => Some(violation.clone()),
            (Ok(end), Some(expected)) if *end != expected => {
                Some(format!("outcome: {end:?} instead of {expected:?}"))
            }
            _ => None,
        };
        let is_known = violation.as_ref().is_some_and(|violation| {
            kinds
                .iter()
                .any(|kind| exceptions.has(kind.name, work, subject.name, violation))
        });
        let mut families: BTreeMap<Family, usize> = BTreeMap::new();
        for kind in &ran.injected {
            *families.entry(kind.family).or_default() += 1;
        }
        let count = |line: &mut Line, faults: usize| {
            line.faults += faults;
            line.runs += 1;
            match (&violation, &ran.end) {
                (Some(_), _) if is_known => line.known += 1,
                (Some(_), _) | (None, Err(_)) => line.violations += 1,
                (None, Ok(_)) if is_believed => line.believed += 1,
                (None, Ok(End::Complete)) => line.complete += 1,
                (None, Ok(End::Resumed)) => line.resumed += 1,
            }
        };
        for (family, faults) in families {
            count(self.families.entry(family).or_default(), faults);
        }
        count(&mut self.all, ran.injected.len());
        if let Some(violation) = violation.filter(|_| !is_known) {
            let names: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
            let (subject, work) = (subject.name, work.name());
            let _infallible = write!(
                self.violations,
                "\n{subject}, {work}, seed {seed}, {level:?}, {}:\n    {violation}\n    again: {again} cargo test -p \
                 pageboy-tests --test faults",
                names.join(" + ")
            );
        }
    }

    /// Prints the table.
    ///
    /// # Panics
    ///
    /// When the contract was violated.
    pub(crate) fn finish(self) {
        let mut table = format!(
            "\n{} ({} kinds)\n{:<12}{:>7}{:>7}{:>10}{:>9}{:>10}{:>7}{:>12}\n",
            self.title,
            KINDS.len(),
            "family",
            "faults",
            "runs",
            "complete",
            "resumed",
            "believed",
            "known",
            "violations"
        );
        let lines = self
            .families
            .iter()
            .map(|(family, line)| (format!("{family:?}"), line));
        for (name, line) in lines.chain([("all runs".to_owned(), &self.all)]) {
            let Line {
                faults,
                runs,
                complete,
                resumed,
                believed,
                known,
                violations,
            } = line;
            let _infallible = writeln!(
                table,
                "{name:<12}{faults:>7}{runs:>7}{complete:>10}{resumed:>9}{believed:>10}{known:>7}{violations:>12}"
            );
        }
        println!("{table}");
        std::io::stdout().flush().unwrap();
        let count = self.all.violations;
        assert!(
            count == 0,
            "{count} runs break the contract:{}",
            self.violations
        );
    }
}
