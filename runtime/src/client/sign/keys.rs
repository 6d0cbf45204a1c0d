//! The keys of signatures, derived once for each secret, day, region and service.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::generate_signing_key;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::scope::Scope;

/// Maximum number of keys that are kept; the oldest is dropped. Each bucket with a session has one.
const MOST: usize = 16;

/// The keys of a client. They are never shown, and overwritten in memory when they are dropped.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Vec<SigningKey>>);

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
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys")
    }
}
