//! The quickstart: the program a newcomer runs first, with its own endpoint, and against moto.

use std::io;
use std::process::Command;

use pageboy_tests::moto;

/// Runs it as the README says, with these variables set and no others for AWS.
fn run(variables: &[(&str, &str)]) -> io::Result<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--package", "quickstart"]);
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
    command.envs(variables.iter().copied());
    let output = command.output()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complaint}");
    Ok(told)
}

/// Whether these lines come in this order, whatever is between them.
fn check(told: &str, lines: &[&str]) {
    let mut rest = told.lines();
    for line in lines {
        assert!(
            rest.any(|it| it.contains(line)),
            "`{line}` is missing:\n{told}"
        );
    }
}

const PAGES: [&str; 7] = [
    "  page of 5",
    "  page of 5",
    "  page of 2",
    r#"  page of ["notes/day 1.txt", "notes/day 2.txt", "notes/day 3.txt"]"#,
    r#"  page of ["notes/day 4.txt", "notes/day 5.txt", "notes/day 6.txt"]"#,
    r#"  page of ["notes/day 7.txt"]"#,
    "126 bytes in all",
];

#[test]
fn it_tells_its_story_by_itself() {
    let told = run(&[]).unwrap();
    let story = [
        "12 instances are running",
        "is stopped; starting it",
        r#"attempt 1 of 40"#,
        "is running, polls: 4",
    ];
    check(&told, &[&story[..], &PAGES].concat());
}

#[test]
fn it_tells_its_story_against_moto() {
    // It lists every instance there is, so none of other tests may be there.
    let Some(moto) = moto::own_server() else {
        return;
    };
    let told = run(&[
        ("AWS_ENDPOINT_URL", moto.endpoint()),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ])
    .unwrap();
    let story = [
        "12 instances are running",
        "is stopped; starting it",
        "is running, polls: 1",
    ];
    check(&told, &[&story[..], &PAGES].concat());
}
