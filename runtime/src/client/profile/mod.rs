//! The shared files of the AWS CLI, `~/.aws/config` and `~/.aws/credentials`.
//!
//! Read as in botocore (`botocore/session.py`, `full_config`; `botocore/configloader.py`, `build_profile_map`). A missing
//! file is empty; one that cannot be read or parsed is an error.

mod boto;
mod ini;
mod path;
#[cfg(test)]
mod published;
mod words;

pub(crate) use path::path_of;
pub(crate) use words::words;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::ini::{Entry, IniValue};
use super::by_name::ByName;
use super::config_error::ConfigError;
use super::environment::Environment;

/// The sections of both files.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedFiles {
    config: Arc<PathBuf>,
    credentials: Arc<PathBuf>,
    profiles: ByName<Section>,
    sso_sessions: ByName<Section>,
    services: ByName<Section>,
    /// The keys in boto's own files, or the mistake there.
    boto: Vec<Result<ByName<Section>, String>>,
}

/// A section: a profile of both files, an `sso-session` or a `services` section.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    settings: ByName<SettingInFile>,
    /// Settings of the configuration file that the credentials file overrides.
    hidden: ByName<SettingInFile>,
}

/// A setting and the file it is in.
#[derive(Clone, Debug)]
struct SettingInFile {
    file: Arc<PathBuf>,
    /// Whether the file has credentials.
    in_credentials: bool,
    entry: Entry,
}

/// The text of a setting, with its place.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// Its value; never empty.
    pub(crate) value: &'a str,
    place: SettingPlace<'a>,
}

/// The place of a setting. `Display` is `region (/home/me/.aws/config:3)`.
#[derive(Clone, Copy)]
pub(crate) struct SettingPlace<'a> {
    name: &'a str,
    file: &'a Path,
    line: usize,
}

/// A setting whose value is a block of settings.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    file: &'a Path,
    entries: &'a [Entry],
}

impl SharedFiles {
    /// Reads the files named by `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, else those in the home folder.
    ///
    /// # Errors
    ///
    /// An existing file that cannot be read, and every line that cannot be parsed.
    pub(crate) fn load(environment: &Environment) -> Result<Self, ConfigError> {
        path::check(
            environment,
            &["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"],
        )?;
        let config = path_of(environment, "AWS_CONFIG_FILE", ".aws/config").unwrap_or_default();
        let credentials = path_of(
            environment,
            "AWS_SHARED_CREDENTIALS_FILE",
            ".aws/credentials",
        );
        let credentials = credentials.unwrap_or_default();
        let texts = (text(&config), text(&credentials));
        let mut files = Self::of((config, texts.0), (credentials, texts.1))?;
        files.boto = boto::files(environment);
        Ok(files)
    }

    /// The files with these texts, called `config` and `credentials`.
    #[cfg(test)]
    pub(crate) fn of_text(config: &str, credentials: &str) -> Result<Self, ConfigError> {
        let file = |name: &str, text: &str| (PathBuf::from(name), Ok(text.to_owned()));
        Self::of(file("config", config), file("credentials", credentials))
    }

    /// The profile with this name, if a file has it.
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

    /// The sections with keys in boto's own files, best first, or a file's mistake.
    pub(crate) fn boto(&self) -> impl Iterator<Item = Result<&Section, &str>> {
        self.boto.iter().filter_map(|file| match file {
            Ok(sections) => sections.get(boto::TITLE).map(Ok),
            Err(problem) => Some(Err(problem.as_str())),
        })
    }

    /// The error for an unknown profile, with the files and the nearest name.
    pub(crate) fn no_profile(&self, name: &str) -> String {
        let near = pageboy_schema::nearest(name, self.profiles.names());
        let hint = near.first().map_or_else(String::new, |nearest| {
            format!("; did you mean `{nearest}`?")
        });
        if self.config.as_os_str().is_empty() && self.credentials.as_os_str().is_empty() {
            return format!("the profile `{name}` is nowhere: no home folder is known");
        }
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
        let spaced = sections.iter().filter(|section| is_spaced(&section.title));
        let problems: Vec<String> = spaced
            .map(|section| {
                let (shown, line) = (file.display(), section.line);
                format!(
                    "{shown}:{line}: [{}] has spaces around its name: remove them",
                    section.title
                )
            })
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        for section in sections {
            let title = section.title.as_str();
            let kind = match title {
                _ if in_credentials || title == "default" => &mut self.profiles,
                _ if title.starts_with("profile") => &mut self.profiles,
                _ if title.starts_with("sso-session") => &mut self.sso_sessions,
                _ if title.starts_with("services") => &mut self.services,
                _ => continue,
            };
            let name = match title {
                _ if in_credentials || title == "default" => title.to_owned(),
                _ => match named(title) {
                    Some(name) => name,
                    None => continue,
                },
            };
            let Some(into) = kind.get_or_insert(name, Section::default) else {
                continue;
            };
            if !in_credentials {
                // The last of `[default]` and `[profile default]` counts, also with quotes.
                *into = Section::default();
            }
            for entry in section.entries {
                let located = SettingInFile {
                    file: Arc::clone(file),
                    in_credentials,
                    entry,
                };
                let name = located.entry.name.clone();
                if let Some(hidden) = into.settings.set(name.clone(), located) {
                    into.hidden.set(name, hidden);
                }
            }
        }
        Ok(())
    }
}

