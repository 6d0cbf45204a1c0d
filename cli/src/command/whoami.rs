//! `pageboy whoami`: shows whose credentials sign requests, and their source. Only services that the source itself needs are
//! called.

use std::error::Error;

use clap::Args;
use pageboy::DateTime;

use super::exit::Failure;
use super::output;
use super::request::run;
use super::settings::Settings;

/// Show whose credentials sign requests, and their source; never a secret.
///
/// Credentials are loaded as for a call. Exit code 253 says that there are none, or that their source fails.
#[derive(Debug, Args)]
pub(super) struct Whoami {
    #[command(flatten)]
    settings: Settings,
}

impl Whoami {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        run(async {
            let config = self.settings.config(None).await?;
            let identity = config.identity().await.map_err(Failure::configuration)?;
            let mut lines = format!(
                "access key  {}\nsource      {}\n",
                identity.access_key_id, identity.source
            );
            if let Some(account) = &identity.account_id {
                lines.push_str(&format!("account     {account}\n"));
            }
            if let Some(expiry) = identity.expiry {
                let expiry = DateTime::from(expiry);
                lines.push_str(&format!("until       {expiry}\n"));
            }
            output::report(&lines)
                .map_err(|error| Failure::general(error.trim_start_matches("error: ")))
        })
    }
}
