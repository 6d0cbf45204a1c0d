//! pageboy's side: dynamic tables, the scripted transport, a paused clock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pageboy::paginator::Paginator;
use pageboy::schema::{Operation, Service};
use pageboy::testing::{ScriptStep, ScriptedTransport, SentRequest};
use pageboy::view::{Slot, Structure};
use pageboy::waiter::{WaitErrorKind, Waiter};
use pageboy::{
    Client, Config, Credentials, Dynamic, Error, ErrorKind, Poll, RequestChecksumCalculation,
    WaitError,
};
use serde_json::Value;

use crate::generate::{PagesCase, Run, WaitCase, input};
use crate::plain;
use crate::theirs::{End, Pages, SentCall, Wait};
use crate::wire::{self, Answer};

/// The acceptors that matched, and the seconds between polls.
type CallNotes = (Vec<Option<usize>>, Vec<f64>);

/// Waits.
pub(crate) async fn wait(waiter: &'static Waiter, case: &WaitCase) -> Wait {
    let script = script(&case.answers);
    let mut wait = pageboy::Wait::new(client(waiter.operation.service, &script), waiter);
    if let Some(Value::Number(delay)) = case.config.get("Delay") {
        wait = wait.delay(Duration::from_secs(delay.as_u64().unwrap()));
    }
    if let Some(Value::Number(attempts)) = case.config.get("MaxAttempts") {
        wait = wait.max_attempts(u32::try_from(attempts.as_u64().unwrap()).unwrap());
    }
    let noted: Arc<Mutex<CallNotes>> = Arc::default();
    let notes = Arc::clone(&noted);
    let wait = wait.on_poll(move |poll: &Poll| {
        let mut notes = notes.lock().unwrap();
        // Acceptors see only answers of the service.
        if poll.error().is_none_or(|error| error.response().is_some()) {
            let acceptors = waiter.acceptors.iter();
            let index = poll.acceptor().and_then(|matched| {
                acceptors
                    .clone()
                    .position(|other| std::ptr::eq(other, matched))
            });
            notes.0.push(index);
        }
        notes
            .1
            .extend(poll.next_delay().map(|delay| delay.as_secs_f64()));
    });
    let result = wait
        .run_dynamic(given(waiter.operation, &case.params))
        .await;
    let end = match &result {
        Ok(_) => done(),
        Err(error) => wait_failed(error),
    };
    let (polls, sleeps) = std::mem::take(&mut *noted.lock().unwrap());
    Wait {
        polls,
        calls: calls(&script),
        sleeps,
        end,
    }
}

/// Follows the pages, run after run.
pub(crate) async fn pages(paginator: &'static Paginator, case: &PagesCase) -> Vec<Pages> {
    let mut results: Vec<Pages> = Vec::new();
    for run in &case.runs {
        let token = results.last().and_then(|before| before.token.clone());
        if run.resume && token.is_none() {
            break;
        }
        results.push(one(paginator, &case.params, run, token).await);
    }
    results
}

async fn one(
    paginator: &'static Paginator,
    params: &Value,
    run: &Run,
    token: Option<String>,
) -> Pages {
    let script = script(&run.answers);
    let client = client(paginator.operation.service, &script);
    let given = given(paginator.operation, params);
    let mut pages =
        pageboy::Pages::dynamic(client, paginator, given).botocore_rules(run.botocore_rules);
    let number = |name: &str| run.config.get(name).and_then(Value::as_u64);
    if let Some(max) = number("MaxItems") {
        pages = pages.max_items(usize::try_from(max).unwrap());
    }
    if let Some(size) = number("PageSize") {
        pages = pages.page_size(i32::try_from(size).unwrap());
    }
    let starting = run.config.get("StartingToken").and_then(Value::as_str);
    if let Some(token) = starting.map(str::to_owned).or(token.filter(|_| run.resume)) {
        pages = pages.starting_token(token);
    }
    let mut result = Pages {
        pages: Vec::new(),
        full: Value::Null,
        typed: None,
        token: None,
        calls: Vec::new(),
        end: done(),
    };
    if run.full && run.typed {
        match pages.collect_all().await {
            Ok(all) => result.typed = Some(plain::of(&all)),
            Err(error) => result.end = failed(&error),
        }
        result.token = pages.resume_token();
    } else if run.full {
        match pages.full_result().await {
            Ok(full) => {
                let token = full.get("NextToken").and_then(Value::as_str);
                result.token = token.map(str::to_owned);
                result.full = full;
            }
            Err(error) => result.end = failed(&error),
        }
    } else {
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => result.pages.push(plain::of(&page)),
                Err(error) => result.end = failed(&error),
            }
        }
        result.token = pages.resume_token();
    }
    result.calls = calls(&script);
    result
}

