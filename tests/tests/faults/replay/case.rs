//! A public case: a file whose fields vary, read as far as a check needs it.

use serde_json::Value;

/// A file of the folder.
pub(crate) struct Case(pub(crate) Value);

/// An answer, as a case writes it down.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Case {
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.0
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// `command`, or the first of `commands`.
    pub(crate) fn command(&self) -> &str {
        match self.text("/command") {
            "" => self.text("/commands/0"),
            command => command,
        }
    }

    /// `responses`; else `response` and `then`.
    pub(crate) fn answers(&self) -> Vec<Answer> {
        match self.0["responses"].as_array() {
            Some(answers) => answers.iter().map(Answer::of).collect(),
            None => ["response", "then"]
                .iter()
                .filter_map(|name| self.0.get(name))
                .map(Answer::of)
                .collect(),
        }
    }

    pub(crate) fn variants(&self) -> &[Value] {
        self.0["variants"].as_array().map_or(&[], Vec::as_slice)
    }
}

impl Answer {
    /// A successful one.
    pub(crate) fn good(body: &str) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn of(value: &Value) -> Self {
        let pairs = value["headers"].as_object().into_iter().flatten();
        let pairs = pairs
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
        let lines = value["header_lines"].as_array().into_iter().flatten();
        let lines = lines.filter_map(|line| line.as_str()?.split_once(": "));
        let lines = lines.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            status: value["status"]
                .as_u64()
                .and_then(|status| u16::try_from(status).ok())
                .unwrap_or(200),
            headers: pairs.chain(lines).collect(),
            body: value["body"].as_str().unwrap_or_default().to_owned(),
        }
    }
}
