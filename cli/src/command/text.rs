//! Values of options.
//!
//! For clap, all of them may start with a hyphen (`allow_hyphen_values`), so each option refuses such values in its own
//! words.

use std::path::PathBuf;

use clap::CommandFactory;
use clap::builder::{PathBufValueParser, TypedValueParser};

use super::Command;

/// Accepts any text except one of our options: that means that the value was forgotten.
pub(super) fn text(text: &str) -> Result<String, String> {
    match text.strip_prefix("--").filter(|name| is_option(name)) {
        Some(_) => Err("is an option, and a value is needed before it".to_owned()),
        None => Ok(text.to_owned()),
    }
}

/// Accepts text that does not start with a hyphen.
pub(super) fn plain(value: &str) -> Result<String, String> {
    match text(value)? {
        text if text.starts_with('-') => {
            Err("starts with a hyphen, which no such value does".to_owned())
        }
        text => Ok(text),
    }
}

/// Accepts a path.
pub(super) fn path() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| match path.to_str() {
        Some(name) => text(name).map(PathBuf::from),
        None => Ok(path),
    })
}

/// Accepts a number of requests or polls.
pub(super) fn count(number: &str) -> Result<u32, String> {
    let number = text(number)?.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("is not a whole number from 1 to {}", u32::MAX))
}

/// Accepts a page size.
pub(super) fn size(number: &str) -> Result<i32, String> {
    let number = text(number)?.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("is not a whole number from 1 to {}", i32::MAX))
}

/// Accepts a number of items.
pub(super) fn items(number: &str) -> Result<usize, String> {
    let number = text(number)?.parse().ok();
    number.ok_or_else(|| "is not a whole number, 0 or more".to_owned())
}

/// Whether a command has an option of this name.
fn is_option(text: &str) -> bool {
    let name = text.split_once('=').map_or(text, |(name, _)| name);
    let command = Command::command();
    let own = command.get_arguments();
    let commands = command.get_subcommands();
    let mut options = own.chain(commands.flat_map(|command| command.get_arguments()));
    name == "help" || options.any(|option| option.get_long() == Some(name))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn an_option_is_no_value_and_anything_else_is() {
        for value in ["-abc", "--abc", "-", "--", "", "a", "key=-x", "--querying"] {
            assert_eq!(text(value), Ok(value.to_owned()));
        }
        for option in [
            "--query",
            "--query=a",
            "--max-items",
            "--help",
            "--botocore-rules",
            "--definitions",
            "--output",
        ] {
            assert!(text(option).is_err(), "{option}");
        }
    }

    /// Every option with a value and its command; global options are listed with each command.
    fn options() -> Vec<(Vec<String>, String)> {
        let mut command = Command::command();
        command.build();
        let mut open: Vec<_> = command
            .get_subcommands()
            .map(|verb| (vec![verb.get_name().to_owned()], verb.clone()))
            .collect();
        let mut options = Vec::new();
        while let Some((names, command)) = open.pop() {
            for option in command.get_arguments() {
                if let Some(name) = option.get_long()
                    && option.get_action().takes_values()
                {
                    options.push((names.clone(), format!("--{name}")));
                }
            }
            for inner in command.get_subcommands() {
                let names = [&names[..], &[inner.get_name().to_owned()]].concat();
                open.push((names, inner.clone()));
            }
        }
        options.retain(|(names, _)| !names.contains(&"help".to_owned()));
        options
    }

    #[test]
    fn an_option_whose_value_was_forgotten_is_named() {
        let options = options();
        assert!(options.len() > 60, "{}", options.len());
        for (command, option) in options {
            let start = ["pageboy".to_owned()].into_iter().chain(command.clone());
            let arguments = start.chain([option.clone(), "--definitions".to_owned()]);
            let error = Command::try_parse_from(arguments).unwrap_err().to_string();
            let start = format!("error: invalid value '--definitions' for '{option} <");
            assert!(error.starts_with(&start), "{command:?} {option}: {error}");
        }
    }

    #[test]
    fn a_value_that_starts_with_a_hyphen_is_taken_or_refused_by_its_option() {
        for (command, option) in options() {
            let start = ["pageboy".to_owned()].into_iter().chain(command.clone());
            let arguments = start.chain([option.clone(), "-1x".to_owned()]);
            let error = Command::try_parse_from(arguments)
                .map_or_else(|error| error.to_string(), |_| String::new());
            assert!(
                !error.contains("unexpected argument"),
                "{command:?} {option}: {error}"
            );
        }
    }
}
