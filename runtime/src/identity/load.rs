//! Loads a configuration: settings from the environment and the shared files, and the source of credentials.

use std::sync::{Arc, OnceLock};

use super::Identity;
use super::chain::Chain;
use super::clients::Clients;
use super::source::Provider;
use super::sso_token::SsoToken;
use crate::client::{
    Config, ConfigBuilder, ConfigError, CredentialsCache, SharedFiles, TokenCache, blocking,
    credentials_failure,
};

impl ConfigBuilder {
    /// Reads the settings that code does not set from the environment and the shared files, finds the source of credentials,
    /// and builds the configuration. Credentials are loaded when the first call needs them.
    ///
    /// # Errors
    ///
    /// As for [`Config::load`].
    pub async fn load(self) -> Result<Config, ConfigError> {
        let mut builder = match self.draft().environment.is_of_code() {
            true => self,
            false => self.env(),
        };
        let environment = builder.draft().environment.clone();
        // Files are read in a thread that may block.
        let files = Arc::new(OnceLock::new());
        let place = Arc::clone(&files);
        let read = blocking(Box::new(move || {
            place.get_or_init(|| SharedFiles::load(&environment).map(Arc::new));
            Ok(Vec::new())
        }));
        read.await.map_err(ConfigError::new)?;
        let files = files.get().cloned();
        let stopped = || Err(ConfigError::new("reading the shared files was stopped"));
        builder.draft_mut().files = Some(files.unwrap_or_else(stopped)?);
        builder.find_keys()?;
        builder.build()
    }

    /// Finds the sources of credentials and tokens that code does not set.
    pub(super) fn find_keys(&mut self) -> Result<(), ConfigError> {
        let draft = self.draft();
        let Some(files) = draft.files.clone() else {
            return Ok(());
        };
        let settings = draft.resolve()?;
        let mut chain = Chain {
            draft,
            files: &files,
            metadata: &settings.metadata,
            visited: Vec::new(),
        };
        let source = match draft.credentials.is_some() || draft.is_unsigned {
            true => None,
            false => chain.source()?,
        };
        let token = match (&draft.token, draft.section()?) {
            (None, Some(profile)) if profile.has("sso_session") => {
                // A mistake in it is an error for the services that need it.
                let token = chain.token(draft.profile_name().0, profile);
                token.map_err(|error| error.to_string()).transpose()
            }
            _ => None,
        };
        let clients = Arc::new(Clients::new(draft.clone()));
        let draft = self.draft_mut();
        if let Some(source) = source {
            let place = source.to_string();
            let clients = Arc::clone(&clients);
            let provider = Provider { source, clients };
            draft.found = Some((Arc::new(CredentialsCache::new(provider)), place));
        }
        if let Some(file) = token {
            draft.found_token = Some(Arc::new(TokenCache::new(SsoToken { file, clients })));
        }
        Ok(())
    }
}

