//! `--output`: text as the AWS CLI prints it, and tables.

use super::endpoint::Answer;
use super::loops::groups;
use super::{against, refused, table};

/// What a run prints that ends well.
fn printed(answers: Vec<Answer>, arguments: &[&str]) -> String {
    let (ran, _) = against(answers, arguments);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    ran.out
}

const CALL: [&str; 6] = [
    "call",
    "dynamodb",
    "describe-table",
    "--param",
    "table-name=music",
    "--output",
];

#[test]
fn a_call_is_text_or_a_table() {
    let with = |more: &[&str]| printed(vec![table("ACTIVE")], &[&CALL[..], more].concat());
    assert_eq!(
        with(&["text"]),
        "TABLE\t2026-01-31T12:00:00.5Z\t3\tmusic\tACTIVE\n"
    );
    insta::assert_snapshot!(with(&["table"]), @r"
    --------------------------------------------------------------------------
    |                             DescribeTable                              |
    +------------------------------------------------------------------------+
    ||                                Table                                 ||
    |+--------------------------+-------------+-------------+---------------+|
    ||     CreationDateTime     |  ItemCount  |  TableName  |  TableStatus  ||
    |+--------------------------+-------------+-------------+---------------+|
    ||  2026-01-31T12:00:00.5Z  |  3          |  music      |  ACTIVE       ||
    |+--------------------------+-------------+-------------+---------------+|
    ");
    for (query, text) in [
        ("Table.TableStatus", "ACTIVE\n"),
        ("Table.ItemCount > `2`", "True\n"),
        ("Table.[TableName, TableId]", "music\tNone\n"),
        ("Table.TableId", "None\n"),
        ("Table.KeySchema[]", "None\n"),
        ("[Table.KeySchema || `[]`][]", ""),
        ("Table.{n: TableName, s: TableStatus}", "music\tACTIVE\n"),
    ] {
        assert_eq!(with(&["text", "--query", query]), text, "{query}");
    }
    let line = printed(vec![table("ACTIVE")], &CALL[..5]);
    assert_eq!(with(&["json"]), line);
    insta::assert_snapshot!(with(&["table", "--query", "Table.TableStatus"]), @r"
    -------------------
    |  DescribeTable  |
    +-----------------+
    |  ACTIVE         |
    +-----------------+
    ");
}

#[test]
fn pages_are_printed_one_by_one_and_the_token_is_a_line() {
    let pages = ["pages", "logs", "describe-log-groups", "--output"];
    let answers = || {
        vec![
            groups(&["a", "b"], Some("t1")),
            groups(&["c"], Some("t2")),
            groups(&[], None),
        ]
    };
    let with = |more: &[&str]| printed(answers(), &[&pages[..], more].concat());
    assert_eq!(
        with(&["text"]),
        "LOGGROUPS\ta\nLOGGROUPS\tb\nLOGGROUPS\tc\n"
    );
    assert_eq!(
        with(&["text", "--query", "logGroups[].logGroupName"]),
        "a\tb\nc\n"
    );
    insta::assert_snapshot!(with(&["table"]), @r"
    -----------------------
    |  DescribeLogGroups  |
    +---------------------+
    ||     logGroups     ||
    |+-------------------+|
    ||   logGroupName    ||
    |+-------------------+|
    ||  a                ||
    ||  b                ||
    |+-------------------+|
    -----------------------
    |  DescribeLogGroups  |
    +---------------------+
    ||     logGroups     ||
    |+-------------------+|
    ||   logGroupName    ||
    |+-------------------+|
    ||  c                ||
    |+-------------------+|
    -----------------------
    |  DescribeLogGroups  |
    +---------------------+
    ");
    let token = "eyJuZXh0VG9rZW4iOiAidDEifQ==";
    assert_eq!(
        with(&["text", "--max-items", "2"]),
        format!("LOGGROUPS\ta\nLOGGROUPS\tb\nNEXTTOKEN\t{token}\n")
    );
    assert_eq!(
        with(&[
            "text",
            "--max-items",
            "2",
            "--query",
            "logGroups[0].logGroupName"
        ]),
        format!("a\nNEXTTOKEN\t{token}\n")
    );

    // One page has been printed when the second fails.
    let (ran, _) = against(
        vec![groups(&["a"], Some("t1")), Answer::new(200, "{")],
        &[&pages[..], &["text", "--max-attempts", "1"]].concat(),
    );
    assert_eq!((ran.code, ran.out.as_str()), (Some(255), "LOGGROUPS\ta\n"));
}

#[test]
fn the_first_page_has_what_is_of_all_pages() {
    let page = |name: &str, more: bool| {
        let body = format!(
            r#"<ListBucketResult><Name>b</Name><KeyCount>1</KeyCount><IsTruncated>{more}</IsTruncated>
            <NextContinuationToken>t</NextContinuationToken><Contents><Key>{name}</Key><Size>1</Size></Contents></ListBucketResult>"#
        );
        Answer::new(200, &body)
    };
    let arguments = [
        "pages",
        "s3",
        "list-objects-v2",
        "--param",
        "bucket=b-x",
        "--output",
        "text",
    ];
    // As the AWS CLI prints it: CommonPrefixes, Prefix and RequestCharged, then CommonPrefixes.
    assert_eq!(
        printed(vec![page("a", true), page("b", false)], &arguments),
        "None\tNone\tNone\nCONTENTS\ta\t1\nNone\nCONTENTS\tb\t1\n"
    );
}

#[test]
fn a_wait_prints_what_it_is_asked_for() {
    let wait = [
        "wait",
        "dynamodb",
        "table-exists",
        "--param",
        "table-name=music",
        "--output",
        "text",
    ];
    assert_eq!(printed(vec![table("ACTIVE")], &wait), "");
    let asked = [&wait[..], &["--query", "Table.[TableName, ItemCount]"]].concat();
    assert_eq!(printed(vec![table("ACTIVE")], &asked), "music\t3\n");
}

#[test]
fn a_format_that_does_not_exist_is_answered_with_those_that_do() {
    for format in ["yaml", "-x"] {
        let ran = refused(&[&CALL[..], &[format]].concat());
        assert_eq!(ran.code, Some(252));
        let problem = format!(
            "error: invalid value '{format}' for '--output <FORMAT>'\n  [possible values: json, text, table]\n"
        );
        assert!(ran.err.starts_with(&problem), "{}", ran.err);
    }
    // A signed URL is no output.
    for option in ["--output", "--query"] {
        let ran = refused(&["presign", "sts", "get-caller-identity", option, "text"]);
        assert_eq!(ran.code, Some(252), "{}", ran.err);
        assert!(ran.err.contains(option), "{}", ran.err);
    }
}

#[test]
fn an_option_refuses_a_value_that_starts_with_a_hyphen_in_its_own_words() {
    let pages = ["pages", "logs", "describe-log-groups"];
    for (option, value, problem) in [
        (
            "--region",
            "-x",
            "starts with a hyphen, which no such value does",
        ),
        (
            "--endpoint-url",
            "-1",
            "starts with a hyphen, which no such value does",
        ),
        ("--max-items", "-1", "is not a whole number, 0 or more"),
        (
            "--page-size",
            "-5",
            "is not a whole number from 1 to 2147483647",
        ),
        (
            "--max-attempts",
            "-1",
            "is not a whole number from 1 to 4294967295",
        ),
        (
            "--read-timeout",
            "-1s",
            "is not a duration; write for example 500ms, 15, 2m or 1h",
        ),
        (
            "--header",
            "-x",
            "starts with a hyphen, which no such value does",
        ),
        (
            "--overlay",
            "--query",
            "is an option, and a value is needed before it",
        ),
        (
            "--max-items",
            "--query",
            "is an option, and a value is needed before it",
        ),
    ] {
        let ran = refused(&[&pages[..], &[option, value]].concat());
        assert_eq!(ran.code, Some(252), "{option}");
        let start = format!("error: invalid value '{value}' for '{option} <");
        assert!(ran.err.starts_with(&start), "{option}: {}", ran.err);
        assert!(ran.err.contains(problem), "{option}: {}", ran.err);
    }
    let ran = refused(&[&pages[..], &["--param", "-x"]].concat());
    assert_eq!(ran.code, Some(252));
    assert!(ran.err.starts_with("error: --param"), "{}", ran.err);
}
