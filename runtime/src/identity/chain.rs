//! Chooses the credential source (`botocore/credentials.py`, `create_credential_resolver` and `AssumeRoleProvider`).

use super::container::{self, Authorization, Container};
use super::imds::Imds;
use super::keys_in_files::{self, KEY, KEY_ID};
#[cfg(feature = "login")]
use super::login::Login;
use super::process::Process;
use super::source::CredentialSource;
use super::source::{Role, WebIdentity};
use super::sso::Sso;
use super::sso_token::TokenFile;
#[cfg(feature = "login")]
use crate::client::path_of;
use crate::client::{
    ConfigError, Draft, MetadataSettings, Section, Setting, SharedFiles, keys_in_environment, words,
};

/// Finds the source for a configuration.
pub(super) struct Chain<'a> {
    pub(super) draft: &'a Draft,
    pub(super) files: &'a SharedFiles,
    pub(super) metadata: &'a MetadataSettings,
    /// The profiles on the way, each the source of the one before.
    pub(super) visited: Vec<String>,
}

type Lookup<T> = Result<Option<T>, ConfigError>;

impl<'a> Chain<'a> {
    /// The source that is asked for; the instance's host if nothing is.
    ///
    /// # Errors
    ///
    /// A requested source that is incomplete.
    pub(super) fn source(&mut self) -> Lookup<CredentialSource> {
        let code_names_profile = self.draft.profile.is_some();
        if !code_names_profile && let Some(keys) = keys_in_environment(&self.draft.environment)? {
            let place = String::from("the keys in the environment");
            return Ok(Some(CredentialSource::Keys { keys, place }));
        }
        let (name, _) = self.draft.profile_name();
        let name = name.to_owned();
        let nothing = Section::default();
        let profile = self.draft.section()?.unwrap_or(&nothing);
        if is_role(profile) {
            self.visited.push(name.clone());
            return self.role(&name, profile).map(Some);
        }
        if let Some(found) = self.of_profile(&name, profile, !code_names_profile)? {
            return Ok(Some(found));
        }
        if self.draft.environment.get("AWS_CREDENTIAL_FILE").is_some() {
            return Err(ConfigError::new(
                "AWS_CREDENTIAL_FILE is set: keys in such a file are not read; put them into a profile of the \
                 credentials file",
            ));
        }
        if let Some(keys) = keys_in_files::of_boto(self.files)? {
            return Ok(Some(keys));
        }
        if let Some(container) = self.container()? {
            return Ok(Some(container));
        }
        Ok(self.imds(false))
    }

    /// The settings of a profile beside a role that other credentials may assume.
    fn of_profile(
        &self,
        name: &str,
        profile: &'a Section,
        with_environment: bool,
    ) -> Lookup<CredentialSource> {
        if let Some(found) = self.web_identity(name, profile, with_environment)? {
            return Ok(Some(found));
        }
        if let Some(found) = self.sso(name, profile)? {
            return Ok(Some(found));
        }
        if let Some(keys) = keys_in_files::of_profile(name, profile, true)? {
            return Ok(Some(keys));
        }
        if let Some(session) = profile.asked("login_session")? {
            return self.login(name, session).map(Some);
        }
        if let Some(process) = process(profile)? {
            return Ok(Some(process));
        }
        keys_in_files::of_profile(name, profile, false)
    }

