//! Paginators: what a token means that was received before, and what requests must hold.

use std::fmt;

/// What a stream of pages makes of a token that it received before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RepeatedToken {
    /// It is an error, whether the page directly before gave it or an earlier one. The page it came with is delivered.
    #[default]
    Error,
    /// It ends the pages, also when it is the token the page was requested with. A cursor stands there, so that a later
    /// run can look whether there is more by then.
    Stop,
    /// It is an error only if the page directly before gave it, as in botocore; a longer cycle goes round for ever.
    OnlyAtOnce,
}

/// A value that a definition writes down; `T` is the text it is written in.
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
    /// The same value, written in another kind of text.
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
