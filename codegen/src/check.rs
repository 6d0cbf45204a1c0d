//! Checks without generating: every finding, with the level that was asked for.

use pageboy_models::Models;

use crate::builder::Builder;
use crate::lint::Lint;
use crate::own::own;
use crate::plan::ServicePlan;
use crate::problem::{Problem, Problems};
use crate::run::{Run, judge_everywhere, with_overlays};

/// The outcome of a check.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct CheckReport {
    /// Number of services.
    pub services: usize,
    /// Number of operations.
    pub operations: usize,
    /// Number of waiters.
    pub waiters: usize,
    /// Number of paginators.
    pub paginators: usize,
    /// Number of resources.
    pub resources: usize,
    /// Operations that are left out.
    pub left_out: Vec<Omission>,
    /// Errors, warnings and hints, sorted by file and place.
    pub problems: Problems,
    /// Number of findings that the definitions beneath the overlays have without them.
    pub beneath: usize,
    /// Number of findings that the baseline lists.
    pub known: usize,
    /// Filters of findings, set in code, that name a definition which is not there: the filter, and what is wrong with it.
    pub unknown: Vec<(String, String)>,
}

/// An operation that `*` selects and that cannot be generated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Omission {
    /// The service.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// Why it cannot be generated.
    pub reason: String,
}

impl Builder {
    /// Loads, checks and plans every service, and returns every finding: errors, warnings and hints.
    ///
    /// Without those that a [baseline](Self::baseline) lists; and, if [asked for](Self::only_own), without those that the
    /// definitions beneath the overlays have.
    ///
    /// # Errors
    ///
    /// When the definitions cannot be read.
    pub fn check(&self) -> Result<CheckReport, Problems> {
        let base = self.base();
        let run = Run::new(&base, &self.manifest, |plan, _| Some(counts(&plan)))?;
        let mut checked = CheckReport::default();
        for one in run.results {
            checked.services += 1;
            checked.operations += one.operations;
            checked.waiters += one.waiters;
            checked.paginators += one.paginators;
            checked.resources += one.resources;
            checked.left_out.extend(one.left_out);
        }
        let mut problems = run.problems;
        problems.extend(self.unread(&base)?);
        for unknown in run.unknown {
            match unknown.source.is_in_a_file() {
                true => problems.push(unknown.problem()),
                false => {
                    let filter = unknown.filter.to_string();
                    checked.unknown.push((filter, unknown.sentence()));
                }
            }
        }
        if let Some(baseline) = &self.baseline {
            let services = self.manifest.services.iter();
            let services: Vec<&str> = services.map(|it| it.name.name.as_str()).collect();
            let count = problems.len();
            let (unlisted, gone) = baseline.compare(problems, &services);
            checked.known = count - unlisted.len();
            problems = unlisted;
            problems.extend(gone);
        }
        if self.is_only_own {
            (problems, checked.beneath) = own(&base, &self.manifest, problems)?;
        }
        checked.problems = Problems::all(problems);
        Ok(checked)
    }

    /// Files and folders beneath the overlays that nothing reads.
    fn unread(&self, base: &Models) -> Result<Vec<Problem>, Problems> {
        let services = self.manifest.services.iter();
        let services: Vec<&str> = services.map(|it| it.name.name.as_str()).collect();
        let unread = with_overlays(base, &self.manifest)
            .unread(&services)
            .map_err(|error| Problems::from(&error))?;
        let mut problems: Vec<_> = unread.iter().map(Problem::of_unread).collect();
        problems.retain_mut(|problem| judge_everywhere(problem, Lint::UnknownFile, &self.manifest));
        Ok(problems)
    }
}

/// The report of a check that failed.
impl From<Problems> for CheckReport {
    fn from(problems: Problems) -> Self {
        Self {
            problems,
            ..Self::default()
        }
    }
}

fn counts(plan: &ServicePlan) -> CheckReport {
    let left_out = plan.left_out.iter().map(|(operation, reason)| Omission {
        service: plan.name.clone(),
        operation: operation.clone(),
        reason: reason.clone(),
    });
    let paginators = plan.paginators.iter();
    CheckReport {
        operations: plan.operations.len(),
        waiters: plan.waiters.len(),
        paginators: paginators.filter(|paginator| paginator.selected).count(),
        resources: plan
            .resources
            .as_ref()
            .map_or(0, |plan| plan.resources.len()),
        left_out: left_out.collect(),
        ..CheckReport::default()
    }
}
