//! The peers: programs that run a row and print what it took.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use pageboy_tests::python;

use crate::Outcome;
use crate::cost::Cost;
use crate::rustc;
use crate::scratch::root;

/// The peers, in turn.
pub(crate) const NAMES: [&str; 3] = ["pageboy", "official", "boto3"];

/// The argument that makes this program a peer.
pub(crate) const AS_PEER: &str = "--as-peer";

/// A program that takes a row and an endpoint as its last arguments.
pub(crate) struct Peer {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<OsString>,
}

impl Peer {
    /// Builds what has to be built.
    pub(crate) fn prepare(name: &'static str, with_ec2: bool) -> Outcome<Self> {
        let (program, arguments) = match name {
            "pageboy" => (std::env::current_exe()?, vec![AS_PEER.into()]),
            "official" => (official(with_ec2)?, Vec::new()),
            _ => {
                let script = root().join("tests/src/python/race.py");
                let interpreter = python::interpreter()?;
                (interpreter.into(), vec!["-B".into(), script.into()])
            }
        };
        Ok(Self {
            name,
            program,
            arguments,
        })
    }

    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it asks for a row in the format that the server answers in: boto3 asks CloudWatch in JSON.
    pub(crate) fn runs(&self, row: &str) -> bool {
        (self.name, row) != ("boto3", "GetMetricData")
    }

    /// Runs a row, and asks nothing but the endpoint.
    pub(crate) fn run(&self, row: &str, url: &str) -> Outcome<Cost> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).args([row, url]);
        without_settings(&mut command);
        let output = command.output()?;
        if !output.status.success() {
            // Some repeat the whole answer, and Python ends with the reason.
            let said = String::from_utf8_lossy(&output.stderr);
            let last = said.trim().lines().next_back().unwrap_or_default();
            let reason: String = last.chars().take(500).collect();
            let (name, status) = (self.name, output.status);
            return Err(format!("{name} ended with {status}: {reason}").into());
        }
        Cost::read(&String::from_utf8(output.stdout)?)
    }
}

/// Takes away whatever settings there are on this machine.
pub(crate) fn without_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    // The folder has no files of settings.
    command.env("HOME", folder());
    command.env("AWS_EC2_METADATA_DISABLED", "true");
}

/// Builds the official clients, that of EC2 if it is needed; the first time takes many minutes.
pub(crate) fn official(with_ec2: bool) -> Outcome<PathBuf> {
    let target = folder().join("official");
    if !target.exists() {
        eprintln!("building the official clients, which takes many minutes the first time");
    }
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args([
        "build",
        "--release",
        "--locked",
        "--quiet",
        "--manifest-path",
    ]);
    command.arg(root().join("tests/race/official/Cargo.toml"));
    command.arg("--target-dir").arg(&target);
    if with_ec2 {
        command.args(["--features", "ec2"]);
    }
    // What Cargo tells this program about its own package would make it build dependencies again.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let is_own = [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "OUT_DIR",
            "CARGO_TARGET_DIR",
        ];
        if is_own.iter().any(|start| text.starts_with(start)) {
            command.env_remove(name);
        }
    }
    // This program stands in for the compiler and measures it; the report is in a folder that nobody may have made yet.
    fs::create_dir_all(folder())?;
    command.env("RUSTC_WRAPPER", std::env::current_exe()?);
    command.env(rustc::REPORT, report_file());
    let status = command.status()?;
    match status.success() {
        true => Ok(target.join("release/race-official")),
        false => Err(format!("the official clients cannot be built ({status})").into()),
    }
}

/// A crate of the official clients, and what its compiler took.
pub(crate) struct PeerBuild {
    pub(crate) name: String,
    /// Peak memory.
    pub(crate) mebibytes: f64,
    /// Seconds of the processor.
    pub(crate) cpu: f64,
}

/// What the compilers took when the official clients were built.
pub(crate) fn report() -> Outcome<Vec<PeerBuild>> {
    let text = fs::read_to_string(report_file())?;
    let runs = text.lines().filter_map(|line| {
        let parts: Vec<&str> = line.split(' ').collect();
        let [name, _, mebibytes, cpu] = parts.as_slice() else {
            return None;
        };
        Some(PeerBuild {
            name: (*name).to_owned(),
            mebibytes: mebibytes.parse().ok()?,
            cpu: cpu.parse().ok()?,
        })
    });
    Ok(runs.collect())
}

fn report_file() -> PathBuf {
    folder().join("official.report")
}

/// Where the race keeps what it builds.
pub(crate) fn folder() -> PathBuf {
    python::target().join("race")
}
