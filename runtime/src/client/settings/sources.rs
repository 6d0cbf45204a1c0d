//! Looks up settings that code does not set: in the environment, then in the profile.

use crate::client::environment::Environment;
use crate::client::profile::{Section, Setting};

/// The environment and the profile, with their mistakes.
pub(super) struct Sources<'a> {
    pub(super) environment: &'a Environment,
    pub(super) profile: &'a Section,
    /// The mistakes, each with the variable or the line.
    pub(super) problems: Vec<String>,
}

/// The form of a setting's text.
pub(super) struct TextForm<T> {
    /// A description for errors: `it must be …`.
    pub(super) expected: &'static str,
    /// Parses a text.
    pub(super) read: fn(&str) -> Option<T>,
}

/// A text and its place.
pub(super) struct SettingText<'a> {
    pub(super) value: &'a str,
    /// A variable, or the key, file and line of a setting.
    pub(super) place: String,
}

impl<'a> Sources<'a> {
    /// The first variable that is set, else the setting of the profile.
    pub(super) fn text(&self, variables: &[&'static str], key: &str) -> Option<SettingText<'a>> {
        match self.environment.first(variables) {
            Some((name, value)) => Some(SettingText {
                value,
                place: name.to_owned(),
            }),
            None => self.profile.get(key).map(SettingText::from),
        }
    }

    /// The value that code sets, else the text of the variable or the profile; an invalid text is a problem.
    pub(super) fn setting<T>(
        &mut self,
        code: Option<T>,
        variable: &'static str,
        key: &str,
        form: &TextForm<T>,
    ) -> Option<T> {
        code.or_else(|| {
            let text = self.text(&[variable], key)?;
            self.read(&text, form)
        })
    }

    /// The value that code sets for S3, else the text of the variable, or of the block `s3` of the profile.
    pub(super) fn s3_setting<T>(
        &mut self,
        code: Option<T>,
        variable: Option<&'static str>,
        key: &str,
        form: &TextForm<T>,
    ) -> Option<T> {
        code.or_else(|| {
            let found = variable.and_then(|name| self.environment.first(&[name]));
            let text = match found {
                Some((name, value)) => SettingText {
                    value,
                    place: name.to_owned(),
                },
                None => SettingText::from(self.profile.block("s3")?.get(key)?),
            };
            self.read(&text, form)
        })
    }

    /// The same of a setting that may also stand above the block, as `above`, and then goes before it
    /// (botocore/configprovider.py).
    pub(super) fn s3_setting_above<T>(
        &mut self,
        code: Option<T>,
        variable: &'static str,
        (above, key): (&str, &str),
        form: &TextForm<T>,
    ) -> Option<T> {
        let found = self.setting(code, variable, above, form);
        self.s3_setting(found, None, key, form)
    }

    /// Parses a text; an invalid one is a problem.
    pub(super) fn read<T>(&mut self, text: &SettingText<'_>, form: &TextForm<T>) -> Option<T> {
        let read = (form.read)(text.value.trim());
        if read.is_none() {
            let SettingText { value, place } = text;
            let value = shown(value);
            let expected = form.expected;
            self.problems
                .push(format!("{place} is {value}: it must be {expected}"));
        }
        read
    }
}

impl<'a> From<Setting<'a>> for SettingText<'a> {
    fn from(setting: Setting<'a>) -> Self {
        Self {
            value: setting.value,
            place: setting.place().to_string(),
        }
    }
}

/// A value as shown in a problem: quoted, and cut if it is long.
pub(super) fn shown(value: &str) -> String {
    const LONGEST: usize = 100;
    match value.char_indices().nth(LONGEST) {
        None => format!("{value:?}"),
        Some((end, _)) => {
            let beginning = value.get(..end).unwrap_or_default();
            format!("{beginning:?}…")
        }
    }
}
