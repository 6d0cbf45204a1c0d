//! The cases that need not pass yet.

use serde_json::{Value, json};

use super::case::{Answer, Case};
use super::command::{CommandRun, Setting, run};
use super::{CheckResult, awaited, library, must};

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
const BUCKETS: &str = "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";

/// What cannot be seen here.
fn ran(case: &Case) -> CommandRun {
    let setting = Setting {
        answers: case.answers(),
        ..Setting::default()
    };
    run(case.command(), &setting)
}

fn is_refused(ran: &CommandRun) -> bool {
    ran.code == 252 && ran.sent.is_empty()
}

fn shown(ran: &CommandRun) -> String {
    let err: String = ran.err.chars().take(160).collect();
    let sent = ran
        .sent
        .first()
        .map(|sent| format!("{} {}", sent.line.trim(), sent.body));
    format!("{} {err:?} {sent:?}", ran.code)
}

pub(super) fn a_text_is_not_split(case: &Case) -> CheckResult {
    let ran = ran(case);
    let whole = r#""Policy":"{\"Statement\":[{\"Effect\":\"Allow\",\"Sid\":\"a=b\"}]}""#;
    let is_whole = ran.sent.iter().any(|sent| sent.body.contains(whole));
    must(is_refused(&ran) || is_whole, || shown(&ran))
}

pub(super) fn a_key_is_given_once(case: &Case) -> CheckResult {
    let ran = ran(case);
    must(is_refused(&ran), || shown(&ran))
}

pub(super) fn a_token_may_start_with_a_hyphen(case: &Case) -> CheckResult {
    let users = "<ListUsersResponse><ListUsersResult><Users/><IsTruncated>false</IsTruncated></ListUsersResult></ListUsersResponse>";
    let setting = Setting {
        answers: vec![Answer::good(users)],
        ..Setting::default()
    };
    let ran = run(case.command(), &setting);
    must(
        ran.code == 0 || ran.err.contains("--starting-token=-"),
        || shown(&ran),
    )
}

/// Runs the command with this text as the file that a variable names; the other file is not there, and a region that is not in
/// it is set.
fn with_profile(command: &str, variable: &str, text: &str, answer: &str) -> CommandRun {
    let files = ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"].map(|name| {
        let file = match name == variable {
            true => "DIR/profiles",
            false => "DIR/none",
        };
        (name, file.to_owned())
    });
    let region = ("AWS_REGION", "us-east-1".to_owned());
    let region = (!text.contains("region")).then_some(region);
    let setting = Setting {
        answers: vec![Answer::good(answer)],
        files: vec![("profiles", text.as_bytes().to_vec())],
        variables: files.into_iter().chain(region).collect(),
        without_keys: true,
        ..Setting::default()
    };
    run(command, &setting)
}

pub(super) fn odd_profiles_are_read(case: &Case) -> CheckResult {
    for (name, text) in case.0["files"].as_object().into_iter().flatten() {
        let command = match name.as_str() {
            "bom" => case.command().replace(" --profile p", ""),
            _ => case.command().to_owned(),
        };
        let text = text.as_str().unwrap_or_default();
        let ran = with_profile(&command, "AWS_CONFIG_FILE", text, IDENTITY);
        let is_read = ran
            .sent
            .iter()
            .any(|sent| sent.headers.contains("Credential=AKP/"));
        let is_told = name == "bom" && ran.err.contains("profiles");
        must(is_read || is_told, || format!("{name}: {}", shown(&ran)))?;
    }
    Ok(())
}

pub(super) fn profile_syntax(case: &Case) -> CheckResult {
    for variant in case.variants() {
        let [text, expected] =
            ["credentials_file", "expected"].map(|name| variant[name].as_str().unwrap_or_default());
        let call = "pageboy call s3 list-buckets";
        let ran = with_profile(call, "AWS_SHARED_CREDENTIALS_FILE", text, BUCKETS);
        let region = if expected.contains("eu-west-1") {
            "/eu-west-1/"
        } else {
            "Credential=AKID/"
        };
        let is_read = ran.sent.iter().any(|sent| sent.headers.contains(region));
        let must_fail = expected.starts_with("error");
        let is_told = ran.code != 0 && ran.err.contains("profiles");
        must(
            if must_fail {
                is_told
            } else {
                is_read || (expected.contains("or an error") && is_told)
            },
            || format!("{text:?}: {}", shown(&ran)),
        )?;
    }
    Ok(())
}

pub(super) fn services_section(case: &Case) -> CheckResult {
    let setting = Setting {
        answers: vec![Answer::good(BUCKETS)],
        files: vec![
            ("config", case.text("/config_file").as_bytes().to_vec()),
            (
                "credentials",
                case.text("/credentials_file").as_bytes().to_vec(),
            ),
        ],
        variables: vec![
            ("AWS_SHARED_CREDENTIALS_FILE", "DIR/credentials".to_owned()),
            ("AWS_CONFIG_FILE", "DIR/config".to_owned()),
            // Nothing leaves this machine.
            ("HTTPS_PROXY", "http://127.0.0.1:PORT".to_owned()),
            ("HTTP_PROXY", "http://127.0.0.1:PORT".to_owned()),
        ],
        without_endpoint: true,
        without_keys: true,
    };
    let ran = run("pageboy call s3 list-buckets", &setting);
    let is_there = ran.sent.iter().any(|sent| sent.line.starts_with("GET /"));
    must(is_there, || shown(&ran))
}

