//! The body of [`build`](crate::build).

use std::path::PathBuf;

use crate::builder::Builder;
use crate::manifest::Manifest;

/// Generates the selection of the package's manifest; ends the process after a mistake.
#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is how build scripts talk"
)]
pub(crate) fn build_script() {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    let manifest = folder.join("pageboy.toml");
    println!("cargo::rerun-if-changed={}", manifest.display());
    let Some(out) = std::env::var_os("OUT_DIR") else {
        eprintln!("error: OUT_DIR is not set: `pageboy_codegen::build` is for build scripts");
        std::process::exit(1);
    };
    let output = Manifest::from_file(&manifest)
        .and_then(|manifest| Builder::from_manifest(manifest).output(&out));
    let output = match output {
        Ok(output) => output,
        Err(problems) => {
            eprint!("{}", problems.report(false));
            std::process::exit(1);
        }
    };
    for warning in output.warnings().iter() {
        println!("cargo::warning={}", warning.summary());
    }
    for input in output.inputs() {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    if let Err(error) = output.write().and_then(|()| output.write_includes()) {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}
