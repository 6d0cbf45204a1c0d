//! What is wrong with an expression.

use std::ops::Range;

use super::comparison::Never;
use crate::nearest::advice;

/// A mistake in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong; of a text that is no expression, why it is none.
    pub message: String,
    /// The part of the text that is meant, in bytes.
    pub part: Range<usize>,
    /// The name that was not found, and those that could have been meant.
    pub unknown: Option<(String, Vec<String>)>,
    /// What to write instead.
    pub fix: Option<String>,
    /// What kind of mistake it is.
    pub kind: MistakeKind,
}

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MistakeKind {
    /// The text is no expression.
    Syntax,
    /// It calls a function that there is not, or with too few or too many arguments.
    Call,
    /// The expression does not fit what it is evaluated on.
    Fit,
    /// An enum is compared with a value that it does not list: most likely a mistake, unless the service is newer.
    Doubt,
}

impl Mistake {
    /// A mistake of an expression that does not fit.
    pub const fn new(message: String, part: Range<usize>) -> Self {
        Self {
            message,
            part,
            unknown: None,
            fix: None,
            kind: MistakeKind::Fit,
        }
    }

    /// A call that can never be made.
    pub(super) fn call(message: String, part: Range<usize>) -> Self {
        Self {
            kind: MistakeKind::Call,
            ..Self::new(message, part)
        }
    }

    /// A text that is no expression.
    pub(super) fn syntax(reason: String, part: Range<usize>) -> Self {
        Self {
            kind: MistakeKind::Syntax,
            ..Self::new(reason, part)
        }
    }

    /// A comparison or an argument that never holds.
    pub(crate) fn never(never: Never, part: Range<usize>) -> Self {
        let kind = match never.unknown {
            Some(_) => MistakeKind::Doubt,
            None => MistakeKind::Fit,
        };
        Self {
            unknown: never.unknown,
            fix: never.fix,
            kind,
            ..Self::new(never.message, part)
        }
    }

    /// What is wrong as a sentence of its own, beside the expression's text.
    pub fn sentence(&self, source: &str) -> String {
        match self.kind {
            MistakeKind::Syntax if source.trim().is_empty() => {
                "a JMESPath expression cannot be empty".to_owned()
            }
            MistakeKind::Syntax => {
                format!(
                    "{} is not a JMESPath expression: {}",
                    shown(source),
                    self.message
                )
            }
            MistakeKind::Call | MistakeKind::Fit | MistakeKind::Doubt => self.message.clone(),
        }
    }

    /// What is wrong, and what to do about it.
    pub fn advice(&self) -> String {
        advice(&self.message, self.unknown.as_ref(), self.fix.as_deref())
    }
}

/// An expression's text in a message.
fn shown(source: &str) -> String {
    const SHOWN: usize = 200;
    match source.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", source.get(..end).unwrap_or(source)),
        None => format!("`{source}`"),
    }
}
