//! Answers that are unusual, or damaged, or too long.

use super::against;
use super::endpoint::Answer;

const TABLE: [&str; 5] = [
    "call",
    "dynamodb",
    "describe-table",
    "--param",
    "table-name=ttt",
];
const HEAD: [&str; 7] = [
    "call",
    "s3",
    "head-object",
    "--param",
    "bucket=bkt",
    "--param",
    "key=k",
];

#[test]
fn an_error_that_is_not_quite_json_is_retried_by_its_code() {
    for body in [
        r#"{"__type":"x#ThrottlingException","message":"bad \ud83d"}"#,
        r#"{"__type":"x#ThrottlingException","message":"m","retryAfterSeconds":NaN}"#,
        r#"{"__type":"x#ThrottlingException","message":"cut"#,
    ] {
        let then = Answer::new(200, r#"{"Table":{"TableName":"ttt"}}"#);
        let (ran, sent) = against(vec![Answer::new(400, body), then], &TABLE);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{body}");
        assert_eq!(sent.len(), 2);
        insta::allow_duplicates! {
            insta::assert_snapshot!(ran.out, @r#"{"Table":{"TableName":"ttt"}}"#);
        }
    }
}

#[test]
fn numbers_without_digits_and_half_surrogates_are_printed() {
    let arguments = ["call", "cloudwatch", "get-metric-data", "--input"];
    let input = r#"{"MetricDataQueries": [], "StartTime": 0, "EndTime": 1}"#;
    let body =
        r#"{"MetricDataResults": [{"Id": "a\ud83d", "Values": [NaN, -Infinity, 1e400, 1.5]}]}"#;
    let (ran, _) = against(
        vec![Answer::new(200, body)],
        &[&arguments[..], &[input]].concat(),
    );
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.out, @r#"{"MetricDataResults":[{"Id":"a�","Values":["NaN","-Infinity","Infinity",1.5]}]}"#);
}

#[test]
fn a_date_that_is_none_is_printed_as_text() {
    let answer = Answer::new(200, "").header("Expires", "never");
    let (ran, _) = against(vec![answer], &HEAD);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.out, @r#"{"ContentLength":0,"ExpiresString":"never","Metadata":{}}"#);
}

#[test]
fn headers_of_several_lines_are_printed_whole() {
    let answer = Answer::new(200, "")
        .header("x-amz-restore", "ongoing-request=\"false\"")
        .header(
            "x-amz-restore",
            "expiry-date=\"Fri, 21 Dec 2012 00:00:00 GMT\"",
        )
        .header("x-amz-meta-a", "1")
        .header("x-amz-meta-a", "2");
    let (ran, _) = against(vec![answer], &HEAD);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.out, @r#"{"Restore":"ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2012 00:00:00 GMT\"","ContentLength":0,"Metadata":{"a":"1, 2"}}"#);
}

#[test]
fn an_error_moves_no_cursor_and_fills_no_screen() {
    let body = format!(
        r#"{{"__type":"Refused","message":"no\n\u001b[2Jerror: forged {}"}}"#,
        "x".repeat(1_000_000)
    );
    let (ran, _) = against(vec![Answer::new(400, &body)], &TABLE);
    assert_eq!(ran.code, Some(254));
    assert!(
        ran.err
            .starts_with(r"error: dynamodb DescribeTable: Refused: no\n\u{1b}[2Jerror: forged xxx")
    );
    assert!(
        ran.err
            .ends_with("more bytes) (HTTP 400, request id request-1)\n"),
        "{}",
        ran.err.len()
    );
    assert!(ran.err.len() < 5_000);
}

#[test]
fn a_page_that_came_with_status_200_is_told_with_it() {
    let list = ["call", "s3", "list-buckets"];
    let page = || Answer::new(200, "<html><body>Sign in</body></html>");
    let (ran, sent) = against(vec![page(), page(), page()], &list);
    assert_eq!(sent.len(), 3);
    assert_eq!(ran.code, Some(254));
    insta::assert_snapshot!(ran.err, @"error: s3 ListBuckets: HTTP 500: the body of an answer with status 200 is an HTML page (sent with HTTP 200, request id request-1)");
}

#[test]
fn where_a_bucket_is_needs_an_answer() {
    let location = ["call", "s3", "get-bucket-location", "--param", "bucket=bkt"];
    let (ran, _) = against(
        vec![Answer::new(200, "<LocationConstraint xmlns=\"u\"/>")],
        &location,
    );
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "{}\n"));
    let (ran, _) = against(vec![Answer::new(200, "")], &location);
    assert_eq!((ran.code, ran.out.as_str()), (Some(255), ""));
    assert!(ran.err.contains("the answer has no body"), "{}", ran.err);
}