/// The input with these parameters: what is required, and texts.
fn given(operation: &Operation, params: &Value) -> Dynamic {
    let mut input = input(operation);
    for (name, value) in params.as_object().unwrap() {
        let index = input.shape().index_of(name).unwrap();
        let place = input.get_mut(index).map(|value| value.slot());
        if let (Some(Slot::String(place)), Value::String(text)) = (place, value) {
            text.clone_into(place);
        }
    }
    input
}

pub(crate) fn client(service: &'static Service, script: &ScriptedTransport) -> Client {
    let config = Config::builder()
        .region("us-east-1")
        .credentials(Credentials::new("id", "secret", None, None, "tests"))
        .endpoint_url("https://example.com")
        .transport(script.clone())
        .no_retries()
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .build()
        .unwrap();
    Client::new(service, &config)
}

pub(crate) fn script(answers: &[Answer]) -> ScriptedTransport {
    ScriptedTransport::new(answers.iter().map(|Answer(status, headers, body)| {
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ScriptStep::response(*status, &headers, body.clone())
    }))
}

/// Headers that say nothing of what is called.
const OWN_HEADERS: [&str; 5] = [
    "x-amz-checksum-crc32",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-user-agent",
];

fn headers(request: &SentRequest) -> BTreeMap<String, String> {
    let headers = request.headers.iter();
    let named = headers.map(|(name, value)| (name.as_str(), value));
    named
        .filter(|(name, _)| name.starts_with("x-amz-") && !OWN_HEADERS.contains(name))
        .map(|(name, value)| {
            (
                name.to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

pub(crate) fn calls(script: &ScriptedTransport) -> Vec<SentCall> {
    let requests = script.requests().into_iter();
    let calls = requests.map(|request| {
        let (method, uri) = (request.method.to_string(), request.uri.to_string());
        let is_cbor = request.headers.contains_key("smithy-protocol");
        let body = match is_cbor {
            true => wire::as_json(&request.body).to_string(),
            false => request.text(),
        };
        (method, uri, headers(&request), body)
    });
    calls.collect()
}

pub(crate) fn done() -> End {
    ("done".to_owned(), String::new())
}

pub(crate) fn wait_failed(error: &WaitError) -> End {
    match (error.kind(), error.error()) {
        (WaitErrorKind::Call, Some(error)) => failed(error),
        (WaitErrorKind::Evaluation { error, .. }, _) => {
            ("evaluation".to_owned(), error.to_string())
        }
        _ => ("wait".to_owned(), error.to_string()),
    }
}

pub(crate) fn failed(error: &Error) -> End {
    let (kind, text) = match error.kind() {
        ErrorKind::Service(response) => {
            let text = format!("{}: {}", response.code(), response.message());
            return ("service".to_owned(), text);
        }
        ErrorKind::Invalid(problems) => ("validation", problems.join("; ")),
        ErrorKind::Transport { message, .. } => ("unscripted", message.clone()),
        ErrorKind::Response { message, .. } => ("unreadable", message.clone()),
        ErrorKind::Pagination(text) => ("pagination", text.clone()),
        ErrorKind::Evaluation(text) => ("evaluation", text.clone()),
        ErrorKind::NotFound(text) => ("missing", text.clone()),
        other => ("other", format!("{other:?}")),
    };
    (kind.to_owned(), text)
}
