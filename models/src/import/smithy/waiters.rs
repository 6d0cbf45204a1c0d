//! Waiters.

use pageboy_schema::json::Json;
use pageboy_schema::nearest;

use super::members::Context;
use super::model::{Shape, local};
use super::node::{Log, Node};
use super::object::Object;

/// Smithy's own, in seconds.
const DELAY: f64 = 2.0;
/// The time of a wait in seconds: Smithy leaves it to the caller; most of botocore's waiters wait ten minutes.
const LONGEST: f64 = 600.0;
/// The least number of attempts.
const FEWEST: u32 = 10;
const COMPARATORS: [&str; 4] = [
    "stringEquals",
    "booleanEquals",
    "allStringEquals",
    "anyStringEquals",
];

impl<'a> Context<'_, 'a> {
    /// `waiters-2.json`.
    pub(super) fn waiters(&self, log: &mut Log) -> Json {
        let mut all = Object::default();
        for id in &self.closure.operations {
            let waitable = self
                .model
                .find(id)
                .and_then(|operation| operation.traits.get("smithy.waiters#waitable"));
            for (name, node) in waitable.map(|node| node.entries(log)).unwrap_or_default() {
                if let Some(waiter) = self.waiter(id, &node, log) {
                    all.put(name, waiter);
                }
            }
        }
        let mut out = Object::default();
        out.put("version", Json::Number(2.into()));
        out.put("waiters", all.sorted());
        out.done()
    }

    /// A waiter with an acceptor that cannot be converted is left out whole: without the acceptor it would decide otherwise.
    fn waiter(&self, operation: &str, node: &Node<'a>, log: &mut Log) -> Option<Json> {
        let delay = match node.get("minDelay") {
            Some(delay) => match delay.value.as_number().and_then(serde_json::Number::as_f64) {
                Some(seconds) if seconds > 0.0 => seconds,
                _ => {
                    delay.mismatch("seconds, more than 0", log);
                    return None;
                }
            },
            None => DELAY,
        };
        let acceptors = node.get("acceptors");
        let Some(acceptors) = acceptors.map(|list| list.items(log)) else {
            log.mistake(&node.pointer, "`acceptors` is missing");
            return None;
        };
        let found: Vec<Option<Json>> = acceptors
            .iter()
            .map(|acceptor| self.acceptor(acceptor, log))
            .collect();
        let acceptors: Vec<Json> = found.into_iter().collect::<Option<_>>()?;
        let mut out = Object::default();
        match node.get("minDelay") {
            Some(stated) => out.put("delay", stated.value.clone()),
            None => out.number("delay", DELAY as u64),
        }
        // A number beyond the bounds becomes the bound.
        let attempts = (LONGEST / delay).ceil() as u32;
        out.number("maxAttempts", u64::from(attempts.max(FEWEST)));
        out.text("operation", local(operation));
        out.put("acceptors", Json::Array(acceptors));
        Some(out.done())
    }

    fn acceptor(&self, node: &Node<'a>, log: &mut Log) -> Option<Json> {
        let mut out = Object::default();
        let state = node.text_of("state", log)?;
        let Some(matcher) = node.get("matcher") else {
            log.mistake(&node.pointer, "`matcher` is missing");
            return None;
        };
        let matchers = matcher.entries(log);
        let [(kind, value)] = matchers.as_slice() else {
            let message = "expected one of `output`, `inputOutput`, `errorType`, `success`";
            log.mistake(&matcher.pointer, message);
            return None;
        };
        match *kind {
            "success" => {
                let Some(success) = value.value.as_bool() else {
                    value.mismatch("a boolean", log);
                    return None;
                };
                // Any error, or none.
                out.put("expected", Json::Bool(!success));
                out.text("matcher", "error");
            }
            "errorType" => {
                out.text("expected", self.code(value.text(log)?));
                out.text("matcher", "error");
            }
            "output" => return path(value, state, log),
            "inputOutput" => {
                let message = "the waiter is left out: an acceptor sees the output alone, and `inputOutput` compares it \
                     with the input";
                log.warning(&value.pointer, message);
                return None;
            }
            other => {
                let known = ["output", "inputOutput", "errorType", "success"];
                let near = nearest(other, known.into_iter());
                let advice = near.first().map(|near| format!("; did you mean `{near}`?"));
                let message = format!(
                    "the waiter is left out: the matcher `{other}` is not known{}",
                    advice.unwrap_or_default()
                );
                log.warning(&value.pointer, message);
                return None;
            }
        }
        out.text("state", state);
        Some(out.done())
    }

    /// The code of an error in an answer: the query protocol's name, else the shape's.
    fn code<'s>(&'s self, error: &'s str) -> &'s str {
        let shapes = self.closure.shapes.keys().copied();
        let mut named = shapes.filter(|id| *id == error || local(id) == local(error));
        let shape = named.find_map(|id| self.model.find(id).filter(|it| it.is("smithy.api#error")));
        let code = shape.and_then(query_code);
        code.unwrap_or_else(|| local(error))
    }
}

fn query_code<'a>(shape: &Shape<'a>) -> Option<&'a str> {
    let query = shape.traits.get("aws.protocols#awsQueryError")?;
    query.value.get("code")?.as_str()
}

fn path(node: &Node<'_>, state: &str, log: &mut Log) -> Option<Json> {
    let mut out = Object::default();
    let path = node.text_of("path", log)?;
    let comparator = node.text_of("comparator", log)?;
    let expected = node.text_of("expected", log)?;
    let matcher = match comparator {
        "stringEquals" | "booleanEquals" => "path",
        "allStringEquals" => "pathAll",
        "anyStringEquals" => "pathAny",
        other => {
            let advice = match nearest(other, COMPARATORS.into_iter()).first() {
                Some(near) => format!("; did you mean `{near}`?"),
                None => format!("; those are `{}`", COMPARATORS.join("`, `")),
            };
            let message =
                format!("the waiter is left out: the comparator `{other}` is not known{advice}");
            log.warning(&node.pointer, message);
            return None;
        }
    };
    out.text("argument", path);
    match (comparator, expected) {
        ("booleanEquals", "true") => out.flag("expected"),
        ("booleanEquals", "false") => out.put("expected", Json::Bool(false)),
        ("booleanEquals", _) => {
            log.mistake(
                &format!("{}/expected", node.pointer),
                "expected `true` or `false`, as a string",
            );
            return None;
        }
        _ => out.text("expected", expected),
    }
    out.text("matcher", matcher);
    out.text("state", state);
    Some(out.done())
}
