//! Turns botocore-style JSON definitions into typed Rust.
//!
//! A consumer's build script is one line; a manifest, `pageboy.toml`, has the selection:
//!
//! ```no_run
//! pageboy_codegen::build();
//! ```
//!
//! [`Builder`] takes the selection in code, or other folders. Data flows one way: definitions are loaded, checked against
//! each other while everything is decided ([`plan`]), and the decisions are written as Rust ([`emit`](File)).

mod baseline;
mod build_script;
mod builder;
mod changes;
mod check;
mod common_tables;
mod emit;
mod generated;
mod lint;
mod manifest;
mod names;
mod output;
mod own;
pub mod plan;
mod problem;
mod run;
mod stamps;
mod summary;

pub use baseline::Baseline;
pub use builder::{Builder, Service};
pub use changes::{Change, Changes};
pub use check::{CheckReport, Omission};
pub use common_tables::common_tables;
pub use emit::File;
pub use generated::{GeneratedService, GeneratedServices, Stale};
pub use lint::{Level, Lint, LintFilter};
pub use manifest::Manifest;
pub use output::Output;
pub use problem::{Problem, Problems};
pub use summary::Summary;

/// Generates the selection of `pageboy.toml` beside the package's `Cargo.toml`, into `OUT_DIR`.
///
/// For build scripts. `pageboy::include_service!(ec2)` includes the code. Cargo runs the script again when the manifest, an
/// overlay folder or a definition that was read changes. Only what has changed is generated anew, and an unchanged file is not written.
///
/// A mistake fails the build: every mistake of the run is printed, each with its file and place.
pub fn build() {
    build_script::build_script();
}
