//! Waiters: states that follow acceptors, and expected values.

use std::fmt;

/// The meaning of a poll for the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// The wait is over; the awaited state is reached.
    Success,
    /// The wait is over; the awaited state can no longer be reached.
    Failure,
    /// Poll again.
    Retry,
}

/// The expected value of a path acceptor; `T` is its type of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExpectedValue<T = &'static str> {
    /// Text, also of an enum.
    String(T),
    /// A boolean.
    Boolean(bool),
    /// An integer; equal to a float of the same value.
    Integer(i64),
    /// A float.
    Float(f64),
}

impl<T> ExpectedValue<T> {
    /// The same value with another type of text.
    pub fn map<U>(self, text: impl FnOnce(T) -> U) -> ExpectedValue<U> {
        match self {
            Self::String(value) => ExpectedValue::String(text(value)),
            Self::Boolean(value) => ExpectedValue::Boolean(value),
            Self::Integer(value) => ExpectedValue::Integer(value),
            Self::Float(value) => ExpectedValue::Float(value),
        }
    }
}

impl<T: AsRef<str>> fmt::Display for ExpectedValue<T> {
    /// In botocore's notation: text without quotes, booleans as `True` and `False`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => f.write_str(text.as_ref()),
            Self::Boolean(true) => f.write_str("True"),
            Self::Boolean(false) => f.write_str("False"),
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => write!(f, "{number:?}"),
        }
    }
}
