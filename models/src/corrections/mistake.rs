use pageboy_schema::json::Json;

/// A mistake in an entry, with its place below it.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) below: String,
    pub(super) message: String,
}

impl Mistake {
    pub(super) fn new(below: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            below: below.into(),
            message: message.into(),
        }
    }
}

pub(super) fn expected(what: &str, found: &Json) -> String {
    format!("expected {what}, found {}", found.kind())
}
