//! Expressions and waiters mean the same to all who read them: `check`, the build script, `Waiter::from_json`, `--query` and
//! `search` come to one verdict, in the same words.

use std::fs;
use std::path::{Path, PathBuf};

use pageboy::schema::Operation;
use pageboy::waiter::Waiter;
use pageboy::{Dynamic, SearchError, search};
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use serde_json::{Value, json};

use crate::endpoint::Answer;
use crate::{against, run};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/cases/front");

/// The definitions of the made-up service `front`.
const VERSION: &str = "front/2020-01-01";

/// An output of its operation `Describe`.
const OUTPUT: &str = r#"{"Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "running"},
    "Launched": 1769860800, "Cores": 4, "Disks": ["a"]}]}], "Count": 1, "Title": "a", "At": 1769860800, "Ready": true,
    "Ratio": 0.5, "Labels": {"a": "b"}, "Free": {"a": [{"b": 1}]}, "Body": "YQ==", "Choice": {"One": "a"}}"#;

#[test]
fn an_expression_has_one_meaning() {
    let folder = Folder::new("front-expressions");
    let cases = cases("expressions.json");
    let acceptors: Vec<Value> = cases.iter().map(acceptor_of).collect();
    let waiters: Vec<Value> = acceptors
        .iter()
        .map(|acceptor| waiter_of(&json!({"acceptors": [acceptor]})))
        .collect();
    let checked = folder.checked(&waiters);
    let mut differences = Differences::default();
    for (at, case) in cases.iter().enumerate() {
        let expression = text(case, "expression").unwrap();
        let refused = text(case, "refused");
        let in_query = text(case, "query").or(refused);
        let place = |told: &str| format!("/acceptors/0/argument: {told}");
        let expected: Vec<String> = refused.map(place).into_iter().collect();
        let warned = case.get("doubt").is_some();
        let name = text(case, "case").unwrap();
        let mut differ = |who: &str, expected: &[String], found: &[String]| {
            differences.compare(name, who, expected, found);
        };

        let built = if warned { &[] } else { &expected[..] };
        differ("check", &expected, &checked[at]);
        differ("build", built, &folder.built(&waiters[at]));
        let read = Waiter::from_json(folder.operation(), &waiters[at].to_string());
        differ("from_json", &expected, &problems(read));

        let call = ["--definitions", folder.path(), "call", "front", "describe"];
        let query = ["--query", expression];
        let (ran, _) = against(
            vec![Answer::new(200, OUTPUT)],
            &[&call[..], &query].concat(),
        );
        let found = ran
            .err
            .strip_prefix("error: --query: ")
            .map(|told| inner(told.trim_end()));
        let in_query: Vec<String> = in_query.map(str::to_owned).into_iter().collect();
        let code = format!("exit code {:?}", ran.code);
        let verdict = match in_query.is_empty() {
            true => "exit code Some(0)",
            false => "exit code Some(252)",
        };
        differ("--query", &[verdict.to_owned()], &[code]);
        differ("--query", &in_query, found.as_slice());

        let output = Dynamic::new(folder.operation().output.unwrap());
        let found = match search::<Value>(&output, expression) {
            Err(SearchError::Expression(error)) => Some(inner(&error.to_string())),
            _ => None,
        };
        differ("search", &in_query, found.as_slice());
    }
    differences.none();
}

#[test]
fn a_waiter_has_one_meaning() {
    let folder = Folder::new("front-waiters");
    let cases = cases("waiters.json");
    let waiters: Vec<Value> = cases
        .iter()
        .map(|case| waiter_of(&case["waiter"]))
        .collect();
    let checked = folder.checked(&waiters);
    let mut differences = Differences::default();
    for (at, case) in cases.iter().enumerate() {
        let refused = case.get("refused").and_then(Value::as_array);
        let refused = refused.into_iter().flatten().filter_map(Value::as_str);
        let expected: Vec<String> = refused.map(str::to_owned).collect();
        let name = text(case, "case").unwrap();
        let mut differ = |who: &str, expected: &[String], found: &[String]| {
            differences.compare(name, who, expected, found);
        };
        let built = if case.get("doubt").is_some() {
            &[]
        } else {
            &expected[..]
        };
        differ("check", &expected, &checked[at]);
        differ("build", built, &folder.built(&waiters[at]));
        let operation = folder.tables.operations[waiters[at]["operation"].as_str().unwrap()];
        let read = Waiter::from_json(operation, &waiters[at].to_string());
        differ("from_json", &expected, &problems(read));
    }
    differences.none();
}

/// An acceptor that looks at an expression, of which nothing else can be wrong.
fn acceptor_of(case: &Value) -> Value {
    let expression = text(case, "expression").unwrap();
    let argument = match text(case, "refused") {
        Some(_) if case.get("doubt").is_none() => expression.to_owned(),
        _ => format!("type({expression})"),
    };
    json!({"state": "success", "matcher": "path", "argument": argument, "expected": "x"})
}

