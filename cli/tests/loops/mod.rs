//! Pages and waits.

use super::*;

pub(crate) fn groups(names: &[&str], token: Option<&str>) -> Answer {
    let groups: Vec<_> = names
        .iter()
        .map(|name| format!(r#"{{"logGroupName": "{name}"}}"#))
        .collect();
    let token = token.map_or(String::new(), |token| {
        format!(r#", "nextToken": "{token}""#)
    });
    Answer::new(
        200,
        &format!(r#"{{"logGroups": [{}]{token}}}"#, groups.join(", ")),
    )
}

#[test]
fn pages_are_lines_and_the_token_to_go_on_from_is_the_last() {
    let arguments = ["pages", "logs", "describe-log-groups"];
    let answers = || {
        vec![
            groups(&["a", "b"], Some("t1")),
            groups(&["c", "d"], Some("t2")),
            groups(&["e"], None),
        ]
    };
    let (ran, sent) = against(answers(), &arguments);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.out, @r#"
    {"logGroups":[{"logGroupName":"a"},{"logGroupName":"b"}],"nextToken":"t1"}
    {"logGroups":[{"logGroupName":"c"},{"logGroupName":"d"}],"nextToken":"t2"}
    {"logGroups":[{"logGroupName":"e"}]}
    "#);
    assert_eq!(
        sent,
        ["{}", r#"{"nextToken":"t1"}"#, r#"{"nextToken":"t2"}"#]
    );

    let cut = [
        &arguments[..],
        &[
            "--max-items",
            "3",
            "--page-size",
            "2",
            "--query",
            "logGroups[].logGroupName",
            "--progress",
        ],
    ]
    .concat();
    let (ran, sent) = against(answers(), &cut);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), "page 1\npage 2\n"));
    insta::assert_snapshot!(ran.out, @r#"
    ["a","b"]
    ["c"]
    {"NextToken":"eyJuZXh0VG9rZW4iOiAidDEiLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ=="}
    "#);
    assert_eq!(sent, [r#"{"limit":2}"#, r#"{"nextToken":"t1","limit":2}"#]);

    let token = ran.out.lines().last().unwrap();
    let token = token
        .trim_start_matches(r#"{"NextToken":""#)
        .trim_end_matches("\"}");
    let rest = [&arguments[..], &["--starting-token", token]].concat();
    let (ran, sent) = against(
        vec![groups(&["c", "d"], Some("t2")), groups(&["e"], None)],
        &rest,
    );
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.out, @r#"
    {"logGroups":[{"logGroupName":"d"}],"nextToken":"t2"}
    {"logGroups":[{"logGroupName":"e"}]}
    "#);
    assert_eq!(sent, [r#"{"nextToken":"t1"}"#, r#"{"nextToken":"t2"}"#]);
}

#[test]
fn a_wait_is_silent_unless_it_is_asked() {
    let arguments = [
        "wait",
        "dynamodb",
        "table-exists",
        "--param",
        "table-name=music",
        "--delay",
        "1ms",
    ];
    let answers = || vec![missing(), table("CREATING"), table("ACTIVE")];
    let (ran, sent) = against(answers(), &arguments);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "", "")
    );
    assert_eq!(sent.len(), 3);

    let asked = [
        &arguments[..],
        &["--query", "Table.TableStatus", "--progress"],
    ]
    .concat();
    let (ran, _) = against(answers(), &asked);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "\"ACTIVE\"\n"));
    insta::assert_snapshot!(without_times(&ran.err), @r#"
    attempt 1 of 25: error ResourceNotFoundException (HTTP 400); next poll in 0 s
    attempt 2 of 25: Table.TableStatus is "CREATING"; next poll in 0 s
    attempt 3 of 25: Table.TableStatus is "ACTIVE"; the state is reached
    "#);
}

/// A report without the time that has passed, which is the machine's matter.
fn without_times(report: &str) -> String {
    let lines = report.lines().map(|line| {
        let (start, rest) = line.split_once(", ").unwrap();
        let (_, rest) = rest.split_once(": ").unwrap();
        format!("{start}: {rest}\n")
    });
    lines.collect()
}

#[test]
fn a_wait_that_does_not_reach_its_state_says_why() {
    let arguments = [
        "wait",
        "dynamodb",
        "table-exists",
        "--param",
        "table-name=music",
        "--delay",
        "0",
        "--max-attempts",
        "2",
    ];
    let (ran, _) = against(vec![table("CREATING"), table("CREATING")], &arguments);
    assert_eq!((ran.code, ran.out.as_str()), (Some(255), ""));
    let told = ran.err.split(" in ").next().unwrap();
    insta::assert_snapshot!(told, @"error: Waiter TableExists failed: Max attempts exceeded (dynamodb DescribeTable, 2 attempts");

    let denied = Answer::new(
        400,
        r#"{"__type": "AccessDeniedException", "message": "no"}"#,
    );
    let (ran, _) = against(vec![denied], &arguments);
    assert_eq!(ran.code, Some(255));
    let told = ran.err.split(" in ").next().unwrap();
    insta::assert_snapshot!(told, @"error: Waiter TableExists failed: An error occurred (AccessDeniedException): no (dynamodb DescribeTable, 1 attempt");
}

#[test]
fn a_wait_has_the_codes_of_a_call_until_something_was_sent() {
    let wait = ["wait", "dynamodb", "table-exists"];
    for (more, code) in [
        (&["--param", "table-nam=music"][..], 252),
        (&[], 252),
        (&["--param", "table-name=music", "--max-attempts", "0"], 252),
    ] {
        let ran = refused(&[&wait[..], more].concat());
        assert_eq!(ran.code, Some(code), "{}", ran.err);
    }
    let named = [&wait[..], &["--param", "table-name=music"]].concat();
    let ran = run(&named, &KEYS[..1], "");
    assert_eq!(ran.code, Some(253), "{}", ran.err);
    let (ran, _) = against(vec![Answer::new(200, "{")], &named);
    assert_eq!(ran.code, Some(255), "{}", ran.err);
}

#[test]
fn a_deadline_ends_a_wait_however_many_polls_it_has_had() {
    let arguments = [
        "wait",
        "dynamodb",
        "table-exists",
        "--param",
        "table-name=music",
        "--delay",
        "0",
        "--max-wait",
        "300ms",
    ];
    // More answers than the waiter has attempts; the last one is repeated.
    let endpoint = Endpoint::repeating(table("CREATING"));
    let url = ["--endpoint-url", endpoint.url()];
    let ran = run(&[&arguments[..], &url].concat(), &KEYS, "");
    assert_eq!(ran.code, Some(255));
    assert!(
        ran.err.contains("Max wait time of 0.3 s exceeded"),
        "{}",
        ran.err
    );
}
