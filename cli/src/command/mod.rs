//! The subcommands.

mod check;
mod generate;
mod models;

use std::error::Error;

use clap::{Parser, Subcommand};

/// Typed Rust for AWS-style services, from botocore's JSON.
#[derive(Debug, Parser)]
#[command(name = "pageboy", version, about)]
pub struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check waiters, paginators and models: report mistakes, and what lints find.
    Check(check::Check),
    /// Write the code a manifest asks for into a source folder, to be committed.
    Generate(generate::Generate),
    /// Work on the vendored definitions.
    #[command(subcommand)]
    Models(models::Models),
}

impl Command {
    /// Carries the command out.
    ///
    /// # Errors
    ///
    /// What went wrong, ready to be printed.
    pub fn run(self) -> Result<(), Box<dyn Error>> {
        match self.verb {
            Verb::Check(check) => check.run(),
            Verb::Generate(generate) => generate.run(),
            Verb::Models(models) => models.run(),
        }
    }
}
