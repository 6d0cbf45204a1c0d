//! The form of a fuzz target's input that stands for an answer: two bytes, headers, an empty line, the body.
//!
//! The first byte picks the operation, the second the status and the limits. Bytes of the header part that HTTP does
//! not allow are passed over, so that almost every input is an answer.

/// An answer as a fuzz target reads it.
#[derive(Debug, Default)]
pub(crate) struct Answer<'a> {
    /// Picks the operation, modulo their number.
    pub(crate) operation: u8,
    /// Picks the status and the limits.
    pub(crate) choice: u8,
    /// Names and values.
    pub(crate) headers: Vec<(&'a str, &'a [u8])>,
    /// The body.
    pub(crate) body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// Reads an input; every input is one.
    pub(crate) fn read(input: &'a [u8]) -> Self {
        let (operation, choice, mut rest) = match input {
            [operation, choice, rest @ ..] => (*operation, *choice, rest),
            _ => (0, 0, input),
        };
        let mut headers = Vec::new();
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            if line.is_empty() {
                break;
            }
            let mut parts = line.splitn(2, |byte| *byte == b':');
            let name = parts.next().unwrap_or_default();
            if let Ok(name) = std::str::from_utf8(name) {
                headers.push((name, parts.next().unwrap_or_default()));
            }
        }
        Self {
            operation,
            choice,
            headers,
            body: rest,
        }
    }

    /// Writes the input that is read as this answer.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut input = vec![self.operation, self.choice];
        for (name, value) in &self.headers {
            input.extend_from_slice(name.as_bytes());
            input.push(b':');
            input.extend_from_slice(value);
            input.push(b'\n');
        }
        input.push(b'\n');
        input.extend_from_slice(self.body);
        input
    }
}
