//! Settings in environment variables.

use std::fmt;
use std::path::PathBuf;

use super::by_name::ByName;

/// The variables that are settings, as they were when read. An empty one counts as unset. White space around a value, such
/// as a line end from a file, is dropped.
#[derive(Clone, Default)]
pub(crate) struct Environment {
    variables: ByName<String>,
    origin: Origin,
    /// The names of variables whose values are not UTF-8.
    unread: Vec<String>,
}

/// The source of the variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Origin {
    /// None were read.
    #[default]
    Nowhere,
    Process,
    Code,
}

/// Variables whose names users choose.
const OTHERS: [&str; 7] = [
    "BOTO_EXPERIMENTAL__NO_EMPTY_CONTINUE",
    "BOTO_CONFIG",
    "HOME",
    "HOMEDRIVE",
    "HOMEPATH",
    "REQUESTS_CA_BUNDLE",
    "USERPROFILE",
];

impl Environment {
    /// The variables of this process.
    pub(crate) fn of_process() -> Self {
        let mut variables = ByName::default();
        let mut unread = Vec::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else {
                continue;
            };
            let is_setting = name.starts_with("AWS_")
                || name.starts_with("PAGEBOY_")
                || OTHERS.contains(&name.as_str());
            match value.into_string() {
                Ok(value) if is_setting => _ = variables.set(name, value),
                Err(_) if is_setting => unread.push(name),
                _ => {}
            }
        }
        // Without the variable, the system knows the home folder, as for Python's `expanduser`.
        let is_known = variables.get("HOME").is_some_and(|home| !home.is_empty());
        let home = std::env::home_dir().and_then(|home| home.into_os_string().into_string().ok());
        if let Some(home) = home.filter(|home| !is_known && !home.is_empty()) {
            variables.set("HOME".to_owned(), home);
        }
        Self {
            variables,
            origin: Origin::Process,
            unread,
        }
    }

    /// Variables from code.
    pub(crate) fn of_code(given: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut variables = ByName::default();
        for (name, value) in given {
            variables.set(name, value);
        }
        Self {
            variables,
            origin: Origin::Code,
            unread: Vec::new(),
        }
    }

    /// Whether the variables come from code.
    pub(crate) fn is_of_code(&self) -> bool {
        self.origin == Origin::Code
    }

    /// The value of a variable that changes while the process runs.
    pub(crate) fn now(&self, name: &str) -> Option<String> {
        if self.origin == Origin::Process {
            std::env::var(name).ok().filter(|value| !value.is_empty())
        } else {
            self.get(name).map(str::to_owned)
        }
    }

    /// The value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.variables.get(name)?;
        Some(trimmed(name, value)).filter(|value| !value.is_empty())
    }

    /// The blank ones among the variables that decide who sends requests, and where. Ignored, they would leave the choice to
    /// something else.
    pub(crate) fn blank(&self) -> impl Iterator<Item = &str> {
        let is_asked = |name: &str| {
            const STARTS: [&str; 5] = [
                "AWS_BEARER_TOKEN_",
                "AWS_CONTAINER_",
                "AWS_ENDPOINT_URL",
                "PAGEBOY_BEARER_TOKEN_",
                "PAGEBOY_ENDPOINT_URL_",
            ];
            const NAMES: [&str; 22] = [
                "AWS_ACCESS_KEY_ID",
                "AWS_ACCOUNT_ID_ENDPOINT_MODE",
                "AWS_CONFIG_FILE",
                "AWS_CREDENTIAL_FILE",
                "AWS_DEFAULT_PROFILE",
                "AWS_DEFAULT_REGION",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                "AWS_LOGIN_CACHE_DIRECTORY",
                "AWS_PROFILE",
                "AWS_REGION",
                "AWS_ROLE_ARN",
                "AWS_S3_USE_ARN_REGION",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SECURITY_TOKEN",
                "AWS_SESSION_TOKEN",
                "AWS_SHARED_CREDENTIALS_FILE",
                "AWS_STS_REGIONAL_ENDPOINTS",
                "AWS_USE_DUALSTACK_ENDPOINT",
                "AWS_USE_FIPS_ENDPOINT",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "BOTO_CONFIG",
            ];
            NAMES.contains(&name) || STARTS.iter().any(|start| name.starts_with(start))
        };
        let variables = self.variables.iter();
        let blank = variables.filter(|(_, value)| !value.is_empty() && value.trim().is_empty());
        blank
            .map(|(name, _)| name)
            .filter(move |name| is_asked(name))
    }

    /// The variables that cannot be read, because their values are not UTF-8.
    pub(crate) fn unread(&self) -> &[String] {
        &self.unread
    }

    /// Whether a variable is set and blank.
    pub(crate) fn is_blank(&self, name: &str) -> bool {
        let value = self.variables.get(name);
        value.is_some_and(|value| value.trim().is_empty())
    }

    /// The set variables `<start>_<SERVICE>`, in the order of their names: service, name and value.
    pub(crate) fn of_services(&self, start: &str) -> impl Iterator<Item = (&str, &str, &str)> {
        self.variables.iter().filter_map(move |(name, value)| {
            let service = name.strip_prefix(start)?.strip_prefix('_')?;
            let value = trimmed(name, value);
            (!value.is_empty()).then_some((service, name, value))
        })
    }

    /// The home folder.
    pub(crate) fn home(&self) -> Option<PathBuf> {
        if let Some((_, home)) = self.first(&["HOME", "USERPROFILE"]) {
            return Some(PathBuf::from(home));
        }
        let (drive, path) = (self.get("HOMEDRIVE")?, self.get("HOMEPATH")?);
        Some(PathBuf::from(format!("{drive}{path}")))
    }

    /// The first of these variables that is set, with its name.
    pub(crate) fn first(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        names
            .iter()
            .find_map(|name| self.get(name).map(|value| (*name, value)))
    }
}

