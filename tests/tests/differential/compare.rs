//! Compares both sides.

use std::fmt::{Debug, Write};

use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde_json::Value;

use crate::plain::normal;
use crate::theirs::{End, Pages, SentCall, Wait};

/// A difference.
#[derive(Debug)]
pub(crate) struct Difference {
    /// Where it is: `calls`, `page`, `end`, …
    pub(crate) what: &'static str,
    pub(crate) ours: String,
    pub(crate) theirs: String,
}

/// A wait or a run with differences.
#[derive(Debug)]
pub(crate) struct Divergence {
    /// How it ended here.
    pub(crate) ours: String,
    /// How it ended in botocore.
    pub(crate) theirs: String,
    pub(crate) differences: Vec<Difference>,
}

/// The differences of a wait.
pub(crate) fn waits(ours: &Wait, theirs: &Wait) -> Option<Divergence> {
    let mut found = Vec::new();
    equal(&mut found, "acceptors", &ours.polls, &theirs.polls);
    equal(&mut found, "sleeps", &ours.sleeps, &theirs.sleeps);
    calls(&mut found, &ours.calls, &theirs.calls);
    ends(&mut found, &ours.end, &theirs.end);
    divergence(found, &ours.end, &theirs.end)
}

/// The differences of the first run over pages that has any; those after it depend on it.
pub(crate) fn pages(ours: Vec<Pages>, theirs: Vec<Pages>) -> Option<Divergence> {
    let counts = (ours.len(), theirs.len());
    let found = ours
        .into_iter()
        .zip(theirs)
        .find_map(|(ours, theirs)| run(ours, theirs));
    if found.is_none() && counts.0 != counts.1 {
        let mut found = Vec::new();
        equal(&mut found, "runs", &counts.0, &counts.1);
        return divergence(found, &End::default(), &End::default());
    }
    found
}

fn run(mut ours: Pages, mut theirs: Pages) -> Option<Divergence> {
    let mut found = Vec::new();
    calls(&mut found, &ours.calls, &theirs.calls);
    equal(&mut found, "pages", &ours.pages.len(), &theirs.pages.len());
    for (ours, theirs) in ours.pages.drain(..).zip(theirs.pages.drain(..)) {
        // A member that botocore sets to null in a page counts as absent.
        values(&mut found, "page", ours, without_nulls(theirs));
    }
    match ours.typed {
        None => values(&mut found, "full result", ours.full, theirs.full),
        Some(ours) => {
            // An output may have a member of that name, whose value botocore's token hides.
            let both = [ours, without_nulls(theirs.full)];
            let [ours, theirs] = both.map(|mut full| {
                full.as_object_mut().map(|full| full.remove("NextToken"));
                full
            });
            values(&mut found, "full result", ours, theirs);
        }
    }
    // After an error, nothing is left to go on from.
    if theirs.end.0 == "done" {
        equal(&mut found, "resume token", &ours.token, &theirs.token);
    }
    ends(&mut found, &ours.end, &theirs.end);
    divergence(found, &ours.end, &theirs.end)
}

pub(crate) fn divergence(
    differences: Vec<Difference>,
    ours: &End,
    theirs: &End,
) -> Option<Divergence> {
    (!differences.is_empty()).then(|| Divergence {
        ours: said(ours),
        theirs: said(theirs),
        differences,
    })
}

impl Divergence {
    /// All that differs, for the report; `name` and `number` say what of, `case` what was asked.
    pub(crate) fn told(&self, name: &str, number: usize, case: &Value) -> String {
        let mut text = format!("{name}, sequence {number} (again: DIFFERENTIAL_ONLY={name})");
        for difference in &self.differences {
            let _infallible = write!(
                text,
                "\n    {}\n      ours   {}\n      theirs {}",
                difference.what,
                short(&difference.ours),
                short(&difference.theirs)
            );
        }
        let case = case.to_string();
        let _infallible = write!(text, "\n    case {}", short(&case));
        text
    }
}

/// Maximum size of a case's report, in bytes.
const LENGTH: usize = 4_000;

fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(LENGTH)]
}

fn said((kind, text): &End) -> String {
    format!("{kind}: {text}")
}

pub(crate) fn values(found: &mut Vec<Difference>, what: &'static str, ours: Value, theirs: Value) {
    let (ours, theirs) = (normal(ours), normal(theirs));
    if ours != theirs {
        found.push(Difference {
            what,
            ours: ours.to_string(),
            theirs: theirs.to_string(),
        });
    }
}

pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        Value::Object(entries) => {
            let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                entries
                    .map(|(key, value)| (key, without_nulls(value)))
                    .collect(),
            )
        }
        other => other,
    }
}

pub(crate) fn calls(found: &mut Vec<Difference>, ours: &[SentCall], theirs: &[SentCall]) {
    equal(found, "number of calls", &ours.len(), &theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        equal(found, "call", &meaning(ours), &meaning(theirs));
    }
}

/// The meaning of a request, apart from order and notation.
fn meaning(call: &SentCall) -> impl Debug + PartialEq {
    let (method, url, headers, body) = call;
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let json = serde_json::from_str(body).ok().filter(Value::is_object);
    let body = json
        .or_else(|| xml(body))
        .unwrap_or_else(|| fields(body).into());
    (method, path, fields(query), headers, body)
}

/// A document whose elements may be in any order: all paths in it with their text.
fn xml(text: &str) -> Option<Value> {
    if !text.starts_with('<') {
        return None;
    }
    let mut reader = Reader::from_str(text);
    let (mut path, mut paths) = (String::new(), Vec::new());
    let mut content = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                path = format!("{path}/{}", start.name().into_inner());
                paths.push(path.clone());
            }
            Event::Empty(empty) => paths.push(format!("{path}/{}", empty.name().into_inner())),
            Event::Text(text) => content.push_str(&text),
            Event::GeneralRef(name) => content.extend(resolve_predefined_entity(&name)),
            Event::End(_) => {
                paths.push(format!("{path}={content}"));
                content.clear();
                path.truncate(path.rfind('/')?);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    // An element without content may be written in two ways.
    paths.retain(|path| !path.ends_with('='));
    paths.sort_unstable();
    Some(paths.into())
}

fn fields(form: &str) -> Vec<String> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let mut fields: Vec<String> = form.split('&').map(decode).collect();
    fields.sort_unstable();
    fields
}

pub(crate) fn ends(found: &mut Vec<Difference>, ours: &End, theirs: &End) {
    // The texts of other errors are each library's own.
    let has_text = matches!(theirs.0.as_str(), "wait" | "pagination" | "service");
    if ours.0 != theirs.0 || (has_text && ours.1 != theirs.1) {
        found.push(Difference {
            what: "end",
            ours: said(ours),
            theirs: said(theirs),
        });
    }
}

fn equal<T: Debug + PartialEq>(
    found: &mut Vec<Difference>,
    what: &'static str,
    ours: &T,
    theirs: &T,
) {
    if ours != theirs {
        found.push(Difference {
            what,
            ours: format!("{ours:?}"),
            theirs: format!("{theirs:?}"),
        });
    }
}
