//! Messages of event streams: the cases of `tests/unit/test_eventstream.py`.
//!
//! They are no events of any service, so one that can be read is told by what is said of it next.

use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt as _;
use http::HeaderMap;
use pageboy::schema::{Endpoint, Member, Operation, Protocol, Service, Shape};
use pageboy::view::{Slot, Structure};
use pageboy::wire::{Limits, Response, receive_events};
use pageboy::{Body, Dynamic};
use pageboy_tests::python;
use serde::Deserialize;

use crate::report::{Outcomes, Report};
use crate::unit_tests;

/// botocore's errors, and what is said here.
const ERRORS: [(&str, &str); 4] = [
    ("ChecksumMismatch", "checksum"),
    ("DuplicateHeader", "is there twice"),
    ("InvalidHeadersLength", "the headers of an event have"),
    ("InvalidPayloadLength", "the payload of an event has"),
];

static SERVICE: Service = Service::new(
    "events",
    "Events",
    "2020-01-01",
    Protocol::RestJson,
    Endpoint::regional("events"),
);
static OPERATION: Operation = Operation::new(&SERVICE, "Receive").output(&OUTPUT);
static OUTPUT: Shape =
    Shape::structure("Output", &[Member::new("Events", &EVENTS).event_stream()]).payload(0);
static EVENTS: Shape = Shape::union("Events", &[]);

#[derive(Deserialize)]
struct FrameCase {
    name: String,
    bytes: String,
    error: Option<String>,
    expected: Option<String>,
}

#[test]
fn messages_of_event_streams_are_read_and_refused_as_botocore_does() {
    let Some(tests) = unit_tests() else {
        return;
    };
    let mut report = Report::new("eventstream", &[]);
    let mut outcomes = Outcomes::default();
    for case in cases(tests.ancestors().nth(2).unwrap()) {
        outcomes.push(&case.name, check(&case));
    }
    report.file("test_eventstream", outcomes);
    report.finish();
}

fn cases(sources: &Path) -> Vec<FrameCase> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance/frames.py");
    let output = Command::new(python::interpreter().unwrap())
        .arg("-B")
        .arg(script)
        .arg(sources)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let cases: Vec<FrameCase> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(!cases.is_empty());
    cases
}

fn check(case: &FrameCase) -> Result<(), String> {
    let found = read(STANDARD.decode(&case.bytes).unwrap());
    let expected = match (&case.error, &case.expected) {
        (Some(error), _) => {
            let known = ERRORS.iter().find(|(name, _)| name == error);
            known
                .ok_or_else(|| format!("the error {error} is not known"))?
                .1
        }
        (None, expected) => expected.as_deref().unwrap(),
    };
    if found.contains(expected) {
        Ok(())
    } else {
        Err(format!("found {found:?}, expected {expected:?}"))
    }
}

/// What is said of the first message.
fn read(bytes: Vec<u8>) -> String {
    let mut response = Response {
        status: 200,
        headers: HeaderMap::new(),
        body: Body::from(bytes).into(),
    };
    let limits = Limits::default();
    let received = receive_events(&OPERATION, &mut response, &limits);
    let received = received.now_or_never().unwrap();
    let mut output = Dynamic::new(&OUTPUT);
    received.unwrap().unwrap().hand_over(&mut output);
    let Some(Slot::Events(events)) = output.get_mut(0).map(|value| value.slot()) else {
        panic!("no events");
    };
    let next = std::future::poll_fn(|cx| events.poll_event(cx)).now_or_never();
    match next.unwrap() {
        Some(Err(error)) => error.to_string(),
        Some(Ok(_)) => "an event".to_owned(),
        None => "nothing".to_owned(),
    }
}
