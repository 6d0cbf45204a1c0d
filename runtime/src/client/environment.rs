//! Settings that come from environment variables.

use std::collections::HashMap;
use std::fmt;

/// The `AWS_…` variables at the time they were read; a variable that is empty counts as unset.
#[derive(Clone, Default)]
pub(crate) struct Environment {
    variables: HashMap<String, String>,
    /// Whether they are those of this process.
    of_process: bool,
}

impl Environment {
    /// The variables of this process.
    pub(crate) fn of_process() -> Self {
        let names = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            name.starts_with("AWS_")
                .then(|| (name, value.to_string_lossy().into_owned()))
        });
        Self {
            variables: names.collect(),
            of_process: true,
        }
    }

    /// The value of a variable that changes while the process runs.
    pub(crate) fn now(&self, name: &str) -> Option<String> {
        if self.of_process {
            std::env::var(name).ok().filter(|value| !value.is_empty())
        } else {
            self.get(name).map(str::to_owned)
        }
    }

    /// The value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The first of these variables that is set, with its name.
    pub(crate) fn first(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        names
            .iter()
            .find_map(|name| self.get(name).map(|value| (*name, value)))
    }

    /// Whether a switch is on: the text `true`, in any case (botocore/utils.py, `ensure_boolean`).
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<&String> = self.variables.keys().collect();
        names.sort();
        f.debug_set().entries(names).finish()
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            variables: pairs.collect(),
            of_process: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let environment = Environment::from([("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "r")]);
        assert_eq!(
            environment.first(&["AWS_REGION", "AWS_DEFAULT_REGION"]),
            Some(("AWS_DEFAULT_REGION", "r"))
        );
    }

    #[test]
    fn debug_shows_names_without_values() {
        let environment = Environment::from([("AWS_SECRET_ACCESS_KEY", "hidden")]);
        assert_eq!(format!("{environment:?}"), r#"{"AWS_SECRET_ACCESS_KEY"}"#);
    }
}
