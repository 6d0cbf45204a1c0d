//! Describes a waiter.

use std::time::Duration;

use pageboy::waiter::{AcceptorState, ExpectedValue, Matcher, Waiter};

use super::diagram::{Diagram, Edge, Target};
use super::{Explanation, Time};

/// Maximum number of polls that are listed one by one.
const LISTED: u32 = 6;

impl Explanation {
    /// Describes a waiter, with another delay or number of polls if given.
    pub fn of_waiter(waiter: &Waiter, delay: Option<Duration>, max_attempts: Option<u32>) -> Self {
        let delay = delay.unwrap_or(waiter.delay);
        let polls = max_attempts.unwrap_or(waiter.max_attempts);
        let operation = waiter.operation.name;
        let edges = edges(waiter, polls);
        let mut order = String::from("The first of these that an answer matches decides:");
        for (index, acceptor) in waiter.acceptors.iter().enumerate() {
            let state = match acceptor.state {
                AcceptorState::Success => "success:   ",
                AcceptorState::Failure => "failure:   ",
                AcceptorState::Retry => "poll again:",
            };
            let answer = answer(&acceptor.matcher);
            order.push_str(&format!("\n  {:>2}. {state} {answer}", index + 1));
        }
        order.push_str(
            "\nAfter any other output it polls again; any other error of the service is a failure.",
        );
        Self {
            title: format!("{} {}", waiter.operation.service.name, waiter.name),
            paragraphs: vec![schedule(operation, delay, polls), order],
            diagram: Diagram {
                call: operation.to_owned(),
                edges,
                again: format!("again in {}", Time(delay)),
                success: "success",
                failure: "failure",
            },
            corrections: Vec::new(),
        }
    }
}

fn schedule(operation: &str, delay: Duration, polls: u32) -> String {
    if polls <= 1 {
        return format!("Calls {operation} once.");
    }
    let at = |poll: u32| Time(delay.checked_mul(poll).unwrap_or(Duration::MAX)).to_string();
    let last = at(polls - 1);
    let times: Vec<_> = if polls <= LISTED {
        (0..polls).map(at).collect()
    } else {
        let first = (0..LISTED - 2).map(at);
        first.chain(["…".to_owned(), last.clone()]).collect()
    };
    format!(
        "Polls {operation} at once and then every {}, at most {polls} times: it gives up after {last}, and the time the \
         calls take.\n\nPolls at {}.",
        Time(delay),
        times.join(", ")
    )
}

fn edges(waiter: &Waiter, polls: u32) -> Vec<Edge> {
    let mut edges: Vec<_> = waiter
        .acceptors
        .iter()
        .map(|acceptor| {
            let to = match acceptor.state {
                AcceptorState::Success => Target::Success,
                AcceptorState::Failure => Target::Failure,
                AcceptorState::Retry => Target::Again,
            };
            Edge::new(answer(&acceptor.matcher), to)
        })
        .collect();
    let all = |error: bool| {
        let mut matchers = waiter.acceptors.iter().map(|acceptor| &acceptor.matcher);
        matchers.any(|matcher| matches!(matcher, Matcher::AnyError(any) if *any == error))
    };
    if !all(false) {
        edges.push(Edge::new("any other output", Target::Again));
    }
    if !all(true) {
        edges.push(Edge::new("any other error", Target::Failure));
    }
    let polls = match polls {
        0 | 1 => "no end after the only poll".to_owned(),
        polls => format!("no end after {polls} polls"),
    };
    edges.push(Edge::new(polls, Target::Failure));
    edges
}

fn answer(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Path(path, expected) => format!("{path} is {}", value(*expected)),
        Matcher::PathAll(path, expected) => format!("all of {path} are {}", value(*expected)),
        Matcher::PathAny(path, expected) => format!("any of {path} is {}", value(*expected)),
        Matcher::Status(status) => format!("HTTP status {status}"),
        Matcher::Error(code) => format!("error {code}"),
        Matcher::AnyError(true) => "any error".to_owned(),
        Matcher::AnyError(false) => "any output".to_owned(),
        _ => "an acceptor that is newer than this command".to_owned(),
    }
}

fn value(expected: ExpectedValue) -> String {
    match expected {
        ExpectedValue::String(text) => format!("{text:?}"),
        ExpectedValue::Boolean(value) => value.to_string(),
        expected => expected.to_string(),
    }
}
