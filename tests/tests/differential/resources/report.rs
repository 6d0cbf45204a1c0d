//! The report: a line for each service, the sums, and every failure.

use std::collections::BTreeSet;
use std::fmt;

use super::ResourceOutcome;
use super::Theirs;
use super::cases::Case;
use super::definitions::Definitions;
use super::shown::comparable;
use serde_json::json;

use crate::compare::{self, Divergence};
use crate::exceptions::Exceptions;
use crate::report::conclude;
use crate::settings::Settings;

/// What came out so far.
pub(crate) struct ResourceReport {
    exceptions: Exceptions,
    sums: Sums,
    wrong: Vec<String>,
}

/// What was compared: of each kind, so many definitions.
#[derive(Default)]
struct Sums {
    resources: usize,
    loads: usize,
    actions: usize,
    collections: usize,
    batch_actions: usize,
    has: usize,
    waiters: usize,
    sequences: usize,
    calls: usize,
    excepted: usize,
    divergences: usize,
}

impl ResourceReport {
    pub(crate) fn new(exceptions: Exceptions) -> Self {
        Self {
            exceptions,
            sums: Sums::default(),
            wrong: Vec::new(),
        }
    }

    /// Compares both sides of a service, and prints its line.
    pub(crate) fn service(
        &mut self,
        definitions: &Definitions,
        settings: &Settings,
        cases: &[Case],
        ours: Vec<ResourceOutcome>,
        theirs: Theirs,
    ) {
        let service = &definitions.service;
        assert_eq!(
            ours.len(),
            theirs.outcomes.len(),
            "{service}: an answer is missing"
        );
        let mut sums = Sums::default();
        // Definitions of which nothing was shown: they differ, on purpose, in every sequence.
        let mut unequal: BTreeSet<&str> = BTreeSet::new();
        let mut equal: BTreeSet<&str> = BTreeSet::new();
        for ((case, ours), theirs) in cases.iter().zip(ours).zip(theirs.outcomes) {
            let definition = definitions.all[case.definition].name.as_str();
            let name = format!("{service}/{definition}");
            let calls = theirs.calls.len();
            let found = differences(definitions, ours, theirs);
            let excepted = found.as_ref().is_some_and(|found| {
                let has = |of: &_| case.traits.contains(of);
                self.exceptions.take(&name, has, found)
            });
            match &found {
                None => equal.insert(definition),
                Some(_) => unequal.insert(definition),
            };
            sums.sequences += 1;
            sums.calls += calls;
            sums.excepted += usize::from(excepted);
            sums.divergences += usize::from(found.is_some() && !excepted);
            if let Some(found) = found.filter(|_| !excepted) {
                let asked = serde_json::to_value(&case.asked).unwrap();
                self.wrong.push(found.told(&name, case.number, &asked));
            }
        }
        for definition in equal.union(&unequal) {
            sums.count(definition);
        }
        let resources = equal.union(&unequal).map(|name| name.split('/').next());
        sums.resources = resources.collect::<BTreeSet<_>>().len();
        println!("{service}: {sums}");
        let always: Vec<_> = unequal.difference(&equal).copied().collect();
        if !always.is_empty() {
            println!("    different every time: {}", always.join(" "));
        }
        for name in theirs.inventory {
            let is_run = equal.contains(name.as_str()) || unequal.contains(name.as_str());
            if settings.has_definition(&name) && !is_run {
                self.wrong.push(format!("{service}/{name}: is not run"));
            }
        }
        self.sums.add(&sums);
    }

    /// Prints the sums.
    ///
    /// # Panics
    ///
    /// When anything failed.
    pub(crate) fn finish(self, settings: &Settings) {
        println!("resources: {}", self.sums);
        conclude(&self.exceptions, self.wrong, settings);
    }
}

fn differences(
    definitions: &Definitions,
    ours: ResourceOutcome,
    theirs: ResourceOutcome,
) -> Option<Divergence> {
    let mut found = Vec::new();
    compare::calls(&mut found, &ours.calls, &theirs.calls);
    let mut result = comparable(theirs.result, definitions);
    // boto3 has `None` for the references that come from a list that is not there, and where a batch fails.
    if result.is_null() && theirs.end.0 == ours.end.0 && ours.result == json!([]) {
        result = json!([]);
    }
    compare::values(&mut found, "result", ours.result, result);
    compare::ends(&mut found, &ours.end, &theirs.end);
    compare::divergence(found, &ours.end, &theirs.end)
}

impl Sums {
    /// Counts a definition, as in `Instance/actions/Stop`.
    fn count(&mut self, definition: &str) {
        let place = match definition.split('/').nth(1) {
            Some("load") => &mut self.loads,
            Some("actions") => &mut self.actions,
            Some("batchActions") => &mut self.batch_actions,
            Some("hasMany") => &mut self.collections,
            Some("waiters") => &mut self.waiters,
            _ => &mut self.has,
        };
        *place += 1;
    }

    fn add(&mut self, other: &Self) {
        self.resources += other.resources;
        self.loads += other.loads;
        self.actions += other.actions;
        self.collections += other.collections;
        self.batch_actions += other.batch_actions;
        self.has += other.has;
        self.waiters += other.waiters;
        self.sequences += other.sequences;
        self.calls += other.calls;
        self.excepted += other.excepted;
        self.divergences += other.divergences;
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            resources,
            loads,
            actions,
            collections,
            batch_actions,
            has,
            waiters,
            ..
        } = self;
        write!(
            f,
            "{resources} resources, {loads} loads, {actions} actions, {collections} collections, {batch_actions} batch \
             actions, {has} subresources and references, {waiters} waiters, {} sequences, {} calls, {} excepted, \
             {} divergences",
            self.sequences, self.calls, self.excepted, self.divergences
        )
    }
}
