//! The chain of credential sources, with scripted services.

mod files;
mod services;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::client::{Config, ConfigBuilder, SharedFiles};
use crate::testing::{ScriptStep, ScriptedTransport};

/// A time at which nothing of the tests has expired.
pub(super) fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

/// A folder of its own, removed in the end.
pub(super) struct Home(pub(super) PathBuf);

impl Home {
    pub(super) fn new(name: &str) -> Self {
        let process = std::process::id();
        let folder = std::env::temp_dir().join(format!("pageboy-identity-{process}-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(super) fn write(&self, path: &str, text: &str) -> String {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// Loads a configuration from these variables and this configuration file.
pub(super) fn load(
    builder: ConfigBuilder,
    variables: &[(&str, &str)],
    config: &str,
    credentials: &str,
) -> Result<Config, String> {
    let files = SharedFiles::of_text(config, credentials).map_err(|error| error.to_string())?;
    let mut builder = builder.environment(variables.into()).files(files).now(noon);
    builder.find_keys().map_err(|error| error.to_string())?;
    builder.build().map_err(|error| error.to_string())
}

/// The identity of a configuration, or why there is none, and a line for each request.
async fn identity(
    script: impl IntoIterator<Item = ScriptStep>,
    variables: &[(&str, &str)],
    config: &str,
    credentials: &str,
) -> (String, Vec<String>) {
    let transport = ScriptedTransport::new(script);
    let builder = Config::builder().transport(transport.clone()).no_retries();
    let told = match load(builder, variables, config, credentials) {
        Err(problem) => problem,
        Ok(config) => match config.identity().await {
            Ok(identity) => format!("{} by {}", identity.access_key_id, identity.source),
            Err(error) => error.to_string(),
        },
    };
    let requests = self::told(&transport);
    (told, requests)
}

/// A line for each request.
pub(super) fn told(transport: &ScriptedTransport) -> Vec<String> {
    let requests = transport.requests().into_iter().map(|request| {
        let keys = request.headers.get("authorization");
        let keys = keys.and_then(|value| value.to_str().ok());
        let keys = keys.and_then(|value| value.split("Credential=").nth(1));
        let keys = keys
            .and_then(|value| value.split('/').next())
            .unwrap_or("-");
        format!("{} {} {keys}", request.method, request.uri)
    });
    requests.collect()
}

pub(super) fn assumed(operation: &str, id: &str) -> ScriptStep {
    ScriptStep::response(
        200,
        &[],
        format!(
            "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>\
             <Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey>\
             <SessionToken>hidden</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>\
             <AssumedRoleUser><AssumedRoleId>x</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>\
             </AssumedRoleUser></{operation}Result></{operation}Response>"
        ),
    )
}

const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKENV"),
    ("AWS_SECRET_ACCESS_KEY", "hidden"),
];

pub(super) fn role_credentials(id: &str) -> ScriptStep {
    let body = format!(
        r#"{{"roleCredentials": {{"accessKeyId": "{id}", "secretAccessKey": "hidden", "sessionToken": "hidden", "expiration": 4102444800000}}}}"#
    );
    ScriptStep::response(200, &[], body)
}

pub(super) fn instance_keys(id: &str) -> ScriptStep {
    let body = format!(
        r#"{{"Code": "Success", "AccessKeyId": "{id}", "SecretAccessKey": "hidden", "Token": "hidden", "Expiration": "2100-01-01T00:00:00Z"}}"#
    );
    ScriptStep::response(200, &[], body)
}
