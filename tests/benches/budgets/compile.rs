//! What generated code costs the compiler.

use std::fs;

use pageboy_codegen::{Builder, Manifest, Service};

use crate::Measured;
use crate::line::Line;
use crate::rustc::{Cost, measured};
use crate::scratch::{Scratch, root, run};

/// The whole of EC2, all operations, waiters and paginators, as one crate.
pub(crate) fn whole_ec2() -> Measured {
    let builder = Builder::new().service(Service::new("ec2").operations(["*"]));
    let cost = cost("whole-ec2", builder, "release")?;
    let mut lines = vec![Line::at_most(
        "rustc of the whole ec2, release: time",
        cost.seconds,
        40.0,
        "s",
    )];
    lines.extend(cost.mebibytes.map(|memory| {
        Line::at_most(
            "rustc of the whole ec2, release: memory",
            memory,
            1536.0,
            "MiB",
        )
    }));
    Ok(lines)
}

/// What the quickstart uses of EC2, in both profiles.
pub(crate) fn quickstart() -> Measured {
    let mut lines = Vec::new();
    for profile in ["dev", "release"] {
        let cost = cost("quickstart-ec2", quickstart_ec2()?, profile)?;
        let name = format!("rustc of the quickstart's ec2, {profile}: time");
        let line = Line::at_most(name, cost.seconds, 1.5, "s");
        lines.push(match cost.mebibytes {
            Some(memory) => line.note(format!("{memory:.0} MiB")),
            None => line,
        });
    }
    Ok(lines)
}

/// The `[ec2]` table of the quickstart's manifest.
pub(crate) fn quickstart_ec2() -> Result<Builder, Box<dyn std::error::Error>> {
    let path = root().join("examples/quickstart/pageboy.toml");
    let text = fs::read_to_string(&path)?;
    let lines = text.lines().skip_while(|line| !line.starts_with("[ec2]"));
    let rest = lines
        .clone()
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    let table: String = lines
        .take(1)
        .chain(rest)
        .flat_map(|line| [line, "\n"])
        .collect();
    Ok(Builder::from_manifest(Manifest::parse(&table, &path)?))
}

/// Generates a crate that holds nothing else, and compiles it after everything it depends on.
fn cost(name: &str, builder: Builder, profile: &str) -> Result<Cost, Box<dyn std::error::Error>> {
    let runtime = root().join("runtime");
    let dependencies = format!("[dependencies]\npageboy = {{ path = {runtime:?} }}\n");
    let scratch = Scratch::new(name, &dependencies)?;
    builder
        .generate()?
        .write_to(&scratch.folder().join("src"))?;
    run(&mut scratch.cargo(&["build", "--profile", profile, "-p", "pageboy"]))?;
    scratch.write("src/lib.rs", "//! Generated.\n\n/// EC2.\npub mod ec2;\n")?;
    let mut build = scratch.cargo(&["build", "--profile", profile, "-p", name]);
    measured(&mut build, &scratch.report(), &name.replace('-', "_"))
}
