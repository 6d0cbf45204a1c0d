//! Credentials that another service gives: single sign-on, instance, container, device, login.

use super::*;

const SSO: &str = "[default]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n\
                   [sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://d.example/start\n";
/// The SHA-1 of `s`.
const CACHED: &str = ".aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json";

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
    let renewed = ScriptStep::response(
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

#[tokio::test]
async fn the_instance_is_asked_last_and_with_a_token() {
    let script = [
        ScriptStep::response(200, &[], "hidden"),
        ScriptStep::response(200, &[], "my-role\n"),
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
    let refused = [ScriptStep::response(403, &[], "")];
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
    let failing = || ScriptStep::response(500, &[], "");
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
