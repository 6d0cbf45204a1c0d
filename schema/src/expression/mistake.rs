//! Mistakes in expressions.

use std::ops::Range;

use super::comparison::Never;
use crate::nearest::advice;

/// A mistake in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The description; for a text that is not an expression, the reason.
    pub message: String,
    /// The wrong part of the text, in bytes.
    pub part: Range<usize>,
    /// The unknown name, and the known names.
    pub unknown: Option<(String, Vec<String>)>,
    /// The fix.
    pub fix: Option<String>,
    /// The kind of mistake.
    pub kind: MistakeKind,
}

/// The kind of a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MistakeKind {
    /// The text is not an expression.
    Syntax,
    /// It calls an unknown function, or one with too few or too many arguments.
    Call,
    /// The expression contradicts the type of its value.
    Fit,
    /// An enum is compared with a value that it does not list: probably a mistake, unless the service is newer.
    Doubt,
}

impl Mistake {
    /// A contradiction to the type of the value.
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

    /// A text that is not an expression.
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

    /// The mistake as a sentence of its own, beside the expression's text.
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

    /// The mistake and its fix.
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
