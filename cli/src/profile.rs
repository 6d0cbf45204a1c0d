//! Profiles: what the shared files of the AWS CLI, `~/.aws/config` and `~/.aws/credentials`, say of keys, region and endpoint.
//!
//! Keys that stand in the files are read, and nothing is asked for keys: roles, single sign-on and processes are refused
//! with what to do instead.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use pageboy::Credentials;

/// The settings of one profile of both files; where both have one, that of the credentials file counts
/// (botocore/session.py, `full_config`).
#[derive(Default)]
pub struct Profile {
    name: String,
    settings: BTreeMap<String, String>,
}

impl fmt::Debug for Profile {
    /// Shows which settings there are, but no value: it may be a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("name", &self.name)
            .field("settings", &self.settings.keys())
            .finish()
    }
}

impl Profile {
    /// Reads the profile that is asked for, else that of `AWS_PROFILE` or `AWS_DEFAULT_PROFILE`, else `default`, which may be
    /// absent. `variable` gives the environment.
    ///
    /// # Errors
    ///
    /// When the profile is not in the files, or a file is there and cannot be read.
    pub fn read(
        asked: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let chosen = asked
            .map(str::to_owned)
            .or_else(|| variable("AWS_PROFILE"))
            .or_else(|| variable("AWS_DEFAULT_PROFILE"));
        let name = chosen.as_deref().unwrap_or("default");
        let home = variable("HOME").or_else(|| variable("USERPROFILE"));
        let home = home.map(PathBuf::from).unwrap_or_default();
        let path = |name: &str, default: &str| match variable(name) {
            Some(path) => match path.strip_prefix("~/") {
                Some(rest) => home.join(rest),
                None => PathBuf::from(path),
            },
            None => home.join(default),
        };
        let config = path("AWS_CONFIG_FILE", ".aws/config");
        let credentials = path("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
        let mut found = None;
        let mut known = Vec::new();
        for (path, is_config) in [(&config, true), (&credentials, false)] {
            let text = match std::fs::read_to_string(path) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
            };
            for (section, settings) in sections(&text, is_config) {
                if section == name {
                    found.get_or_insert_with(BTreeMap::new).extend(settings);
                } else if !known.contains(&section) {
                    known.push(section);
                }
            }
        }
        match found {
            Some(settings) => Ok(Self {
                name: name.to_owned(),
                settings,
            }),
            None if chosen.is_none() => Ok(Self::default()),
            None => {
                let nearest = crate::names::did_you_mean(name, known.iter().map(String::as_str));
                let (config, credentials) = (config.display(), credentials.display());
                Err(format!(
                    "the profile `{name}` is neither in {config} nor in {credentials}{nearest}"
                ))
            }
        }
    }

    /// The region.
    pub fn region(&self) -> Option<&str> {
        self.get("region")
    }

    /// Where requests go.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.get("endpoint_url")
    }

    /// The keys, if the profile has any.
    ///
    /// # Errors
    ///
    /// When it gets them from somewhere else, or one of the two is missing.
    pub fn credentials(&self) -> Result<Option<Credentials>, String> {
        /// Ways to keys that come before those in the files, and those that come after (botocore/credentials.py,
        /// `create_credential_resolver`).
        const BEFORE: [&str; 4] = [
            "role_arn",
            "sso_session",
            "sso_start_url",
            "web_identity_token_file",
        ];
        const AFTER: [&str; 2] = ["credential_process", "login_session"];
        let name = &self.name;
        let elsewhere = |ways: &[&'static str]| {
            let way = ways.iter().find(|way| self.get(way).is_some())?;
            Some(format!(
                "the profile `{name}` gets its keys by {way}, which this command cannot do; \
                 `aws configure export-credentials --profile {name} --format env` prints them for the environment"
            ))
        };
        if let Some(problem) = elsewhere(&BEFORE) {
            return Err(problem);
        }
        let missing = |what: &str| {
            Err(format!(
                "the profile `{name}` has no {what} beside its other key"
            ))
        };
        match (
            self.get("aws_access_key_id"),
            self.get("aws_secret_access_key"),
        ) {
            (Some(id), Some(secret)) => {
                let token = self.get("aws_session_token");
                let token = token.or_else(|| self.get("aws_security_token"));
                let token = token.map(str::to_owned);
                Ok(Some(Credentials::new(id, secret, token, None, "profile")))
            }
            (Some(_), None) => missing("aws_secret_access_key"),
            (None, Some(_)) => missing("aws_access_key_id"),
            (None, None) => elsewhere(&AFTER).map_or(Ok(None), Err),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        let value = self.settings.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }
}

