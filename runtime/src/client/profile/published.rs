//! The cases that the official crates publish for the shared files, in the registry's copy of `aws-runtime`.
//!
//! Cargo fetches that crate if needed and checks it; none of its code is built. Intended differences are in
//! `published.json`, since the files have botocore's syntax.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::*;
use crate::client::settings::Draft;

const VERSION: &str = "1.10.2";

type Profiles = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Deserialize)]
struct Cases<T> {
    tests: Vec<T>,
}

#[derive(Deserialize)]
struct Text {
    name: String,
    input: Input,
    output: Output,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    config_file: Option<String>,
    credentials_file: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Output {
    ErrorContaining(String),
    Config(Sections),
}

#[derive(Deserialize)]
struct Sections {
    profiles: Profiles,
    sso_sessions: Option<Profiles>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    name: String,
    environment: BTreeMap<String, String>,
    profile: Option<String>,
    config_location: String,
    credentials_location: String,
}

/// Cases that need not pass.
#[derive(Deserialize)]
struct Exceptions {
    cases: Vec<String>,
    reason: String,
}

#[test]
fn profiles_are_read_as_published_where_botocore_reads_them_so() {
    let hash = "34d10cba7e18f2c66ca88b89b2a33d3335a43e7762f093ca9a99b5f1bb307be1";
    let Some(cases) = cases::<Text>("profile-parser-tests.json", hash) else {
        return;
    };
    let excepted: Vec<Exceptions> = serde_json::from_str(include_str!("published.json")).unwrap();
    assert!(excepted.iter().all(|entry| !entry.reason.is_empty()));
    let names = excepted.into_iter().flat_map(|entry| entry.cases);
    let mut excepted: BTreeSet<String> = names.collect();
    let mut differing = BTreeSet::new();
    for case in &cases {
        if let Err(problem) = check(case) {
            println!("{}: {problem}", case.name);
            differing.insert(case.name.clone());
        }
    }
    println!(
        "profiles: {} of {} pass",
        cases.len() - differing.len(),
        cases.len()
    );
    excepted.retain(|name| !differing.remove(name));
    assert!(differing.is_empty(), "not as published: {differing:?}");
    assert!(excepted.is_empty(), "as published by now: {excepted:?}");
}

#[test]
fn files_are_looked_for_where_it_is_published() {
    let hash = "320ddb38560ebab8864797076d6ac93eddb3575bdba25e90fed8806aa600ded5";
    let Some(cases) = cases::<Location>("file-location-tests.json", hash) else {
        return;
    };
    for case in cases {
        let pairs = case.environment.iter();
        let pairs: Vec<_> = pairs.map(|(name, value)| (&**name, &**value)).collect();
        let environment = Environment::from(&pairs[..]);
        let found = |variable, file| {
            let path = path_of(&environment, variable, &format!(".aws/{file}")).unwrap();
            // Cases of another system have its separators.
            path.display().to_string().replace('\\', "/")
        };
        let published = |path: &str| path.replace('\\', "/");
        let name = &case.name;
        let config = found("AWS_CONFIG_FILE", "config");
        assert_eq!(config, published(&case.config_location), "{name}");
        let credentials = found("AWS_SHARED_CREDENTIALS_FILE", "credentials");
        assert_eq!(credentials, published(&case.credentials_location), "{name}");
        if let Some(profile) = &case.profile {
            let draft = Draft {
                environment,
                ..Draft::new()
            };
            assert_eq!(draft.profile_name().0, profile, "{name}");
        }
    }
}

fn check(case: &Text) -> Result<(), String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (config, credentials) = (
        text(&case.input.config_file),
        text(&case.input.credentials_file),
    );
    match (SharedFiles::of_text(&config, &credentials), &case.output) {
        (Err(_), Output::ErrorContaining(_)) => Ok(()),
        (Err(error), Output::Config(_)) => Err(error.to_string()),
        (Ok(_), Output::ErrorContaining(error)) => Err(format!("no error: {error}")),
        (Ok(files), Output::Config(expected)) => {
            let (profiles, sessions) = (shown(&files.profiles), shown(&files.sso_sessions));
            let published = expected.sso_sessions.clone().unwrap_or_default();
            match (&profiles, &sessions) == (&expected.profiles, &published) {
                true => Ok(()),
                false => Err(format!("{profiles:?} {sessions:?}")),
            }
        }
    }
}

fn shown(sections: &ByName<Section>) -> Profiles {
    let text = |value: &IniValue| match value {
        IniValue::Text(text) => text.clone(),
        IniValue::Block(entries) => {
            let lines = entries.iter().map(|entry| match &entry.value {
                IniValue::Text(text) => format!("\n{} = {text}", entry.name).trim_end().to_owned(),
                IniValue::Block(_) => String::new(),
            });
            lines.collect()
        }
    };
    let sections = sections.iter().map(|(name, section)| {
        let settings = section.settings.iter();
        let settings =
            settings.map(|(name, located)| (name.to_owned(), text(&located.entry.value)));
        (name.to_owned(), settings.collect())
    });
    sections.collect()
}

/// The cases of a file, or `None` if the crate is missing and cannot be fetched, which is reported.
fn cases<T: DeserializeOwned>(file: &str, hash: &str) -> Option<Vec<T>> {
    let folder = match folder() {
        Ok(folder) => folder,
        Err(reason) if std::env::var_os("CI").is_some_and(|ci| !ci.is_empty()) => {
            panic!("{reason}")
        }
        Err(reason) => {
            eprintln!("not run: {file}: {reason}");
            return None;
        }
    };
    let bytes = std::fs::read(folder.join("test-data").join(file)).unwrap();
    let found: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(found, hash, "{file} is another one than it was");
    let cases: Cases<T> = serde_json::from_slice(&bytes).unwrap();
    Some(cases.tests)
}

/// The folder of the crate.
fn folder() -> Result<PathBuf, String> {
    static FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    FOLDER.get_or_init(fetch).clone()
}

/// Lets Cargo fetch the crate for a package that is never built.
fn fetch() -> Result<PathBuf, String> {
    let package = std::env::temp_dir().join(format!("pageboy-published-{}", std::process::id()));
    std::fs::create_dir_all(package.join("src")).map_err(|error| error.to_string())?;
    let manifest = format!(
        "[package]\nname = \"published\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n\
         aws-runtime = {{ version = \"={VERSION}\", default-features = false }}\n[workspace]\n"
    );
    std::fs::write(package.join("Cargo.toml"), manifest).map_err(|error| error.to_string())?;
    std::fs::write(package.join("src/lib.rs"), "").map_err(|error| error.to_string())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .output()
        .map_err(|error| error.to_string())?;
    let _gone = std::fs::remove_dir_all(&package);
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let found = packages.find(|package| package["name"] == "aws-runtime");
    let manifest = found.unwrap()["manifest_path"].as_str().unwrap();
    Ok(PathBuf::from(manifest).parent().unwrap().to_owned())
}
