use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::client::{Config, ConfigBuilder, SharedFiles};
use crate::testing::{Scripted, ScriptedTransport};

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
    script: impl IntoIterator<Item = Scripted>,
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

pub(super) fn assumed(operation: &str, id: &str) -> Scripted {
    Scripted::response(
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

#[tokio::test]
async fn keys_of_the_environment_come_first_unless_code_names_a_profile() {
    let credentials = "[default]\naws_access_key_id = AKFILE\naws_secret_access_key = hidden\n";
    let (told, _) = identity([], &KEYS, "", credentials).await;
    assert_eq!(told, "AKENV by the keys in the environment");
    let builder = Config::builder().profile("default");
    let config = load(builder, &KEYS, "", credentials).unwrap();
    let found = config.identity().await.unwrap();
    assert_eq!(found.access_key_id, "AKFILE");
}

#[tokio::test]
async fn a_role_is_taken_with_the_keys_of_its_source_profile() {
    let config = "[profile a]\nrole_arn = arn:aws:iam::1:role/r1\nsource_profile = b\nregion = eu-west-1\n\
                  [profile b]\nrole_arn = arn:aws:iam::1:role/r2\nsource_profile = c\n\
                  [profile c]\naws_access_key_id = AKC\naws_secret_access_key = hidden\n";
    let (told, requests) = identity(
        [assumed("AssumeRole", "AKB"), assumed("AssumeRole", "AKA")],
        &[("AWS_PROFILE", "a")],
        config,
        "",
    )
    .await;
    assert_eq!(
        told,
        "AKA by the role arn:aws:iam::1:role/r1 of role_arn (config:2), taken with the role arn:aws:iam::1:role/r2 of role_arn (config:6), \
         taken with the keys in the profile `c`"
    );
    assert_eq!(
        requests,
        [
            "POST https://sts.eu-west-1.amazonaws.com/ AKC",
            "POST https://sts.eu-west-1.amazonaws.com/ AKB"
        ]
    );
}

#[tokio::test]
async fn what_is_asked_for_and_lacks_something_is_an_error_and_nothing_is_sent() {
    for (config, expected) in [
        (
            "[default]\nrole_arn = r\nsource_profile = based\n[profile base]\n",
            "source_profile (config:3): the profile `based` is neither in config nor in credentials; did you mean `base`?",
        ),
        (
            "[default]\nrole_arn = r\n",
            "the profile `default` has role_arn (config:2), but neither a source_profile nor a credential_source \
             whose keys take the role",
        ),
        (
            "[default]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = default\n",
            "source_profile (config:6): the profiles lead round in a circle: default → b → default",
        ),
        (
            "[default]\nrole_arn = r\nsource_profile = b\n[profile b]\n",
            "source_profile (config:3): the profile `b` has no credentials",
        ),
        (
            "[default]\nrole_arn = r\ncredential_source = Environment\n",
            "credential_source (config:3) is Environment, but the environment has no keys",
        ),
        (
            "[default]\nrole_arn = r\ncredential_source = Elsewhere\n",
            "credential_source (config:3) is \"Elsewhere\": it must be Environment, EcsContainer or Ec2InstanceMetadata",
        ),
        (
            "[default]\nrole_arn = r\nsource_profile = default\nmfa_serial = m\naws_access_key_id = a\naws_secret_access_key = b\n",
            "the profile `default` asks for the code of a device, mfa_serial (config:4): set `ConfigBuilder::mfa_code`",
        ),
        (
            "[default]\naws_access_key_id = a\n",
            "the profile `default` has aws_access_key_id (config:2), but no aws_secret_access_key in the same file",
        ),
        (
            "[default]\nrole_arn =\naws_access_key_id = a\naws_secret_access_key = b\n",
            "role_arn (config:2) is there without a value: it must have one, or go",
        ),
        (
            "[default]\nrole_arn =\n  x = y\naws_access_key_id = a\naws_secret_access_key = b\n",
            "role_arn (config:2) is a block of settings: it must be a text",
        ),
        (
            "[default]\nsso_account_id = 1\nsso_role_name = r\nsso_session = s\n",
            "sso_session (config:4) is \"s\": there is no section [sso-session s]",
        ),
        (
            "[default]\nsso_account_id = 1\nsso_session = s\n[sso-session s]\nsso_region = r\n",
            "the profile `default` has sso_account_id (config:2), but no sso_role_name",
        ),
        (
            "[default]\nweb_identity_token_file = /t\n",
            "web_identity_token_file (config:2) is set, but neither AWS_ROLE_ARN nor role_arn in the profile `default` says which role",
        ),
    ] {
        let variables = [("HOME", "/nonexistent")];
        let (told, requests) = identity([], &variables, config, "").await;
        assert_eq!(told, expected);
        assert!(requests.is_empty());
    }
}

#[tokio::test]
async fn a_source_that_fails_is_named_and_no_other_is_tried() {
    let config = "[default]\ncredential_process = /bin/false x\n";
    let credentials = "[other]\naws_access_key_id = a\naws_secret_access_key = b\n";
    let (told, _) = identity([], &[], config, credentials).await;
    assert!(
        told.contains("the program of credential_process (config:2): it failed, exit status: 1"),
        "{told}"
    );
    let home = Home::new("web");
    let token = home.write("token", "header.payload");
    let variables = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", token.as_str()),
        ("AWS_ROLE_ARN", "arn:aws:iam::1:role/r"),
    ];
    let refused = Scripted::response(
        400,
        &[],
        "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>no</Message></Error></ErrorResponse>",
    );
    let credentials = "[default]\naws_access_key_id = a\naws_secret_access_key = b\n";
    let (told, requests) = identity([refused], &variables, "", credentials).await;
    assert!(told.contains("the role arn:aws:iam::1:role/r for the token of AWS_WEB_IDENTITY_TOKEN_FILE: sts AssumeRoleWithWebIdentity: InvalidIdentityToken"), "{told}");
    assert_eq!(requests, ["POST https://sts.amazonaws.com/ -"]);
}

#[tokio::test]
async fn keys_and_token_are_those_of_one_file() {
    let config = "[default]\naws_access_key_id = AKCONFIG\naws_secret_access_key = hidden\naws_session_token = t\n";
    let credentials =
        "[default]\naws_access_key_id = AKCREDENTIALS\naws_secret_access_key = hidden\n";
    let builder = Config::builder();
    let loaded = load(builder, &[], config, credentials).unwrap();
    let keys = loaded.credentials().unwrap().at(noon()).await.unwrap();
    assert_eq!(keys.access_key_id(), "AKCREDENTIALS");
    assert_eq!(keys.session_token(), None);
    let half = "[default]\naws_access_key_id = AKCREDENTIALS\n";
    let (told, _) = identity([], &[], config, half).await;
    assert!(
        told.contains("but no aws_secret_access_key in the same file"),
        "{told}"
    );
}

#[tokio::test]
async fn keys_that_have_expired_are_an_error() {
    let expired = ("AWS_CREDENTIAL_EXPIRATION", "2001-01-01T00:00:00Z");
    let variables = [KEYS[0], KEYS[1], expired];
    let (told, _) = identity([], &variables, "", "").await;
    assert_eq!(
        told,
        "credentials could not be loaded: the keys in the environment: its keys have expired"
    );
}

#[tokio::test]
async fn files_of_other_programs_are_not_passed_over() {
    let variables = [("AWS_CREDENTIAL_FILE", "/x")];
    let (told, requests) = identity([], &variables, "", "").await;
    assert!(
        told.contains("AWS_CREDENTIAL_FILE is set: keys in such a file are not read"),
        "{told}"
    );
    assert!(requests.is_empty());
}

#[tokio::test]
async fn keys_in_a_file_of_boto_come_before_the_hosts_and_after_all_profiles() {
    let home = Home::new("boto");
    let folder = home.0.display().to_string();
    let host = (
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://localhost/keys",
    );
    let variables = [("HOME", &*folder), ("AWS_EC2_METADATA_DISABLED", "true")];
    let told = async |more: &[(&str, &str)]| {
        let variables = [&variables[..], more].concat();
        let builder = Config::builder().environment((&variables[..]).into());
        let config = match builder.transport(ScriptedTransport::new([])).load().await {
            Ok(config) => config,
            Err(error) => return error.to_string(),
        };
        let told = config.identity().await;
        let told = told.map_or_else(|error| error.to_string(), |found| found.to_string());
        told.replace(&folder, "~")
    };
    home.write(".boto", "[Boto]\nx = 1\n");
    assert!(told(&[]).await.contains("no credentials"));
    let file = "[Credentials]\naws_access_key_id = AKBOTO\naws_secret_access_key = hidden\n";
    home.write(".boto", file);
    let expected = "AKBOTO by the keys of boto's file, aws_access_key_id (~/.boto:2)";
    assert_eq!(told(&[]).await, expected);
    assert_eq!(told(&[host]).await, expected);
    home.write(".aws/config", "[default]\nrole_arn = arn\n");
    assert!(told(&[]).await.contains("role_arn"));
    home.write(".aws/config", "");
    let other = home.write(
        "boto.cfg",
        "[Credentials]\naws_secret_access_key = hidden\n",
    );
    let told = told(&[("BOTO_CONFIG", &other)]).await;
    assert!(
        told.contains("the section [Credentials] has aws_secret_access_key (")
            && told.contains("boto.cfg:2), but no aws_access_key_id"),
        "{told}"
    );
}

#[tokio::test]
async fn a_path_of_the_containers_host_is_no_part_of_its_name() {
    for path in ["@127.0.0.1:1/x", ".example/x", "x"] {
        let variables = [("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", path)];
        let (told, requests) = identity([], &variables, "", "").await;
        assert!(
            told.contains("it must be a path that starts with /"),
            "{told}"
        );
        assert!(requests.is_empty());
    }
}

#[tokio::test]
async fn a_process_prints_keys() {
    let home = Home::new("process");
    let printed = r#"{"Version": 1, "AccessKeyId": "AKP", "SecretAccessKey": "hidden"}"#;
    let file = home.write("keys.json", printed);
    let config =
        format!("[default]\ncredential_process = cat '{file}'\naws_account_id = 123456789012\n");
    let config = load(Config::builder(), &[], &config, "").unwrap();
    let found = config.identity().await.unwrap();
    assert_eq!(found.access_key_id, "AKP");
    assert_eq!(found.account_id.as_deref(), Some("123456789012"));
}

const SSO: &str = "[default]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n\
                   [sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://d.example/start\n";
/// The SHA-1 of `s`.
const CACHED: &str = ".aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json";

pub(super) fn role_credentials(id: &str) -> Scripted {
    let body = format!(
        r#"{{"roleCredentials": {{"accessKeyId": "{id}", "secretAccessKey": "hidden", "sessionToken": "hidden", "expiration": 4102444800000}}}}"#
    );
    Scripted::response(200, &[], body)
}

#[tokio::test]
async fn single_sign_on_uses_the_token_that_the_cli_keeps() {
    let home = Home::new("sso");
    let folder = home.0.display().to_string();
    let variables = [("HOME", folder.as_str())];
    let (told, requests) = identity([], &variables, SSO, "").await;
    assert!(
        told.contains("run `aws sso login --profile default`"),
        "{told}"
    );
    assert!(requests.is_empty());
    home.write(
        CACHED,
        r#"{"accessToken": "hidden", "expiresAt": "2100-01-01T00:00:00Z"}"#,
    );
    let (told, requests) = identity([role_credentials("AKSSO")], &variables, SSO, "").await;
    assert_eq!(
        told,
        "AKSSO by the role r of account 123456789012 by single sign-on, sso_role_name (config:4)"
    );
    assert_eq!(
        requests,
        [
            "GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=r&account_id=123456789012 -"
        ]
    );
    home.write(
        CACHED,
        r#"{"accessToken": "hidden", "expiresAt": "2000-01-01T00:00:00UTC"}"#,
    );
    let (told, requests) = identity([], &variables, SSO, "").await;
    assert!(
        told.contains("it cannot be renewed without `registrationExpiresAt`; run `aws sso login"),
        "{told}"
    );
    assert!(requests.is_empty());
}

#[tokio::test]
async fn a_token_that_is_about_to_expire_is_renewed_and_kept() {
    let home = Home::new("renewed");
    let folder = home.0.display().to_string();
    let variables = [("HOME", folder.as_str())];
    let saved = r#"{"accessToken": "old", "expiresAt": "2000-01-01T00:00:00Z", "clientId": "c", "clientSecret": "s",
        "refreshToken": "r1", "registrationExpiresAt": "2100-01-01T00:00:00Z", "startUrl": "kept"}"#;
    home.write(CACHED, saved);
    let renewed = Scripted::response(
        200,
        &[],
        r#"{"accessToken": "new", "expiresIn": 28800, "refreshToken": "r2"}"#,
    );
    let (told, requests) =
        identity([renewed, role_credentials("AKSSO")], &variables, SSO, "").await;
    assert!(told.starts_with("AKSSO"), "{told}");
    assert_eq!(
        requests[0],
        "POST https://oidc.eu-west-1.amazonaws.com/token -"
    );
    let kept = std::fs::read_to_string(home.0.join(CACHED)).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["accessToken"], "new");
    assert_eq!(kept["refreshToken"], "r2");
    assert_eq!(kept["startUrl"], "kept");
    assert_eq!(kept["expiresAt"], "2027-01-15T16:00:00Z");
}

