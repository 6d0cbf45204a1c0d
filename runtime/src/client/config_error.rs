//! Mistakes in settings.

use std::fmt;

use crate::excerpt::Excerpt;

/// Settings that are missing or wrong. The text names each with its variable, its file and line, or its method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    /// Several problems in one.
    pub(super) fn all(problems: Vec<String>) -> Self {
        Self::new(problems.join("; "))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Excerpt::message(&self.message))
    }
}

impl std::error::Error for ConfigError {}
