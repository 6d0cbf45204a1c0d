//! Findings that the user's overlays cause, or that stand in what they write.

use std::collections::{BTreeSet, HashMap};

use pageboy_models::Models;

use crate::lint::Lint;
use crate::manifest::Manifest;
use crate::problem::{Problem, Problems};
use crate::run::{Run, is_own};

/// The subject of a finding, without positions in lists, which change when an element is inserted.
#[derive(Debug, PartialEq, Eq, Hash)]
struct About {
    lint: Option<Lint>,
    service: Option<String>,
    place: String,
    message: String,
}

impl About {
    fn new(problem: &Problem) -> Self {
        let tokens = problem.pointer().unwrap_or_default().split('/');
        let is_name = |token: &&str| token.parse::<usize>().is_err();
        Self {
            lint: problem.id(),
            service: problem.service().map(str::to_owned),
            place: tokens.filter(is_name).collect::<Vec<_>>().join("/"),
            message: problem.message().to_owned(),
        }
    }
}

/// Leaves errors, and the findings that the user's overlays cause or that stand in what they write; counts the others, which the
/// definitions beneath have without them.
///
/// A finding that an overlay causes elsewhere in an entry is reported where the overlay changes that entry.
///
/// The definitions beneath are read again for this: what was merged cannot be taken out.
///
/// # Errors
///
/// When the definitions cannot be read at all.
pub(crate) fn own(
    base: &Models,
    manifest: &Manifest,
    problems: Vec<Problem>,
) -> Result<(Vec<Problem>, usize), Problems> {
    let is_settled = |problem: &Problem| problem.is_error() || is_own(problem.file(), manifest);
    if problems.iter().all(is_settled) {
        return Ok((problems, 0));
    }
    let touched = touched(manifest);
    let mut others = HashMap::new();
    let services = problems.iter().filter(|problem| !is_settled(problem));
    let services: BTreeSet<&str> = services
        .filter_map(Problem::service)
        .filter(|name| touched.contains(*name))
        .collect();
    if !services.is_empty() {
        let mut without = manifest.clone();
        without.overlays.clear();
        without.problems.clear();
        without
            .services
            .retain(|request| services.contains(request.name.name.as_str()));
        for problem in Run::new(base, &without, |_, _| None::<()>)?.problems {
            *others.entry(About::new(&problem)).or_insert(0_usize) += 1;
        }
    }
    let count = problems.len();
    let own: Vec<Problem> = problems
        .into_iter()
        .filter_map(|mut problem| {
            if is_settled(&problem) {
                return Some(problem);
            }
            let is_touched = problem.service().is_some_and(|name| touched.contains(name));
            if !is_touched {
                return None;
            }
            if let Some(left @ 1..) = others.get_mut(&About::new(&problem)) {
                *left -= 1;
                return None;
            }
            problem.move_to_overlay();
            Some(problem)
        })
        .collect();
    let beneath = count - own.len();
    Ok((own, beneath))
}

/// The services that the user's overlays name.
fn touched(manifest: &Manifest) -> BTreeSet<String> {
    let overlays = manifest.overlays.iter();
    let overlays = overlays.fold(Models::from_dir(""), Models::overlay);
    let services = overlays.corrected().unwrap_or_default();
    services.into_iter().collect()
}
