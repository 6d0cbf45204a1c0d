use super::*;

/// A folder of its own with both files, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, config: &str, credentials: &str) -> Self {
        let process = std::process::id();
        let folder = std::env::temp_dir().join(format!("pageboy-profile-{process}-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("config"), config).unwrap();
        std::fs::write(folder.join("credentials"), credentials).unwrap();
        Self(folder)
    }

    fn load(&self) -> Result<SharedFiles, String> {
        let config = self.0.join("config").display().to_string();
        let credentials = self.0.join("credentials").display().to_string();
        let environment = Environment::from([
            ("AWS_CONFIG_FILE", config.as_str()),
            ("AWS_SHARED_CREDENTIALS_FILE", credentials.as_str()),
        ]);
        let shown = self.0.display().to_string();
        SharedFiles::load(&environment).map_err(|error| error.to_string().replace(&shown, ""))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_credentials_file_wins_setting_by_setting() {
    let folder = Folder::with(
        "wins",
        "[profile a]\nregion = eu-west-1\noutput = json\n[a]\nregion = no\n",
        "[a]\nregion = eu-west-2\n",
    );
    let files = folder.load().unwrap();
    let profile = files.profile("a").unwrap();
    let region = profile.get("region").unwrap();
    assert_eq!(region.value, "eu-west-2");
    assert_eq!(profile.get("output").unwrap().value, "json");
    let place = region.place().to_string();
    assert!(
        place.starts_with("region (") && place.ends_with("credentials:2)"),
        "{place}"
    );
}

#[test]
fn sections_are_told_by_their_kind_and_may_be_quoted() {
    let folder = Folder::with(
        "kinds",
        "[profile 'a b']\nx = 1\n[sso-session s]\nx = 2\n[services \"v\"]\ns3 =\n  endpoint_url = u\n[profile c d]\n[profilee]\n",
        "",
    );
    let files = folder.load().unwrap();
    assert_eq!(files.profile("a b").unwrap().get("x").unwrap().value, "1");
    assert_eq!(files.sso_session("s").unwrap().get("x").unwrap().value, "2");
    let services = files.services("v").unwrap();
    let url = services.block("s3").unwrap().get("endpoint_url").unwrap();
    assert_eq!(url.value, "u");
    assert_eq!(files.profiles.names().count(), 1);
}

#[test]
fn of_two_sections_for_a_profile_the_last_one_counts() {
    let folder = Folder::with(
        "twice",
        "[default]\nx = 1\ny = 1\n[profile default]\nx = 2\n[profile a]\nx = 3\n[profile \"a\"]\n",
        "[default]\nz = 1\n",
    );
    let files = folder.load().unwrap();
    let default = files.profile("default").unwrap();
    assert_eq!(default.get("x").unwrap().value, "2");
    assert!(default.get("y").is_none());
    assert_eq!(default.get("z").unwrap().value, "1");
    assert!(files.profile("a").unwrap().get("x").is_none());
}

#[test]
fn what_one_file_has_is_found_beside_the_other() {
    let files = SharedFiles::of_text("[default]\nx = 1\ny = 1\n", "[default]\nx = 2\nz =\n");
    let files = files.unwrap();
    let profile = files.profile("default").unwrap();
    let x = |credentials| profile.asked_in(credentials, "x").unwrap().unwrap().value;
    assert_eq!((x(false), x(true)), ("1", "2"));
    assert!(profile.asked_in(true, "y").unwrap().is_none());
    let problem = profile.asked("z").err().unwrap().to_string();
    assert_eq!(
        problem,
        "z (credentials:3) is there without a value: it must have one, or go"
    );
}

#[test]
fn paths_may_begin_at_home_or_hold_variables() {
    let environment = Environment::from([("HOME", "/home/me"), ("AWS_X", "x")]);
    for (written, expected) in [
        ("~/c", "/home/me/c"),
        ("~", "/home/me"),
        ("$HOME/c", "/home/me/c"),
        ("${HOME}/${AWS_X}_$AWS_X", "/home/me/x_x"),
        ("/a/$NONE/${NONE}/$/${", "/a/$NONE/${NONE}/$/${"),
        ("~you/c", "~you/c"),
    ] {
        let mut pairs = vec![("AWS_CONFIG_FILE", written)];
        pairs.extend([("HOME", "/home/me"), ("AWS_X", "x")]);
        let environment_with = Environment::from(&pairs[..]);
        let found = path_of(&environment_with, "AWS_CONFIG_FILE", ".aws/config");
        assert_eq!(found, Some(PathBuf::from(expected)));
    }
    let found = path_of(&environment, "AWS_CONFIG_FILE", ".aws/config");
    assert_eq!(found, Some(PathBuf::from("/home/me/.aws/config")));
}

#[test]
fn every_line_that_cannot_be_understood_is_reported_with_its_file() {
    let folder = Folder::with("lines", "[default]\nnonsense\n", "x = 1\n");
    assert_eq!(
        folder.load().unwrap_err(),
        "/config:2: neither a section, a setting (`name = value`), nor a comment (`# …`); \
         /credentials:1: a setting before the first section, such as [default]"
    );
}

#[test]
fn a_title_with_spaces_around_its_name_is_reported() {
    let folder = Folder::with(
        "spaces",
        "[ default ]\n[ profile a]\n[b ]\n",
        "[default ]\n",
    );
    assert_eq!(
        folder.load().unwrap_err(),
        "/config:1: [ default ] has spaces around its name: remove them; \
         /config:2: [ profile a] has spaces around its name: remove them; \
         /credentials:1: [default ] has spaces around its name: remove them"
    );
}

#[test]
fn files_that_are_not_there_are_empty() {
    let environment = Environment::from([("HOME", "/nonexistent/home")]);
    let files = SharedFiles::load(&environment).unwrap();
    assert!(files.profile("default").is_none());
    assert_eq!(
        files.no_profile("a"),
        "the profile `a` is neither in /nonexistent/home/.aws/config nor in /nonexistent/home/.aws/credentials"
    );
}

#[test]
fn a_carriage_return_alone_ends_a_line() {
    let files = SharedFiles::of_text("[default]\rregion = r\rx = 1\r\ny = 2\r", "").unwrap();
    let default = files.profile("default").unwrap();
    for (name, value) in [("region", "r"), ("x", "1"), ("y", "2")] {
        assert_eq!(default.get(name).unwrap().value, value);
    }
}

#[test]
fn the_home_folder_of_another_user_is_not_known() {
    let pairs = [("HOME", "/nowhere"), ("AWS_CONFIG_FILE", "~you/c")];
    let error = SharedFiles::load(&Environment::from(&pairs[..]))
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "AWS_CONFIG_FILE begins with the home folder of a user: write that out"
    );
}

#[test]
fn the_first_of_two_tokens_counts_even_if_it_is_empty_and_none_is_a_block() {
    let first = |credentials: &str| {
        let files = SharedFiles::of_text("", &format!("[default]\n{credentials}")).unwrap();
        let default = files.profile("default").unwrap();
        let found = default.first_text_in(true, &["one", "other"]);
        let text = found.map(|found| found.map(|setting| setting.value.to_owned()));
        text.map_err(|error| error.to_string())
    };
    assert_eq!(first("one = 1\nother = 2\n"), Ok(Some("1".to_owned())));
    assert_eq!(first("one =\nother = 2\n"), Ok(None));
    assert_eq!(first("other = 2\n"), Ok(Some("2".to_owned())));
    assert_eq!(
        first("one =\n  abc==\n"),
        Err("one (credentials:2) is a block of settings: it must be a text".to_owned())
    );
}
