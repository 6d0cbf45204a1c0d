//! Credentials that a program prints (`botocore/credentials.py`, `ProcessProvider`).

use std::fmt;
use std::process::{Command, Stdio};

use aws_credential_types::Credentials;
use aws_smithy_types::Document;

use super::document;
use crate::client::blocking;

/// The program of a `credential_process`.
#[derive(Clone)]
pub(crate) struct Process {
    /// The program and its arguments.
    pub(super) words: Vec<String>,
    /// The profile's account, for programs that do not print it.
    pub(super) account_id: Option<String>,
    /// The place of its setting.
    pub(super) place: String,
}

impl Process {
    /// Runs the program in a thread of its own.
    pub(super) async fn keys(&self) -> Result<Credentials, String> {
        let words = self.words.clone();
        let printed = blocking(Box::new(move || run(&words))).await?;
        let keys = self.read(&printed);
        keys.map_err(|problem| format!("what it prints: {problem}"))
    }

    fn read(&self, printed: &[u8]) -> Result<Credentials, String> {
        let object = document::object(printed)?;
        let version = object.get("Version").and_then(Document::as_number);
        if version.map(|version| version.to_f64_lossy()) != Some(1.0) {
            return Err(String::from("`Version` is not 1"));
        }
        let mut keys = document::read(&object, "SessionToken")?;
        keys.account = keys.account.or_else(|| self.account_id.clone());
        Ok(keys.into())
    }
}

fn run(words: &[String]) -> Result<Vec<u8>, String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(String::from("it is empty"));
    };
    let output = Command::new(program)
        .args(arguments)
        // It may ask for a code.
        .stdin(Stdio::inherit())
        .output()
        .map_err(|error| format!("{program} cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(format!("it failed, {}: {}", output.status, told.trim()))
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the program of {}", self.place)
    }
}
