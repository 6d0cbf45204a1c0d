//! Tests that a machine cannot run.

use std::env;
use std::io::{self, Write};
use std::sync::Once;
use std::thread;

/// Reports that the current test is not run because `what` is missing, even if output is captured.
///
/// The reason is printed once per process.
///
/// # Panics
///
/// When `CI` is set: there, a test that is not run has failed.
#[allow(clippy::panic, reason = "this is how a test fails")]
pub fn not_run(what: &str, reason: &str) {
    static REASON: Once = Once::new();
    if in_ci() {
        panic!("{reason}");
    }
    let mut text = format!("not run: {}\n", test());
    REASON.call_once(|| {
        text.insert_str(
            0,
            &format!("\nTests that need {what} are not run. {reason}\n\n"),
        );
    });
    // Unlike what `eprintln!` writes, this is not withheld when the test passes.
    let _ = io::stderr().write_all(text.as_bytes());
}

fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !["", "0", "false"].iter().any(|no| value == *no))
}

/// The name of the current test.
fn test() -> String {
    // The harness names a test's thread after it; if there is only one test, it may run on the main thread.
    let thread = thread::current();
    match thread.name() {
        Some(name) if name != "main" => name.to_owned(),
        _ => {
            let argument = env::args()
                .skip(1)
                .find(|argument| !argument.starts_with('-'));
            argument.unwrap_or_else(|| "a test".to_owned())
        }
    }
}
