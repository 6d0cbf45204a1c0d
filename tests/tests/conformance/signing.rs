//! Signatures: `tests/unit/auth/aws4_testsuite`, with the keys and the time of its `test_sigv4.py`.
//!
//! A case is a folder with a request (`.req`) and the header that signs it (`.authz`).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::report::{Outcomes, Report};
use crate::sign::{Algorithm, Payload, Scope, SigningKeys, sign};
use crate::unit_tests;

/// 2015-08-30T12:36:00Z.
const TIME: Duration = Duration::from_secs(1_440_938_160);

#[test]
fn signatures_are_those_of_the_suite() {
    let Some(tests) = unit_tests() else {
        return;
    };
    let suite = tests.join("auth/aws4_testsuite");
    let mut report = Report::new("auth", &["auth"]);
    let mut outcomes = Outcomes::default();
    let mut requests = Vec::new();
    find(&suite, &mut requests);
    requests.sort();
    for request in requests {
        let folder = request.parent().unwrap().strip_prefix(&suite).unwrap();
        let name = folder.to_string_lossy().replace('\\', "/");
        outcomes.push(&name, check(&request));
    }
    report.file("auth/aws4_testsuite", outcomes);
    report.finish();
}

fn find(folder: &Path, requests: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, requests);
        } else if path.extension().is_some_and(|extension| extension == "req") {
            requests.push(path);
        }
    }
}

fn check(path: &Path) -> Result<(), String> {
    let read = |extension| {
        let text = fs::read_to_string(path.with_extension(extension)).unwrap();
        text.replace('\r', "")
    };
    let request = read("req");
    let (head, body) = request.split_once("\n\n").unwrap_or((&request, ""));
    // A line that starts with space continues the one before it.
    let head = head.replace("\n ", " ");
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let (target, _version) = target.rsplit_once(' ').unwrap();
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value.trim()).unwrap(),
        );
    }
    // These are the signer's to add; what it adds may have been left to it.
    let host = headers.remove("host").unwrap();
    headers.remove("x-amz-date");
    let canonical = read("creq");
    let token = canonical
        .lines()
        .find_map(|line| line.strip_prefix("x-amz-security-token:"));
    if token.is_some() {
        headers.remove("x-amz-security-token");
    }
    let url = format!("https://{}{target}", host.to_str().unwrap());
    let credentials = Credentials::new(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        token.map(str::to_owned),
        None,
        "suite",
    );
    let scope = Scope {
        algorithm: Algorithm::V4,
        like_s3: false,
        region: "us-east-1",
        service: "service",
        raw_path: false,
        time: SystemTime::UNIX_EPOCH + TIME,
    };
    let payload = Payload::Bytes(body.as_bytes());
    let url: Uri = url.parse().map_err(|error| format!("{url}: {error}"))?;
    let keys = SigningKeys::default();
    sign(
        (method, &url),
        &mut headers,
        payload,
        &credentials,
        &scope,
        &keys,
    )?;
    let (found, expected) = (headers["authorization"].to_str().unwrap(), read("authz"));
    if found == expected.trim() {
        Ok(())
    } else {
        Err(format!("the signature is {found}, expected {expected}"))
    }
}
