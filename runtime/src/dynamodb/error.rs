//! Why a value could not be converted.

use std::fmt;

use serde::de::{Expected, Unexpected};

use crate::excerpt::Excerpt;

/// A value that DynamoDB or the Rust type cannot hold.
///
/// `Display` begins with the path, `address.lines[2]: …`, and names the types, never the content of an attribute; texts from
/// the errors of a program's own types are an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// From the innermost step outwards.
    steps: Vec<ValueStep>,
    message: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum ValueStep {
    Attribute(String),
    Index(usize),
}

impl ValueError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            steps: Vec::new(),
            message: message.into(),
        }
    }

    /// The path of the value from the outside in: `address.lines[2]`. Empty for the whole.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            match step {
                ValueStep::Attribute(name) if path.is_empty() => path.push_str(name),
                ValueStep::Attribute(name) => path.extend([".", name]),
                ValueStep::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// The same error, inside this attribute of a map.
    pub(super) fn within(mut self, attribute: &str) -> Self {
        self.steps.push(ValueStep::Attribute(attribute.to_owned()));
        self
    }

    /// The same error, inside this item of a list.
    pub(super) fn at(mut self, index: usize) -> Self {
        self.steps.push(ValueStep::Index(index));
        self
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.is_empty() {
            write!(f, "{}: ", Excerpt::message(&path))?;
        }
        write!(f, "{}", Excerpt::message(&self.message))
    }
}

impl std::error::Error for ValueError {}

impl serde::ser::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

/// serde's default message quotes the value, which may be a secret.
impl serde::de::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("found {}, expected {expected}", described(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = described(found);
        Self::new(format!(
            "found {found} that does not fit, expected {expected}"
        ))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let known = expected.join("`, `");
        Self::new(format!("found a variant that is none of `{known}`"))
    }
}

fn described(found: Unexpected<'_>) -> String {
    String::from(match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a number with a fraction",
        Unexpected::Char(_) | Unexpected::Str(_) => "text",
        Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list or set",
        Unexpected::Map => "a map",
        // These name a kind, and quote nothing.
        other => return other.to_string(),
    })
}
