//! Credentials in the environment, in files and of a process, and roles that they take.

use super::*;

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
    let refused = ScriptStep::response(
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
