//! The generator's cost.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use pageboy_models::Models;

use crate::Measurement;
use crate::line::Line;
use crate::scratch::{self, Scratch, cargo, root, run};

/// The unoptimised build script of the quickstart, with everything it generates.
pub(crate) fn build_script() -> Measurement {
    let codegen = root().join("codegen");
    let dependencies =
        format!("[build-dependencies]\npageboy-codegen = {{ path = {codegen:?} }}\n");
    let scratch = Scratch::new("quickstart-script", &dependencies)?;
    for name in ["build.rs", "pageboy.toml"] {
        let text = fs::read_to_string(root().join("examples/quickstart").join(name))?;
        scratch.write(name, &text)?;
    }
    let messages =
        run(&mut scratch.cargo(&["build", "-p", "quickstart-script", "--message-format=json"]))?;
    let script = build_script_in(&messages)?;
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let out = empty("quickstart-script.out")?;
        let start = Instant::now();
        run(Command::new(&script)
            .env("OUT_DIR", &out)
            .env("CARGO_MANIFEST_DIR", scratch.folder()))?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok(vec![Line::at_most(
        "build script of the quickstart, dev: run",
        best,
        1.0,
        "s",
    )])
}

/// Every vendored service, by one run of the command.
pub(crate) fn all_services() -> Measurement {
    let services = Models::vendored().services()?;
    let folder = empty("all")?;
    let manifest: String = services
        .iter()
        .map(|name| format!("[{name}]\noperations = \"*\"\n"))
        .collect();
    fs::write(folder.join("pageboy.toml"), manifest)?;
    run(&mut cargo(&["build", "--release", "-p", "pageboy-cli"]))?;
    let program = scratch::folder().join("target/release/pageboy");
    let start = Instant::now();
    let mut command = Command::new(program);
    command
        .args(["generate", "--manifest", "pageboy.toml", "--out", "src"])
        .current_dir(&folder);
    let report = String::from_utf8(run(&mut command)?)?;
    let seconds = start.elapsed().as_secs_f64();
    let name = format!("generate all {} services", services.len());
    let total = report.lines().last().unwrap_or_default();
    let total = total.split_once(": ").map_or(total, |(_, total)| total);
    Ok(vec![Line::at_most(name, seconds, 20.0, "s").note(total)])
}

/// How many services the manifest of a large program has.
const SERVICES: usize = 50;

/// A large manifest: generated, and then again without a change.
pub(crate) fn again() -> Measurement {
    let services = Models::vendored().services()?;
    let services = services.iter().take(SERVICES);
    let folder = empty("again")?;
    let manifest: String = services
        .map(|name| format!("[{name}]\noperations = \"*\"\n"))
        .collect();
    fs::write(folder.join("pageboy.toml"), manifest)?;
    run(&mut cargo(&["build", "--release", "-p", "pageboy-cli"]))?;
    let program = scratch::folder().join("target/release/pageboy");
    let generate = |arguments: &[&str]| -> Result<f64, Box<dyn Error>> {
        let start = Instant::now();
        let mut command = Command::new(&program);
        command.arg("generate").args(arguments).current_dir(&folder);
        run(&mut command)?;
        Ok(start.elapsed().as_secs_f64())
    };
    let first = generate(&[])?;
    let mut lines = vec![Line::figure(
        format!("generate {SERVICES} services"),
        first,
        "s",
    )];
    for (what, arguments) in [("again", &[][..]), ("check", &["--check"])] {
        let mut best = f64::INFINITY;
        for _ in 0..5 {
            best = best.min(generate(arguments)?);
        }
        let name = format!("generate {SERVICES} services without a change, {what}");
        lines.push(Line::at_most(name, best, 0.2, "s"));
    }
    Ok(lines)
}

/// The build script among the artifacts cargo names.
fn build_script_in(messages: &[u8]) -> Result<PathBuf, Box<dyn Error>> {
    for line in messages
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let message: serde_json::Value = serde_json::from_slice(line)?;
        let is_script = message["target"]["kind"][0] == "custom-build"
            && message["package_id"]
                .as_str()
                .is_some_and(|id| id.contains("quickstart-script"));
        if let Some(path) = message["filenames"][0].as_str().filter(|_| is_script) {
            return Ok(path.into());
        }
    }
    Err("cargo named no build script".into())
}

/// A folder with nothing in it.
fn empty(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let folder = scratch::folder().join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