impl Config {
    /// Loads the settings: the environment's, else those of a profile in the AWS CLI's shared files, `~/.aws/config` and
    /// `~/.aws/credentials`; and finds the source of credentials.
    ///
    /// The profile is `AWS_PROFILE`'s, else `AWS_DEFAULT_PROFILE`'s, else `default`. If both files have a setting, the
    /// credentials file's counts. An empty text counts as unset, and white space around a text is dropped. A blank variable
    /// that names an identity, a region or a host is an error.
    ///
    /// | setting | variables, the first that is set wins | in the profile |
    /// |---|---|---|
    /// | region | `AWS_REGION`, `AWS_DEFAULT_REGION` | `region` |
    /// | endpoint URL | `PAGEBOY_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL` | `services`, then `endpoint_url` |
    /// | endpoint URL from code only | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `ignore_configured_endpoint_urls` |
    /// | files | `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` | |
    /// | retries | `AWS_RETRY_MODE`, `AWS_MAX_ATTEMPTS` | `retry_mode`, `max_attempts` |
    /// | defaults | `AWS_DEFAULTS_MODE` | `defaults_mode` |
    /// | endpoint discovery, `auto` or `false` | `AWS_ENDPOINT_DISCOVERY_ENABLED` | `endpoint_discovery_enabled` |
    /// | no compression of requests | `AWS_DISABLE_REQUEST_COMPRESSION` | `disable_request_compression` |
    /// | minimum size for compression | `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES` | `request_min_compression_size_bytes` |
    /// | checksums of requests | `AWS_REQUEST_CHECKSUM_CALCULATION` | `request_checksum_calculation` |
    /// | checksums of answers | `AWS_RESPONSE_CHECKSUM_VALIDATION` | `response_checksum_validation` |
    /// | no host prefixes | `AWS_DISABLE_HOST_PREFIX_INJECTION` | `disable_host_prefix_injection` |
    /// | certificates | `AWS_CA_BUNDLE`, `REQUESTS_CA_BUNDLE` (after the profile) | `ca_bundle` |
    /// | instance metadata | `AWS_EC2_METADATA_DISABLED`, `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `…_ENDPOINT_MODE`, `AWS_EC2_METADATA_V1_DISABLED`, `AWS_METADATA_SERVICE_TIMEOUT`, `…_NUM_ATTEMPTS` | in small letters, without `aws_` |
    /// | user agent | `AWS_SDK_UA_APP_ID`, `AWS_EXECUTION_ENV` | `sdk_ua_app_id` |
    /// | bearer token | `AWS_BEARER_TOKEN_<SIGNING_NAME>`, for example `AWS_BEARER_TOKEN_BEDROCK` | `sso_session` |
    ///
    /// `<SERVICE>` is the service id in capitals, with `_` for blanks and hyphens: `S3`, `DYNAMODB`, `CLOUDWATCH_LOGS`; in a
    /// `services` section it is in lower case.
    ///
    /// Credentials come from the first of these that is asked for (`botocore/credentials.py`, `create_credential_resolver`);
    /// if it fails, nothing else replaces it:
    /// 1. `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY`, unless code names a profile;
    /// 2. the profile's `role_arn`, with a `source_profile` or a `credential_source`;
    /// 3. `AWS_WEB_IDENTITY_TOKEN_FILE`, or the profile's `web_identity_token_file`;
    /// 4. single sign-on: `sso_session`, or the older `sso_start_url`;
    /// 5. keys in the credentials file;
    /// 6. `login_session`, which `aws login` begins; it takes the feature `login`, and is an error without it. Its keys stand in
    ///    `~/.aws/login/cache`, or in the folder that `AWS_LOGIN_CACHE_DIRECTORY` names; with five minutes left they are renewed
    ///    and kept there;
    /// 7. `credential_process`; 8. keys in the configuration file;
    /// 9. keys in the section `[Credentials]` of boto's own file: the one that `BOTO_CONFIG` names, else `/etc/boto.cfg` or
    ///    `~/.boto`;
    /// 10. `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI`;
    /// 11. the instance metadata service, unless it is disabled.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or parsed, an unknown profile, every invalid setting, and an incomplete source of
    /// credentials. A missing region is no error here: some services need none.
    pub async fn load() -> Result<Self, ConfigError> {
        Self::builder().load().await
    }

    /// Loads the credentials, if needed, and tells whose they are.
    ///
    /// # Errors
    ///
    /// When there are none, or their source fails; the text names it.
    pub async fn identity(&self) -> Result<Identity, ConfigError> {
        let Some(cache) = self.credentials() else {
            return Err(ConfigError::new(crate::client::NO_CREDENTIALS));
        };
        let keys = cache.at(self.now()).await;
        let keys = keys.map_err(|error| ConfigError::new(credentials_failure(&error)))?;
        Ok(Identity {
            source: self.source_of_keys().to_owned(),
            access_key_id: keys.access_key_id().to_owned(),
            account_id: keys.account_id().map(|id| id.as_str().to_owned()),
            expiry: keys.expiry(),
        })
    }
}
