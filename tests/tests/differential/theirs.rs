//! botocore's side: a Python process that takes all cases of a service at once.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use pageboy_tests::moto;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A kind, and what is said about it.
pub(crate) type End = (String, String);

/// A request: method, URL, headers whose names begin with `x-amz-`, and body.
pub(crate) type SentCall = (String, String, BTreeMap<String, String>, String);

/// The outcome of a wait.
#[derive(Debug, Deserialize)]
pub(crate) struct Wait {
    /// The acceptor that matched each answer.
    pub(crate) polls: Vec<Option<usize>>,
    pub(crate) calls: Vec<SentCall>,
    /// In seconds.
    pub(crate) sleeps: Vec<f64>,
    pub(crate) end: End,
}

/// The outcome of a run over pages.
#[derive(Debug, Deserialize)]
pub(crate) struct Pages {
    pub(crate) pages: Vec<Value>,
    #[serde(default)]
    pub(crate) full: Value,
    /// All pages in one output; botocore has none.
    #[serde(skip)]
    pub(crate) typed: Option<Value>,
    #[serde(default)]
    pub(crate) token: Option<String>,
    pub(crate) calls: Vec<SentCall>,
    pub(crate) end: End,
}

/// The outcome of a case.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Outcome {
    Wait(Wait),
    Pages(Vec<Pages>),
}

/// A Python process with botocore in it.
pub(crate) struct Botocore {
    process: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Botocore {
    /// Starts a script of `src/python`.
    pub(crate) fn start(interpreter: &Path, script: &str) -> Self {
        Self::start_with(interpreter, script, &[])
    }

    /// Starts a script with the paths that it takes.
    pub(crate) fn start_with(interpreter: &Path, script: &str, paths: &[&Path]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/python");
        let mut command = Command::new(interpreter);
        command
            .arg("-B")
            .arg(folder.join(script))
            .args(paths)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        moto::without_settings(&mut command);
        let mut process = command.spawn().unwrap();
        let stdin = process.stdin.take().unwrap();
        let stdout = BufReader::new(process.stdout.take().unwrap());
        Self {
            process,
            stdin,
            stdout,
        }
    }

    /// Hands over the cases of a service; the process works meanwhile.
    pub(crate) fn ask(&mut self, service: &str, cases: &[impl Serialize]) {
        self.tell(&json!({"service": service, "cases": cases}));
    }

    /// Hands over a line of JSON.
    pub(crate) fn tell(&mut self, what: &impl Serialize) {
        let line = serde_json::to_string(what).unwrap();
        writeln!(self.stdin, "{line}").unwrap();
        self.stdin.flush().unwrap();
    }

    /// The outcomes of the cases that were handed over last.
    pub(crate) fn answer<T: DeserializeOwned>(&mut self) -> T {
        let mut line = String::new();
        let read = self.stdout.read_line(&mut line).unwrap();
        assert!(read > 0, "botocore could not be asked");
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Botocore {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}
