//! What signatures of a client share: the keys, derived once for each secret, day, region and service, and the second as text.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::generate_signing_key;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderValue;
use sha2::Sha256;

use super::scope::Scope;

/// Maximum number of keys that are kept; the oldest is dropped. Each bucket with a session has one.
const MOST: usize = 16;

/// The keys of a client. They are never shown, and overwritten in memory when they are dropped.
#[derive(Default)]
pub(crate) struct SigningKeys {
    keys: Mutex<Vec<SigningKey>>,
    /// The second of the last signature after 1970, and its text.
    time: Mutex<Option<(i64, HeaderValue)>>,
}

/// A key, and what it was derived from.
struct SigningKey {
    /// They have the secret.
    credentials: Credentials,
    /// Year, month and day.
    day: String,
    region: String,
    service: String,
    /// The state of a signature before the first byte.
    state: Hmac<Sha256>,
}

impl SigningKeys {
    /// A time as signatures have it: `20260102T030405Z`.
    ///
    /// # Errors
    ///
    /// When its year does not have four digits.
    pub(super) fn time(&self, time: SystemTime) -> Result<HeaderValue, String> {
        let seconds = DateTime::from(time).secs();
        let mut last = self.time.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, text)) = &*last
            && *known == seconds
        {
            return Ok(text.clone());
        }
        let text = DateTime::from_secs(seconds).fmt(Format::DateTime);
        let mut text = text.map_err(|error| error.to_string())?;
        text.retain(|letter| letter.is_ascii_alphanumeric());
        let text = HeaderValue::try_from(text).map_err(|error| error.to_string())?;
        *last = Some((seconds, text.clone()));
        Ok(text)
    }

    /// The signature of a text, in bytes; `day` is the one of the scope's time.
    ///
    /// # Errors
    ///
    /// None: a key may have any length.
    pub(super) fn sign(
        &self,
        text: &str,
        credentials: &Credentials,
        day: &str,
        scope: &Scope<'_>,
    ) -> Result<[u8; 32], String> {
        let known = self.known(credentials, day, scope);
        let mut state = match known {
            Some(state) => state,
            None => self.derive(credentials, day, scope)?,
        };
        state.update(text.as_bytes());
        Ok(state.finalize().into_bytes().into())
    }

    fn known(
        &self,
        credentials: &Credentials,
        day: &str,
        scope: &Scope<'_>,
    ) -> Option<Hmac<Sha256>> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let secret = credentials.secret_access_key();
        let found = keys.iter().find(|key| {
            key.day == day
                && key.region == scope.region
                && key.service == scope.service
                && key.credentials.secret_access_key() == secret
        });
        found.map(|key| key.state.clone())
    }

    fn derive(
        &self,
        credentials: &Credentials,
        day: &str,
        scope: &Scope<'_>,
    ) -> Result<Hmac<Sha256>, String> {
        let secret = credentials.secret_access_key();
        let key = generate_signing_key(secret, scope.time, scope.region, scope.service);
        let state = Hmac::<Sha256>::new_from_slice(key.as_ref());
        let state = state.map_err(|error| error.to_string())?;
        let derived = SigningKey {
            credentials: credentials.clone(),
            day: day.to_owned(),
            region: scope.region.to_owned(),
            service: scope.service.to_owned(),
            state: state.clone(),
        };
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        // Yesterday's sign nothing any more.
        keys.retain(|key| key.day == day);
        if keys.len() >= MOST {
            keys.remove(0);
        }
        keys.push(derived);
        Ok(state)
    }
}

#[cfg(test)]
impl SigningKeys {
    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        self.keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys")
    }
}
