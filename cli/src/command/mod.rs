//! The subcommands.

mod call;
mod check;
mod duration;
mod exit;
mod explain;
mod generate;
mod interrupt;
mod models;
mod out;
mod output;
mod pages;
mod presign;
mod release;
mod request;
mod settings;
mod text;
mod wait;
mod whoami;

use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::definitions::DefinitionSource;

pub use exit::Failure;
pub use output::tell;

/// Typed Rust for AWS-style services, from botocore's JSON; and calls of the services, without compiling anything.
#[derive(Debug, Parser)]
#[command(name = "pageboy", version)]
pub struct Command {
    /// A folder of definitions in botocore's layout, instead of the built-in ones and of those that a manifest names.
    ///
    /// Neither the built-in definitions nor pageboy's corrections are used then; --overlay merges folders over it. `whoami`
    /// and `models` read no definitions, and refuse it.
    #[arg(long, value_name = "DIR", global = true, display_order = 900, allow_hyphen_values = true, value_parser = text::path())]
    definitions: Option<PathBuf>,
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
    /// Check waiters, paginators, resources and models: report mistakes and doubts.
    Check(check::Check),
    /// Write the code that a manifest asks for into a source folder, to be committed.
    Generate(generate::Generate),
    /// Manage folders of definitions.
    #[command(subcommand)]
    Models(models::Models),
}

impl Command {
    /// The exit code for arguments that cannot be parsed: the AWS CLI's 252 for commands that call services, else clap's 2.
    pub fn usage_code(arguments: impl IntoIterator<Item = OsString>) -> u8 {
        let mut arguments = arguments.into_iter().skip(1);
        let mut verb = arguments.next();
        while let Some(option) = verb.as_ref().and_then(|verb| verb.to_str())
            && option.starts_with('-')
        {
            if option == "--definitions" {
                arguments.next();
            }
            verb = arguments.next();
        }
        let verbs = ["call", "pages", "presign", "wait", "whoami", "explain"];
        match verb.is_some_and(|verb| verbs.iter().any(|known| verb == *known)) {
            true => exit::USAGE,
            false => 2,
        }
    }

    /// Carries out the command.
    ///
    /// # Errors
    ///
    /// The failure, ready to be printed.
    pub fn run(self) -> Result<(), Box<dyn Error>> {
        if let Some(folder) = &self.definitions {
            let problem = match self.verb {
                Verb::Whoami(_) | Verb::Models(_) => {
                    Some("this command reads no definitions".to_owned())
                }
                _ if folder.is_dir() => None,
                _ => Some(format!("there is no folder {}", folder.display())),
            };
            if let Some(problem) = problem {
                return Err(Failure::usage(format!("--definitions: {problem}")).into());
            }
        }
        let source = DefinitionSource::new(self.definitions);
        match self.verb {
            Verb::Call(call) => call.run(source),
            Verb::Pages(pages) => pages.run(source),
            Verb::Presign(presign) => presign.run(source),
            Verb::Wait(wait) => wait.run(source),
            Verb::Explain(explain) => explain.run(source),
            Verb::Check(check) => check.run(source),
            Verb::Generate(generate) => generate.run(source),
            Verb::Whoami(whoami) => whoami.run(),
            Verb::Models(models) => models.run(),
        }
    }
}
