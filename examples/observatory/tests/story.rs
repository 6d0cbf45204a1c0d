//! Runs the program with the service that it brings along.

use std::process::Command;

/// Lines that the program prints in this order; what it prints of polls has their times.
const STORY: [&str; 9] = [
    "requested exp-1",
    "exp-1 is taken, polls: 3",
    r#"  page of ["Saturn", "Rhea"]"#,
    r#"  page of ["Titan", "Dione"]"#,
    r#"  page of ["Tethys"]"#,
    r#"exp-6 shows Some("Mimas")"#,
    "exp-5 is gone",
    "observatory GetExposure: NoSuchExposure: there is no exposure exp-0 (HTTP 404)",
    "",
];

#[test]
fn the_program_tells_its_story() {
    let output = Command::new(env!("CARGO_BIN_EXE_observatory"))
        .env_remove("PAGEBOY_ENDPOINT_URL_OBSERVATORY")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complaint}");
    let lines: Vec<_> = told
        .split('\n')
        .filter(|it| !it.starts_with("  attempt"))
        .collect();
    assert_eq!(lines, STORY);
}
