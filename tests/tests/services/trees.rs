//! Definitions from Smithy's JSON AST are those of botocore.
//!
//! The models are those of `smithy-models` in [`beside::data`], which are of the month of the botocore in
//! `smithy/requirements.txt`. Both become plans, whole, and the plans are compared line by line. Intended differences stand in
//! `smithy/exceptions.json`, each with its reason; one that no longer occurs fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use pageboy::testing::{ScriptStep, ScriptedTransport};
use pageboy::{Client, Config, Credentials, Dynamic, Wait};
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::plan::{Form, ServicePlan};
use pageboy_codegen::{Builder, Service};
use pageboy_models::Models;
use pageboy_models::import::{TreeOptions, TreeReport, Trees, import_trees};
use pageboy_tests::not_run::not_run;
use pageboy_tests::{beside, python};
use serde::Deserialize;

/// A difference that is intended.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// The service; absent: all.
    service: Option<String>,
    /// The part of the plan, for example `paginator ListStreams`, or `member *.message` for several; absent: any.
    part: Option<String>,
    /// A line, with `-` for what only botocore's plan has, `+` for what only the AST's has; absent: all lines of the part.
    /// `- all` and `+ all` are parts that the other does not have.
    line: Option<String>,
    reason: String,
}

impl Exception {
    fn covers(&self, difference: &Difference) -> bool {
        let is =
            |own: &Option<String>, other: &str| match own.as_ref().map(|own| own.split_once('*')) {
                None => true,
                Some(None) => own.as_deref() == Some(other),
                Some(Some((start, end))) => other.starts_with(start) && other.ends_with(end),
            };
        is(&self.service, &difference.service)
            && is(&self.part, &difference.part)
            && is(&self.line, &difference.line)
    }
}

/// A line that only one of the plans has.
struct Difference {
    service: String,
    part: String,
    line: String,
}

