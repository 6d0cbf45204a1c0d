//! The shared files of the AWS CLI, `~/.aws/config` and `~/.aws/credentials`, and what stands in them.
//!
//! As botocore reads them (`botocore/session.py`, `full_config`; `botocore/configloader.py`, `build_profile_map`). A file
//! that is not there is empty; one that cannot be read or understood is an error.

mod ini;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::ini::{Entry, Value};
use super::config::ConfigError;
use super::environment::Environment;
use crate::jmespath::nearest;

/// The sections of both files.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedFiles {
    config: Arc<PathBuf>,
    credentials: Arc<PathBuf>,
    profiles: HashMap<String, Section>,
    sso_sessions: HashMap<String, Section>,
    services: HashMap<String, Section>,
}

/// A section: a profile of both files, a `sso-session` or a `services` section.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    settings: BTreeMap<String, Located>,
}

/// A setting and the file it is in.
#[derive(Clone, Debug)]
struct Located {
    file: Arc<PathBuf>,
    /// Whether the file is that of credentials.
    in_credentials: bool,
    entry: Entry,
}

/// The text of a setting, with its place.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// What it is set to; never empty.
    pub(crate) value: &'a str,
    /// Whether it stands in the credentials file.
    pub(crate) in_credentials: bool,
    place: Place<'a>,
}

/// Where a setting stands. `Display` is `region (/home/me/.aws/config:3)`.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    name: &'a str,
    file: &'a Path,
    line: usize,
}

/// A setting whose value is a block of settings.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    file: &'a Path,
    in_credentials: bool,
    entries: &'a [Entry],
}

impl SharedFiles {
    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, else those in the home folder.
    ///
    /// # Errors
    ///
    /// A file that is there and cannot be read, and every line that cannot be understood.
    pub(crate) fn load(environment: &Environment) -> Result<Self, ConfigError> {
        let config = path(environment, "AWS_CONFIG_FILE", "config").unwrap_or_default();
        let credentials = path(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
        let credentials = credentials.unwrap_or_default();
        let texts = (text(&config), text(&credentials));
        Self::of((config, texts.0), (credentials, texts.1))
    }

    /// The files with these texts, called `config` and `credentials`.
    #[cfg(test)]
    pub(crate) fn of_text(config: &str, credentials: &str) -> Result<Self, ConfigError> {
        let file = |name: &str, text: &str| (PathBuf::from(name), Ok(text.to_owned()));
        Self::of(file("config", config), file("credentials", credentials))
    }

    /// The profile of this name, if a file has it.
    pub(crate) fn profile(&self, name: &str) -> Option<&Section> {
        self.profiles.get(name)
    }

    /// The section `[sso-session <name>]`.
    pub(crate) fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    /// The section `[services <name>]`.
    pub(crate) fn services(&self, name: &str) -> Option<&Section> {
        self.services.get(name)
    }

    /// Says that there is no such profile, with the files and the nearest name.
    pub(crate) fn no_profile(&self, name: &str) -> String {
        let mut known: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
        known.sort_unstable();
        let hint = nearest(name, &known).map_or_else(String::new, |nearest| {
            format!("; did you mean `{nearest}`?")
        });
        format!(
            "the profile `{name}` is neither in {} nor in {}{hint}",
            self.config.display(),
            self.credentials.display()
        )
    }

    fn of(
        (config, config_text): (PathBuf, Result<String, String>),
        (credentials, credentials_text): (PathBuf, Result<String, String>),
    ) -> Result<Self, ConfigError> {
        let mut files = Self {
            config: Arc::new(config),
            credentials: Arc::new(credentials),
            ..Self::default()
        };
        let (config, credentials) = (Arc::clone(&files.config), Arc::clone(&files.credentials));
        let mut problems = Vec::new();
        for (file, text, in_credentials) in [
            (config, config_text, false),
            (credentials, credentials_text, true),
        ] {
            match text {
                Ok(text) => {
                    let read = files.read(&file, &text, in_credentials);
                    problems.extend(read.err().unwrap_or_default());
                }
                Err(problem) => problems.push(problem),
            }
        }
        match problems.is_empty() {
            true => Ok(files),
            false => Err(ConfigError::all(problems)),
        }
    }

    fn read(
        &mut self,
        file: &Arc<PathBuf>,
        text: &str,
        in_credentials: bool,
    ) -> Result<(), Vec<String>> {
        let sections = ini::parse(text).map_err(|problems| {
            let (shown, problems) = (file.display(), problems.into_iter());
            problems
                .map(|problem| format!("{shown}:{}: {}", problem.line, problem.message))
                .collect::<Vec<_>>()
        })?;
        for section in sections {
            let (kind, name) = if in_credentials || section.title == "default" {
                (&mut self.profiles, section.title)
            } else {
                let Some((kind, name)) = named(&section.title) else {
                    continue;
                };
                let kind = match kind {
                    "profile" => &mut self.profiles,
                    "sso-session" => &mut self.sso_sessions,
                    "services" => &mut self.services,
                    _ => continue,
                };
                (kind, name)
            };
            let settings = &mut kind.entry(name).or_default().settings;
            for entry in section.entries {
                let located = Located {
                    file: Arc::clone(file),
                    in_credentials,
                    entry,
                };
                settings.insert(located.entry.name.clone(), located);
            }
        }
        Ok(())
    }
}

impl Section {
    /// The text of a setting; one that is empty counts as unset.
    pub(crate) fn get(&self, name: &str) -> Option<Setting<'_>> {
        let located = self.settings.get(name)?;
        setting(&located.file, located.in_credentials, &located.entry)
    }

