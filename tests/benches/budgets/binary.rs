//! The size of a program.

use std::fs;

use crate::Measured;
use crate::compile::quickstart_ec2;
use crate::line::Line;
use crate::rustc::measured;
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

/// A stripped release binary with the default features that starts, waits and lists EC2.
pub(crate) fn size() -> Measured {
    let name = "start-wait-list";
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
    scratch.write("src/main.rs", PROGRAM)?;
    let mut build = scratch.cargo(&["build", "--release", "-p", name]);
    let cost = measured(&mut build, &scratch.report(), &name.replace('-', "_"))?;
    let bytes = fs::metadata(scratch.built("release", name))?.len();
    Ok(vec![
        Line::at_most(
            "binary that starts, waits and lists",
            bytes as f64 / 1e6,
            6.0,
            "MB",
        ),
        Line::figure(
            "rustc of that program, release, linked: time",
            cost.seconds,
            "s",
        ),
    ])
}
