//! Reads the file of a recording, and finds every mistake in it.

use std::path::Path;

use pageboy_schema::NotJson;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::reader::{ObjectReader, Problem};

use super::tape::{Exchange, Question, Reaction, Tape, TapeAnswer, TapeBody, TapeError, VERSION};

impl Tape {
    pub(super) fn from_json(text: &str) -> Result<Self, TapeError> {
        let (found, exchanges) = read(text).map_err(TapeError::new)?;
        if found != u64::from(VERSION) {
            let message = format!("it has version {found} of the format, not {VERSION}");
            return Err(TapeError::new(message));
        }
        Ok(Self::new(exchanges))
    }

    pub(super) fn load(path: &Path) -> Result<Self, TapeError> {
        let text = std::fs::read_to_string(path);
        text.map_err(|error| TapeError::new(error.to_string()))
            .and_then(|text| Self::from_json(&text))
            .map_err(|error| error.in_file(path))
    }
}

/// The exchanges in a recording, and the version of its format.
///
/// # Errors
///
/// The mistakes, a line each, with line or JSON pointer.
fn read(text: &str) -> Result<(u64, Vec<Exchange>), String> {
    let value: Json = serde_json::from_str(text)
        .map_err(|error| format!("not a recording: {}", NotJson::explain(text, &error)))?;
    let mut problems = Vec::new();
    let read = top(&value, &mut problems);
    let mut mistakes = problems
        .iter()
        .map(|problem| match problem.pointer.is_empty() {
            true => problem.message.clone(),
            false => problem.to_string(),
        });
    match (mistakes.next(), read) {
        (None, Some(read)) => Ok(read),
        (first, _) => {
            let mut message = format!("not a recording: {}", first.unwrap_or_default());
            for more in mistakes {
                message.push('\n');
                message.push_str(&more);
            }
            Err(message)
        }
    }
}

type Problems = Vec<Problem>;

fn top(value: &Json, problems: &mut Problems) -> Option<(u64, Vec<Exchange>)> {
    let mut reader = ObjectReader::new(value, String::new(), problems)?;
    let version = whole("pageboy_recording", u64::MAX, &mut reader, problems);
    let mut exchanges = Vec::new();
    match reader.required("exchanges", problems) {
        Some(Json::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                let place = pointer(["exchanges", at.to_string().as_str()]);
                exchanges.extend(exchange(item, place, problems));
            }
        }
        Some(other) => reader.mismatch("exchanges", "an array", other, problems),
        None => {}
    }
    reader.finish(problems);
    Some((version?, exchanges))
}

fn exchange(value: &Json, place: String, problems: &mut Problems) -> Option<Exchange> {
    let mut reader = ObjectReader::new(value, place.clone(), problems)?;
    let service = reader.required_text("service", problems);
    let operation = reader.required_text("operation", problems);
    let input = reader.required("input", problems);
    let payload_sha256 = reader.text("payload_sha256", problems);
    let reaction = match (reader.member("answer"), reader.member("failure")) {
        (Some(answer), None) => answered(answer, reader.place("answer"), problems),
        (None, Some(failure)) => failed(failure, reader.place("failure"), problems),
        (found, _) => {
            let message = match found {
                Some(_) => "it has both an `answer` and a `failure`",
                None => "`answer` is missing, or `failure` where none came",
            };
            problems.push(Problem {
                pointer: place,
                message: message.to_owned(),
            });
            None
        }
    };
    reader.finish(problems);
    let question = Question {
        service: service?,
        operation: operation?,
        input: serde_json::to_value(input?).ok()?,
        payload_sha256,
    };
    Some(Exchange {
        question,
        reaction: reaction?,
    })
}

fn answered(value: &Json, place: String, problems: &mut Problems) -> Option<Reaction> {
    let mut reader = ObjectReader::new(value, place.clone(), problems)?;
    let status = whole("status", u64::from(u16::MAX), &mut reader, problems);
    let headers = headers(&mut reader, problems);
    let text = reader.text("text", problems);
    let base64 = reader.text("base64", problems);
    let body = match (text, base64) {
        (Some(text), None) => Some(TapeBody::Text(text)),
        (None, Some(base64)) => Some(TapeBody::Base64(base64)),
        (found, _) => {
            let given = reader.member("text").is_some() || reader.member("base64").is_some();
            let message = match found {
                Some(_) => Some("it has both `text` and `base64`"),
                // A body that is no text was reported.
                None if given => None,
                None => Some("the body is missing: `text` or `base64`"),
            };
            problems.extend(message.map(|message| Problem {
                pointer: place,
                message: message.to_owned(),
            }));
            None
        }
    };
    reader.finish(problems);
    Some(Reaction::Answer(TapeAnswer {
        status: u16::try_from(status?).ok()?,
        headers,
        body: body?,
    }))
}

fn headers(reader: &mut ObjectReader<'_>, problems: &mut Problems) -> Vec<(String, String)> {
    let Some(value) = reader.required("headers", problems) else {
        return Vec::new();
    };
    let Some(items) = value.as_array() else {
        reader.mismatch("headers", "an array", value, problems);
        return Vec::new();
    };
    let pair = |item: &Json| match item.as_array()? {
        [name, value] => Some((name.as_str()?.to_owned(), value.as_str()?.to_owned())),
        _ => None,
    };
    let mut headers = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match pair(item) {
            Some(header) => headers.push(header),
            None => problems.push(Problem {
                pointer: reader.place("headers") + &pointer([at.to_string().as_str()]),
                message: format!(
                    "expected an array of two strings, name and value, found {}",
                    item.kind()
                ),
            }),
        }
    }
    headers
}

fn failed(value: &Json, place: String, problems: &mut Problems) -> Option<Reaction> {
    let mut reader = ObjectReader::new(value, place, problems)?;
    let message = reader.required_text("message", problems);
    let mut flag = |name, reader: &mut ObjectReader<'_>| {
        let value = reader.required(name, problems)?;
        if value.as_bool().is_none() {
            reader.mismatch(name, "`true` or `false`", value, problems);
        }
        value.as_bool()
    };
    let timeout = flag("timeout", &mut reader);
    let retryable = flag("retryable", &mut reader);
    reader.finish(problems);
    Some(Reaction::Failure {
        message: message?,
        timeout: timeout?,
        retryable: retryable?,
    })
}

fn whole(
    name: &'static str,
    most: u64,
    reader: &mut ObjectReader<'_>,
    problems: &mut Problems,
) -> Option<u64> {
    let value = reader.required(name, problems)?;
    let number = value.as_number().and_then(serde_json::Number::as_u64);
    let number = number.filter(|number| *number <= most);
    if number.is_none() {
        reader.mismatch(name, "a whole number", value, problems);
    }
    number
}
