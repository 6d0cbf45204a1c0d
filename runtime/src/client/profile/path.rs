//! Paths in variables.

use std::path::PathBuf;

use crate::client::config_error::ConfigError;
use crate::client::environment::Environment;

/// The path in a variable, else this one in the home folder, if that is known.
pub(crate) fn path_of(environment: &Environment, variable: &str, in_home: &str) -> Option<PathBuf> {
    let home = || environment.home();
    let Some(path) = environment.get(variable) else {
        return home().map(|home| home.join(in_home));
    };
    let path = with_variables(environment, path);
    match path.strip_prefix('~') {
        Some("") => home(),
        Some(rest) if rest.starts_with('/') => home().map(|home| home.join(&rest[1..])),
        _ => Some(PathBuf::from(path)),
    }
}

/// Refuses paths that begin with the home folder of another user, which would count as missing.
///
/// # Errors
///
/// The names of the variables.
pub(super) fn check(environment: &Environment, variables: &[&str]) -> Result<(), ConfigError> {
    let named = variables
        .iter()
        .filter(|name| environment.get(name).is_some_and(is_of_another_user));
    let problems: Vec<String> = named
        .map(|name| format!("{name} begins with the home folder of a user: write that out"))
        .collect();
    match problems.is_empty() {
        true => Ok(()),
        false => Err(ConfigError::all(problems)),
    }
}

/// Whether a path begins with `~name`, which this program cannot look up.
fn is_of_another_user(path: &str) -> bool {
    path.strip_prefix('~')
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

/// Replaces `$NAME` and `${NAME}` by the values of variables; an unset one stays (Python's `os.path.expandvars`).
fn with_variables(environment: &Environment, path: &str) -> String {
    let mut all = String::new();
    let mut rest = path;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        all.push_str(before);
        let (name, length) = match from
            .strip_prefix("${")
            .and_then(|name| name.split_once('}'))
        {
            Some((name, _)) => (name, name.len() + 3),
            None => {
                let name = &from[1..];
                let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let name = &name[..end.unwrap_or(name.len())];
                (name, name.len() + 1)
            }
        };
        let (written, after) = from.split_at(length);
        match environment.now(name) {
            Some(value) if !name.is_empty() => all.push_str(&value),
            _ => all.push_str(written),
        }
        rest = after;
    }
    all.push_str(rest);
    all
}
