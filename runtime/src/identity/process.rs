//! Credentials that a program prints (`botocore/credentials.py`, `ProcessProvider`).

use std::fmt;
use std::process::{Command, Stdio};

use aws_credential_types::Credentials;

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
        let printed = blocking(move || run(&words)).await??;
        let keys = self.read(&printed);
        keys.map_err(|problem| format!("what it prints: {problem}"))
    }

    fn read(&self, printed: &[u8]) -> Result<Credentials, String> {
        let object = document::object(printed)?;
        if object.get("Version").and_then(serde_json::Value::as_u64) != Some(1) {
            return Err(String::from("`Version` is not 1"));
        }
        let keys = document::read(&object, "SessionToken")?;
        Ok(match (&self.account_id, keys.account_id()) {
            (Some(account), None) => {
                let mut with_account = Credentials::builder()
                    .access_key_id(keys.access_key_id())
                    .secret_access_key(keys.secret_access_key())
                    .account_id(account.as_str())
                    .provider_name("pageboy");
                with_account.set_session_token(keys.session_token().map(str::to_owned));
                with_account.set_expiry(keys.expiry());
                with_account.build()
            }
            _ => keys,
        })
    }
}

fn run(words: &[String]) -> Result<Vec<u8>, String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(String::from("it is empty"));
    };
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
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