pub(super) fn fips(case: &Case) -> CheckResult {
    let ran = through_proxy(case);
    let is_fips = ran
        .sent
        .iter()
        .all(|sent| sent.line.contains("sts-fips.us-east-1.amazonaws.com"));
    let is_refused = ran.code == 253 && ran.err.contains("AWS_USE_FIPS_ENDPOINT is true");
    must(is_refused || (is_fips && !ran.sent.is_empty()), || {
        shown(&ran)
    })
}

pub(super) fn sts_global(case: &Case) -> CheckResult {
    let ran = through_proxy(case);
    let is_global = ran
        .sent
        .first()
        .is_some_and(|sent| sent.line.contains(" sts.amazonaws.com:443"));
    must(is_global, || shown(&ran))
}

/// Runs a call of STS whose proxy is the endpoint, which connects to nobody.
fn through_proxy(case: &Case) -> CommandRun {
    const KNOWN: [&str; 2] = ["AWS_REGION", "AWS_USE_FIPS_ENDPOINT"];
    let environment = KNOWN.iter().filter_map(|name| {
        let value = case.0["environment"].get(name)?.as_str()?;
        Some((*name, value.to_owned()))
    });
    let proxy = ("HTTPS_PROXY", "http://127.0.0.1:PORT".to_owned());
    let setting = Setting {
        variables: environment.chain([proxy]).collect(),
        without_endpoint: true,
        ..Setting::default()
    };
    run("pageboy call sts get-caller-identity", &setting)
}

pub(super) fn xml_cannot_hold_it(case: &Case) -> CheckResult {
    let called = awaited(library::call(
        "s3",
        "DeleteObjects",
        &case.0["input"],
        &case.answers(),
    ));
    must(called.result.is_err() && called.requests.is_empty(), || {
        format!("{} requests", called.requests.len())
    })
}

pub(super) fn a_name_is_given_once(case: &Case) -> CheckResult {
    let file = case.text("/overlay/waiters-2.json").as_bytes().to_vec();
    let setting = Setting {
        files: vec![("ov/cloudformation/2010-05-15/waiters-2.json", file)],
        ..Setting::default()
    };
    let ran = run(case.command(), &setting);
    must(
        ran.code != 0 && format!("{}{}", ran.out, ran.err).contains("Mine"),
        || shown(&ran),
    )
}

pub(super) fn forms_of_time(case: &Case) -> CheckResult {
    for (time, _) in case.0["values"].as_object().into_iter().flatten() {
        let input = json!({"domain": "d", "startTimeFilter": {"oldestDate": time}});
        let setting = Setting {
            answers: vec![Answer::good(r#"{"count":1}"#)],
            files: vec![("input.json", input.to_string().into_bytes())],
            ..Setting::default()
        };
        let ran = run(
            "pageboy call swf count-closed-workflow-executions --input file://input.json",
            &setting,
        );
        let is_milliseconds = time.chars().all(|letter| letter.is_ascii_digit());
        must(
            if is_milliseconds {
                is_refused(&ran)
            } else {
                ran.code == 0
            },
            || format!("{time}: {}", shown(&ran)),
        )?;
    }
    Ok(())
}

pub(super) fn bytes_of_a_file(case: &Case) -> CheckResult {
    let gzip = [0x1f, 0x8b, 0x08, 0x00, 0xff, 0xfe];
    let setting = Setting {
        answers: vec![Answer::good(
            "<RunInstancesResponse><reservationId>r-1</reservationId></RunInstancesResponse>",
        )],
        files: vec![("ud.gz", gzip.to_vec())],
        ..Setting::default()
    };
    let command = case
        .command()
        .replace(" --endpoint-url http://127.0.0.1:PORT", "");
    let ran = run(&command, &setting);
    let is_sent = ran
        .sent
        .iter()
        .any(|sent| sent.body.contains("UserData=H4sIAP%2F%2B"));
    must(is_sent, || shown(&ran))
}

pub(super) fn dynamodb_checksum(case: &Case) -> CheckResult {
    let called = awaited(library::call(
        "dynamodb",
        "ListTables",
        &case.0["input"],
        &case.answers(),
    ));
    must(called.result.is_ok() && called.requests.len() == 2, || {
        format!("{} requests", called.requests.len())
    })
}

pub(super) fn virtual_host(case: &Case) -> CheckResult {
    let setting = Setting {
        answers: vec![Answer::good("")],
        files: vec![("config", case.text("/config_file").as_bytes().to_vec())],
        variables: vec![
            ("AWS_CONFIG_FILE", "DIR/config".to_owned()),
            ("AWS_ENDPOINT_URL", "http://localhost:PORT".to_owned()),
        ],
        without_endpoint: true,
        ..Setting::default()
    };
    let ran = run(
        "pageboy call s3 put-object --param bucket=bkt --param key=k",
        &setting,
    );
    let is_virtual = ran
        .sent
        .first()
        .is_some_and(|sent| sent.line.starts_with("PUT /k"));
    must(is_virtual, || shown(&ran))
}

pub(super) fn dot_segments(case: &Case) -> CheckResult {
    for variant in case.variants() {
        let input: &Value = &variant["input"];
        let [bucket, key] = ["Bucket", "Key"].map(|name| input[name].as_str().unwrap_or_default());
        let setting = Setting {
            answers: vec![Answer::good("x")],
            ..Setting::default()
        };
        let ran = run(
            &format!("pageboy call s3 get-object --param bucket={bucket} --param key={key}"),
            &setting,
        );
        let expected = format!(
            "{} HTTP/1.1",
            variant["expected"].as_str().unwrap_or_default()
        );
        must(
            ran.sent
                .first()
                .is_some_and(|sent| sent.line.trim() == expected),
            || shown(&ran),
        )?;
    }
    Ok(())
}
