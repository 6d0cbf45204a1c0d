//! Keys that stand in a file: in a profile, or in boto's own (`botocore/credentials.py`, `SharedCredentialProvider` and
//! `BotoProvider`).

use super::source::CredentialSource;
use crate::client::{ConfigError, CredentialsParts, Section, Setting, SharedFiles};

pub(super) const KEY_ID: &str = "aws_access_key_id";
pub(super) const KEY: &str = "aws_secret_access_key";

/// The keys of a profile in one of both files, ignoring the other.
pub(super) fn of_profile(
    name: &str,
    profile: &Section,
    credentials: bool,
) -> Result<Option<CredentialSource>, ConfigError> {
    let (id, secret) = (
        profile.asked_in(credentials, KEY_ID)?,
        profile.asked_in(credentials, KEY)?,
    );
    let Some((id, secret)) = pair(&format!("the profile `{name}`"), id, secret)? else {
        return Ok(None);
    };
    let other = |names: &[&str]| -> Result<_, ConfigError> {
        let found = profile.first_text_in(credentials, names)?;
        Ok(found.map(|setting| setting.value.to_owned()))
    };
    let keys = CredentialsParts {
        id: id.value.to_owned(),
        secret: secret.value.to_owned(),
        // This order, `SharedCredentialProvider.TOKENS`.
        token: other(&["aws_security_token", "aws_session_token"])?,
        account: other(&["aws_account_id"])?,
        expiry: None,
    };
    Ok(Some(CredentialSource::Keys {
        keys: keys.into(),
        place: format!("the keys in the profile `{name}`"),
    }))
}

/// The keys in the first of boto's files that has some.
pub(super) fn of_boto(files: &SharedFiles) -> Result<Option<CredentialSource>, ConfigError> {
    for section in files.boto() {
        let section = section.map_err(ConfigError::new)?;
        let (id, secret) = (section.asked(KEY_ID)?, section.asked(KEY)?);
        if let Some((id, secret)) = pair("the section [Credentials]", id, secret)? {
            let keys = CredentialsParts {
                id: id.value.to_owned(),
                secret: secret.value.to_owned(),
                ..CredentialsParts::default()
            };
            return Ok(Some(CredentialSource::Keys {
                keys: keys.into(),
                place: format!("the keys of boto's file, {}", id.place()),
            }));
        }
    }
    Ok(None)
}

/// Both keys of a section, or none; one alone is a mistake.
fn pair<'s>(
    holder: &str,
    id: Option<Setting<'s>>,
    secret: Option<Setting<'s>>,
) -> Result<Option<(Setting<'s>, Setting<'s>)>, ConfigError> {
    let (other, what) = match (id, secret) {
        (Some(id), Some(secret)) => return Ok(Some((id, secret))),
        (Some(id), None) => (id, KEY),
        (None, Some(secret)) => (secret, KEY_ID),
        (None, None) => return Ok(None),
    };
    Err(ConfigError::new(format!(
        "{holder} has {}, but no {what} in the same file",
        other.place()
    )))
}
