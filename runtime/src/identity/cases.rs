//! The cases of `tests/cases/identity`: environment, files and answers, and the resulting credentials with their requests.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::tests::{Home, assumed, instance_keys, load, role_credentials, told};
use crate::client::{Config, TransportError};
use crate::testing::{ScriptStep, ScriptedTransport};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// In these, in the lines of both files and in the error `{home}` stands for the home folder.
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    config: Vec<String>,
    #[serde(default)]
    credentials: Vec<String>,
    /// Others in the home folder.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// The file of a login session, as differences from a complete one with valid keys; `null` removes a value.
    login: Option<Value>,
    /// Its folder.
    folder: Option<String>,
    /// Which of the keys in `keys` it has; default: `sec1`.
    key: Option<String>,
    #[serde(default)]
    answers: Vec<CaseAnswer>,
    /// The access key id.
    identity: Option<String>,
    account: Option<String>,
    /// A part of the error's text.
    error: Option<String>,
    /// The final differences in the file of a login session.
    kept: Option<Value>,
    /// Method, URL, and the access key id of the signature.
    requests: Option<Vec<String>>,
}

/// Keys with this id as a service returns them, or something else.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum CaseAnswer {
    Role(String),
    Web(String),
    Sso(String),
    Login(String),
    /// A login session is refused, with this reason.
    Denied(String),
    /// A container's or an instance's host.
    Keys(String),
    Text(String),
    Status(u16),
    /// There is none.
    Lost,
}

/// The signed-in identity.
const SESSION: &str = "arn:aws:iam::123456789012:user/dev";
const KEYS: [(&str, &str); 3] = [
    (
        "sec1",
        include_str!("../../../tests/cases/identity/keys/sec1.pem"),
    ),
    (
        "pkcs8",
        include_str!("../../../tests/cases/identity/keys/pkcs8.pem"),
    ),
    (
        "another_curve",
        include_str!("../../../tests/cases/identity/keys/another_curve.pem"),
    ),
];

#[tokio::test]
async fn keys_come_from_where_the_cases_say() {
    for (file, text) in [
        (
            "roles",
            include_str!("../../../tests/cases/identity/roles.json"),
        ),
        (
            "profiles",
            include_str!("../../../tests/cases/identity/profiles.json"),
        ),
        (
            "container",
            include_str!("../../../tests/cases/identity/container.json"),
        ),
        (
            "instance",
            include_str!("../../../tests/cases/identity/instance.json"),
        ),
        #[cfg(feature = "login")]
        (
            "login",
            include_str!("../../../tests/cases/identity/login.json"),
        ),
    ] {
        let cases: Vec<Case> = serde_json::from_str(text).unwrap();
        for case in cases {
            let name = format!("{file}: {}", case.name);
            check(case, &name).await;
        }
    }
}

