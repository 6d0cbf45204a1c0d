//! Compares the endpoints of requests with botocore's, for settings made from a seed.
//!
//! A case is a call of `conformance/hosts.json` with an environment and a configuration file ([`make`]). Both sides read the
//! same settings and send one request, or refuse; method, URL, algorithm, and the region and service of the signature are
//! compared. Intended differences are in the same file, with reasons.
//!
//! `HOST_CASES` sets the number of cases, default 1,200, and `SEED` the seed.

mod make;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use pageboy::testing::{ScriptStep, ScriptedTransport};
use pageboy::{Client, ConfigBuilder, Dynamic, schema::shapes};
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use pageboy_models::Json;
use pageboy_tests::{moto, not_run::not_run, python};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::compare::sorted;
use crate::values::fill;
use make::HostCase;

/// The contents of `conformance/hosts.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    calls: Vec<Call>,
    differences: Vec<Difference>,
}

/// A call whose host depends on settings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Call {
    service: String,
    operation: String,
    parameters: serde_json::Value,
}

/// An intended difference from botocore.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    /// The services that it concerns; default: all.
    #[serde(default)]
    services: Vec<String>,
    /// A part of botocore's result.
    botocore: String,
    /// A part of pageboy's result.
    pageboy: String,
    reason: String,
}

/// The endpoint and the credential scope of a request, or that none is sent.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum SignedOutcome {
    Request {
        method: String,
        url: String,
        algorithm: String,
        /// Region and service.
        scope: Vec<String>,
    },
    Refused {
        error: String,
    },
}

impl SignedOutcome {
    /// Whether they are equal, except for the order of the query.
    fn is_as(&self, other: &Self) -> bool {
        let known = |sent: &Self| match sent {
            Self::Request {
                method,
                url,
                algorithm,
                scope,
            } => (
                method.clone(),
                sorted(url),
                algorithm.clone(),
                scope.clone(),
            ),
            Self::Refused { .. } => Default::default(),
        };
        known(self) == known(other)
    }
}

/// With so many cases, each difference is seen.
const ALL_DIFFER: u64 = 6000;

#[test]
fn requests_go_where_botocore_sends_them_for_the_same_settings() {
    let interpreter = match python::interpreter() {
        Ok(interpreter) => interpreter,
        Err(reason) => return not_run("botocore", reason),
    };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/hosts.json");
    let file: File = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let number = |name: &str, default| match std::env::var(name) {
        Ok(text) => text.parse().unwrap(),
        Err(_) => default,
    };
    let (seed, count) = (number("SEED", 0), number("HOST_CASES", 1200));
    let cases = make::cases(seed, count, &file.calls);
    let theirs = std::thread::scope(|scope| {
        let theirs = scope.spawn(|| ask(interpreter, &cases));
        let ours = send_all(&cases);
        ours.into_iter().zip(theirs.join().unwrap())
    });
    let mut used = vec![0_usize; file.differences.len()];
    let (mut same, mut refused, mut wrong) = (0, 0, Vec::new());
    for (case, (ours, theirs)) in cases.iter().zip(theirs) {
        match (&ours, &theirs) {
            (SignedOutcome::Refused { .. }, SignedOutcome::Refused { .. }) => refused += 1,
            (ours, theirs) if ours.is_as(theirs) => same += 1,
            _ => {
                let (ours, theirs) = (format!("{ours:?}"), format!("{theirs:?}"));
                let mut differences = file.differences.iter();
                let meant = differences.position(|difference| {
                    let services = &difference.services;
                    (services.is_empty() || services.contains(&case.call.service))
                        && theirs.contains(&difference.botocore)
                        && ours.contains(&difference.pageboy)
                });
                match meant.and_then(|meant| used.get_mut(meant)) {
                    Some(used) => *used += 1,
                    None => {
                        wrong.push(format!("{case:#?}\n  botocore {theirs}\n  pageboy  {ours}"))
                    }
                }
            }
        }
    }
    let meant: usize = used.iter().sum();
    println!(
        "hosts: {count} cases, seed {seed}: {same} the same, {refused} refused by both, {meant} meant to differ, {} not",
        wrong.len()
    );
    for (difference, used) in file.differences.iter().zip(used) {
        println!("  {used} {}", difference.reason);
        if used == 0 && count >= ALL_DIFFER {
            wrong.push(format!("no case differs so: {}", difference.reason));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn send_all(cases: &[HostCase<'_>]) -> Vec<SignedOutcome> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut operations: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for HostCase { call, .. } in cases {
        let operations = operations.entry(&call.service).or_default();
        operations.push(&call.operation);
    }
    let mut services = BTreeMap::new();
    for (service, mut names) in operations {
        names.sort_unstable();
        names.dedup();
        let plans = Builder::new().service(Service::new(service).operations(names));
        let plans = plans.plan().unwrap();
        services.insert(service, Tables::new(plans.first().unwrap()));
    }
    let sent = cases.iter().map(|case| {
        let tables = &services[case.call.service.as_str()];
        let sent = runtime.block_on(send(tables, case));
        sent.unwrap_or_else(|error| SignedOutcome::Refused { error })
    });
    sent.collect()
}

async fn send(tables: &Tables, case: &HostCase<'_>) -> Result<SignedOutcome, String> {
    let folder = std::env::temp_dir().join(format!("pageboy-hosts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config");
    std::fs::write(&file, &case.config).unwrap();
    let mut variables: Vec<(String, String)> = case
        .variables
        .iter()
        .map(|(name, value)| (name.to_string(), value.clone()))
        .collect();
    variables.extend([
        ("AWS_CONFIG_FILE".to_owned(), file.display().to_string()),
        (
            "AWS_SHARED_CREDENTIALS_FILE".to_owned(),
            folder.join("none").display().to_string(),
        ),
        ("AWS_EC2_METADATA_DISABLED".to_owned(), "true".to_owned()),
    ]);
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "")]);
    let config: ConfigBuilder = pageboy::Config::builder()
        .env_vars(variables)
        .transport(transport.clone())
        .no_retries();
    let config = config.load().await;
    std::fs::remove_dir_all(&folder).unwrap();
    let config = config.map_err(|error| error.to_string())?;
    let operation = tables.operations[case.call.operation.as_str()];
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    let parameters = serde_json::to_vec(&case.call.parameters).unwrap();
    let parameters: Json = serde_json::from_slice(&parameters).unwrap();
    fill(&mut input, &parameters)?;
    let client = Client::new(operation.service, &config);
    let output = Box::new(Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY)));
    let answer = client.call(operation, &input, output).await;
    let Some(request) = transport.requests().pop() else {
        return Err(answer
            .err()
            .map_or_else(String::new, |error| error.to_string()));
    };
    let authorization = request.header("authorization").unwrap_or_default();
    let (algorithm, rest) = authorization.split_once(' ').unwrap_or_default();
    // Credential=KEY/DATE/REGION/SERVICE/aws4_request, …
    let scope = rest.split('/').skip(2).take(2).map(str::to_owned);
    Ok(SignedOutcome::Request {
        method: request.method.to_string(),
        url: request.uri.to_string(),
        algorithm: algorithm.to_owned(),
        scope: scope.collect(),
    })
}

fn ask(interpreter: &Path, cases: &[HostCase<'_>]) -> Vec<SignedOutcome> {
    let mut command = Command::new(interpreter);
    command
        .arg("-B")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/python/hosts.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    moto::without_settings(&mut command);
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let questions = serde_json::to_vec(cases).unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&questions));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "botocore could not be asked");
    serde_json::from_slice(&output.stdout).unwrap()
}
