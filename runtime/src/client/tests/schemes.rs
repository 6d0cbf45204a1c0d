//! The choice of an authentication scheme, and keys of other kinds than AWS's.

use super::*;
use crate::client::environment::Environment;
use crate::client::profile::SharedFiles;
use crate::schema::{Auth, Endpoint, Protocol, Service};

/// In every key.
const SECRET: &str = "hunter2";

static SERVICE: Service = Service::new(
    "vault",
    "Vault Room",
    "2025-01-01",
    Protocol::Json11,
    Endpoint::new("vault"),
);
static EITHER: Operation =
    Operation::new(&SERVICE, "Either").auth(&[Auth::SigV4, Auth::Bearer, Auth::None]);
static ONLY_4A: Operation = Operation::new(&SERVICE, "Only4a").auth(&[Auth::SigV4a]);
static FIRST_4A: Operation = Operation::new(&SERVICE, "First4a").auth(&[Auth::SigV4a, Auth::SigV4]);
static S3_LIKE: Operation = Operation::new(&SERVICE, "S3Like").auth(&[Auth::S3SigV4]);
pub(super) static IN_HEADER: Operation =
    Operation::new(&SERVICE, "InHeader").auth(&[Auth::ApiKey {
        name: "X-Vault-Key",
        in_query: false,
        scheme: Some("Key"),
    }]);
pub(super) static IN_QUERY: Operation = Operation::new(&SERVICE, "InQuery").auth(&[Auth::ApiKey {
    name: "key",
    in_query: true,
    scheme: None,
}]);
static WITH_PASSWORD: Operation = Operation::new(&SERVICE, "WithPassword").auth(&[Auth::Basic]);

/// What was sent with these settings, or why nothing was.
async fn sent(
    operation: &'static Operation,
    change: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Result<SentRequest, String> {
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "{}")]);
    let config = Config::builder()
        .region("eu-central-1")
        .endpoint_url("https://vault.example")
        .transport(transport.clone());
    let config = change(config).no_retries();
    let shown = format!("{config:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    let result = call(config, operation, &[]).await;
    match transport.requests().pop() {
        Some(request) => {
            assert!(!format!("{:?}", request.headers).contains(SECRET));
            Ok(request)
        }
        None => {
            let error = result.unwrap_err();
            assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
            Err(error.to_string())
        }
    }
}

fn environment(variables: &[(&'static str, &'static str)]) -> Environment {
    variables.into()
}

#[tokio::test]
async fn what_is_preferred_is_taken_where_the_service_takes_it() {
    let with_keys = |config: ConfigBuilder| config.credentials(keys());
    let token = ("AWS_BEARER_TOKEN_VAULT", SECRET);
    let preferred = |list| environment(&[token, ("AWS_AUTH_SCHEME_PREFERENCE", list)]);
    for (list, expected) in [
        ("", Some("Bearer")),
        ("httpBearerAuth,sigv4", Some("Bearer")),
        ("foo , smithy.api#noAuth", None),
        // A token of the environment goes before what does not stand in code.
        ("sigv4", Some("Bearer")),
    ] {
        let request = sent(&EITHER, |config| {
            with_keys(config).environment(preferred(list))
        });
        let request = request.await.unwrap();
        let header = request.header("authorization").map(str::to_owned);
        let scheme = header.as_deref().and_then(|text| text.split(' ').next());
        if list.contains("noAuth") {
            assert_eq!(scheme, Some("Bearer"), "{list}");
        } else {
            assert_eq!(scheme, expected, "{list}");
        }
    }
    let in_code = |config| {
        let config = with_keys(config).environment(preferred("httpBearerAuth"));
        config.auth_scheme_preference(["sigv4"])
    };
    let request = sent(&EITHER, in_code).await.unwrap();
    let header = request.header("authorization").unwrap();
    assert!(header.starts_with("AWS4-HMAC-SHA256 "), "{header}");
    let nothing = |config: ConfigBuilder| config.auth_scheme_preference(["noAuth"]);
    let request = sent(&EITHER, nothing).await.unwrap();
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn what_is_public_is_asked_for_without_keys_and_without_a_signature() {
    for operation in [&FIRST_4A, &EITHER] {
        let config = |config: ConfigBuilder| config.credentials(keys()).no_credentials();
        let request = sent(operation, config).await.unwrap();
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("x-amz-date"), None);
        assert!(sent(operation, ConfigBuilder::no_credentials).await.is_ok());
    }
}

