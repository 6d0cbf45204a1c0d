//! [moto](https://docs.getmoto.org), which stands in for the services in live tests.
//!
//! Each test process has one server, on a free loopback port, which all its tests share: `cargo test` runs tests as threads
//! of one process, `cargo nextest` as one process each. So a test uses names of its own, and a region of its own if it lists
//! everything.
//!
//! The server ends with the process, however that ends: see `moto/serve.py`.
//!
//! Without Python, or without a network to install moto once, a test that needs moto passes, and reports that it was not
//! run, and why, even if output is captured. With the environment variable `CI` set it fails instead.

use std::env;
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use pageboy::{Config, Credentials};

use crate::not_run::not_run;
use crate::python;

/// How long the server may take to report its address. It takes half a second on an idle machine.
const START: Duration = Duration::from_secs(120);

/// A running server, until this is dropped.
#[derive(Debug)]
pub struct Moto {
    endpoint: String,
    child: Child,
}

/// The server of this process, or `None` when it cannot run, which was reported.
///
/// # Panics
///
/// When moto is installed but does not start; when it cannot be installed and `CI` is set.
pub fn server() -> Option<&'static Moto> {
    static SERVER: OnceLock<Result<Moto, Missing>> = OnceLock::new();
    SERVER.get_or_init(start).as_ref().map_err(decide).ok()
}

/// A server of the caller's own, or `None` when it cannot run, which was reported.
///
/// # Panics
///
/// As [`server`].
pub fn own_server() -> Option<Moto> {
    start().map_err(|missing| decide(&missing)).ok()
}

/// A configuration for this region of the [`server`], or `None` when the server cannot run.
///
/// # Panics
///
/// As [`server`].
pub fn config(region: &str) -> Option<Config> {
    server().map(|moto| moto.config(region))
}

/// Removes AWS settings, and those of another moto, from a program's environment.
pub fn without_settings(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("AWS_") || text.starts_with("MOTO_") {
            command.env_remove(name);
        }
    }
}

impl Moto {
    /// The address, for example `http://127.0.0.1:40123`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// A configuration for this region of the server.
    #[allow(
        clippy::panic,
        reason = "settings of a test that are wrong have failed it"
    )]
    pub fn config(&self, region: &str) -> Config {
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret", None, None, "tests");
        Config::builder()
            .region(region)
            .credentials(credentials)
            .endpoint_url(self.endpoint())
            .build()
            .unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Why there is no server.
enum Missing {
    /// The machine lacks something.
    NotInstalled(String),
    /// Something is wrong.
    NotStarted(String),
}

fn start() -> Result<Moto, Missing> {
    let interpreter =
        python::interpreter().map_err(|reason| Missing::NotInstalled(reason.to_owned()))?;
    let mut command = Command::new(interpreter);
    command
        .arg(format!("{}/src/moto/serve.py", python::PACKAGE))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    without_settings(&mut command);
    let mut child = command
        .spawn()
        .map_err(|error| Missing::NotStarted(format!("moto cannot be started: {error}")))?;

    // Both threads read to the end, so that the server never blocks on a full pipe.
    let complaints = child.stderr.take().map(|mut stderr| {
        thread::spawn(move || {
            let mut text = Vec::new();
            let _ = stderr.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        })
    });
    let (sender, first_line) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            let mut line = String::new();
            let _ = stdout.read_line(&mut line);
            let _ = sender.send(line);
            let _ = io::copy(&mut stdout, &mut io::sink());
        });
    }

    let problem = match first_line.recv_timeout(START) {
        Ok(line) if line.starts_with("http://") => {
            return Ok(Moto {
                endpoint: line.trim().to_owned(),
                child,
            });
        }
        Ok(_) | Err(RecvTimeoutError::Disconnected) => "ended instead of listening",
        Err(RecvTimeoutError::Timeout) => "did not listen in time",
    };
    let _ = child.kill();
    let _ = child.wait();
    let complaints = complaints.and_then(|thread| thread.join().ok());
    let complaints = complaints.unwrap_or_default();
    Err(Missing::NotStarted(format!(
        "moto {problem}:\n{complaints}"
    )))
}

/// Fails the test, or reports that it is not run.
#[allow(clippy::panic, reason = "this is how a test fails")]
fn decide(missing: &Missing) {
    match missing {
        Missing::NotInstalled(reason) => not_run("moto", reason),
        Missing::NotStarted(reason) => panic!("{reason}"),
    }
}
