//! Why an answer could not be read.

use std::fmt;

use crate::excerpt::Excerpt;

/// Why an answer could not be read: the mistake, the member, and the byte.
///
/// Never contains a value of the answer.
#[derive(Debug)]
pub struct DecodeError(Box<Unreadable>);

#[derive(Debug)]
struct Unreadable {
    message: String,
    reason: DecodeReason,
    place: Option<String>,
    /// From the innermost member outwards.
    path: Vec<String>,
}

/// Whether another attempt may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DecodeReason {
    /// The document is damaged, or does not follow the model.
    Unreadable,
    /// The document is not one of this operation.
    Foreign,
    /// The document exceeds a limit, and will do so again.
    OverLimit,
}

impl DecodeError {
    /// An error with the given text.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::because(DecodeReason::Unreadable, message)
    }

    /// The document is not one of this operation; the text is the whole message.
    pub(crate) fn foreign(message: impl Into<String>) -> Self {
        Self::because(DecodeReason::Foreign, message)
    }

    /// The answer exceeds one of the [`Limits`](crate::wire::Limits).
    pub(crate) fn over_limit(message: impl Into<String>) -> Self {
        Self::because(DecodeReason::OverLimit, message)
    }

    /// Whether the answer exceeds one of the [`Limits`](crate::wire::Limits). Any other mistake may be gone the next time:
    /// the answer was truncated or damaged on the way, or somebody in between answered.
    pub fn is_over_limit(&self) -> bool {
        self.0.reason == DecodeReason::OverLimit
    }

    /// Whether the answer is not one of this operation.
    pub(crate) fn is_foreign(&self) -> bool {
        self.0.reason == DecodeReason::Foreign
    }

    fn because(reason: DecodeReason, message: impl Into<String>) -> Self {
        Self(Box::new(Unreadable {
            message: message.into(),
            reason,
            place: None,
            path: Vec::new(),
        }))
    }

    /// Sets the place in the body, for example `byte 17`; the first place counts.
    pub(crate) fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.place.get_or_insert_with(|| place.to_string());
        self
    }

    /// Adds the member, item or entry that encloses the mistake.
    pub(crate) fn within(mut self, segment: &str) -> Self {
        self.0.path.push(segment.to_owned());
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.reason != DecodeReason::Foreign {
            f.write_str("unreadable response: ")?;
        }
        let mut separator = "";
        for segment in self.0.path.iter().rev() {
            write!(f, "{separator}{}", Excerpt::name(segment))?;
            separator = ".";
        }
        if !separator.is_empty() {
            f.write_str(": ")?;
        }
        write!(f, "{}", Excerpt::message(&self.0.message))?;
        if let Some(place) = &self.0.place {
            write!(f, " (at {place})")?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}
