//! The cases of answers and errors.

use std::time::Duration;

use serde_json::{Value, json};

use super::case::{Answer, Case};
use super::command::{Setting, run};
use super::{CheckResult, awaited, library, must};

pub(super) fn an_error_is_read_leniently(case: &Case) -> CheckResult {
    let bodies = case
        .variants()
        .iter()
        .filter_map(|variant| variant["body"].as_str());
    let bodies: Vec<_> = std::iter::once(case.text("/response/body"))
        .chain(bodies)
        .collect();
    for body in bodies {
        let mut answers = case.answers();
        answers[0].body = body.to_owned();
        let [service, operation] = [case.text("/service"), case.text("/operation")];
        let called = awaited(library::call(
            service,
            operation,
            &case.0["input"],
            &answers,
        ));
        must(called.result.is_ok() && called.requests.len() == 2, || {
            format!(
                "{body}: {:?} after {} requests",
                called.result,
                called.requests.len()
            )
        })?;
        let mut first = answers;
        first.truncate(1);
        let called = awaited(library::call(
            service,
            operation,
            &case.0["input"],
            &vec![first; 9].concat(),
        ));
        code_is(&called, case.text("/expected/code"), body)?;
    }
    Ok(())
}

pub(super) fn a_poll_may_take_longer_than_a_minute(case: &Case) -> CheckResult {
    // When the case's server answers.
    let answer = Duration::from_millis(61_500);
    for variant in case.variants() {
        let [service, operation] =
            ["service", "operation"].map(|name| variant[name].as_str().unwrap_or_default());
        let held = awaited(library::held(service, operation, &variant["input"]));
        must(held.is_some_and(|held| held > answer), || {
            format!("{service} {operation}: the limit is {held:?}")
        })?;
    }
    let setting = Setting {
        answers: vec![Answer::good("{}")],
        ..Setting::default()
    };
    let line = "pageboy call stepfunctions get-activity-task --param activity-arn=arn:aws:states:us-east-1:123456789012:activity:a --read-timeout 90s";
    let ran = run(line, &setting);
    must(ran.code == 0, || ran.err.clone())
}

pub(super) fn an_empty_code_is_the_status(case: &Case) -> CheckResult {
    for variant in case.variants() {
        let [service, operation] =
            ["service", "operation"].map(|name| variant[name].as_str().unwrap_or_default());
        let input = match operation {
            "ChangeResourceRecordSets" => {
                let set = json!({"Name": "a.example", "Type": "A"});
                let change = json!({"Action": "CREATE", "ResourceRecordSet": set});
                json!({"HostedZoneId": "Z1", "ChangeBatch": {"Changes": [change]}})
            }
            "GetObject" => json!({"Bucket": "bucket", "Key": "key"}),
            "DescribeTable" => json!({"TableName": "table"}),
            "GetFunction" => json!({"FunctionName": "function"}),
            _ => json!({}),
        };
        let answer = Answer::of(&variant["response"]);
        let body = answer.body.clone();
        let called = awaited(library::call(service, operation, &input, &[answer]));
        let expected = variant["expected"]["code"].as_str().unwrap_or_default();
        // What is better is told in brackets.
        let better = expected
            .split([' ', ':', '(', ')'])
            .filter(|word| !word.is_empty());
        let found = called
            .result
            .as_ref()
            .err()
            .and_then(|error| error.code())
            .unwrap_or_default();
        must(better.into_iter().any(|word| word == found), || {
            format!("{body}: the code is {found:?} instead of {expected}")
        })?;
    }
    Ok(())
}

pub(super) fn repeated_headers_are_joined(case: &Case) -> CheckResult {
    has_output(case, "HeadObject")
}

pub(super) fn expires_is_a_text(case: &Case) -> CheckResult {
    has_output(case, "HeadObject")?;
    has_output(case, "GetObject")
}

/// Checks the members that the case expects.
fn has_output(case: &Case, operation: &str) -> CheckResult {
    let called = awaited(library::call(
        "s3",
        operation,
        &case.0["input"],
        &case.answers(),
    ));
    let output = called.result.map_err(|error| error.to_string())?;
    let expected = case.0["expected"].as_object().into_iter().flatten();
    for (name, value) in expected {
        // Members that a script's answer has no header for need not be there.
        if *value != output[name] && !is_empty(value) {
            return Err(format!(
                "{operation}: {name} is {} instead of {value}",
                output[name]
            ));
        }
    }
    Ok(())
}

fn is_empty(value: &Value) -> bool {
    *value == json!({}) || *value == json!(0)
}

fn code_is(called: &library::CallResult, expected: &str, body: &str) -> CheckResult {
    let found = called.result.as_ref().err().and_then(|error| error.code());
    must(found == Some(expected), || {
        format!("{body}: the code is {found:?}")
    })
}