#[tokio::test]
async fn version_4_goes_before_4a_unless_somebody_prefers_it() {
    let with_keys = |config: ConfigBuilder| config.credentials(keys());
    let request = sent(&FIRST_4A, with_keys).await.unwrap();
    let header = request.header("authorization").unwrap();
    assert!(header.starts_with("AWS4-HMAC-SHA256 "), "{header}");
    let outcome = sent(&ONLY_4A, |config| {
        with_keys(config).sigv4a_signing_region_set(["eu-west-1", "us-*"])
    });
    match (cfg!(feature = "sigv4a"), outcome.await) {
        (false, outcome) => {
            insta::assert_snapshot!(outcome.unwrap_err(), @r#"vault Only4a: requests are signed with version 4a there, for which pageboy's feature `sigv4a` is needed: in Cargo.toml, pageboy = { version = "…", features = ["sigv4a"] }"#)
        }
        (true, outcome) => {
            let request = outcome.unwrap();
            assert_eq!(request.header("x-amz-region-set"), Some("eu-west-1,us-*"));
            let header = request.header("authorization").unwrap();
            assert!(
                header.starts_with("AWS4-ECDSA-P256-SHA256 Credential=id/"),
                "{header}"
            );
        }
    }
}

#[tokio::test]
async fn a_service_may_be_signed_like_s3_whatever_it_is_called() {
    let with_keys = |config: ConfigBuilder| config.credentials(keys());
    let request = sent(&S3_LIKE, with_keys).await.unwrap();
    assert!(request.header("x-amz-content-sha256").is_some());
}

#[tokio::test]
async fn an_api_key_stands_where_the_model_says() {
    let in_code = |config: ConfigBuilder| config.api_key(SECRET);
    let request = sent(&IN_HEADER, in_code).await.unwrap();
    assert_eq!(request.header("x-vault-key"), Some("Key hunter2"));
    assert_eq!(request.header("authorization"), None);
    let variables = environment(&[("PAGEBOY_API_KEY_VAULT_ROOM", "a b&hunter2")]);
    let request = sent(&IN_QUERY, |config| config.environment(variables));
    let request = request.await.unwrap();
    assert_eq!(request.uri.query(), Some("key=a%20b%26hunter2"));
    let files = "[default]\nservices = own\n[services own]\nvault_room =\n  api_key = hunter2\n";
    let files = SharedFiles::of_text(files, "").unwrap();
    let request = sent(&IN_HEADER, |config| config.files(files))
        .await
        .unwrap();
    assert_eq!(request.header("x-vault-key"), Some("Key hunter2"));
    let in_code = |config: ConfigBuilder| config.basic_auth("a", SECRET);
    let request = sent(&WITH_PASSWORD, in_code).await.unwrap();
    assert_eq!(request.header("authorization"), Some("Basic YTpodW50ZXIy"));
}

#[tokio::test]
async fn an_api_key_that_is_missing_or_would_be_read_is_an_error() {
    let error = sent(&IN_HEADER, |config| config.credentials(keys())).await;
    insta::assert_snapshot!(error.unwrap_err(), @"vault InHeader: no API key: set PAGEBOY_API_KEY_VAULT_ROOM, or `Config::builder().api_key(…)`");
    let error = sent(&WITH_PASSWORD, |config| config).await;
    insta::assert_snapshot!(error.unwrap_err(), @"vault WithPassword: no user and password: set PAGEBOY_BASIC_AUTH_VAULT_ROOM, or `Config::builder().basic_auth(…)`");
    let error = sent(&IN_QUERY, |config| {
        config.api_key(SECRET).endpoint_url("http://vault.example")
    });
    insta::assert_snapshot!(error.await.unwrap_err(), @"vault InQuery: an API key is not sent over plain HTTP, except to this machine: the endpoint URL must start with https://");
    let error = sent(&IN_HEADER, |config| config.api_key("hunter2\n")).await;
    insta::assert_snapshot!(error.unwrap_err(), @"vault InHeader: the API key has control characters");
}
