//! Packs the definitions that the command contains.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use pageboy_models::Archive;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    fs::write(PathBuf::from(folder).join("definitions"), Archive::pack()?)?;
    for folder in Archive::sources() {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    Ok(())
}
