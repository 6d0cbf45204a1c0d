//! Decisions on values built from tables, and the loop on a paused clock.

mod conditions;
mod definitions;
mod panicking;
mod polling;
mod riding;
mod spans;

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use aws_smithy_types::Document;
use tokio::time::Instant;

use crate::Dynamic;
use crate::client::{CallOutcome, Caller};
use crate::client::{Metadata, Reply};
use crate::error::{Error, ErrorKind};
use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};
use crate::view::{Slot, Structure};
use crate::wire;

use super::*;

pub(super) static SERVICE: Service = Service::new(
    "made-up",
    "MadeUp",
    "2020-01-01",
    Protocol::Json10,
    Endpoint::regional("made-up"),
);

/// Its one member is any JSON value, so that each test can say what an output holds.
static OUTPUT: Shape = Shape::structure(
    "DescribeThingsOutput",
    &[
        Member::new("x", &shapes::DOCUMENT),
        Member::new("secret", &shapes::STRING).sensitive(),
    ],
);

static OPERATION: Operation = Operation::new(&SERVICE, "DescribeThings").output(&OUTPUT);

fn output(x: serde_json::Value) -> Dynamic {
    let mut output = Dynamic::new(&OUTPUT);
    if let Some(Slot::Document(document)) = output.get_mut(0).map(|value| value.slot()) {
        *document = document_of(&x);
    }
    output
}

fn document_of(json: &serde_json::Value) -> Document {
    match json {
        serde_json::Value::Null => Document::Null,
        serde_json::Value::Bool(value) => Document::Bool(*value),
        serde_json::Value::String(text) => Document::String(text.clone()),
        serde_json::Value::Number(number) => Document::Number(match number.as_u64() {
            Some(value) => aws_smithy_types::Number::PosInt(value),
            None => aws_smithy_types::Number::Float(number.as_f64().unwrap()),
        }),
        serde_json::Value::Array(items) => Document::Array(items.iter().map(document_of).collect()),
        serde_json::Value::Object(entries) => Document::Object(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), document_of(value)))
                .collect(),
        ),
    }
}

fn waiter(acceptors: Vec<Acceptor>) -> &'static Waiter {
    Box::leak(Box::new(Waiter {
        name: "ThingsReady",
        operation: &OPERATION,
        delay: Duration::from_secs(15),
        max_attempts: 40,
        batch: None,
        acceptors: acceptors.leak(),
    }))
}

fn success(matcher: Matcher) -> Acceptor {
    Acceptor::new(AcceptorState::Success, matcher)
}

fn path(text: &str, expected: ExpectedValue) -> Matcher {
    Matcher::Path(Expression::parse(text).unwrap(), expected)
}

fn path_all(text: &str, expected: ExpectedValue) -> Matcher {
    Matcher::PathAll(Expression::parse(text).unwrap(), expected)
}

fn path_any(text: &str, expected: ExpectedValue) -> Matcher {
    Matcher::PathAny(Expression::parse(text).unwrap(), expected)
}

const ERROR: Answer<'static> = Answer::Error {
    status: 404,
    code: "NotFound",
};

fn matches(matcher: &Matcher, x: serde_json::Value) -> bool {
    let output = output(x);
    let answer = Answer::Output {
        status: 200,
        output: &output,
    };
    matcher.matches(answer).unwrap()
}

mod decisions {
    use serde_json::json;

    use super::*;

    #[test]
    fn path_compares_by_json_type() {
        let equals = |expected, x| matches(&path("x", expected), x);
        assert!(equals(ExpectedValue::String("a"), json!("a")));
        assert!(!equals(ExpectedValue::String("1"), json!(1)));
        assert!(equals(ExpectedValue::Integer(1), json!(1.0)));
        assert!(equals(ExpectedValue::Float(1.0), json!(1)));
        assert!(equals(ExpectedValue::Boolean(true), json!(true)));
        assert!(!equals(ExpectedValue::Boolean(true), json!(1)));
        assert!(!equals(ExpectedValue::Boolean(true), json!("true")));
        assert!(!equals(ExpectedValue::Integer(1), json!(true)));
        assert!(!equals(ExpectedValue::Integer(0), json!(null)));
        assert!(!equals(ExpectedValue::String(""), json!(null)));
        assert!(!equals(ExpectedValue::String("a"), json!(["a"])));
    }