    fn role(&mut self, name: &str, profile: &Section) -> Result<CredentialSource, ConfigError> {
        let Some(arn) = profile.asked("role_arn")? else {
            return Err(ConfigError::new(format!(
                "the profile `{name}` has no role_arn"
            )));
        };
        let (source_profile, credential_source) = (
            profile.asked("source_profile")?,
            profile.asked("credential_source")?,
        );
        let base = match (source_profile, credential_source) {
            (Some(source), None) => self.source_profile(name, source)?,
            (None, Some(source)) => self.credential_source(source)?,
            (Some(source), Some(_)) => {
                return Err(ConfigError::new(format!(
                    "the profile `{name}` has both a credential_source and a {}: one of them must go",
                    source.place()
                )));
            }
            (None, None) => {
                return Err(ConfigError::new(format!(
                    "the profile `{name}` has {}, but neither a source_profile nor a credential_source \
                     whose keys take the role",
                    arn.place()
                )));
            }
        };
        let duration_seconds = match profile.asked("duration_seconds")? {
            None => None,
            Some(text) => Some(text.value.parse().map_err(|_| {
                ConfigError::new(format!(
                    "{} is {:?}: it must be a number of seconds",
                    text.place(),
                    text.value
                ))
            })?),
        };
        let mfa = match profile.asked("mfa_serial")? {
            None => None,
            Some(serial) => match &self.draft.mfa {
                Some(code) => Some((serial.value.to_owned(), code.clone())),
                None => {
                    return Err(ConfigError::new(format!(
                        "the profile `{name}` asks for the code of a device, {}: set `ConfigBuilder::mfa_code`",
                        serial.place()
                    )));
                }
            },
        };
        Ok(CredentialSource::Role(Box::new(Role {
            arn: arn.value.to_owned(),
            session_name: owned(profile.text("role_session_name")?),
            external_id: owned(profile.asked("external_id")?),
            duration_seconds,
            mfa,
            base,
            place: arn.place().to_string(),
        })))
    }

    fn source_profile(
        &mut self,
        name: &str,
        source: Setting<'_>,
    ) -> Result<CredentialSource, ConfigError> {
        let (wanted, place) = (source.value, source.place());
        let Some(profile) = self.files.profile(wanted) else {
            let problem = self.files.no_profile(wanted);
            return Err(ConfigError::new(format!("{place}: {problem}")));
        };
        let has_keys = profile.has(KEY_ID) || profile.has(KEY);
        let is_round = self.visited.iter().any(|visited| visited == wanted);
        if is_round && !(wanted == name && has_keys) {
            let way = self.visited.join(" → ");
            return Err(ConfigError::new(format!(
                "{place}: the profiles lead round in a circle: {way} → {wanted}"
            )));
        }
        if is_role(profile) && !has_keys {
            self.visited.push(wanted.to_owned());
            return self.role(wanted, profile);
        }
        let found = self.of_profile(wanted, profile, false)?;
        found.ok_or_else(|| {
            ConfigError::new(format!(
                "{place}: the profile `{wanted}` has no credentials"
            ))
        })
    }

    fn credential_source(&self, source: Setting<'_>) -> Result<CredentialSource, ConfigError> {
        let (wanted, place) = (source.value, source.place());
        let absent = |what: &str| Err(ConfigError::new(format!("{place} is {wanted}, but {what}")));
        match wanted {
            "Environment" => match keys_in_environment(&self.draft.environment)? {
                Some(keys) => Ok(CredentialSource::Keys {
                    keys,
                    place: String::from("the keys in the environment"),
                }),
                None => absent("the environment has no keys"),
            },
            "EcsContainer" => match self.container()? {
                Some(source) => Ok(source),
                None => absent("the environment names no host of a container"),
            },
            "Ec2InstanceMetadata" => match self.imds(true) {
                Some(source) => Ok(source),
                None => absent("AWS_EC2_METADATA_DISABLED is true"),
            },
            _ => Err(ConfigError::new(format!(
                "{place} is {wanted:?}: it must be Environment, EcsContainer or Ec2InstanceMetadata"
            ))),
        }
    }

