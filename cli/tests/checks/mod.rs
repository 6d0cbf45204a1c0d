//! `pageboy check` and `pageboy explain`, run as programs on definitions in a folder.

use serde_json::Value;

use super::{Folder, SERVICE, WAITERS};

/// A shop whose waiter has a finding of each level: an error (if wanted), a warning and a hint.
fn shop(test: &str, argument: &str) -> Folder {
    let folder = Folder::shop(test);
    let service = SERVICE
        .replace(
            r#""String": {"type": "string"}"#,
            r#""String": {"type": "string"},
    "State": {"type": "string", "enum": ["new", "sent", "deleting"]}"#,
        )
        .replace(
            r#""State": {"shape": "String"}"#,
            r#""State": {"shape": "State"}"#,
        );
    folder.write("models/shop/2020-01-01/service-2.json", &service);
    let waiters = WAITERS.replace("\"delay\": 5", "\"delay\": 0").replace(
        "\"argument\": \"State\"",
        &format!("\"argument\": \"{argument}\""),
    );
    folder.write("models/shop/2020-01-01/waiters-2.json", &waiters);
    folder
}

fn check(folder: &Folder, more: &[&str]) -> super::CommandRun {
    folder.run(&[&["--definitions", "models", "check"][..], more].concat())
}

/// `<level> <lint>` of each finding.
fn levels(folder: &Folder, more: &[&str]) -> Vec<String> {
    let ran = check(folder, &[&["--format", "json"][..], more].concat());
    let lines = ran.out.lines();
    let levels = lines.map(|line| {
        let finding: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| finding[name].as_str().unwrap_or("error").to_owned();
        format!("{} {}", text("level"), text("id"))
    });
    let mut levels: Vec<_> = levels.collect();
    levels.sort();
    levels
}