/// A waiter with these keys, and with what it needs besides.
fn waiter_of(keys: &Value) -> Value {
    let mut waiter = json!({"operation": "Describe", "delay": 1, "maxAttempts": 2});
    for (key, value) in keys.as_object().unwrap() {
        waiter[key] = value.clone();
    }
    waiter
}

fn cases(file: &str) -> Vec<Value> {
    let text = fs::read_to_string(Path::new(DATA).join(file)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn text<'c>(case: &'c Value, key: &str) -> Option<&'c str> {
    case.get(key).map(|value| value.as_str().unwrap())
}

fn problems(read: Result<&Waiter, pageboy::waiter::DefinitionError>) -> Vec<String> {
    let error = read.err();
    let problems = error.iter().flat_map(|error| error.problems());
    sorted(problems.map(ToString::to_string).collect())
}

fn sorted(mut told: Vec<String>) -> Vec<String> {
    told.sort();
    told
}

/// What is wrong, without the expression before it and the place behind it.
fn inner(told: &str) -> String {
    for words in [
        " does not fit the output: ",
        " is not a JMESPath expression: ",
    ] {
        if let Some((_, rest)) = told.split_once(words)
            && let Some(end) = rest.rfind(" (at ")
        {
            return rest[..end].to_owned();
        }
    }
    told.to_owned()
}

/// Definitions of the service with waiters of a case's own.
struct Folder {
    path: PathBuf,
    tables: Tables,
}

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // An earlier run may have left its waiters.
        fs::remove_dir_all(&path).unwrap_or_default();
        fs::create_dir_all(path.join(VERSION)).unwrap();
        for file in ["endpoints.json", "front/2020-01-01/service-2.json"] {
            fs::copy(Path::new(DATA).join("model").join(file), path.join(file)).unwrap();
        }
        let service = Service::new("front").operations(["*"]);
        let builder = Builder::new().definitions(&path).service(service);
        let tables = Tables::new(&builder.plan().unwrap()[0]);
        Self { path, tables }
    }

    fn path(&self) -> &str {
        self.path.to_str().unwrap()
    }

    fn operation(&self) -> &'static Operation {
        self.tables.operations["Describe"]
    }

    fn write(&self, waiters: &Value) {
        let text = json!({"version": 2, "waiters": waiters}).to_string();
        fs::write(self.path.join(VERSION).join("waiters-2.json"), text).unwrap();
    }

    /// What `pageboy check` says of each waiter.
    fn checked(&self, waiters: &[Value]) -> Vec<Vec<String>> {
        let named = waiters.iter().enumerate();
        let named = named.map(|(at, waiter)| (format!("W{at}"), waiter.clone()));
        self.write(&Value::Object(named.collect()));
        let check = [
            "--definitions",
            self.path(),
            "check",
            "front",
            "--format",
            "json",
        ];
        let ran = run(&check, &[], "");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
        let mut told = vec![Vec::new(); waiters.len()];
        for line in ran.out.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let is_error = line["level"] == "error";
            if !is_error && line["id"] != "unknown-enum-value" {
                continue;
            }
            let pointer = text(&line, "pointer").unwrap();
            let rest = pointer.strip_prefix("/waiters/W").unwrap();
            let (number, place) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let fix = text(&line, "fix").map_or_else(String::new, |fix| format!("; {fix}"));
            let message = text(&line, "message").unwrap();
            told[number.parse::<usize>().unwrap()].push(format!("{place}: {message}{fix}"));
        }
        told.into_iter().map(sorted).collect()
    }

    /// What a build says of a waiter.
    fn built(&self, waiter: &Value) -> Vec<String> {
        self.write(&json!({"W": waiter}));
        let service = Service::new("front").waiters(["W"]);
        let builder = Builder::new().definitions(&self.path).service(service);
        let problems = builder.plan().err();
        let problems = problems.iter().flat_map(|problems| problems.iter());
        let told = problems.map(|problem| {
            let place = problem
                .pointer()
                .unwrap()
                .strip_prefix("/waiters/W")
                .unwrap();
            let fix = problem
                .fix()
                .map_or_else(String::new, |fix| format!("; {fix}"));
            format!("{place}: {}{fix}", problem.message())
        });
        sorted(told.collect())
    }
}

/// Where somebody comes to another verdict, or says it otherwise.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn compare(&mut self, case: &str, who: &str, expected: &[String], found: &[String]) {
        // A lint gives the nearest name only.
        let is_same = |expected: &String, found: &String| {
            expected == found || (who == "check" && expected.starts_with(&format!("{found} ")))
        };
        let same = expected.len() == found.len()
            && expected
                .iter()
                .zip(found)
                .all(|(one, other)| is_same(one, other));
        if !same {
            self.0.push(format!(
                "{case}, {who}:\n  expected {expected:#?}\n  found {found:#?}"
            ));
        }
    }

    fn none(&self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}
