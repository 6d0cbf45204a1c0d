//! The size of a program, and the part of the credential chain in it.

use std::error::Error;
use std::fs;

use crate::Measurement;
use crate::compile::quickstart_ec2;
use crate::line::Line;
use crate::rustc::{Cost, measured};
use crate::scratch::{Scratch, root, run};

const PROGRAM: &str = r#"//! Starts an instance, waits until it runs, and lists all instances.

/// EC2.
pub mod ec2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let id = std::env::args().nth(1).ok_or("the id of an instance is missing")?;
    let ec2 = ec2::Client::new(&pageboy::Config::load().await?);
    ec2.start_instances().instance_ids([&id]).send().await?;
    let waited = ec2.wait_until_instance_running().instance_ids([&id]).await?;
    println!("{} polls", waited.attempts());
    let mut reservations = ec2.describe_instances().items();
    while let Some(reservation) = reservations.try_next().await? {
        println!("{reservation:?}");
    }
    Ok(())
}
"#;

/// What loads the settings and finds the source of credentials.
const CHAIN: &str = "pageboy::Config::load().await?";
/// The same settings in code: nothing reads a file or asks for keys.
const KEYS: &str = "pageboy::Config::builder().region(\"eu-central-1\")\
    .credentials(pageboy::Credentials::new(\"id\", \"secret\", None, None, \"code\")).build()?";

/// A stripped release binary with the default features that starts, waits and lists EC2, and how much smaller it is without
/// the credential chain.
pub(crate) fn size() -> Measurement {
    let (bytes, cost) = build("start-wait-list", PROGRAM)?;
    let program = PROGRAM.replace(CHAIN, KEYS);
    let (without, _) = build("start-wait-list-with-keys", &program)?;
    Ok(vec![
        Line::at_most(
            "binary that starts, waits and lists",
            bytes as f64 / 1e6,
            5.5,
            "MB",
        ),
        Line::at_most(
            "binary: the credential chain's part",
            bytes.saturating_sub(without) as f64 / 1e3,
            300.0,
            "KB",
        ),
        Line::figure(
            "rustc of that program, release, linked: time",
            cost.seconds,
            "s",
        ),
    ])
}

/// Builds a program; returns its size in bytes and the compiler's cost.
fn build(name: &str, program: &str) -> Result<(u64, Cost), Box<dyn Error>> {
    let runtime = root().join("runtime");
    let dependencies = format!(
        "[dependencies]\npageboy = {{ path = {runtime:?} }}\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"macros\", \"rt\"] }}\n"
    );
    let scratch = Scratch::new(name, &dependencies)?;
    quickstart_ec2()?
        .generate()?
        .write_to(&scratch.folder().join("src"))?;
    run(&mut scratch.cargo(&["build", "--release", "-p", "pageboy", "-p", "tokio"]))?;
    fs::remove_file(scratch.folder().join("src/lib.rs"))?;
    scratch.write("src/main.rs", program)?;
    let mut build = scratch.cargo(&["build", "--release", "-p", name]);
    let cost = measured(&mut build, &scratch.report(), &name.replace('-', "_"))?;
    let bytes = fs::metadata(scratch.built("release", name))?.len();
    Ok((bytes, cost))
}
