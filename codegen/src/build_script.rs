//! The body of [`build`](crate::build).

use std::path::{Path, PathBuf};

use crate::builder::Builder;
use crate::manifest::Manifest;

/// Generates what the manifest beside the package asks for; ends the process after a mistake.
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
    let generated = Manifest::from_file(&manifest)
        .and_then(|manifest| Builder::from_manifest(manifest).generate());
    let generated = match generated {
        Ok(generated) => generated,
        Err(problems) => {
            eprint!("{}", problems.report(false));
            std::process::exit(1);
        }
    };
    for warning in generated.warnings().iter() {
        println!("cargo::warning={}", warning.summary());
    }
    for input in generated.inputs() {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    let out = Path::new(&out);
    let written = generated
        .write_to(out)
        .and_then(|()| generated.write_includes(out));
    if let Err(error) = written {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}
