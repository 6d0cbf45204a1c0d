//! API keys of a service of one's own.

use std::path::Path;

use crate::endpoint::{Answer, Endpoint};
use crate::{CommandRun, KEYS, run};

const KEY: &str = "hidden-key-7";

/// Where the key stands, and a word before it.
const IN_HEADER: &str = r#"{"name": "X-Vault-Key", "in": "header", "scheme": "Key"}"#;
const IN_QUERY: &str = r#"{"name": "key", "in": "query"}"#;

/// Calls an operation of the service, with these variables and this configuration file; the first lines and the headers of
/// what was sent, in lower case, come with the result.
fn get_paper(
    test: &str,
    place: &str,
    variables: &[(&str, &str)],
    config: &str,
) -> (CommandRun, Vec<String>) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("api-keys")
        .join(test);
    let definitions = folder.join("vault/2025-01-01");
    std::fs::create_dir_all(&definitions).unwrap();
    std::fs::write(definitions.join("service-2.json"), service(place)).unwrap();
    let file = folder.join("config");
    std::fs::write(&file, config).unwrap();
    let endpoint = Endpoint::new(vec![Answer::new(200, r#"{"Text": "mine"}"#)]);
    let arguments = [
        "call",
        "vault",
        "get-paper",
        "--param",
        "name=deed",
        "--overlay",
        folder.to_str().unwrap(),
        "--endpoint-url",
        endpoint.url(),
    ];
    let file = [("AWS_CONFIG_FILE", file.to_str().unwrap())];
    let ran = run(&arguments, &[&file[..], variables].concat(), "");
    for text in [&ran.out, &ran.err] {
        assert!(!text.contains(KEY), "{text}");
    }
    (ran, endpoint.headers())
}

fn service(place: &str) -> String {
    format!(
        r#"{{
          "version": "2.0",
          "metadata": {{
            "apiVersion": "2025-01-01", "auth": ["smithy.api#httpApiKeyAuth"], "endpointPrefix": "vault",
            "globalEndpoint": "vault.example", "httpApiKeyAuth": {place}, "protocol": "rest-json",
            "protocols": ["rest-json"], "serviceFullName": "Vault Room", "serviceId": "Vault Room", "uid": "vault-2025-01-01"
          }},
          "operations": {{"GetPaper": {{
            "name": "GetPaper", "http": {{"method": "GET", "requestUri": "/papers/{{Name}}"}},
            "input": {{"shape": "GetPaperInput"}}, "output": {{"shape": "GetPaperOutput"}}
          }}}},
          "shapes": {{
            "GetPaperInput": {{"type": "structure", "required": ["Name"],
              "members": {{"Name": {{"shape": "String", "location": "uri", "locationName": "Name"}}}}}},
            "GetPaperOutput": {{"type": "structure", "members": {{"Text": {{"shape": "String"}}}}}},
            "String": {{"type": "string"}}
          }}
        }}"#
    )
}

#[test]
fn a_key_is_sent_without_credentials() {
    let variable = [("PAGEBOY_API_KEY_VAULT_ROOM", KEY)];
    let named = [("AWS_PROFILE", "work")];
    let profile = format!(
        "[profile work]\nservices = own\n[services own]\nvault_room =\n  api_key = {KEY}\n"
    );
    let before = profile.replace(KEY, "another");
    let first = |name: &str| format!("get /papers/deed{name} http/1.1");
    let header = format!("x-vault-key: key {KEY}");
    for (test, place, variables, config, line) in [
        ("variable", IN_HEADER, &variable[..], "", &header),
        (
            "older-variable",
            IN_HEADER,
            &[("AWS_API_KEY_VAULT_ROOM", KEY)],
            "",
            &header,
        ),
        ("profile", IN_HEADER, &named, &profile, &header),
        (
            "variable-first",
            IN_HEADER,
            &[variable[0], named[0]],
            &before,
            &header,
        ),
        (
            "query",
            IN_QUERY,
            &variable,
            "",
            &first(&format!("?key={KEY}")),
        ),
    ] {
        let (ran, sent) = get_paper(test, place, variables, config);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{test}");
        assert_eq!(ran.out, "{\"Text\":\"mine\"}\n", "{test}");
        assert!(sent.contains(line), "{test}: {sent:?}");
        let signed = sent.iter().find(|line| line.starts_with("authorization:"));
        assert_eq!(signed, None, "{test}");
    }
}

#[test]
fn a_key_that_is_missing_is_told_by_its_variable_and_credentials_do_not_stand_in() {
    let other = [("PAGEBOY_API_KEY_VAULT", KEY)];
    for (test, variables) in [
        ("none", &[][..]),
        ("credentials", &KEYS),
        ("other", &other),
        ("empty", &[("PAGEBOY_API_KEY_VAULT_ROOM", "")]),
    ] {
        let (ran, sent) = get_paper(test, IN_HEADER, variables, "");
        assert_eq!((ran.code, ran.out.as_str()), (Some(253), ""), "{test}");
        let variable = "set PAGEBOY_API_KEY_VAULT_ROOM";
        assert!(ran.err.contains(variable), "{test}: {}", ran.err);
        assert_eq!(sent, [""; 0], "{test}");
    }
}
