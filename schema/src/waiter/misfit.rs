//! Contradictions between a waiter's definition and its operation.

use crate::expression::{Mistake, MistakeKind};

/// A contradiction between a definition and its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The JSON pointer of the mistake.
    pub pointer: String,
    /// The expression with the mistake, if it is in one.
    pub expression: Option<String>,
    /// The mistake.
    pub mistake: Mistake,
}

impl Misfit {
    /// The mistake and its fix.
    pub fn advice(&self) -> String {
        let source = self.expression.as_deref().unwrap_or_default();
        match self.mistake.kind {
            MistakeKind::Syntax => self.mistake.sentence(source),
            _ => self.mistake.advice(),
        }
    }
}
