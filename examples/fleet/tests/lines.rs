//! Runs the program without a terminal.

use std::process::Command;

#[test]
fn without_a_terminal_every_round_is_a_line() {
    let output = Command::new(env!("CARGO_BIN_EXE_fleet"))
        .env_remove("AWS_ENDPOINT_URL")
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let rounds = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}{rounds}");
    insta::assert_snapshot!(told, @"
    Waiting for 300 instances
    300 done, 0 failed after 6 calls
    ");
    insta::assert_snapshot!(rounds, @"
    round 1: 0 running, 0 failed, 300 pending
    round 2: 60 running, 0 failed, 240 pending
    round 3: 120 running, 0 failed, 180 pending
    round 4: 180 running, 0 failed, 120 pending
    round 5: 240 running, 0 failed, 60 pending
    round 6: 300 running, 0 failed, 0 pending
    ");
}
