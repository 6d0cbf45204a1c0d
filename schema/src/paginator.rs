//! Paginators: repeated tokens, and fixed members of requests.

use std::fmt;

/// The meaning of a repeated token for a stream of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RepeatedToken {
    /// It is an error, whether the page directly before gave it or an earlier one. The page with it is delivered.
    #[default]
    Error,
    /// It ends the pages, even if it is the token of the page's own request. A cursor remains, so that a later run can look
    /// for more.
    Stop,
    /// It is an error only if the page directly before gave it, as in botocore; a longer cycle never ends.
    OnlyAtOnce,
}

/// A constant in a definition; `T` is its type of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant<T = &'static str> {
    /// A boolean.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Text.
    String(T),
}

impl<T> Constant<T> {
    /// The same value with another type of text.
    pub fn map<U>(self, text: impl FnOnce(T) -> U) -> Constant<U> {
        match self {
            Self::Boolean(value) => Constant::Boolean(value),
            Self::Integer(value) => Constant::Integer(value),
            Self::String(value) => Constant::String(text(value)),
        }
    }
}

impl<T: AsRef<str>> fmt::Display for Constant<T> {
    /// As JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::String(text) => f.write_str(&serde_json::Value::from(text.as_ref()).to_string()),
        }
    }
}