    #[test]
    fn acceptors_of_the_same_list_decide_as_if_each_were_alone() {
        let states = ["a", "b", "c"].map(ExpectedValue::String);
        let mut acceptors = Vec::new();
        for expected in states {
            acceptors.push((
                path_any as fn(&str, ExpectedValue) -> Matcher,
                "x[]",
                expected,
            ));
            acceptors.push((path_all, "x[]", expected));
        }
        acceptors.push((path_any, "y[]", ExpectedValue::String("a")));
        for first in 0..acceptors.len() {
            acceptors.rotate_left(1);
            for count in 1..=acceptors.len() {
                let some = acceptors.iter().take(count);
                let some = some.map(|(matcher, path, expected)| success(matcher(path, *expected)));
                let waiter = waiter(some.collect());
                // Every list of up to four states.
                for page in 0..3_usize.pow(4) * 5 {
                    let digits = (0..page % 5).map(|at| page / 5 / 3_usize.pow(at as u32) % 3);
                    let page: Vec<_> = digits.map(|digit| ["a", "b", "c"][digit]).collect();
                    let output = output(json!(page));
                    let answer = Answer::Output {
                        status: 200,
                        output: &output,
                    };
                    let mut matchers = waiter.acceptors.iter().map(|acceptor| &acceptor.matcher);
                    let alone = matchers.position(|matcher| matcher.matches(answer).unwrap());
                    let expected = alone.map_or(Decision::Pending, |acceptor| Decision::Matched {
                        acceptor,
                        state: AcceptorState::Success,
                    });
                    assert_eq!(decide(waiter, answer), expected, "{first} {count} {page:?}");
                }
            }
        }
    }

    #[test]
    fn path_all_needs_a_list_with_an_element() {
        let all = |x| matches(&path_all("x[].s", ExpectedValue::String("good")), x);
        assert!(all(json!([{"s": "good"}, {"s": "good"}])));
        assert!(!all(json!([{"s": "good"}, {"s": "bad"}])));
        assert!(!all(json!([])));
        assert!(all(json!([{"s": "good"}, {}])), "a projection drops nulls");
        let all = |x| matches(&path_all("x", ExpectedValue::String("a")), x);
        assert!(!all(json!("a")), "text is not a list");
        assert!(!all(json!(["a", null])), "null is an element like others");
    }

    #[test]
    fn path_any_needs_one_element() {
        let any = |x| matches(&path_any("x[].s", ExpectedValue::String("bad")), x);
        assert!(any(json!([{"s": "good"}, {"s": "bad"}])));
        assert!(!any(json!([{"s": "good"}])));
        assert!(!any(json!([])));
        assert!(!any(json!({"s": "bad"})));
    }

    #[test]
    fn status_and_error_look_at_outputs_and_errors() {
        let on_error = |matcher: Matcher| matcher.matches(ERROR).unwrap();
        assert!(on_error(Matcher::Status(404)));
        assert!(on_error(Matcher::Error("NotFound")));
        assert!(!on_error(Matcher::Error("notfound")));
        assert!(on_error(Matcher::AnyError(true)));
        assert!(!on_error(Matcher::AnyError(false)));
        assert!(matches(&Matcher::Status(200), json!(null)));
        assert!(!matches(&Matcher::Error(""), json!(null)));
        assert!(matches(&Matcher::AnyError(false), json!(null)));
        assert!(!matches(&Matcher::AnyError(true), json!(null)));
    }

    #[test]
    fn paths_never_match_a_service_error() {
        let never = path("!x", ExpectedValue::Boolean(true));
        assert!(matches(&never, json!(null)));
        assert!(!never.matches(ERROR).unwrap());
    }

    #[test]
    fn the_first_match_decides_and_later_acceptors_are_not_evaluated() {
        let waiter = waiter(vec![
            success(path("x", ExpectedValue::Integer(1))),
            Acceptor::new(
                AcceptorState::Failure,
                path("length(x) == `1`", ExpectedValue::Boolean(true)),
            ),
        ]);
        let decide = |x| {
            let output = output(x);
            let answer = Answer::Output {
                status: 200,
                output: &output,
            };
            decide(waiter, answer)
        };
        assert_eq!(
            decide(json!(1)),
            Decision::Matched {
                acceptor: 0,
                state: AcceptorState::Success
            }
        );
        assert_eq!(
            decide(json!("a")),
            Decision::Matched {
                acceptor: 1,
                state: AcceptorState::Failure
            }
        );
        assert_eq!(decide(json!("ab")), Decision::Pending);
        assert!(matches!(
            decide(json!(2)),
            Decision::Evaluation { acceptor: 1, .. }
        ));
        assert_eq!(super::decide(waiter, ERROR), Decision::Unmatched);
    }
}

mod texts {
    use super::*;