impl Section {
    /// The text of a setting; an empty one counts as unset.
    pub(crate) fn get(&self, name: &str) -> Option<Setting<'_>> {
        let located = self.settings.get(name)?;
        setting(&located.file, &located.entry)
    }

    /// The text of a setting that decides who sends requests. Its mere presence decides, too: a present setting must have a
    /// text.
    ///
    /// # Errors
    ///
    /// When it is present, and empty or a block.
    pub(crate) fn asked(&self, name: &str) -> Result<Option<Setting<'_>>, ConfigError> {
        self.settings.get(name).map(asked).transpose()
    }

    /// The same in one of both files, ignoring the other.
    ///
    /// # Errors
    ///
    /// As for [`asked`](Self::asked).
    pub(crate) fn asked_in(
        &self,
        credentials: bool,
        name: &str,
    ) -> Result<Option<Setting<'_>>, ConfigError> {
        self.located_in(credentials, name).map(asked).transpose()
    }

    /// The text of a setting that may be empty, which counts as unset.
    ///
    /// # Errors
    ///
    /// When it is a block.
    pub(crate) fn text(&self, name: &str) -> Result<Option<Setting<'_>>, ConfigError> {
        self.settings.get(name).map_or(Ok(None), text_of)
    }

    /// The text of the first of these settings that is there in one of both files, ignoring the other; an empty one counts as
    /// unset.
    ///
    /// # Errors
    ///
    /// When it is a block.
    pub(crate) fn first_text_in(
        &self,
        credentials: bool,
        names: &[&str],
    ) -> Result<Option<Setting<'_>>, ConfigError> {
        let mut found = names
            .iter()
            .filter_map(|name| self.located_in(credentials, name));
        found.next().map_or(Ok(None), text_of)
    }

    /// Whether a setting is present, with or without a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.settings.get(name).is_some()
    }

    /// The names of the settings.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.settings.names()
    }

    fn located_in(&self, credentials: bool, name: &str) -> Option<&SettingInFile> {
        let mut all = [&self.settings, &self.hidden].into_iter();
        all.find_map(|settings| {
            let located = settings.get(name);
            located.filter(|located| located.in_credentials == credentials)
        })
    }

    /// The place of a present setting without a value.
    pub(crate) fn blank(&self, name: &str) -> Option<SettingPlace<'_>> {
        let located = self.settings.get(name)?;
        let is_blank = matches!(&located.entry.value, IniValue::Text(value) if value.is_empty());
        is_blank.then(|| place(&located.file, &located.entry))
    }

    /// A block of settings, such as `s3`.
    pub(crate) fn block(&self, name: &str) -> Option<Block<'_>> {
        let located = self.settings.get(name)?;
        match &located.entry.value {
            IniValue::Block(entries) => Some(Block {
                file: &located.file,
                entries,
            }),
            IniValue::Text(_) => None,
        }
    }

    /// The blocks, with their names.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (&str, Block<'_>)> {
        let names = self.settings.names();
        names.filter_map(|name| Some((name, self.block(name)?)))
    }
}

impl<'a> Block<'a> {
    /// The mistakes of the settings in it that have no value.
    pub(crate) fn blank(&self) -> impl Iterator<Item = ConfigError> {
        let Self { file, entries } = *self;
        let blank = entries
            .iter()
            .filter(|entry| matches!(&entry.value, IniValue::Text(value) if value.is_empty()));
        blank.map(move |entry| no_text(file, entry))
    }

    /// The text of a setting; an empty one counts as unset.
    pub(crate) fn get(&self, name: &str) -> Option<Setting<'a>> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        setting(self.file, entry)
    }
}

impl<'a> Setting<'a> {
    /// Its place.
    pub(crate) fn place(&self) -> SettingPlace<'a> {
        self.place
    }
}

impl fmt::Display for SettingPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}:{})", self.name, self.file.display(), self.line)
    }
}

fn setting<'a>(file: &'a Path, entry: &'a Entry) -> Option<Setting<'a>> {
    match &entry.value {
        IniValue::Text(value) if !value.is_empty() => Some(Setting {
            value,
            place: place(file, entry),
        }),
        _ => None,
    }
}

fn text_of(located: &SettingInFile) -> Result<Option<Setting<'_>>, ConfigError> {
    match &located.entry.value {
        IniValue::Text(value) if value.is_empty() => Ok(None),
        _ => asked(located).map(Some),
    }
}

fn asked(located: &SettingInFile) -> Result<Setting<'_>, ConfigError> {
    let SettingInFile { file, entry, .. } = located;
    setting(file, entry).ok_or_else(|| no_text(file, entry))
}

/// The mistake of a setting that is no text.
fn no_text(file: &Path, entry: &Entry) -> ConfigError {
    let problem = match &entry.value {
        IniValue::Text(_) => "is there without a value: it must have one, or go",
        IniValue::Block(_) => "is a block of settings: it must be a text",
    };
    ConfigError::new(format!("{} {problem}", place(file, entry)))
}

fn place<'a>(file: &'a Path, entry: &'a Entry) -> SettingPlace<'a> {
    SettingPlace {
        name: &entry.name,
        file,
        line: entry.line,
    }
}

/// Whether a title would be one of those that are read, but for the spaces around it.
fn is_spaced(title: &str) -> bool {
    let name = title.trim();
    let kinds = ["default", "profile ", "sso-session ", "services "];
    let is_known = kinds.iter().any(|kind| match kind.ends_with(' ') {
        true => name.starts_with(kind),
        false => name == *kind,
    });
    title != name && is_known && (title.starts_with(char::is_whitespace) || name == "default")
}

/// The name in a title such as `profile "a b"` (`botocore/configloader.py`, `_parse_section`); `None` if it has none, or
/// more than one.
fn named(title: &str) -> Option<String> {
    let [_, name] = <[String; 2]>::try_from(words(title)?).ok()?;
    Some(name)
}

/// The text of a file; empty if it does not exist.
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

/// Whether the file is missing, or a part of its path is not a folder.
fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests;
