//! Turns botocore-style JSON definitions into typed Rust.
//!
//! A consumer's build script is one line; a manifest, `pageboy.toml`, says what is wanted:
//!
//! ```no_run
//! pageboy_codegen::build();
//! ```
//!
//! [`Builder`] is for those who want the manifest in code, or the files elsewhere. Data flows one way:
//! definitions are loaded, checked against each other while everything is decided ([`plan`]), and the decisions
//! are written down as Rust ([`emit`](File)).

mod builder;
mod emit;
mod generated;
mod lint;
mod manifest;
pub mod plan;
mod problem;

pub use builder::{Builder, Checked, LeftOut, Service};
pub use emit::File;
pub use generated::{Generated, GeneratedService, Stale};
pub use lint::{Allow, Level, Lint};
pub use manifest::Manifest;
pub use problem::{Problem, Problems};

/// Generates what `pageboy.toml` beside the package's `Cargo.toml` asks for, into `OUT_DIR`.
///
/// For build scripts. `pageboy::include_service!(ec2)` takes the code in. Cargo runs the script again when the
/// manifest, an overlay folder or a definition that was read changes. A file that would not change is not
/// written.
///
/// On a mistake the build fails: every mistake of the run is printed, each with its file and place.
pub fn build() {
    builder::build_script();
}
