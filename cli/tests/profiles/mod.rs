//! Keys and settings from the AWS CLI's files.

use crate::endpoint::{Answer, Endpoint};
use crate::{CommandRun, KEYS, run};

/// Runs the command with these files; what was sent comes with the result.
fn with_profiles(
    test: &str,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> (CommandRun, Vec<String>) {
    let endpoint = Endpoint::new(vec![Answer::new(200, r#"{"TableNames": []}"#)]);
    let folder = format!("{}/{test}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(&folder).unwrap();
    let url = endpoint.url();
    let (config, credentials) = (format!("{folder}/config"), format!("{folder}/credentials"));
    let text = format!(
        "[default]\nregion = eu-west-1\nendpoint_url = {url}\n[profile work]\nregion = us-west-2\nendpoint_url = {url}\n\
         [profile sso]\nregion = us-west-2\nsso_session = me\n\
         sso_account_id = 123456789012\nsso_role_name = reader\n"
    );
    std::fs::write(&config, text).unwrap();
    let text = "[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = hidden-key\n\
                [work]\naws_access_key_id = AKIDWORK\naws_secret_access_key = hidden-key\n";
    std::fs::write(&credentials, text).unwrap();
    let files = [
        ("AWS_CONFIG_FILE", config.as_str()),
        ("AWS_SHARED_CREDENTIALS_FILE", credentials.as_str()),
    ];
    let ran = run(arguments, &[&files[..], variables].concat(), "");
    (ran, endpoint.scopes())
}

#[test]
fn keys_region_and_endpoint_come_from_a_profile() {
    let call = ["call", "dynamodb", "list-tables"];
    let named = [&call[..], &["--profile", "work"]].concat();
    let chosen = [("AWS_PROFILE", "work")];
    for (test, arguments, variables, expected) in [
        ("default", &call[..], &[][..], "AKIDDEFAULT eu-west-1"),
        ("named", &named[..], &[][..], "AKIDWORK us-west-2"),
        ("chosen", &call[..], &chosen[..], "AKIDWORK us-west-2"),
        ("keys", &named[..], &KEYS[..], "AKIDWORK us-east-1"),
        (
            "environment",
            &call[..],
            &KEYS[..],
            "AKIAIOSFODNN7EXAMPLE us-east-1",
        ),
    ] {
        let (ran, scopes) = with_profiles(test, arguments, variables);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{test}");
        assert_eq!(scopes, [expected], "{test}");
    }
}

#[test]
fn a_profile_that_cannot_be_used_is_told_with_what_to_do() {
    let call = ["call", "dynamodb", "list-tables", "--profile"];
    let (ran, _) = with_profiles("sso", &[&call[..], &["sso"]].concat(), &[]);
    assert_eq!(ran.code, Some(253));
    assert!(
        ran.err.contains("there is no section [sso-session me]"),
        "{}",
        ran.err
    );
    let (ran, _) = with_profiles("wrk", &[&call[..], &["wrk"]].concat(), &[]);
    assert_eq!(ran.code, Some(253));
    assert!(ran.err.contains("did you mean `work`?"), "{}", ran.err);
    assert!(!ran.err.contains("hidden-key"));
}