    /// The place of a setting that is there without a value.
    pub(crate) fn blank(&self, name: &str) -> Option<Place<'_>> {
        let located = self.settings.get(name)?;
        let is_blank = matches!(&located.entry.value, Value::Text(value) if value.is_empty());
        is_blank.then(|| place(&located.file, &located.entry))
    }

    /// A block of settings, such as `s3`.
    pub(crate) fn block(&self, name: &str) -> Option<Block<'_>> {
        let located = self.settings.get(name)?;
        match &located.entry.value {
            Value::Block(entries) => Some(Block {
                file: &located.file,
                in_credentials: located.in_credentials,
                entries,
            }),
            Value::Text(_) => None,
        }
    }

    /// The blocks, with their names.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (&str, Block<'_>)> {
        let names = self.settings.keys();
        names.filter_map(|name| Some((name.as_str(), self.block(name)?)))
    }
}

impl<'a> Block<'a> {
    /// The text of a setting; one that is empty counts as unset.
    pub(crate) fn get(&self, name: &str) -> Option<Setting<'a>> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        setting(self.file, self.in_credentials, entry)
    }
}

impl<'a> Setting<'a> {
    /// Where it stands.
    pub(crate) fn place(&self) -> Place<'a> {
        self.place
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}:{})", self.name, self.file.display(), self.line)
    }
}

fn setting<'a>(file: &'a Path, in_credentials: bool, entry: &'a Entry) -> Option<Setting<'a>> {
    match &entry.value {
        Value::Text(value) if !value.is_empty() => Some(Setting {
            value,
            in_credentials,
            place: place(file, entry),
        }),
        _ => None,
    }
}

fn place<'a>(file: &'a Path, entry: &'a Entry) -> Place<'a> {
    Place {
        name: &entry.name,
        file,
        line: entry.line,
    }
}

/// The kind and the name of a section such as `[profile "a b"]`; `None` where it has no name, or more than one.
fn named(title: &str) -> Option<(&str, String)> {
    let (kind, name) = title.trim().split_once(char::is_whitespace)?;
    let name = name.trim();
    for quote in ['"', '\''] {
        if let Some(quoted) = name.strip_prefix(quote) {
            let quoted = quoted.strip_suffix(quote)?;
            return (!quoted.contains(quote)).then(|| (kind, quoted.to_owned()));
        }
    }
    let is_one_word = !name.is_empty() && !name.contains(char::is_whitespace);
    is_one_word.then(|| (kind, name.to_owned()))
}

/// The file that a variable names, else the one in the home folder, if that is known.
fn path(environment: &Environment, variable: &str, file: &str) -> Option<PathBuf> {
    let home = || environment.home();
    match environment.get(variable) {
        None => home().map(|home| home.join(".aws").join(file)),
        Some("~") => home(),
        Some(path) => match path.strip_prefix("~/") {
            Some(rest) => home().map(|home| home.join(rest)),
            None => Some(PathBuf::from(path)),
        },
    }
}

/// The text of a file; that of one that is not there is empty.
fn text(file: &Path) -> Result<String, String> {
    let shown = file.display();
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if is_absent(&error) => return Ok(String::new()),
        Err(error) => return Err(format!("{shown} cannot be read: {error}")),
    };
    String::from_utf8(bytes).map_err(|error| {
        let before = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..before).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{shown}:{line}: the text is not UTF-8")
    })
}

/// Whether the file is not there, or what should be a folder on the way to it is none.
fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests;
