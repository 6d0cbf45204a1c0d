//! Reads botocore's prose about pages, which the vendored models do not have.

use pageboy_codegen::{Builder, Service};
use pageboy_models::Models;
use pageboy_tests::not_run::not_run;
use pageboy_tests::python;

/// The lint reads the prose; each operation that it finds has a page size of ours.
#[test]
fn every_operation_that_pages_only_where_a_size_is_set_has_one() {
    let sources = match python::botocore_sources() {
        Ok(sources) => sources,
        Err(reason) => return not_run("prose of botocore", reason),
    };
    let models = Models::vendored();
    let services = models.services().unwrap();
    let services = services
        .into_iter()
        .map(|name| Service::new(name).waiters(["*"]).paginators(["*"]));
    // botocore's files replace ours, and with them our corrections.
    let builder = Builder::new().overlay(sources.join("botocore/data"));
    let checked = builder.services(services).check().unwrap();
    let of_lint = checked.problems.iter().filter(|problem| {
        let lint = problem.id();
        lint.is_some_and(|lint| lint.id() == "paginator-needs-limit")
    });
    let mut found = Vec::new();
    for problem in of_lint {
        let text = problem.to_string();
        let (file, rest) = text.split_once(": /pagination/").unwrap();
        let (operation, _) = rest.split_once(": ").unwrap();
        let service = file.rsplit('/').nth(2).unwrap();
        let paginators = models.load(service, None).unwrap().paginators;
        let paginator = paginators.find(operation).unwrap();
        assert!(paginator.default_limit.is_some(), "{text}");
        found.push(format!("{service} {operation}"));
    }
    insta::assert_snapshot!(found.join("\n"), @r"
    mediastore ListContainers
    s3 ListBuckets
    sqs ListDeadLetterSourceQueues
    sqs ListQueues
    ");
}
