//! The commands that call services, run as programs against an endpoint on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot run the command has failed"
)]

mod answers;
mod built_in;
mod endpoint;
mod files;
mod front;
mod ids;
mod keys;
mod loops;
mod outputs;
mod profiles;
mod queries;
mod tokens;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use endpoint::{Answer, Endpoint};

/// What a run of the command left.
struct CommandRun {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the command, with keys but no other settings in its environment.
fn run(arguments: &[&str], variables: &[(&str, &str)], stdin: &str) -> CommandRun {
    let program = Path::new(env!("CARGO_BIN_EXE_pageboy"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    run_in(program, folder, arguments, variables, stdin)
}

/// Runs a copy of the command in a folder, likewise.
fn run_in(
    program: &Path,
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
    stdin: &str,
) -> CommandRun {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    let mut child = command
        .args(arguments)
        .env("HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody"))
        .envs(variables.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may have ended.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    CommandRun {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

const KEYS: [(&str, &str); 3] = [
    ("AWS_REGION", "us-east-1"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "hidden-key"),
];

/// Runs the command against an endpoint that answers so; what was sent to it comes with the result.
fn against(answers: Vec<Answer>, arguments: &[&str]) -> (CommandRun, Vec<String>) {
    let endpoint = Endpoint::new(answers);
    let url = ["--endpoint-url", endpoint.url()];
    let ran = run(&[arguments, &url].concat(), &KEYS, "");
    assert!(!ran.err.contains("hidden-key"), "{}", ran.err);
    (ran, endpoint.bodies())
}

/// A run that sends nothing.
fn refused(arguments: &[&str]) -> CommandRun {
    let (ran, sent) = against(Vec::new(), arguments);
    assert_eq!(sent, [""; 0]);
    assert_eq!(ran.out, "");
    ran
}

fn table(status: &str) -> Answer {
    Answer::new(
        200,
        &format!(
            r#"{{"Table": {{"TableName": "music", "TableStatus": "{status}", "CreationDateTime": 1769860800.5, "ItemCount": 3}}}}"#
        ),
    )
}

fn missing() -> Answer {
    Answer::new(
        400,
        r#"{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "Table: music not found"}"#,
    )
}

#[test]
fn a_call_prints_its_output_by_the_names_of_the_model() {
    let arguments = [
        "call",
        "dynamodb",
        "describe-table",
        "--param",
        "table-name=music",
    ];
    let (ran, sent) = against(vec![table("ACTIVE")], &arguments);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.out, @r#"{"Table":{"TableName":"music","TableStatus":"ACTIVE","CreationDateTime":"2026-01-31T12:00:00.5Z","ItemCount":3}}"#);
    assert_eq!(sent, [r#"{"TableName":"music"}"#]);
}

#[test]
fn an_input_may_come_from_standard_input_and_a_query_sees_times_as_text() {
    let endpoint = Endpoint::new(vec![table("ACTIVE")]);
    let arguments = [
        "call",
        "dynamodb",
        "DescribeTable",
        "--input",
        "-",
        "--query",
        "Table.[TableName, to_string(CreationDateTime) > '2026']",
        "--endpoint-url",
        endpoint.url(),
    ];
    let ran = run(&arguments, &KEYS, r#"{"TableName": "music"}"#);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "[\"music\",true]\n", "")
    );
    assert_eq!(endpoint.bodies(), [r#"{"TableName":"music"}"#]);
}

#[test]
fn an_error_of_the_service_is_told_with_its_code() {
    let arguments = [
        "call",
        "dynamodb",
        "describe_table",
        "--param",
        "TableName=music",
    ];
    let (ran, _) = against(vec![missing()], &arguments);
    assert_eq!((ran.code, ran.out.as_str()), (Some(254), ""));
    insta::assert_snapshot!(ran.err, @"error: dynamodb DescribeTable: ResourceNotFoundException: Table: music not found (HTTP 400, request id request-1)");
}

#[test]
fn a_payload_goes_to_standard_output_as_it_is_or_into_a_file() {
    let arguments = [
        "call",
        "s3",
        "get-object",
        "--param",
        "bucket=logs",
        "--param",
        "key=a b",
    ];
    let object = || Answer::new(200, "one\ntwo").header("ETag", "\"x\"");
    let (ran, _) = against(vec![object()], &arguments);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "one\ntwo", "")
    );

    let into = [
        &arguments[..],
        &["--out", "payload.txt", "--query", "ContentLength"],
    ]
    .concat();
    let (ran, _) = against(vec![object()], &into);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "7\n", "")
    );
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("payload.txt");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "one\ntwo");

    let (ran, _) = against(vec![object().cut(3)], &arguments);
    assert_eq!((ran.code, ran.out.as_str()), (Some(255), "one"));
    assert!(ran.err.starts_with("error: after 3 bytes: "), "{}", ran.err);
}

#[test]
fn bytes_come_from_a_file() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bytes.bin");
    std::fs::write(&file, "bytes").unwrap();
    let arguments = [
        "call",
        "s3",
        "put-object",
        "--param",
        "bucket=logs",
        "--param",
        "key=a",
        "--param",
        "body=fileb://bytes.bin",
    ];
    let (ran, sent) = against(vec![Answer::new(200, "")], &arguments);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "{}\n", "")
    );
    assert_eq!(sent, ["bytes"]);
}

#[test]
fn headers_are_added_and_signed_and_not_those_that_are_set_anyway() {
    let call = [
        "call",
        "sts",
        "get-caller-identity",
        "--header",
        "X-Mine: a: b",
    ];
    let endpoint = Endpoint::new(vec![Answer::new(
        200,
        "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>",
    )]);
    let ran = run(
        &[&call[..], &["--endpoint-url", endpoint.url()]].concat(),
        &KEYS,
        "",
    );
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let sent = endpoint.headers();
    assert!(sent.contains(&"x-mine: a: b".to_owned()), "{sent:?}");
    let signed = sent
        .iter()
        .any(|line| line.contains("signedheaders=") && line.contains(";x-mine"));
    assert!(signed, "{sent:?}");
    for (header, problem) in [
        (
            "Host: other.example",
            "the header Host cannot be set: it is the endpoint's; set the endpoint URL",
        ),
        (
            "X-Amz-Date: now",
            "the header X-Amz-Date cannot be set: it is the time of the signature",
        ),
        ("a b: c", "\"a b\" cannot be the name of a header"),
        (
            "A: \u{e9}",
            "the value of the header A has characters other than printable ASCII",
        ),
        ("no colon", "a header is written Name: value"),
        (
            "Content-Type: text/html",
            "is one that GetCallerIdentity sets itself",
        ),
    ] {
        let ran = refused(&["call", "sts", "get-caller-identity", "--header", header]);
        assert!(ran.err.contains(problem), "{header}: {}", ran.err);
    }
}

#[test]
fn bytes_for_a_text_come_from_a_file() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("user-data.gz");
    std::fs::write(&file, [0x1f, 0x8b, 0x00, 0xff]).unwrap();
    let answer = || {
        Answer::new(
            200,
            "<RunInstancesResponse><reservationId>r</reservationId></RunInstancesResponse>",
        )
    };
    let call = [
        "call",
        "ec2",
        "run-instances",
        "--param",
        "min-count=1",
        "--param",
        "max-count=1",
        "--param",
    ];
    for (data, expected) in [
        ("user-data=fileb://user-data.gz", "UserData=H4sA%2Fw%3D%3D"),
        ("user-data= #!/bin/sh\n", "UserData=ICMhL2Jpbi9zaAo%3D"),
    ] {
        let (ran, sent) = against(vec![answer()], &[&call[..], &[data]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(sent[0].contains(expected), "{sent:?}");
    }
}

#[test]
fn names_that_do_not_exist_are_answered_with_the_nearest() {
    for (arguments, expected) in [
        (
            &["call", "ec3", "describe-instances"][..],
            "error: unknown service `ec3`; did you mean",
        ),
        (
            &["call", "ec2", "descibe-instances"],
            "error: ec2 has no operation `descibe-instances`; did you mean `DescribeInstances`",
        ),
        (
            &["wait", "ec2", "instance-runing"],
            "error: ec2 has no waiter `instance-runing`; did you mean `InstanceRunning`?",
        ),
        (&["wait", "sts", "anything"], "error: sts has no waiters"),
        (
            &["pages", "ec2", "run-instances"],
            "error: ec2 RunInstances has no pages: it answers in one piece; use `pageboy call ec2 RunInstances`",
        ),
        (
            &["call", "sts", "get-caller-identity", "--query", "a ["],
            "error: --query: `a [` is not a JMESPath expression: ",
        ),
    ] {
        let ran = refused(arguments);
        assert_eq!(ran.code, Some(252), "{}", ran.err);
        assert!(ran.err.starts_with(expected), "{}", ran.err);
    }
}

#[test]
fn all_mistakes_of_an_input_are_told_at_once() {
    let ran = refused(&[
        "call",
        "ec2",
        "describe-instances",
        "--input",
        r#"{"Filters": [{"Nme": "a", "Values": "b"}], "MaxResults": "many"}"#,
        "--param",
        "instance-idz=i-1",
    ]);
    assert_eq!(ran.code, Some(252));
    insta::assert_snapshot!(ran.err, @r"
    error: instance-idz: DescribeInstancesRequest has no such member; did you mean `InstanceIds`?
    error: Filters[0].Nme: Filter has no such member; did you mean `Name`?
    error: Filters[0].Values: expected an array, found a string
    error: MaxResults: expected an integer of 32 bits, found a string
    ");
    let ran = refused(&["call", "dynamodb", "describe-table"]);
    assert_eq!(ran.code, Some(252));
    insta::assert_snapshot!(ran.err, @"error: dynamodb DescribeTable: invalid input: missing required member TableName");
    let ran = refused(&["call", "dynamodb", "describe-table", "--input", "{"]);
    assert_eq!(ran.code, Some(252));
    insta::assert_snapshot!(ran.err, @"error: --input: is not JSON: it ends early: the object that begins in line 1 has no `}` (line 1, column 2)");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let ran = refused(&["call", "dynamodb", "describe-table", "--input", file]);
    assert_eq!(ran.code, Some(252));
    let hint = format!("; the file is `file://{file}`");
    assert!(ran.err.trim_end().ends_with(&hint), "{}", ran.err);
}

#[test]
fn settings_that_are_missing_have_a_code_of_their_own() {
    let call = ["call", "dynamodb", "list-tables"];
    let ran = run(&call, &KEYS[1..], "");
    assert_eq!(ran.code, Some(253), "{}", ran.err);
    let ran = run(&call, &KEYS[..1], "");
    assert_eq!(ran.code, Some(253), "{}", ran.err);
    let ran = run(&[&call[..], &["--profile", "p"]].concat(), &KEYS, "");
    assert_eq!(ran.code, Some(253), "{}", ran.err);
    assert!(
        ran.err.contains("the profile `p` is neither in"),
        "{}",
        ran.err
    );
    let ran = run(
        &[&call[..], &["--endpoint-url", "nowhere"]].concat(),
        &KEYS,
        "",
    );
    assert_eq!(ran.code, Some(253), "{}", ran.err);
    let ran = run(&["call", "dynamodb"], &KEYS, "");
    assert_eq!(ran.code, Some(252), "{}", ran.err);
    let ran = run(&["call", "--help"], &KEYS, "");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.out.contains("252  the command line is wrong"),
        "{}",
        ran.out
    );
}

#[test]
fn nobody_answering_is_a_failure_of_its_own() {
    let (ran, _) = against(
        vec![Answer::new(200, "{")],
        &["call", "dynamodb", "list-tables"],
    );
    assert_eq!(ran.code, Some(255), "{}", ran.err);
}

#[test]
fn a_signed_url_is_printed_and_nothing_is_sent() {
    let object = [
        "presign",
        "s3",
        "get-object",
        "--param",
        "bucket=bk-x",
        "--param",
        "key=a b",
    ];
    let ran = run(&[&object[..], &["--expires-in", "15m"]].concat(), &KEYS, "");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let start = "https://bk-x.s3.amazonaws.com/a%20b?X-Amz-Algorithm=AWS4-HMAC-SHA256&";
    assert!(ran.out.starts_with(start), "{}", ran.out);
    assert!(ran.out.contains("&X-Amz-Expires=900&"), "{}", ran.out);

    let (ran, sent) = against(Vec::new(), &["presign", "sts", "get-caller-identity"]);
    assert_eq!((ran.code, ran.err.as_str(), sent.len()), (Some(0), "", 0));
    let ran = run(
        &[
            "presign",
            "sts",
            "get-caller-identity",
            "--http-method",
            "POST",
        ],
        &KEYS,
        "",
    );
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), "POST\n"));

    let upload = [
        "presign",
        "s3",
        "put-object",
        "--param",
        "bucket=b-x",
        "--param",
        "key=k",
    ];
    let ran = run(
        &[&upload[..], &["--param", "content-type=text/plain"]].concat(),
        &KEYS,
        "",
    );
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(0), "PUT\ncontent-type: text/plain\n")
    );

    let ran = refused(&[&object[..], &["--expires-in", "8d"]].concat());
    assert_eq!(ran.code, Some(252), "{}", ran.err);
    let ran = run(
        &[&object[..], &["--expires-in", "169h"]].concat(),
        &KEYS,
        "",
    );
    assert_eq!(ran.code, Some(252), "{}", ran.err);
    assert!(ran.err.contains("at most seven days"), "{}", ran.err);
}
