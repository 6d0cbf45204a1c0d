//! Codes of devices, which roles may require.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::blocking::blocking;

type Ask = dyn Fn(&str) -> Result<String, Box<dyn StdError + Send + Sync>> + Send + Sync;

/// Asks for the code of a device.
#[derive(Clone)]
pub(crate) struct MfaCode(Arc<Ask>);

impl MfaCode {
    pub(crate) fn new(
        ask: impl Fn(&str) -> Result<String, Box<dyn StdError + Send + Sync>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(ask))
    }

    /// Asks in a thread of its own: a person has to look and type.
    pub(crate) async fn ask(&self, serial: &str) -> Result<String, String> {
        let (ask, asked) = (Arc::clone(&self.0), serial.to_owned());
        let told = blocking(Box::new(move || match ask(&asked) {
            Ok(code) => Ok(code.into_bytes()),
            Err(error) => Err(error.to_string()),
        }));
        match told.await {
            Ok(code) => Ok(String::from_utf8(code).unwrap_or_default()),
            Err(error) => Err(format!("no code of the device {serial}: {error}")),
        }
    }
}

impl fmt::Debug for MfaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MfaCode")
    }
}