pub(super) fn instance_keys(id: &str) -> Scripted {
    let body = format!(
        r#"{{"Code": "Success", "AccessKeyId": "{id}", "SecretAccessKey": "hidden", "Token": "hidden", "Expiration": "2100-01-01T00:00:00Z"}}"#
    );
    Scripted::response(200, &[], body)
}

#[tokio::test]
async fn the_instance_is_asked_last_and_with_a_token() {
    let script = [
        Scripted::response(200, &[], "hidden"),
        Scripted::response(200, &[], "my-role\n"),
        instance_keys("AKI"),
    ];
    let endpoint = ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1");
    let (told, requests) = identity(script, &[endpoint], "", "").await;
    assert_eq!(
        told,
        "AKI by the instance metadata service at http://127.0.0.1:1/"
    );
    assert_eq!(
        requests,
        [
            "PUT http://127.0.0.1:1/latest/api/token -",
            "GET http://127.0.0.1:1/latest/meta-data/iam/security-credentials/ -",
            "GET http://127.0.0.1:1/latest/meta-data/iam/security-credentials/my-role -",
        ]
    );
    let refused = [Scripted::response(403, &[], "")];
    let v1_disabled = ("AWS_EC2_METADATA_V1_DISABLED", "true");
    let (told, requests) = identity(refused, &[endpoint, v1_disabled], "", "").await;
    assert!(
        told.contains("it gave no token, and must not be asked without: HTTP 403"),
        "{told}"
    );
    assert_eq!(requests.len(), 1);
    let disabled = ("AWS_EC2_METADATA_DISABLED", "true");
    let (told, requests) = identity([], &[endpoint, disabled], "", "").await;
    assert!(told.starts_with("no credentials"), "{told}");
    assert!(requests.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_containers_host_is_asked_if_the_environment_names_it() {
    let uri = (
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://localhost:1/keys",
    );
    let token = ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic hidden");
    let failing = || Scripted::response(500, &[], "");
    let script = [failing(), instance_keys("AKC")];
    let (told, requests) = identity(script, &[uri, token], "", "").await;
    assert_eq!(
        told,
        "AKC by the container's host, by AWS_CONTAINER_CREDENTIALS_FULL_URI"
    );
    assert_eq!(requests, ["GET http://localhost:1/keys -"; 2]);
    let script = [failing(), failing(), failing()];
    let (told, _) = identity(script, &[uri], "", "").await;
    assert!(told.contains("it answered with HTTP 500"), "{told}");
    let evil = (
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://evil.example/keys",
    );
    let (told, requests) = identity([], &[evil, token], "", "").await;
    assert!(
        told.contains("evil.example must not be asked over plain HTTP"),
        "{told}"
    );
    assert!(requests.is_empty());
}

#[tokio::test]
async fn a_device_is_asked_for_its_code() {
    let transport = ScriptedTransport::new([assumed("AssumeRole", "AKM")]);
    let builder = Config::builder()
        .transport(transport.clone())
        .mfa_code(|serial| match serial {
            "GAHT12345" => Ok(String::from("123456")),
            _ => Err("another device".into()),
        });
    let config = "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = b\nmfa_serial = GAHT12345\nexternal_id = ext\nduration_seconds = 900\n\
                  role_session_name = name\n[profile b]\naws_access_key_id = a\naws_secret_access_key = b\n";
    let config = load(builder, &[], config, "").unwrap();
    assert_eq!(config.identity().await.unwrap().access_key_id, "AKM");
    let sent = transport.requests().remove(0);
    let body = String::from_utf8_lossy(&sent.body).into_owned();
    assert_eq!(
        body,
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=name&DurationSeconds=900&ExternalId=ext&\
         SerialNumber=GAHT12345&TokenCode=123456"
    );
}

#[cfg(not(feature = "login"))]
#[tokio::test]
async fn a_login_session_names_the_feature_that_it_takes() {
    let config = "[default]\nlogin_session = arn:aws:iam::123456789012:user/dev\n";
    let (told, requests) = identity([], &[], config, "").await;
    assert_eq!(
        told,
        "the profile `default` has a login session, login_session (config:2), which takes pageboy's feature `login`; \
         without it, `aws configure export-credentials --profile default --format process` as the credential_process of \
         a profile gives the same keys"
    );
    assert!(requests.is_empty());
}
