//! Runs the programs of `examples` as their users do.

use std::io;
use std::process::{Command, Output};

use pageboy_tests::moto::{self, Moto};

/// A run of `cargo run --package …` with these arguments, these variables set and no others for AWS.
pub(crate) fn run(
    package: &str,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> io::Result<Output> {
    let mut command = cargo_command(&["run", "--quiet", "--package", package]);
    command.args(arguments);
    command.envs(variables.iter().copied());
    command.output()
}

/// A run of `cargo` with these arguments in the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> io::Result<Output> {
    cargo_command(arguments).output()
}

fn cargo_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments);
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    moto::without_settings(&mut command);
    // What Cargo tells this test about its own package would make it build dependencies again, because build
    // scripts look at it.
    command.env_remove("OUT_DIR");
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}

/// The variables that lead to this server.
pub(crate) fn at(moto: &Moto) -> [(&'static str, &str); 4] {
    [
        ("AWS_ENDPOINT_URL", moto.endpoint()),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ]
}

/// The output of a successful run.
pub(crate) fn told(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complaint}");
    told
}

/// The error of a failed run without other output.
pub(crate) fn complaint(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}\n{complaint}");
    assert_eq!(told, "", "{complaint}");
    complaint
}

/// Whether these lines come in this order, whatever is between them.
pub(crate) fn check(told: &str, lines: &[&str]) {
    let mut rest = told.lines();
    for line in lines {
        assert!(
            rest.any(|it| it.contains(line)),
            "`{line}` is missing:\n{told}"
        );
    }
}
