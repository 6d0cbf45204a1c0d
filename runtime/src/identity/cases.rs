//! The cases of `tests/cases/identity`: environment, files and answers, and whose keys come out by which requests.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::tests::{Home, assumed, instance_keys, load, role_credentials, told};
use crate::client::Config;
use crate::testing::{Scripted, ScriptedTransport};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    /// The lines of both files; `{home}` stands for the home folder.
    #[serde(default)]
    config: Vec<String>,
    #[serde(default)]
    credentials: Vec<String>,
    /// Others in the home folder.
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    answers: Vec<Answer>,
    /// The access key id.
    identity: Option<String>,
    account: Option<String>,
    /// What the error says, beside other things.
    error: Option<String>,
    /// Method, URL, and the access key id that it is signed with.
    requests: Option<Vec<String>>,
}

/// Keys with this id as a service gives them, or something else.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Role(String),
    Web(String),
    Sso(String),
    /// A container's or an instance's host.
    Keys(String),
    Text(String),
    Status(u16),
}

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
    let mut variables: Vec<(&str, &str)> = vec![("HOME", &folder)];
    let environment = case.environment.iter();
    variables.extend(environment.map(|(name, value)| (&**name, &**value)));
    let answers = case.answers.into_iter().map(|answer| match answer {
        Answer::Role(id) => assumed("AssumeRole", &id),
        Answer::Web(id) => assumed("AssumeRoleWithWebIdentity", &id),
        Answer::Sso(id) => role_credentials(&id),
        Answer::Keys(id) => instance_keys(&id),
        Answer::Text(text) => Scripted::response(200, &[], text),
        Answer::Status(status) => Scripted::response(status, &[], ""),
    });
    let transport = ScriptedTransport::new(answers);
    let builder = Config::builder().transport(transport.clone()).no_retries();
    let text = |lines: &[String]| lines.join("\n").replace("{home}", &folder);
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
            assert!(told.contains(&error), "{name}: {told}");
        }
    }
    if let Some(requests) = case.requests {
        assert_eq!(told(&transport), requests, "{name}");
    }
}
