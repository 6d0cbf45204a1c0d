//! How many cases did as botocore does, and which did not.

use super::case::{IdentityCase, IdentityOutcome};
use crate::compare::Divergence;
use crate::exceptions::Exceptions;

pub(super) struct IdentityReport {
    seed: u64,
    exceptions: Exceptions<String>,
    /// The same keys by the same calls, and errors on both sides.
    same: [usize; 2],
    divergences: Vec<String>,
}

impl IdentityReport {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            exceptions: Exceptions::read("identity.json"),
            same: [0; 2],
            divergences: Vec::new(),
        }
    }

    pub(super) fn add(
        &mut self,
        number: usize,
        case: &IdentityCase,
        ours: IdentityOutcome,
        theirs: IdentityOutcome,
    ) {
        if ours.is_as(&theirs) {
            self.same[usize::from(ours.is_error())] += 1;
            return;
        }
        let has = |of: &String| case.traits.contains(of.as_str());
        let found = Divergence {
            ours: ours.to_string(),
            theirs: theirs.to_string(),
            differences: Vec::new(),
        };
        if !self.exceptions.take("", has, &found) {
            let Divergence { ours, theirs, .. } = found;
            let seed = self.seed;
            let case = serde_json::to_string_pretty(case).unwrap();
            self.divergences.push(format!(
                "IDENTITY_SEED={seed} IDENTITY_ONLY={number}\n{case}\n  ours: {ours}\n  botocore: {theirs}"
            ));
        }
    }

    /// Prints it all.
    ///
    /// # Panics
    ///
    /// When anything differs that is not meant to, or nothing differs any more that is, if `is_usual`.
    pub(super) fn finish(self, is_usual: bool) {
        let [found, failed] = self.same;
        let excepted: usize = self.exceptions.met().map(|(_, count)| count).sum();
        println!(
            "identity: {found} cases with the same keys by the same calls, {failed} with an error on both sides, \
             {excepted} that are meant to differ, {} others",
            self.divergences.len()
        );
        for (name, count) in self.exceptions.met() {
            println!("{count:>6} {name}");
        }
        assert!(
            self.divergences.is_empty(),
            "{}",
            self.divergences.join("\n\n")
        );
        let rest = self.exceptions.rest();
        assert!(
            !is_usual || rest.is_empty(),
            "nothing differs any more: {}",
            rest.join(", ")
        );
    }
}
