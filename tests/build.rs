//! Generates the services of the live tests, and functions from the code of the guide for users of boto3.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const GUIDE: &str = "../docs/coming-from-boto3.md";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={GUIDE}");
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let functions = functions(&fs::read_to_string(GUIDE)?)?;
    fs::write(Path::new(&out).join("guide.rs"), functions)?;
    pageboy_codegen::build();
    Ok(())
}

/// A function for each block of Rust, and one that calls all of them.
fn functions(guide: &str) -> Result<String, std::fmt::Error> {
    let signature =
        "(config: &pageboy::Config, id: &str) -> Result<(), Box<dyn std::error::Error>>";
    let (mut all, mut calls) = (String::new(), String::new());
    let (mut heading, mut number, mut inside) = ("", 0, false);
    for line in guide.lines() {
        if inside && line == "```" {
            inside = false;
            writeln!(all, "    Ok(())\n}}\n")?;
        } else if inside {
            writeln!(all, "    {line}")?;
        } else if line == "```rust" {
            inside = true;
            number += 1;
            writeln!(all, "async fn part_{number}{signature} {{")?;
            writeln!(
                all,
                "    let (config, id) = (config.clone(), id.to_owned());"
            )?;
            writeln!(
                calls,
                "    part_{number}(config, id).await.map_err(|error| format!({:?}))?;",
                format!("{heading}: {{error}}")
            )?;
        } else if let Some(title) = line.strip_prefix("## ") {
            heading = title;
        }
    }
    writeln!(
        all,
        "pub(crate) async fn all{signature} {{\n{calls}    Ok(())\n}}"
    )?;
    Ok(all)
}
