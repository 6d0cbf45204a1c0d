//! What is wrong with a waiter's definition where it meets its operation.

use crate::expression::{Mistake, MistakeKind};

/// Something in a definition that does not fit the operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The JSON pointer of what is wrong.
    pub pointer: String,
    /// The expression it is in, if it is in one.
    pub expression: Option<String>,
    /// What is wrong.
    pub mistake: Mistake,
}

impl Misfit {
    /// What is wrong, and what to do about it.
    pub fn advice(&self) -> String {
        let source = self.expression.as_deref().unwrap_or_default();
        match self.mistake.kind {
            MistakeKind::Syntax => self.mistake.sentence(source),
            _ => self.mistake.advice(),
        }
    }
}
