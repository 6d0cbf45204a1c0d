//! Reasons why a run cannot start at a cursor.

use std::fmt;

use crate::excerpt::Excerpt;

/// Why a [`Cursor`](crate::Cursor) cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CursorError {
    /// The text is not a cursor, or was damaged or cut off.
    Malformed,
    /// It belongs to another operation.
    OtherOperation {
        /// The service's folder name.
        service: String,
        /// The operation whose pages it belongs to.
        operation: String,
    },
    /// It belongs to another input; in the middle of a page, the page size counts too.
    OtherInput,
    /// It belongs to the same operation, but its tokens are not the paginator's.
    OtherTokens,
    /// It stands in the middle of a page's items of another result.
    OtherResult {
        /// The path of the result whose items were delivered.
        result: String,
    },
    /// boto3 has no form for it: it stands in the middle of the items of a secondary result or of a map.
    NoResumeToken,
}

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the text is not a cursor, or was damaged or cut off"),
            Self::OtherOperation { service, operation } => {
                let (service, operation) = (Excerpt::name(service), Excerpt::name(operation));
                write!(f, "the cursor belongs to {service} {operation}")
            }
            Self::OtherInput => f.write_str("the cursor belongs to another input"),
            Self::OtherTokens => f.write_str("the cursor has tokens of another definition"),
            Self::OtherResult { result } => {
                let result = Excerpt::name(result);
                write!(f, "the cursor stands in the middle of a page's `{result}`")
            }
            Self::NoResumeToken => f.write_str(
                "boto3 has no form for the cursor, which stands in the middle of a page's items that it cannot skip",
            ),
        }
    }
}

impl std::error::Error for CursorError {}
