//! Expressions on outputs, for users.

use std::fmt;

use pageboy_schema::in_words;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::excerpt::Excerpt;
use crate::view::{Structure, View};

use super::absent::AbsentList;
use super::{EvaluationError, Expression, ParseError};

/// Evaluates an expression on an output, and reads the result as `T`: a [`serde_json::Value`], or any type that reads JSON.
///
/// Names in the expression are the model's, and checked: an unknown member is an error, not null; so is a comparison of a
/// number or a time with text, and an argument that a function does not accept. An absent list has no elements: a [`Vec`]
/// reads null as empty. Times are ISO 8601, such as `2026-01-31T12:00:00Z`, are ordered among themselves, and compare with
/// text as `to_string(LastModified) >= '2026-01-31'`; bytes are base64 text. For repeated use, parse an expression once with
/// [`Expression::parse_for`], and evaluate it with [`Expression::search`].
///
/// ```ignore
/// let names: Vec<String> = pageboy::search(&output, "Users[?PasswordLastUsed != `null`].UserName")?;
/// ```
///
/// # Errors
///
/// When the text is not an expression, nests too deep or names an unknown member; when it cannot be evaluated; when `T`
/// cannot read the result.
pub fn search<T: DeserializeOwned>(
    output: &dyn Structure,
    expression: &str,
) -> Result<T, SearchError> {
    Expression::parse_for(expression, output.shape())?.search(output)
}

impl Expression {
    /// Evaluates the expression on an output, and reads the result as `T`; see [`search`](crate::search()).
    ///
    /// # Errors
    ///
    /// When it cannot be evaluated, or `T` cannot read the result.
    pub fn search<T: DeserializeOwned>(&self, output: &dyn Structure) -> Result<T, SearchError> {
        let (found, sensitive) = self.find(output)?;
        let is_null = found.is_null();
        serde_json::from_value(found).or_else(|error| {
            let absent = is_null.then(|| T::deserialize(AbsentList));
            absent
                .and_then(Result::ok)
                .ok_or_else(|| SearchError::Value {
                    expression: self.source().to_owned(),
                    message: mismatch(&error, sensitive),
                })
        })
    }

    /// The result of the expression on an output, and whether it is sensitive.
    pub(crate) fn find(&self, output: &dyn Structure) -> Result<(Value, bool), EvaluationError> {
        let (found, sensitive) = self.evaluate_for_display(View::Structure(output))?;
        let found = serde_json::to_value(found).map_err(|error| EvaluationError {
            expression: self.source().to_owned(),
            message: error.to_string(),
        })?;
        Ok((found, sensitive))
    }
}

/// Why a type does not read a value, which is not part of it.
pub(crate) fn mismatch(error: &serde_json::Error, sensitive: bool) -> String {
    if sensitive {
        String::from("it holds what must not be shown")
    } else {
        in_words(error)
    }
}

/// Why a search has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SearchError {
    /// The text is not an expression for this output.
    Expression(ParseError),
    /// The expression could not be evaluated.
    Evaluation(EvaluationError),
    /// The result has another form than the requested type.
    Value {
        /// The text of the expression.
        expression: String,
        /// The mismatch.
        message: String,
    },
}

impl From<ParseError> for SearchError {
    fn from(error: ParseError) -> Self {
        Self::Expression(error)
    }
}

impl From<EvaluationError> for SearchError {
    fn from(error: EvaluationError) -> Self {
        Self::Evaluation(error)
    }
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expression(error) => write!(f, "{error}"),
            Self::Evaluation(error) => write!(f, "{error}"),
            Self::Value {
                expression,
                message,
            } => write!(
                f,
                "what the expression `{expression}` found does not have the requested type: {}",
                Excerpt::message(message)
            ),
        }
    }
}

impl std::error::Error for SearchError {}
