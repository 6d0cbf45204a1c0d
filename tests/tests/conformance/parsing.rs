//! Bodies that services really sent: `tests/unit/response_parsing`, with the rules of its `test_response_parsing.py`.
//!
//! A file is named after the service and the operation, whose definitions are the vendored ones.

use std::fs;
use std::path::{Path, PathBuf};

use http::{HeaderMap, HeaderName, HeaderValue};
use pageboy::Body;
use pageboy::wire::{self, Response};
use pageboy_models::Json;

use crate::report::{Outcomes, Report};
use crate::suites::text_at;
use crate::{model, output, unit_tests};

/// Folders of bodies, each with the folder of what they mean.
const FOLDERS: [(&str, &str); 3] = [
    ("xml/responses", "xml/responses"),
    ("xml/errors", "xml/errors"),
    ("json/errors", "json/expected"),
];

#[test]
fn bodies_that_services_sent_mean_the_same() {
    let Some(tests) = unit_tests() else {
        return;
    };
    let mut report = Report::new(
        "response_parsing",
        &["response_parsing/xml", "response_parsing/json"],
    );
    let tests = tests.join("response_parsing");
    for (bodies, meanings) in FOLDERS {
        let extension = if bodies.starts_with("xml") {
            "xml"
        } else {
            "json"
        };
        let mut outcomes = Outcomes::default();
        for path in files(&tests.join(bodies), extension) {
            let name = path.file_stem().unwrap().to_string_lossy();
            let expected = tests.join(meanings).join(&*name).with_extension("json");
            let expected: Json = serde_json::from_str(&read(&expected)).unwrap();
            outcomes.push(&name, check(&name, &path, expected));
        }
        report.file(&format!("response_parsing/{bodies}"), outcomes);
    }
    report.finish();
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// A file, with a point in time where it has the form of one.
fn read(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.replace("YYYY-MM-DDTHH:MM:SS", "2014-06-15T12:34:56")
}

fn check(name: &str, path: &Path, mut expected: Json) -> Result<(), String> {
    let (service, operation) = name.split_once('-').unwrap();
    // What follows a `#` tells files about one operation apart.
    let operation = operation.split('#').next().unwrap().replace('-', "");
    let operation = model::vendored(service, &operation)?;
    let is_error = path.parent().unwrap().ends_with("errors");
    let (headers, body) = headers_and_body(read(path));
    let status = if is_error { 400 } else { 200 };
    let request_id = text_at(&expected, "/ResponseMetadata/RequestId").to_owned();
    if !is_error {
        let found = wire::request_id(operation, &headers, &body).unwrap_or_default();
        if found != request_id {
            return Err(format!(
                "the request id is {found:?}, expected {request_id:?}"
            ));
        }
        if let Json::Object(members) = &mut expected {
            members.shift_remove("ResponseMetadata");
        }
        let response = Response {
            status,
            headers,
            body: Body::from(body).into(),
        };
        return output::check_output(operation, &response, &expected);
    }
    let error = wire::parse_error(
        operation,
        status,
        &headers,
        body.into(),
        &wire::Limits::default(),
    );
    let fields = expected.get("Error").and_then(Json::as_object).unwrap();
    let expected = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()))
        .chain([("request id", request_id.as_str())]);
    for (name, expected) in expected {
        let found = match name {
            "Code" => error.code(),
            "Message" => error.message(),
            // botocore takes S3's from the headers alone.
            "request id" if expected.is_empty() => "",
            "request id" => error.request_id().unwrap_or_default(),
            name => error.field(name).unwrap_or_default(),
        };
        if found != expected {
            return Err(format!("{name} is {found:?}, expected {expected:?}"));
        }
    }
    Ok(())
}

/// The headers that some JSON bodies carry along, and the rest.
fn headers_and_body(body: String) -> (HeaderMap, Vec<u8>) {
    let mut headers = HeaderMap::new();
    let Ok(Json::Object(mut members)) = serde_json::from_str(&body) else {
        return (headers, body.into());
    };
    let Some(Json::Object(given)) = members.shift_remove("__headers__") else {
        return (headers, body.into());
    };
    for (name, value) in given {
        headers.insert(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value.as_str().unwrap()).unwrap(),
        );
    }
    (headers, serde_json::to_vec(&Json::Object(members)).unwrap())
}