    #[test]
    fn explanations_are_botocores() {
        let explain = |matcher| success(matcher).to_string();
        insta::assert_snapshot!(explain(path("S", ExpectedValue::String("F"))), @r##"For expression "S" we matched expected path: "F""##);
        insta::assert_snapshot!(explain(path_all("S[]", ExpectedValue::Integer(1))), @r##"For expression "S[]" all members matched expected path: "1""##);
        insta::assert_snapshot!(explain(path_any("S[]", ExpectedValue::Boolean(true))), @r##"For expression "S[]" we matched expected path: "True" at least once"##);
        insta::assert_snapshot!(explain(Matcher::Status(404)), @"Matched expected HTTP status code: 404");
        insta::assert_snapshot!(explain(Matcher::Error("NotFound")), @"Matched expected service error code: NotFound");
        insta::assert_snapshot!(explain(Matcher::AnyError(true)), @"Matched expected service error code: True");
    }
}

/// Answers with outputs that take no time, and notes when it was called.
#[derive(Clone, Default)]
struct Scripted {
    calls: Arc<Mutex<Vec<Instant>>>,
    takes: Duration,
    /// The error of a call, by its number.
    fails: Option<fn(usize) -> Option<Error>>,
}

impl Scripted {
    /// The times of the calls, in seconds since the first.
    fn seconds(&self) -> Vec<f64> {
        let calls = self.calls.lock().unwrap();
        calls
            .iter()
            .map(|call| (*call - calls[0]).as_secs_f64())
            .map(|seconds| (seconds * 10.0).round() / 10.0)
            .collect()
    }
}

impl Caller for Scripted {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>> {
        let script = self.clone();
        Box::pin(async move {
            let number = {
                let mut calls = script.calls.lock().unwrap();
                calls.push(Instant::now());
                calls.len()
            };
            if !script.takes.is_zero() {
                tokio::time::sleep(script.takes).await;
            }
            let result = if let Some(error) = script.fails.and_then(|fails| fails(number)) {
                Err(error)
            } else {
                let state = format!("state {number}");
                Ok(Reply {
                    output: Box::new(output(serde_json::json!([{"s": state}, {"s": "stopped"}]))),
                    metadata: Metadata {
                        status: 200,
                        request_id: Some(format!("id-{number}")),
                        attempts: 1,
                    },
                })
            };
            CallOutcome { input, result }
        })
    }
}

/// No answer came.
fn unanswered(is_transient: bool) -> Error {
    let kind = ErrorKind::Transport {
        message: String::from("connection refused"),
        timeout: false,
    };
    Error::new(&OPERATION, kind).transient(is_transient)
}

/// An error of the service.
fn service_error(status: u16, code: &str) -> Error {
    let body = format!(r#"{{"__type":"{code}"}}"#).into();
    let headers = http::HeaderMap::new();
    let limits = wire::Limits::default();
    let response = wire::parse_error(&OPERATION, status, &headers, body, &limits);
    Error::new(&OPERATION, ErrorKind::Service(response))
}

fn never() -> &'static Waiter {
    waiter(vec![success(path_all(
        "x[].s",
        ExpectedValue::String("running"),
    ))])
}

fn reached_at(number: &'static str) -> &'static Waiter {
    waiter(vec![success(path_any(
        "x[].s",
        ExpectedValue::String(number),
    ))])
}

async fn run(
    script: &Scripted,
    waiter: &'static Waiter,
    options: Options,
) -> Result<Success, WaitError> {
    let caller = Box::new(script.clone());
    wait(Run::new(caller, waiter, options, Box::new(()))).await
}

fn polls(script: &Scripted, waiter: &'static Waiter, options: Options) -> Polls<Dynamic> {
    let caller = Box::new(script.clone());
    Polls::new(waiter, Run::new(caller, waiter, options, Box::new(())))
}

fn ends(result: Result<Success, WaitError>) -> WaitError {
    match result {
        Ok(_) => panic!("the wait succeeded"),
        Err(error) => error,
    }
}

mod the_loop {
    use std::ops::ControlFlow;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_delay_and_the_attempts_are_the_definitions() {
        let script = Scripted::default();
        let error = ends(run(&script, never(), Options::default()).await);
        let expected: Vec<f64> = (0..40).map(|n| f64::from(n) * 15.0).collect();
        assert_eq!(script.seconds(), expected);
        assert!(matches!(
            error.kind(),
            WaitErrorKind::Exhausted { previous: None }
        ));
        assert_eq!(error.attempts(), 40);
        assert_eq!(error.elapsed(), Duration::from_secs(39 * 15));
        insta::assert_snapshot!(error, @"Waiter ThingsReady failed: Max attempts exceeded");
        insta::assert_snapshot!(format!("{error:#}"), @r##"Waiter ThingsReady failed: Max attempts exceeded (made-up DescribeThings, 40 attempts in 585 s, x[].s is ["state 40", "stopped"], request id id-40)"##);
        assert!(error.last_output::<Dynamic>().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_poll_falls_on_the_deadline() {
        let script = Scripted::default();
        let options = Options {
            delay: Some(Duration::from_secs(4)),
            max_wait: Some(Duration::from_secs(10)),
            unlimited: true,
            ..Options::default()
        };
        let error = ends(run(&script, never(), options).await);
        assert_eq!(script.seconds(), [0.0, 4.0, 8.0, 10.0]);
        assert_eq!(error.elapsed(), Duration::from_secs(10));
        insta::assert_snapshot!(error, @"Waiter ThingsReady failed: Max wait time of 10 s exceeded");
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_poll_begins_early_enough_to_be_answered() {
        let script = Scripted {
            takes: Duration::from_secs(1),
            ..Scripted::default()
        };
        let options = Options {
            delay: Some(Duration::from_secs(4)),
            max_wait: Some(Duration::from_secs(10)),
            ..Options::default()
        };
        let error = ends(run(&script, never(), options).await);
        assert_eq!(script.seconds(), [0.0, 5.0, 9.0]);
        assert_eq!(error.request_id(), Some("id-3"));
        assert!(error.elapsed() <= Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_cuts_a_call_that_is_under_way() {
        let script = Scripted {
            takes: Duration::from_secs(6),
            ..Scripted::default()
        };
        let options = Options {
            delay: Some(Duration::from_secs(1)),
            max_wait: Some(Duration::from_secs(10)),
            ..Options::default()
        };
        let error = ends(run(&script, never(), options).await);
        assert_eq!(script.seconds(), [0.0, 7.0]);
        assert_eq!(error.elapsed(), Duration::from_secs(10));
        assert_eq!(error.request_id(), Some("id-1"), "the last answer is kept");
    }

    #[tokio::test(start_paused = true)]
    async fn an_observer_sees_each_poll_and_may_cancel() {
        let script = Scripted::default();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let seen = lines.clone();
        let options = Options::default().on_poll(move |poll: &Poll| {
            seen.lock().unwrap().push(poll.to_string());
            if poll.attempt() == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let error = ends(run(&script, never(), options).await);
        assert!(matches!(error.kind(), WaitErrorKind::Cancelled));
        assert_eq!(error.elapsed(), Duration::from_secs(15));
        insta::assert_snapshot!(lines.lock().unwrap().join("\n"), @r#"
        attempt 1 of 40, 0 s: x[].s is ["state 1", "stopped"]; next poll in 15 s
        attempt 2 of 40, 15 s: x[].s is ["state 2", "stopped"]; next poll in 15 s
        "#);
    }

    #[tokio::test(start_paused = true)]
    async fn success_says_what_matched_and_when() {
        let script = Scripted::default();
        let ended = run(&script, reached_at("state 3"), Options::default())
            .await
            .unwrap();
        let waited: WaitOutcome<Dynamic> = WaitOutcome::new(ended);
        assert!(waited.output().is_some());
        assert_eq!(waited.request_id(), Some("id-3"));
        insta::assert_snapshot!(waited, @r##"ThingsReady after 3 attempts in 30 s: For expression "x[].s" we matched expected path: "state 3" at least once"##);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_a_service_error_ends_the_wait_at_once() {
        let script = Scripted {
            fails: Some(|_| Some(unanswered(false))),
            ..Scripted::default()
        };
        let error = ends(run(&script, never(), Options::default()).await);
        assert!(matches!(error.kind(), WaitErrorKind::Call));
        assert_eq!(error.attempts(), 1);
        insta::assert_snapshot!(error, @"Waiter ThingsReady failed: made-up DescribeThings: connection refused");
    }

    #[tokio::test(start_paused = true)]
    async fn wrong_settings_are_found_before_any_call() {
        let script = Scripted::default();
        let none = Options {
            max_attempts: Some(0),
            ..Options::default()
        };
        insta::assert_snapshot!(ends(run(&script, never(), none).await), @"Waiter ThingsReady failed: made-up DescribeThings: ThingsReady: max_attempts must be at least 1");
        let endless = Options {
            unlimited: true,
            ..Options::default()
        };
        insta::assert_snapshot!(ends(run(&script, never(), endless).await), @"Waiter ThingsReady failed: made-up DescribeThings: ThingsReady: no_attempt_limit needs max_wait");
        assert!(script.calls.lock().unwrap().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn dropping_the_future_ends_the_calls() {
        let script = Scripted::default();
        let wait = run(&script, never(), Options::default());
        let _elapsed = tokio::time::timeout(Duration::from_secs(20), wait).await;
        tokio::time::sleep(Duration::from_secs(1_000)).await;
        assert_eq!(script.seconds(), [0.0, 15.0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_sensitive_value_is_not_shown() {
        let script = Scripted::default();
        let secret = waiter(vec![success(path(
            "secret || x",
            ExpectedValue::String("hunter2"),
        ))]);
        let error = ends(run(&script, secret, Options::default()).await);
        assert_eq!(error.actual().as_deref(), Some("***"));
    }
}
