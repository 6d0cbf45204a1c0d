//! The subcommands.

mod call;
mod check;
mod exit;
mod explain;
mod generate;
mod interrupt;
mod models;
mod out;
mod output;
mod pages;
mod presign;
mod request;
mod settings;
mod text;
mod wait;
mod whoami;

use std::error::Error;
use std::ffi::OsString;

use clap::{Parser, Subcommand};

pub use exit::Failure;

/// Typed Rust for AWS-style services, from botocore's JSON; and the services themselves, without compiling anything.
#[derive(Debug, Parser)]
#[command(name = "pageboy", version)]
pub struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Call(call::Call),
    Pages(pages::Pages),
    Presign(presign::Presign),
    Wait(wait::Wait),
    Whoami(whoami::Whoami),
    Explain(explain::Explain),
    /// Check waiters, paginators, resources and models: report mistakes, and what lints find.
    Check(check::Check),
    /// Write the code a manifest asks for into a source folder, to be committed.
    Generate(generate::Generate),
    /// Work on the vendored definitions.
    #[command(subcommand)]
    Models(models::Models),
}

impl Command {
    /// The exit code for arguments that cannot be understood: 252 for commands that call services, as of the AWS CLI,
    /// else clap's 2.
    pub fn usage_code(arguments: impl IntoIterator<Item = OsString>) -> u8 {
        let verb = arguments.into_iter().nth(1);
        let verbs = ["call", "pages", "presign", "wait", "whoami", "explain"];
        match verb.is_some_and(|verb| verbs.iter().any(|known| verb == *known)) {
            true => exit::USAGE,
            false => 2,
        }
    }

    /// Carries the command out.
    ///
    /// # Errors
    ///
    /// What went wrong, ready to be printed.
    pub fn run(self) -> Result<(), Box<dyn Error>> {
        match self.verb {
            Verb::Call(call) => call.run(),
            Verb::Pages(pages) => pages.run(),
            Verb::Presign(presign) => presign.run(),
            Verb::Wait(wait) => wait.run(),
            Verb::Whoami(whoami) => whoami.run(),
            Verb::Explain(explain) => explain.run(),
            Verb::Check(check) => check.run(),
            Verb::Generate(generate) => generate.run(),
            Verb::Models(models) => models.run(),
        }
    }
}
