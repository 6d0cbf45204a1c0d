//! What `--query` takes, and what it finds.

use crate::endpoint::Answer;
use crate::{against, refused};

const BUCKETS: &str = "<ListAllMyBucketsResult><Buckets>\
    <Bucket><Name>a</Name><CreationDate>2024-12-31T23:59:59.000Z</CreationDate></Bucket>\
    <Bucket><Name>b</Name><CreationDate>2025-01-01T00:00:00.000Z</CreationDate></Bucket>\
    </Buckets></ListAllMyBucketsResult>";

#[test]
fn what_the_aws_cli_takes_finds_the_same() {
    for (query, found) in [
        ("Buckets[?Name==`a`].Name", r#"["a"]"#),
        (
            "Buckets[?to_string(CreationDate)>=`2025-01-01`].Name",
            r#"["b"]"#,
        ),
        ("Buckets[?to_string(CreationDate)>='2025'].Name", r#"["b"]"#),
        (
            "Buckets[?to_string(CreationDate) < '2025-01'].Name",
            r#"["a"]"#,
        ),
        (
            "Buckets[?to_string(CreationDate)=='2025-01-01T00:00:00+00:00'].Name",
            r#"["b"]"#,
        ),
        ("Buckets[0].CreationDate", r#""2024-12-31T23:59:59Z""#),
        (
            "sort_by(Buckets, &CreationDate)[-1].{name: Name}",
            r#"{"name":"b"}"#,
        ),
    ] {
        let call = ["call", "s3", "list-buckets", "--query", query];
        let (ran, _) = against(vec![Answer::new(200, BUCKETS)], &call);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{query}");
        assert_eq!(ran.out.trim_end(), found, "{query}");
    }
}

#[test]
fn a_mistake_in_a_query_is_told_before_anything_is_sent() {
    for (command, query, told) in [
        (
            ["call", "s3", "list-buckets"],
            "Buckets[].Nme",
            "no member `Nme` in Bucket; did you mean `Name`?",
        ),
        (
            ["pages", "s3", "list-buckets"],
            "Bucket",
            "no member `Bucket` in ListBucketsOutput; did you mean `Buckets`?",
        ),
        (
            ["wait", "dynamodb", "table-exists"],
            "Table.TableStatus == 'ACTVE'",
            "the enum TableStatus has no value `ACTVE`; did you mean `ACTIVE`?",
        ),
        (
            ["call", "dynamodb", "describe-table"],
            "Table.ItemCount > '3'",
            "`>` orders two numbers or two strings, not a number and \"3\"; write `3` in backticks, without quotes",
        ),
        (
            ["call", "s3", "list-buckets"],
            "Buckets[?CreationDate > `1700000000`]",
            "write `to_string(CreationDate) > '2026-01-31T12:00:00Z'`, with a time in ISO 8601",
        ),
        (
            ["call", "s3", "list-buckets"],
            "Buckets[?CreationDate >= '2026']",
            "write `to_string(CreationDate) >= '2026'`",
        ),
        (
            ["call", "sqs", "delete-queue"],
            "Name",
            "no member `Name` in Empty",
        ),
        (
            ["call", "s3", "list-buckets"],
            "Buckets[",
            "is not a JMESPath expression",
        ),
    ] {
        let ran = refused(&[&command[..], &["--query", query]].concat());
        assert_eq!(ran.code, Some(252), "{query}: {}", ran.err);
        assert!(ran.err.starts_with("error: --query: "), "{}", ran.err);
        assert!(ran.err.contains(told), "{query}: {}", ran.err);
    }
}

#[test]
fn a_value_that_the_model_does_not_list_may_be_asked_for_as_text() {
    let answer = r#"{"Table": {"TableStatus": "THAWING"}}"#;
    let call = [
        "call",
        "dynamodb",
        "describe-table",
        "--param",
        "table-name=t",
        "--query",
        "to_string(Table.TableStatus) == 'THAWING'",
    ];
    let (ran, _) = against(vec![Answer::new(200, answer)], &call);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(0), "true\n"),
        "{}",
        ran.err
    );
}
