//! Runs the program as a newcomer would, with nothing but its own endpoint.

use std::process::Command;

/// What the program prints whatever the port and the clock; lines between these are free.
const KEY_LINES: [&str; 10] = [
    "12 instances are running",
    "i-00000000000000001 is stopped; starting it",
    "i-00000000000000001 is running, polls: 4",
    "  page of 5",
    "  page of 5",
    "  page of 2",
    r#"  page of ["notes/day 1.txt", "notes/day 2.txt", "notes/day 3.txt"]"#,
    r#"  page of ["notes/day 4.txt", "notes/day 5.txt", "notes/day 6.txt"]"#,
    r#"  page of ["notes/day 7.txt"]"#,
    "126 bytes in all",
];

#[test]
fn the_program_tells_its_story_without_an_account() {
    let output = Command::new(env!("CARGO_BIN_EXE_quickstart"))
        .env_remove("AWS_ENDPOINT_URL")
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complaint}");
    let mut lines = told.lines();
    for key in KEY_LINES {
        assert!(lines.any(|line| line == key), "`{key}` is missing:\n{told}");
    }
}