#[test]
fn the_plan_of_a_tree_is_that_of_botocores_definitions() {
    let Some(trees) = beside::data("smithy-models", "the models in Smithy's JSON AST") else {
        return;
    };
    let botocore = match python::older_botocore_sources() {
        Ok(sources) => sources.join("botocore/data"),
        Err(reason) => return not_run("botocore's sources", reason),
    };
    let (ours, report) = import(&trees, "trees");
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    assert!(!report.services.is_empty());
    let exceptions = exceptions();
    let mut used = BTreeSet::new();
    let mut wrong = String::new();
    for tree in &report.services {
        let [theirs, own] = [&botocore, &ours].map(|folder| plan(folder, &tree.name));
        for difference in differences(&tree.name, &theirs, &own) {
            let covering = exceptions.iter().enumerate();
            let covering: Vec<usize> = covering
                .filter(|(_, exception)| exception.covers(&difference))
                .map(|(at, _)| at)
                .collect();
            if covering.is_empty() {
                wrong.push_str(&format!(
                    "{}: {}: {}\n",
                    difference.service, difference.part, difference.line
                ));
            }
            used.extend(covering);
        }
    }
    for (at, exception) in exceptions.iter().enumerate() {
        if !used.contains(&at) {
            wrong.push_str(&format!("does not occur: {}\n", exception.reason));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The three of Auto Scaling: the groups are there, are gone, have as many instances in service as they need at least.
#[tokio::test(start_paused = true)]
async fn waiters_that_only_a_tree_has_wait() {
    let Some(trees) = beside::data("smithy-models", "waiters of Smithy's JSON AST") else {
        return;
    };
    let (folder, _) = import(&trees, "waiters-of-trees");
    let nothing = "";
    let starting = "<member><MinSize>1</MinSize><Instances><member><LifecycleState>Pending</LifecycleState></member></Instances></member>";
    let started = starting.replace("Pending", "InService");
    for (name, lists, delay) in [
        ("GroupExists", [nothing, nothing, starting], 5),
        ("GroupNotExists", [starting, starting, nothing], 15),
        ("GroupInService", [starting, starting, &started], 15),
    ] {
        let wanted = Service::new("autoscaling").waiters([name]);
        let builder = Builder::new().definitions(&folder).service(wanted);
        let plans = builder
            .plan()
            .unwrap_or_else(|problems| panic!("{problems}"));
        let tables = Tables::new(&plans[0]);
        let answers = lists.map(|list| {
            let groups = format!("<AutoScalingGroups>{list}</AutoScalingGroups>");
            let name = "DescribeAutoScalingGroups";
            ScriptStep::response(
                200,
                &[],
                format!("<{name}Response><{name}Result>{groups}</{name}Result></{name}Response>"),
            )
        });
        let config = Config::builder()
            .region("eu-central-1")
            .credentials(Credentials::new("id", "secret", None, None, "tests"))
            .transport(ScriptedTransport::new(answers))
            .build()
            .unwrap();
        let waiter = tables.waiters[name];
        let wait = Wait::new(Client::new(tables.service, &config), waiter);
        let input = Dynamic::new(waiter.operation.input.unwrap());
        let waited = wait.run_dynamic(input).await.unwrap();
        assert_eq!(waited.attempts(), 3, "{name}");
        assert_eq!(waited.elapsed().as_secs(), 2 * delay, "{name}");
    }
}

fn import(trees: &Path, name: &str) -> (PathBuf, TreeReport) {
    let to = python::target().join("tmp").join(name);
    let _ = fs::remove_dir_all(&to);
    let report = import_trees(&TreeOptions {
        trees: Trees::read(trees).unwrap(),
        known: Models::vendored(),
        name: None,
        to: to.clone(),
    });
    (to, report.unwrap())
}

fn exceptions() -> Vec<Exception> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/smithy/exceptions.json");
    let exceptions: Vec<Exception> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert!(
        exceptions
            .iter()
            .all(|exception| !exception.reason.is_empty())
    );
    exceptions
}

/// A service, whole.
fn plan(folder: &Path, service: &str) -> ServicePlan {
    let wanted = Service::new(service);
    let wanted = wanted.operations(["*"]).waiters(["*"]).paginators(["*"]);
    let builder = Builder::new().definitions(folder).service(wanted);
    let plans = builder.plan();
    plans
        .unwrap_or_else(|problems| panic!("{problems}"))
        .remove(0)
}

/// The parts of a plan by their names, written out.
fn parts(plan: &ServicePlan) -> BTreeMap<String, String> {
    // What is in one pair of parentheses stands on one line.
    fn text(part: &impl Debug) -> String {
        let mut text = String::new();
        let written = format!("{part:#?}");
        // It names the file.
        let lines = written.lines().map(str::trim);
        let mut lines = lines.filter(|line| !line.starts_with("origin:")).peekable();
        while let Some(line) = lines.next() {
            text.push_str(line);
            let opens = line.ends_with("Some(");
            let closes =
                line.ends_with(',') && lines.peek().is_some_and(|next| next.starts_with(')'));
            if !(opens || closes) {
                text.push('\n');
            }
        }
        text
    }
    let mut parts = BTreeMap::new();
    for shape in &plan.shapes {
        let mut shape = shape.clone();
        if let Form::Structure(members) | Form::Union(members) = &mut shape.form {
            for member in members.drain(..) {
                let name = format!("member {}.{}", shape.name, member.name);
                parts.insert(name, text(&member));
            }
        }
        parts.insert(format!("shape {}", shape.name), text(&shape));
    }
    for operation in &plan.operations {
        let mut operation = operation.clone();
        // A position, which depends on the others.
        operation.paginator = operation.paginator.map(|_| 0);
        parts.insert(format!("operation {}", operation.name), text(&operation));
    }
    for waiter in &plan.waiters {
        parts.insert(format!("waiter {}", waiter.name), text(waiter));
    }
    for paginator in &plan.paginators {
        let operation = &plan.operations[paginator.operation];
        let name = format!("paginator {}", operation.name);
        parts.insert(name, text(paginator));
    }
    let mut head = plan.clone();
    head.shapes.clear();
    head.operations.clear();
    head.waiters.clear();
    head.paginators.clear();
    head.shapes_in_model = 0;
    parts.insert("service".to_owned(), text(&head));
    parts
}

fn differences(service: &str, theirs: &ServicePlan, ours: &ServicePlan) -> Vec<Difference> {
    let (theirs, ours) = (parts(theirs), parts(ours));
    let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    let mut differences = Vec::new();
    for name in names {
        let lines = |parts: &BTreeMap<String, String>| -> Option<Vec<String>> {
            let text = parts.get(name)?;
            Some(text.lines().map(str::to_owned).collect())
        };
        let lines = match (lines(&theirs), lines(&ours)) {
            (Some(theirs), Some(ours)) => different(&theirs, &ours),
            (Some(_), None) => vec!["- all".to_owned()],
            (None, _) => vec!["+ all".to_owned()],
        };
        for line in lines {
            differences.push(Difference {
                service: service.to_owned(),
                part: name.clone(),
                line,
            });
        }
    }
    differences
}

/// The lines that only one has, in order. After a difference, both go on at the nearest line that both have.
fn different(theirs: &[String], ours: &[String]) -> Vec<String> {
    let (mut left, mut right, mut lines) = (theirs, ours, Vec::new());
    while let ([mine, ..], [other, ..]) = (left, right) {
        if mine == other {
            (left, right) = (&left[1..], &right[1..]);
            continue;
        }
        let apart = 1..=left.len() + right.len();
        let mut splits = apart.flat_map(|sum| (0..=sum).map(move |skip| (skip, sum - skip)));
        let meet = splits.find(|(skip, other)| {
            matches!((left.get(*skip), right.get(*other)), (Some(a), Some(b)) if a == b)
        });
        let (skip, other) = meet.unwrap_or((left.len(), right.len()));
        lines.extend(left[..skip].iter().map(|line| format!("- {line}")));
        lines.extend(right[..other].iter().map(|line| format!("+ {line}")));
        (left, right) = (&left[skip..], &right[other..]);
    }
    lines.extend(left.iter().map(|line| format!("- {line}")));
    lines.extend(right.iter().map(|line| format!("+ {line}")));
    lines
}
