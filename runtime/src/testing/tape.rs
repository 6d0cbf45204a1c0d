//! A recording, and its file.

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::call::input_of;
use super::scrub::Secrets;
use crate::client::{Attempt, TransportError};
use crate::dynamic::Dynamic;
use crate::jmespath::search;
use crate::schema::{Kind, Operation};
use crate::wire;

/// The version of the file's format.
pub(super) const VERSION: u32 = 1;

/// Exchanges, in the order in which they were answered.
#[derive(Debug)]
pub(super) struct Tape {
    pageboy_recording: u32,
    pub(super) exchanges: Vec<Exchange>,
}

#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) question: Question,
    pub(super) reaction: Reaction,
}

/// A request, by its question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Question {
    pub(super) service: String,
    pub(super) operation: String,
    /// By the names of the model, without secrets, generated idempotency tokens and streams.
    pub(super) input: Json,
    /// The hash of a streamed payload.
    pub(super) payload_sha256: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Reaction {
    Answer(TapeAnswer),
    /// No answer came.
    Failure {
        message: String,
        timeout: bool,
        retryable: bool,
    },
}

#[derive(Clone, Debug)]
pub(super) struct TapeAnswer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: TapeBody,
}

/// A body: text if it is UTF-8.
#[derive(Clone, Debug)]
pub(super) enum TapeBody {
    Text(String),
    Base64(String),
}

impl Question {
    pub(super) fn new(
        attempt: Attempt<'_>,
        body: &[u8],
        is_framed: bool,
        secrets: &Secrets,
    ) -> Self {
        let operation = attempt.operation;
        let (input, _) = secrets.scrub(&input_of(attempt));
        Self {
            service: operation.service.name.to_owned(),
            operation: operation.name.to_owned(),
            input: json(&input),
            payload_sha256: (streams_input(operation) && !is_framed)
                .then(|| wire::base64(&Sha256::digest(body))),
        }
    }
}

fn json(input: &Dynamic) -> Json {
    // The whole of a value always exists.
    search(input, "@").unwrap_or_default()
}

/// Whether the payload is not in the input.
fn streams_input(operation: &Operation) -> bool {
    let payload = operation.input.and_then(|shape| {
        let index = usize::from(shape.payload?);
        shape.members().get(index)
    });
    payload.is_some_and(|member| member.target.kind == Kind::Stream && !member.is_sensitive())
}

impl Reaction {
    pub(super) fn failure(error: &TransportError) -> Self {
        Self::Failure {
            message: error.to_string(),
            timeout: error.is_timeout(),
            retryable: error.is_retryable(),
        }
    }
}

impl TapeBody {
    pub(super) fn new(bytes: &Bytes) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64(wire::base64(bytes)),
        }
    }

    /// The bytes; `None` when the base64 is damaged.
    pub(super) fn bytes(&self) -> Option<Bytes> {
        match self {
            Self::Text(text) => Some(text.clone().into()),
            Self::Base64(text) => wire::from_base64(text).map(Bytes::from),
        }
    }
}

impl Tape {
    pub(super) const fn new(exchanges: Vec<Exchange>) -> Self {
        Self {
            pageboy_recording: VERSION,
            exchanges,
        }
    }

    pub(super) fn to_json(&self) -> Result<String, TapeError> {
        let text = serde_json::to_string_pretty(self);
        let text = text.map_err(|error| TapeError::new(error.to_string()))?;
        Ok(text + "\n")
    }

    pub(super) fn save(&self, path: &Path) -> Result<(), TapeError> {
        let text = self.to_json()?;
        std::fs::write(path, text).map_err(|error| TapeError::new(error.to_string()).in_file(path))
    }
}

// By hand, and not derived: this is all that would be, and every program would build what derives it.

impl Serialize for Tape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("pageboy_recording", &self.pageboy_recording)?;
        members.serialize_entry("exchanges", &self.exchanges)?;
        members.end()
    }
}

impl Serialize for Exchange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("service", &self.question.service)?;
        members.serialize_entry("operation", &self.question.operation)?;
        members.serialize_entry("input", &self.question.input)?;
        if let Some(hash) = &self.question.payload_sha256 {
            members.serialize_entry("payload_sha256", hash)?;
        }
        let name = match &self.reaction {
            Reaction::Answer(_) => "answer",
            Reaction::Failure { .. } => "failure",
        };
        members.serialize_entry(name, &self.reaction)?;
        members.end()
    }
}

impl Serialize for Reaction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        match self {
            Self::Answer(answer) => {
                members.serialize_entry("status", &answer.status)?;
                members.serialize_entry("headers", &answer.headers)?;
                match &answer.body {
                    TapeBody::Text(text) => members.serialize_entry("text", text)?,
                    TapeBody::Base64(text) => members.serialize_entry("base64", text)?,
                }
            }
            Self::Failure {
                message,
                timeout,
                retryable,
            } => {
                members.serialize_entry("message", message)?;
                members.serialize_entry("timeout", timeout)?;
                members.serialize_entry("retryable", retryable)?;
            }
        }
        members.end()
    }
}

/// Why a recording could not be kept or read.
#[derive(Debug)]
pub struct TapeError {
    file: Option<PathBuf>,
    message: String,
}

impl TapeError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            file: None,
            message: message.into(),
        }
    }

    pub(super) fn in_file(mut self, path: &Path) -> Self {
        self.file = Some(path.to_owned());
        self
    }
}

impl fmt::Display for TapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{}: {}", file.display(), self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for TapeError {}
