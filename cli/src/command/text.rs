//! Values of options that may start with a hyphen.

use clap::CommandFactory;

use super::Command;

/// Takes any text but an option of ours: that one has a value to come, which was forgotten.
pub(super) fn text(text: &str) -> Result<String, String> {
    match text.strip_prefix("--").filter(|name| is_option(name)) {
        Some(_) => Err("is an option, and a value is needed before it".to_owned()),
        None => Ok(text.to_owned()),
    }
}

/// Whether a command that calls a service has an option of this name.
fn is_option(text: &str) -> bool {
    let name = text.split_once('=').map_or(text, |(name, _)| name);
    let command = Command::command();
    let mut options = command
        .get_subcommands()
        .flat_map(|command| command.get_arguments());
    name == "help" || options.any(|option| option.get_long() == Some(name))
}

#[cfg(test)]
mod tests {
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
        ] {
            assert!(text(option).is_err(), "{option}");
        }
    }
}
