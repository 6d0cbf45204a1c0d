//! The chain of credential sources (`botocore/credentials.py`, `create_credential_resolver`).
//!
//! Loading a configuration decides which source is asked for, and nothing else ever replaces it: a source that is asked for
//! and fails is an error. Credentials are loaded when the first call needs them, with operations that pageboy generated for
//! itself.

mod cache_file;
#[cfg(test)]
mod cases;
mod chain;
mod clients;
mod container;
mod document;
mod imds;
mod keys_in_files;
mod load;
#[cfg(feature = "login")]
mod login;
mod metadata;
mod process;
#[cfg(feature = "login")]
mod proof;
mod role;
#[allow(
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "generated for this module alone, which uses some of it"
)]
mod services;
mod source;
mod sso;
mod sso_token;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::SystemTime;

/// Whose credentials sign requests, and their source; never a secret. `Display` is a line about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// The source, for example `the role arn:aws:iam::123456789012:role/r (role_arn, /home/me/.aws/config:3), with …`.
    pub source: String,
    /// The access key id.
    pub access_key_id: String,
    /// The account, if the source tells it.
    pub account_id: Option<String>,
    /// When the credentials expire, if they do.
    pub expiry: Option<SystemTime>,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", self.access_key_id, self.source)?;
        if let Some(account) = &self.account_id {
            write!(f, ", account {account}")?;
        }
        if let Some(expiry) = self.expiry {
            write!(f, ", until {}", aws_smithy_types::DateTime::from(expiry))?;
        }
        Ok(())
    }
}
