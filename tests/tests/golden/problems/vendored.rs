//! Findings of the lints in the vendored definitions: no mistake, and the number of doubts.

use std::collections::BTreeMap;

use pageboy_codegen::{Builder, Service};
use pageboy_models::Models;

use crate::vendored;

#[test]
fn counts_of_all_services_by_lint() {
    let services = Models::vendored().services().unwrap();
    let services = services
        .into_iter()
        .map(|name| Service::new(name).waiters(["*"]).paginators(["*"]));
    let checked = Builder::new().services(services).check().unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for problem in checked.problems.iter() {
        let id = problem.id().map_or("error", |lint| lint.id());
        *counts
            .entry(format!("{}: {id}", problem.level()))
            .or_default() += 1;
    }
    let lines: Vec<String> = counts
        .iter()
        .map(|(what, count)| format!("{what}: {count}"))
        .collect();
    let text = format!(
        "{}\nin {} services with {} waiters and {} paginators",
        lines.join("\n"),
        checked.services,
        checked.waiters,
        checked.paginators
    );
    vendored::compare("lints.txt", &text);
}