/// Paths are kept exactly as the other program wrote them.
fn trimmed<'v>(name: &str, value: &'v str) -> &'v str {
    match OTHERS.contains(&name) {
        true => value,
        false => value.trim(),
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.names()).finish()
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self::from(&pairs[..])
    }
}

#[cfg(test)]
impl From<&[(&str, &str)]> for Environment {
    fn from(pairs: &[(&str, &str)]) -> Self {
        let pairs = pairs.iter();
        Self::of_code(pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
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
    fn white_space_around_a_value_does_not_belong_to_it() {
        let environment = Environment::from([
            ("AWS_ACCESS_KEY_ID", " id\r\n"),
            ("AWS_ENDPOINT_URL_S3", "http://localhost\t"),
            ("AWS_PROFILE", "\u{a0}a b "),
            ("HOME", "/home/a "),
        ]);
        assert_eq!(environment.get("AWS_ACCESS_KEY_ID"), Some("id"));
        assert_eq!(environment.get("AWS_PROFILE"), Some("a b"));
        assert_eq!(environment.get("HOME"), Some("/home/a "));
        let urls: Vec<_> = environment.of_services("AWS_ENDPOINT_URL").collect();
        assert_eq!(urls, [("S3", "AWS_ENDPOINT_URL_S3", "http://localhost")]);
        assert_eq!(environment.blank().count(), 0);
    }

    #[test]
    fn what_asks_for_an_identity_or_a_host_is_not_blank() {
        let environment = Environment::from([
            ("AWS_ACCESS_KEY_ID", "\r"),
            ("AWS_ENDPOINT_URL_S3", " "),
            ("AWS_PAGER", " "),
            ("AWS_PROFILE", ""),
        ]);
        let blank: Vec<_> = environment.blank().collect();
        assert_eq!(blank, ["AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL_S3"]);
    }

    #[test]
    fn debug_shows_names_without_values() {
        let environment = Environment::from([("AWS_SECRET_ACCESS_KEY", "hidden")]);
        assert_eq!(format!("{environment:?}"), r#"{"AWS_SECRET_ACCESS_KEY"}"#);
    }
}