/// The profiles of a file and their settings. In the configuration all but `default` are called `profile <name>`, and other
/// sections are something else.
fn sections(text: &str, is_config: bool) -> Vec<(String, BTreeMap<String, String>)> {
    let mut sections: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    let mut is_in_profile = false;
    for line in text.lines() {
        let is_nested = line.starts_with([' ', '\t']);
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) || is_nested {
            continue;
        }
        if let Some(title) = line
            .strip_prefix('[')
            .and_then(|rest| rest.split(']').next())
        {
            let name = match title.trim() {
                "default" => Some("default"),
                title if is_config => title
                    .strip_prefix("profile")
                    .filter(|rest| rest.starts_with([' ', '\t']))
                    .map(|name| name.trim().trim_matches(['"', '\''])),
                title => Some(title),
            };
            is_in_profile = name.is_some();
            if let Some(name) = name {
                sections.push((name.to_owned(), BTreeMap::new()));
            }
        } else if let Some((key, value)) = line.split_once('=')
            && is_in_profile
            && let Some((_, settings)) = sections.last_mut()
        {
            settings.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_told_from_other_sections_and_nested_settings_are_passed_over() {
        let config = "# mine\n[default]\nregion = eu-west-1\n\n[profile \"a b\"]\nRegion=us-east-2\ns3 =\n  region = no\n\
                      [sso-session a]\nregion = no\n[profilex]\nregion = no\n";
        let found = sections(config, true);
        insta::assert_snapshot!(format!("{found:?}"), @r#"[("default", {"region": "eu-west-1"}), ("a b", {"region": "us-east-2", "s3": ""})]"#);
        let found = sections("[default]\n[a]\naws_access_key_id = x = y\n", false);
        insta::assert_snapshot!(format!("{found:?}"), @r#"[("default", {}), ("a", {"aws_access_key_id": "x = y"})]"#);
    }

    fn credentials(settings: &[(&str, &str)]) -> String {
        let settings = settings.iter();
        let profile = Profile {
            name: "p".to_owned(),
            settings: settings
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        match profile.credentials() {
            Ok(Some(keys)) => format!("{} {:?}", keys.access_key_id(), keys.session_token()),
            Ok(None) => "none".to_owned(),
            Err(problem) => problem,
        }
    }

    #[test]
    fn only_keys_that_stand_in_the_files_are_read() {
        let id = ("aws_access_key_id", "AKID");
        let secret = ("aws_secret_access_key", "hidden");
        assert_eq!(credentials(&[]), "none");
        assert_eq!(
            credentials(&[id, secret, ("aws_session_token", "t")]),
            r#"AKID Some("t")"#
        );
        assert_eq!(
            credentials(&[id, secret, ("credential_process", "x")]),
            "AKID None"
        );
        insta::assert_snapshot!(credentials(&[id]), @"the profile `p` has no aws_secret_access_key beside its other key");
        insta::assert_snapshot!(credentials(&[id, secret, ("role_arn", "r")]), @"the profile `p` gets its keys by role_arn, which this command cannot do; `aws configure export-credentials --profile p --format env` prints them for the environment");
        insta::assert_snapshot!(credentials(&[("credential_process", "x")]), @"the profile `p` gets its keys by credential_process, which this command cannot do; `aws configure export-credentials --profile p --format env` prints them for the environment");
    }
}
