//! A service of one's own that takes API keys and passwords.

use pageboy::Config;
use pageboy::testing::ScriptedTransport;

use super::json;
use crate::vault;

#[tokio::test]
async fn a_service_with_api_keys_needs_no_credentials() {
    let answers = [json(r#"{"Text": "a"}"#), json("{}"), json("{}")];
    let transport = ScriptedTransport::new(answers);
    let config = Config::builder()
        .api_key("hunter2")
        .basic_auth("user", "hunter3")
        .transport(transport.clone())
        .build()
        .unwrap();
    let shown = format!("{config:?}");
    assert!(!shown.contains("hunter"), "{shown}");
    let vault = vault::Client::new(&config);
    let paper = vault.get_paper().name("deed").send().await.unwrap();
    assert_eq!(paper.text.as_deref(), Some("a"));
    vault.knock().send().await.unwrap();
    vault.sign_in().send().await.unwrap();
    let sent = transport.requests();
    let headers = ["x-vault-key", "authorization"];
    let of = |at: usize| headers.map(|name| sent[at].header(name));
    assert_eq!(sent[0].uri.to_string(), "https://vault.example/papers/deed");
    assert_eq!(of(0), [Some("Key hunter2"), None]);
    assert_eq!(of(1), [None, None]);
    assert_eq!(of(2), [None, Some("Basic dXNlcjpodW50ZXIz")]);
    assert!(!format!("{sent:?}").contains("hunter"));
}