    /// Variables override the profile's settings, one by one.
    fn web_identity(
        &self,
        name: &str,
        profile: &Section,
        with_environment: bool,
    ) -> Lookup<CredentialSource> {
        let text = |variable: &'static str, key: &str| {
            let found = self.draft.environment.get(variable);
            Ok::<_, ConfigError>(match found.filter(|_| with_environment) {
                Some(value) => Some((value.to_owned(), variable.to_owned())),
                None => {
                    let setting = match key {
                        // Without a name, the session gets one.
                        "role_session_name" => profile.text(key)?,
                        _ => profile.asked(key)?,
                    };
                    setting.map(|setting| (setting.value.to_owned(), setting.place().to_string()))
                }
            })
        };
        let Some((file, place)) = text("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file")?
        else {
            return Ok(None);
        };
        let Some((arn, _)) = text("AWS_ROLE_ARN", "role_arn")? else {
            return Err(ConfigError::new(format!(
                "{place} is set, but neither AWS_ROLE_ARN nor role_arn in the profile `{name}` says which role"
            )));
        };
        let session_name =
            text("AWS_ROLE_SESSION_NAME", "role_session_name")?.map(|(name, _)| name);
        Ok(Some(CredentialSource::WebIdentity(WebIdentity {
            arn,
            session_name,
            token_file: file.into(),
            place,
        })))
    }

    fn sso(&self, name: &str, profile: &'a Section) -> Lookup<CredentialSource> {
        let (role, account) = (
            profile.asked("sso_role_name")?,
            profile.asked("sso_account_id")?,
        );
        let Some(first) = role.or(account) else {
            return Ok(None);
        };
        let missing = |what: &str| {
            ConfigError::new(format!(
                "the profile `{name}` has {}, but no {what}",
                first.place()
            ))
        };
        let session = self.sso_session(profile)?.map(|(_, section)| section);
        let of_session = |key: &str| match session {
            Some(section) => section.asked(key),
            None => Ok(None),
        };
        let role = role.or(of_session("sso_role_name")?);
        let role = role.ok_or_else(|| missing("sso_role_name"))?;
        let account = account.or(of_session("sso_account_id")?);
        let account = account.ok_or_else(|| missing("sso_account_id"))?;
        let token = self
            .token(name, profile)?
            .ok_or_else(|| missing("sso_session or sso_start_url"))?;
        Ok(Some(CredentialSource::Sso(Box::new(Sso {
            account_id: account.value.to_owned(),
            role_name: role.value.to_owned(),
            token,
            place: role.place().to_string(),
        }))))
    }

    /// The name and the section of a profile's session. Settings in both must agree.
    fn sso_session(&self, profile: &'a Section) -> Lookup<(&'a str, &'a Section)> {
        let Some(setting) = profile.asked("sso_session")? else {
            return Ok(None);
        };
        let name = setting.value;
        let Some(section) = self.files.sso_session(name) else {
            let place = setting.place();
            return Err(ConfigError::new(format!(
                "{place} is {name:?}: there is no section [sso-session {name}]"
            )));
        };
        for key in section.names() {
            if let (Some(one), Some(other)) = (section.get(key), profile.get(key))
                && one.value != other.value
            {
                return Err(ConfigError::new(format!(
                    "{} is {:?}, and {} is {:?}: they must be the same",
                    other.place(),
                    other.value,
                    one.place(),
                    one.value
                )));
            }
        }
        Ok(Some((name, section)))
    }

    /// The file with the token of a profile's sign-in.
    pub(super) fn token(&self, name: &str, profile: &'a Section) -> Lookup<TokenFile> {
        let session = self.sso_session(profile)?;
        // With a session, the session has the sign-in's settings (`botocore/tokens.py`,
        // `SSOTokenProvider._load_sso_config`).
        let section = session.map_or(profile, |(_, section)| section);
        let (url, region) = (
            section.asked("sso_start_url")?,
            section.asked("sso_region")?,
        );
        if session.is_none() && url.is_none() {
            return Ok(None);
        }
        let missing = |what: &str| {
            ConfigError::new(match session {
                Some((session, _)) => {
                    format!("[sso-session {session}] of the profile `{name}` has no {what}")
                }
                None => format!("the single sign-on of the profile `{name}` has no {what}"),
            })
        };
        let url = url.ok_or_else(|| missing("sso_start_url"))?;
        let region = region.ok_or_else(|| missing("sso_region"))?;
        let home = self.draft.environment.home();
        let home = home.ok_or_else(|| {
            ConfigError::new("HOME is not set: the token of single sign-on stands there")
        })?;
        let key = session.map_or(url.value, |(session, _)| session);
        Ok(Some(TokenFile {
            path: TokenFile::path_in(&home, key),
            region: region.value.to_owned(),
            session: session.map(|(session, _)| session.to_owned()),
            profile: name.to_owned(),
        }))
    }

    #[cfg(feature = "login")]
    fn login(&self, name: &str, session: Setting<'_>) -> Result<CredentialSource, ConfigError> {
        let variable = "AWS_LOGIN_CACHE_DIRECTORY";
        let folder = path_of(&self.draft.environment, variable, ".aws/login/cache");
        let folder = folder.ok_or_else(|| {
            ConfigError::new(format!(
                "neither {variable} nor HOME is set: login sessions stand there"
            ))
        })?;
        Ok(CredentialSource::Login(Box::new(Login::new(
            &folder, session, name,
        ))))
    }

    #[cfg(not(feature = "login"))]
    fn login(&self, name: &str, session: Setting<'_>) -> Result<CredentialSource, ConfigError> {
        Err(ConfigError::new(format!(
            "the profile `{name}` has a login session, {}, which takes pageboy's feature `login`; without it, \
             `aws configure export-credentials --profile {name} --format process` as the credential_process of a profile \
             gives the same keys",
            session.place()
        )))
    }

    fn container(&self) -> Lookup<CredentialSource> {
        const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
        const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
        let environment = &self.draft.environment;
        let (url, variable) = match (environment.get(RELATIVE), environment.get(FULL)) {
            // Anything else would be a part of the host's name.
            (Some(path), _) if !path.starts_with('/') => {
                return Err(ConfigError::new(format!(
                    "{RELATIVE} is {path:?}: it must be a path that starts with /"
                )));
            }
            (Some(path), _) => (format!("{}{path}", container::HOST), RELATIVE),
            (None, Some(url)) => (url.to_owned(), FULL),
            (None, None) => return Ok(None),
        };
        if let Err(problem) = container::check(&url) {
            return Err(ConfigError::new(format!("{variable}: {problem}")));
        }
        let authorization = match (
            environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
            environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
        ) {
            (Some(file), _) => Authorization::File(file.into()),
            (None, Some(text)) => Authorization::Text(text.to_owned()),
            (None, None) => Authorization::None,
        };
        Ok(Some(CredentialSource::Container(Container {
            url,
            authorization,
            variable,
        })))
    }

    fn imds(&self, is_asked: bool) -> Option<CredentialSource> {
        let metadata = self.metadata;
        (!metadata.disabled).then(|| {
            CredentialSource::Imds(Imds {
                url: metadata.url.clone(),
                without_v1: metadata.v1_disabled,
                timeout: metadata.timeout,
                attempts: metadata.attempts,
                is_asked,
            })
        })
    }
}

/// Whether a profile is a role that other credentials may assume, even if incomplete.
fn is_role(profile: &Section) -> bool {
    profile.has("role_arn") && !profile.has("web_identity_token_file")
}

fn process(profile: &Section) -> Lookup<CredentialSource> {
    let Some(line) = profile.asked("credential_process")? else {
        return Ok(None);
    };
    let words = words(line.value);
    let words = words.filter(|words| !words.is_empty()).ok_or_else(|| {
        ConfigError::new(format!(
            "{}: a quote is not closed, or nothing is left",
            line.place()
        ))
    })?;
    Ok(Some(CredentialSource::Process(Process {
        words,
        account_id: owned(profile.get("aws_account_id")),
        place: line.place().to_string(),
    })))
}

fn owned(setting: Option<Setting<'_>>) -> Option<String> {
    setting.map(|setting| setting.value.to_owned())
}
