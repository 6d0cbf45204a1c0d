//! Findings of the lints in the vendored definitions: no mistake, and the number of doubts.

use std::collections::BTreeMap;

use pageboy_codegen::{Builder, Service};
use pageboy_models::Models;

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
    insta::assert_snapshot!(
        format!(
            "{}\nin {} services with {} waiters and {} paginators",
            lines.join("\n"),
            checked.services,
            checked.waiters,
            checked.paginators
        ),
        @r"
    hint: no-failure-acceptor: 9
    hint: paginator-without-limit: 8
    hint: undeclared-error-code: 1
    warning: uncovered-terminal-value: 30
    warning: unknown-enum-value: 1
    in 445 services with 415 waiters and 3508 paginators
    "
    );
}