#[test]
fn an_unknown_lint_is_a_wrong_option() {
    let folder = shop("check-unknown", "State");
    for option in ["--allow", "--warn", "--deny"] {
        let ran = check(&folder, &[option, "no-failure-aceptor"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{option}");
        let expected = "no lint `no-failure-aceptor`; did you mean `no-failure-acceptor`?";
        assert!(ran.err.contains(expected), "{}", ran.err);
        let ran = check(&folder, &[option, "hints:OrderSend"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{option}");
        assert!(ran.err.contains("did you mean `OrderSent`?"), "{}", ran.err);
    }
}

#[test]
fn the_most_exact_filter_holds_and_of_equally_exact_ones_the_strictest() {
    let folder = shop("check-levels", "State");
    let hint = "no-failure-acceptor";
    let none = levels(&folder, &[]);
    assert_eq!(
        none,
        ["hint no-failure-acceptor", "warning schedule-out-of-range"]
    );
    for (options, expected) in [
        (
            &["--deny", "all"][..],
            &["error no-failure-acceptor", "error schedule-out-of-range"][..],
        ),
        (
            &["--deny", "hints"],
            &["error no-failure-acceptor", "warning schedule-out-of-range"],
        ),
        (
            &["--deny", "all", "--allow", hint],
            &["error schedule-out-of-range"],
        ),
        (
            &["--deny", hint, "--allow", "all"],
            &["error no-failure-acceptor"],
        ),
        (
            &["--deny", hint, "--allow", "no-failure-acceptor:OrderSent"],
            &["warning schedule-out-of-range"],
        ),
        (
            &["--deny", "all:OrderSent", "--allow", hint],
            &["error no-failure-acceptor", "error schedule-out-of-range"],
        ),
        (
            &["--allow", hint, "--warn", hint],
            &[
                "warning no-failure-acceptor",
                "warning schedule-out-of-range",
            ],
        ),
        (
            &["--allow", hint, "--warn", hint, "--deny", hint],
            &["error no-failure-acceptor", "warning schedule-out-of-range"],
        ),
    ] {
        assert_eq!(levels(&folder, options), expected, "{options:?}");
    }
    assert_eq!(check(&folder, &[]).code, Some(0));
    assert_eq!(check(&folder, &["--deny", "warnings"]).code, Some(1));
}

/// What SARIF 2.1.0 asks of a log, as far as this one uses it: the required properties of its schema, and that rules are
/// referred to by their position.
fn assert_sarif(log: &Value) {
    let text = |value: &Value| {
        assert!(
            value.as_str().is_some_and(|text| !text.is_empty()),
            "{value}"
        )
    };
    assert_eq!(log["version"], "2.1.0");
    text(&log["$schema"]);
    let levels = ["none", "note", "warning", "error"];
    let level = |value: &Value| assert!(levels.contains(&value.as_str().unwrap()), "{value}");
    for run in log["runs"].as_array().unwrap() {
        let driver = &run["tool"]["driver"];
        text(&driver["name"]);
        let rules = driver["rules"].as_array().unwrap();
        let mut ids: Vec<_> = rules
            .iter()
            .map(|rule| rule["id"].as_str().unwrap())
            .collect();
        for rule in rules {
            text(&rule["shortDescription"]["text"]);
            level(&rule["defaultConfiguration"]["level"]);
        }
        for invocation in run["invocations"].as_array().unwrap() {
            assert!(invocation["executionSuccessful"].is_boolean());
            for notification in invocation["toolExecutionNotifications"].as_array().unwrap() {
                text(&notification["message"]["text"]);
                level(&notification["level"]);
            }
        }
        for result in run["results"].as_array().unwrap() {
            text(&result["message"]["text"]);
            level(&result["level"]);
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(result["ruleId"], ids[index]);
            for location in result["locations"].as_array().unwrap() {
                let physical = &location["physicalLocation"];
                let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
                assert!(!uri.is_empty() && !uri.contains([' ', '\\']), "{uri}");
                if let Some(region) = physical.get("region") {
                    assert!(region["startLine"].as_u64().unwrap() >= 1);
                    assert!(region["startColumn"].as_u64().unwrap() >= 1);
                }
                for logical in location
                    .get("logicalLocations")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                {
                    text(&logical["fullyQualifiedName"]);
                }
            }
            for print in result["partialFingerprints"].as_object().unwrap().values() {
                text(print);
            }
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}

#[test]
fn a_sarif_log_has_what_its_schema_requires() {
    let folder = shop("check-sarif", "Sate");
    folder.write("models/shop/2020-01-01/a file.json", "{");
    folder.write("own of us/shop/waiters-2.json", r#"{"merge": {}}"#);
    folder.write("models/kiosk/2020-01-01/service-2.json", "{");
    let ran = check(
        &folder,
        &[
            "--format",
            "sarif",
            "--overlay",
            "own of us",
            "--all-findings",
            "shop",
            "kiosk",
        ],
    );
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    assert_sarif(&log);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<_> = results
        .iter()
        .map(|result| result["ruleId"].as_str().unwrap())
        .collect();
    for rule in [
        "error",
        "overlay-adopted",
        "schedule-out-of-range",
        "unknown-file",
    ] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_baseline_hides_what_it_lists_and_nothing_else() {
    let folder = shop("check-baseline", "State");
    let written = check(&folder, &["--write-baseline", "known.json"]).success();
    assert_eq!(written, "2 findings written to known.json\n");
    let with = ["--baseline", "known.json"];
    assert_eq!(levels(&folder, &with), [""; 0]);
    let waiters = folder.read("models/shop/2020-01-01/waiters-2.json");
    folder.write(
        "models/shop/2020-01-01/waiters-2.json",
        &waiters
            .replace("\"delay\": 0", "\"delay\": 5")
            .replace("\"maxAttempts\": 10", "\"maxAttempts\": 1"),
    );
    assert_eq!(
        levels(&folder, &with),
        ["warning baseline-outdated", "warning schedule-out-of-range"]
    );
    folder.write(
        "known.json",
        "{\"version\": 2, \"findings\": [{\"lnt\": 5}]}",
    );
    let ran = check(&folder, &with);
    assert_eq!(ran.code, Some(1));
    for expected in ["expected 1, found 2", "unknown key; did you mean `lint`?"] {
        assert!(ran.out.contains(expected), "{expected}: {}", ran.out);
    }
}

#[test]
fn a_broken_service_is_one_finding_and_holds_up_no_other() {
    let folder = shop("check-broken", "State");
    folder.write(
        "models/kiosk/2020-01-01/service-2.json",
        "{\"metadata\": {,}}",
    );
    folder.write("own/stall/service-2.json", "{\"metadata\":");
    let found = levels(&folder, &[]);
    assert_eq!(
        found,
        [
            "error error",
            "hint no-failure-acceptor",
            "warning schedule-out-of-range"
        ]
    );
    let explained = |more: &[&str]| {
        let arguments = ["--definitions", "models", "explain", "shop", "order-sent"];
        folder.run(&[&arguments[..], more].concat()).success()
    };
    assert!(explained(&[]).contains("DescribeOrder"));
    assert!(explained(&["--overlay", "own"]).contains("DescribeOrder"));
    let arguments = ["--definitions", "models", "explain", "kiosk"];
    let ran = folder.run(&arguments);
    assert!(
        ran.err
            .contains("expected a name in double quotes, found `,`"),
        "{}",
        ran.err
    );
}

#[test]
fn a_single_file_is_an_overlay() {
    let folder = shop("check-file", "State");
    folder.write(
        "own/shop/waiters-2.json",
        r#"{"merge": {"waiters": {"OrderSent": {"delay": 0.5}}}}"#,
    );
    folder.write("own/shop/paginators-1.json", "{");
    let ran = check(&folder, &["--overlay", "own/shop/waiters-2.json"]);
    assert!(
        ran.out
            .contains("a delay of 0.5 s is shorter than a second"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("own/shop/waiters-2.json:1:"),
        "{}",
        ran.out
    );
    assert!(ran.out.ends_with("checked: 1 finding\n"), "{}", ran.out);
    let arguments = [
        "--definitions",
        "models",
        "explain",
        "shop",
        "order-sent",
        "--overlay",
    ];
    let explained = folder.run(&[&arguments[..], &["own/shop/waiters-2.json"]].concat());
    assert!(explained.success().contains("0.5"));
}

#[test]
fn a_diagram_is_of_one_waiter() {
    let folder = shop("explain-svg", "State");
    let arguments = ["--definitions", "models", "explain", "shop"];
    let svg = folder
        .run(&[&arguments[..], &["order-sent", "--format", "svg"]].concat())
        .success();
    assert!(
        svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
        "{svg}"
    );
    assert!(
        svg.contains("DescribeOrder") || svg.contains("OrderSent"),
        "{svg}"
    );
    for format in ["svg", "mermaid"] {
        let ran = folder.run(&[&arguments[..], &["--format", format]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(252), ""));
        assert!(ran.err.contains("name it"), "{}", ran.err);
    }
}

#[test]
fn calls_show_what_is_wrong_in_definitions_as_the_check_does() {
    let folder = shop("check-calls", "Sate");
    let report = |folder: &Folder| check(folder, &["--allow", "all"]).out;
    let same = |folder: &Folder, arguments: &[&str]| {
        let ran = folder.run(&[&["--definitions", "models"][..], arguments].concat());
        let (said, report) = (ran.err.trim_end(), report(folder));
        assert_eq!(ran.code, Some(255), "{arguments:?}: {said}");
        assert!(said.contains("^^^"), "{arguments:?}: {said}");
        assert!(report.starts_with(said), "{arguments:?}: {said}\n{report}");
    };
    same(
        &folder,
        &["wait", "shop", "order-sent", "--param", "OrderId=a"],
    );
    same(&folder, &["explain", "shop", "order-sent"]);
    folder.write("models/shop/2020-01-01/waiters-2.json", "[]\n");
    folder.write(
        "models/shop/2020-01-01/paginators-1.json",
        "{\"pagination\": nul}",
    );
    for verb in ["call", "pages"] {
        same(&folder, &[verb, "shop", "describe-order"]);
    }
}