async fn check(case: Case, name: &str) {
    let home = Home::new("cases");
    let folder = home.0.display().to_string();
    for (path, text) in &case.files {
        home.write(path, text);
    }
    let placed = |text: &str| text.replace("{home}", &folder);
    let session = case.login.as_ref().map(|changes| {
        let session = changed(&whole_session(case.key.as_deref()), changes);
        let file = Sha256::digest(SESSION);
        let file: String = file.iter().map(|byte| format!("{byte:02x}")).collect();
        let folder = case.folder.as_deref().unwrap_or(".aws/login/cache");
        let path = home.write(&format!("{folder}/{file}.json"), &session.to_string());
        (path, session)
    });
    let environment = case.environment.iter();
    let environment = environment.map(|(name, value)| (name.as_str(), placed(value)));
    let environment: Vec<(&str, String)> = environment.collect();
    let mut variables: Vec<(&str, &str)> = vec![("HOME", &folder)];
    variables.extend(environment.iter().map(|(name, value)| (*name, &**value)));
    let answers = case.answers.into_iter().map(|answer| match answer {
        CaseAnswer::Role(id) => assumed("AssumeRole", &id),
        CaseAnswer::Web(id) => assumed("AssumeRoleWithWebIdentity", &id),
        CaseAnswer::Sso(id) => role_credentials(&id),
        CaseAnswer::Login(id) => renewed(&id),
        CaseAnswer::Denied(reason) => {
            let headers = [("x-amzn-errortype", "AccessDeniedException")];
            let body = json!({"error": reason, "message": "no"});
            ScriptStep::response(403, &headers, body.to_string())
        }
        CaseAnswer::Keys(id) => instance_keys(&id),
        CaseAnswer::Text(text) => ScriptStep::response(200, &[], text),
        CaseAnswer::Status(status) => ScriptStep::response(status, &[], ""),
        CaseAnswer::Lost => ScriptStep::error(TransportError::new("the connection was reset")),
    });
    let transport = ScriptedTransport::new(answers);
    let builder = Config::builder().transport(transport.clone()).no_retries();
    let text = |lines: &[String]| placed(&lines.join("\n"));
    let loaded = load(
        builder,
        &variables,
        &text(&case.config),
        &text(&case.credentials),
    );
    let found = match loaded {
        Ok(config) => config.identity().await.map_err(|error| error.to_string()),
        Err(problem) => Err(problem),
    };
    match found {
        Ok(found) => {
            let error = &case.error;
            assert!(error.is_none(), "{name}: {found:?} in place of {error:?}");
            assert_eq!(Some(found.access_key_id), case.identity, "{name}");
            if case.account.is_some() {
                assert_eq!(found.account_id, case.account, "{name}");
            }
        }
        Err(told) => {
            let error = case.error.unwrap_or_else(|| panic!("{name}: {told}"));
            assert!(told.contains(&placed(&error)), "{name}: {told}");
            assert!(!told.contains("hidden"), "{name}: {told}");
        }
    }
    if let Some((path, session)) = session {
        let kept = std::fs::read_to_string(&path).unwrap();
        let kept: Value = serde_json::from_str(&kept).unwrap();
        let nothing = json!({});
        let changes = case.kept.as_ref().unwrap_or(&nothing);
        assert_eq!(kept, changed(&session, changes), "{name}");
        let folder = std::path::Path::new(&path).parent().unwrap();
        let beside = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(beside, 1, "{name}: something is left beside the file");
        #[cfg(unix)]
        if case.kept.is_some() {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        #[cfg(feature = "login")]
        super::proof::tests::every_request_is_proven(&transport, &session, name);
    }
    if let Some(requests) = case.requests {
        assert_eq!(told(&transport), requests, "{name}");
    }
}

/// The file that the AWS CLI writes after a sign-in.
fn whole_session(key: Option<&str>) -> Value {
    let wanted = key.unwrap_or("sec1");
    let key = KEYS.iter().find(|(name, _)| *name == wanted);
    let (_, key) = key.unwrap_or_else(|| panic!("there is no key {wanted}"));
    json!({
        "accessToken": {
            "accessKeyId": "AKLOGIN",
            "secretAccessKey": "hidden",
            "sessionToken": "hidden",
            "accountId": "123456789012",
            "expiresAt": "2100-01-01T00:00:00Z",
        },
        "clientId": "arn:aws:signin:::devtools/same-device",
        "refreshToken": "hidden-1",
        "idToken": "hidden",
        "dpopKey": key,
    })
}

/// Replaces values by the given ones.
fn changed(value: &Value, changes: &Value) -> Value {
    let (Value::Object(object), Value::Object(changes)) = (value, changes) else {
        return changes.clone();
    };
    let mut object = object.clone();
    for (name, change) in changes {
        let old = object.remove(name).unwrap_or_else(|| json!({}));
        if !change.is_null() {
            object.insert(name.clone(), changed(&old, change));
        }
    }
    Value::Object(object)
}

/// Keys for a quarter of an hour.
fn renewed(id: &str) -> ScriptStep {
    let body = json!({
        "accessToken": {"accessKeyId": id, "secretAccessKey": "hidden", "sessionToken": "hidden"},
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
        "expiresIn": 900,
        "refreshToken": "hidden-2",
        "idToken": "hidden",
    });
    ScriptStep::response(200, &[], body.to_string())
}
