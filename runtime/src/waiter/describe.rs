//! Describes the result of a poll for people.

use std::fmt::{self, Write};
use std::time::Duration;

use crate::error::Error;
use crate::excerpt::Excerpt;
use crate::jmespath::{Expression, ExpressionValue, Json};
use crate::view::{Structure, View};

use super::{Acceptor, AcceptorState, Matcher, Waiter};

/// Maximum number of different elements shown of a list.
const DIFFERENT: usize = 5;

/// Maximum number of characters shown of a text.
const CHARACTERS: usize = 100;

impl Matcher {
    /// The expression, if the acceptor looks at the output.
    pub fn path(&self) -> Option<&Expression> {
        match self {
            Self::Path(path, _) | Self::PathAll(path, _) | Self::PathAny(path, _) => Some(path),
            Self::Status(_) | Self::Error(_) | Self::AnyError(_) | Self::Condition => None,
        }
    }
}

impl Waiter {
    /// The expression to show for an undecided output: that of the awaited state.
    pub(super) fn telling_path(&self) -> Option<&Expression> {
        let paths = |state: Option<AcceptorState>| {
            self.acceptors
                .iter()
                .filter(move |acceptor| state.is_none_or(|state| acceptor.state == state))
                .find_map(|acceptor| acceptor.matcher.path())
        };
        paths(Some(AcceptorState::Success)).or_else(|| paths(None))
    }

    /// The expression that decided, else the one for an undecided output.
    pub(super) fn path_of(&self, acceptor: Option<&'static Acceptor>) -> Option<&Expression> {
        match acceptor {
            Some(acceptor) => acceptor.matcher.path(),
            None => self.telling_path(),
        }
    }
}

/// The result of an expression on an output as short JSON; `***` if it reads a sensitive member.
pub(super) fn actual(path: &Expression, output: &dyn Structure) -> Option<String> {
    let (found, sensitive) = path.evaluate_for_display(View::Structure(output)).ok()?;
    Some(if sensitive {
        String::from("***")
    } else {
        Excerpt::message(&shown(&found)).to_string()
    })
}

/// An error of a call, in short.
pub(super) fn brief(error: &Error) -> String {
    match error.response() {
        Some(response) => {
            let status = response.status();
            match response.code() {
                code if code == status.to_string() => format!("HTTP {status}"),
                code => format!("{} (HTTP {status})", Excerpt::name(code)),
            }
        }
        None => error.to_string(),
    }
}

/// A duration in seconds: `30 s`, `0.5 s`.
pub(super) struct Seconds(pub(super) Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0.as_millis();
        let tenths = (millis + 50) / 100;
        if tenths.is_multiple_of(10) || self.0 >= Duration::from_secs(60) {
            write!(f, "{} s", (millis + 500) / 1000)
        } else {
            write!(f, "{}.{} s", tenths / 10, tenths % 10)
        }
    }
}

fn shown(found: &ExpressionValue<'_>) -> String {
    match found.json() {
        Json::List(items) => {
            let mut different: Vec<(String, usize)> = Vec::new();
            let mut left_out = 0_usize;
            for item in items.iter() {
                let text = scalar(&item);
                if let Some((_, count)) = different.iter_mut().find(|(known, _)| *known == text) {
                    *count += 1;
                } else if different.len() < DIFFERENT {
                    different.push((text, 1));
                } else {
                    left_out += 1;
                }
            }
            let mut list = String::from("[");
            for (index, (text, count)) in different.iter().enumerate() {
                let separator = if index == 0 { "" } else { ", " };
                let _ = match count {
                    1 => write!(list, "{separator}{text}"),
                    _ => write!(list, "{separator}{text} ×{count}"),
                };
            }
            if left_out > 0 {
                let _ = write!(list, ", and {left_out} more");
            }
            list.push(']');
            list
        }
        _ => scalar(found),
    }
}

fn scalar(found: &ExpressionValue<'_>) -> String {
    match found.json() {
        Json::List(_) => String::from("[…]"),
        Json::Object(_) => String::from("{…}"),
        Json::String(text) => match text.char_indices().nth(CHARACTERS) {
            Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
            None => ExpressionValue::from_view(View::String(&text)).to_string(),
        },
        _ => found.to_string(),
    }
}
