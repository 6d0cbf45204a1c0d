//! Tokens of pages: whose mistake a wrong one is, and how one is written.

use crate::endpoint::Answer;
use crate::{against, refused};

const GROUPS: [&str; 3] = ["pages", "logs", "describe-log-groups"];

fn end() -> Answer {
    Answer::new(200, r#"{"logGroups": []}"#)
}

#[test]
fn a_value_may_start_with_a_hyphen() {
    for (values, expected) in [
        (&["--starting-token", "-abc"][..], r#"{"nextToken":"-abc"}"#),
        (&["--starting-token=-abc"], r#"{"nextToken":"-abc"}"#),
        (&["--starting-token", "--abc"], r#"{"nextToken":"--abc"}"#),
        (
            &["--param", "logGroupNamePrefix=-x"],
            r#"{"logGroupNamePrefix":"-x"}"#,
        ),
    ] {
        let (ran, sent) = against(vec![end()], &[&GROUPS[..], values].concat());
        assert_eq!(
            (ran.code, sent),
            (Some(0), vec![expected.to_owned()]),
            "{}",
            ran.err
        );
    }
    for (values, expected) in [
        (
            ["--param", "-x"],
            "error: --param -x: a parameter is written",
        ),
        (["--input", "-x"], "error: --input: is not JSON"),
        (["--query", "-x"], "error: --query: `-x` is not a JMESPath"),
    ] {
        let ran = refused(&[&GROUPS[..], &values].concat());
        assert_eq!(ran.code, Some(252), "{}", ran.err);
        assert!(ran.err.starts_with(expected), "{}", ran.err);
    }
}

#[test]
fn an_option_is_not_taken_for_a_forgotten_value() {
    for option in [
        "--starting-token",
        "--query",
        "--param",
        "--input",
        "--profile",
    ] {
        let ran = refused(&[&GROUPS[..], &[option, "--botocore-rules"]].concat());
        assert_eq!(ran.code, Some(252), "{}", ran.err);
        assert!(
            ran.err.contains("a value is needed before it"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_bad_starting_token_is_the_command_lines_mistake() {
    let ran = refused(&[&GROUPS[..], &["--starting-token", "a___b___1"]].concat());
    assert_eq!(ran.code, Some(252), "{}", ran.err);
    let pages = ["pages", "apigateway", "get-rest-apis"];
    // A token of the service that the member cannot hold: a map where text is needed.
    let token = "eyJwb3NpdGlvbiI6IHsiYSI6IDF9fQ==";
    let ran = refused(&[&pages[..], &["--starting-token", token]].concat());
    assert_eq!(ran.code, Some(252), "{}", ran.err);
}

#[test]
fn a_token_of_the_service_that_does_not_fit_is_not() {
    // The name of a table has three characters at least.
    let answer = Answer::new(
        200,
        r#"{"TableNames": ["ab"], "LastEvaluatedTableName": "ab"}"#,
    );
    let (ran, sent) = against(vec![answer], &["pages", "dynamodb", "list-tables"]);
    assert_eq!((ran.code, sent.len()), (Some(255), 1), "{}", ran.err);
    assert!(
        ran.err.contains("the service gave one that does not fit"),
        "{}",
        ran.err
    );
}
