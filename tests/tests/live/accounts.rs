//! Roles of a profile, taken from the STS of moto, in a process of their own: the environment is that of a process.

use std::path::PathBuf;
use std::process::Command;
use std::{fs, io};

use pageboy::Config;
use pageboy_tests::moto::{self, Moto};

use crate::services::iam;

/// Set for the process.
const MARK: &str = "PAGEBOY_LIVE_ACCOUNT";

/// The outcome of a program with these lines in the configuration file; `TOKEN` stands for a file with a token.
fn told(moto: &Moto, name: &str, lines: &[&str]) -> io::Result<String> {
    let folder = format!("accounts-{}-{name}", std::process::id());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(folder.join(".aws"))?;
    fs::write(folder.join("token"), "header.payload.signature")?;
    let token = folder.join("token").display().to_string();
    let text = format!("{}\nendpoint_url = {}\n", lines.join("\n"), moto.endpoint());
    fs::write(folder.join(".aws/config"), text.replace("TOKEN", &token))?;
    let mut command = Command::new(std::env::current_exe()?);
    moto::without_settings(&mut command);
    let output = command
        .args([
            "accounts::the_program",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .envs([("HOME", &*folder.display().to_string()), (MARK, "1")])
        .output()?;
    fs::remove_dir_all(&folder)?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}");
    let line = told.lines().find(|line| line.starts_with("identity: "));
    Ok(line.unwrap_or(&told).to_owned())
}

#[tokio::test]
#[ignore = "the tests below start it"]
async fn the_program() {
    if std::env::var_os(MARK).is_none() {
        return;
    }
    let config = Config::load().await.unwrap();
    let identity = config.identity().await.unwrap();
    let iam = iam::Client::new(&config);
    iam.list_roles().send().await.unwrap();
    println!("\nidentity: {identity}");
}

#[test]
fn a_role_of_a_profile_makes_calls() {
    let Some(moto) = moto::server() else {
        return;
    };
    let told = told(
        moto,
        "role",
        &[
            "[profile base]",
            "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
            "aws_secret_access_key = secret",
            "[default]",
            "role_arn = arn:aws:iam::123456789012:role/by-profile",
            "source_profile = base",
            "external_id = live",
            "region = us-east-1",
        ],
    )
    .unwrap();
    assert!(told.starts_with("identity: ASIA"), "{told}");
    assert!(
        told.contains("the role arn:aws:iam::123456789012:role/by-profile")
            && told.contains("taken with the keys in the profile `base`, account 123456789012"),
        "{told}"
    );
}

#[test]
fn a_role_for_the_token_of_an_identity_provider_makes_calls() {
    let Some(moto) = moto::server() else {
        return;
    };
    let told = told(
        moto,
        "web-identity",
        &[
            "[default]",
            "role_arn = arn:aws:iam::123456789012:role/by-token",
            "web_identity_token_file = TOKEN",
            "region = us-east-1",
        ],
    )
    .unwrap();
    assert!(told.starts_with("identity: ASIA"), "{told}");
    assert!(
        told.contains("the role arn:aws:iam::123456789012:role/by-token for the token of"),
        "{told}"
    );
}
