//! `pageboy.toml`: the selection of services, and of their parts.

use std::ops::Range;
use std::path::{Path, PathBuf};

use pageboy_models::decode_text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::lint::LintFilter;
use crate::names;
use crate::problem::{Problem, Problems};

/// A manifest, read from `pageboy.toml` or built with [`Builder`](crate::Builder).
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// The start of the file, if there is one.
    start: Option<ManifestPlace>,
    /// The services, in the order of the file.
    pub(crate) services: Vec<ServiceRequest>,
    /// Folders of the user's definitions, merged over the vendored ones in this order.
    pub(crate) overlays: Vec<PathBuf>,
    /// A folder in botocore's layout that is read instead of the vendored definitions.
    pub(crate) definitions: Option<PathBuf>,
    /// The folders of definitions that the file names, and where.
    pub(crate) folders: Vec<(PathBuf, ManifestPlace)>,
    /// Findings to ignore in every service.
    pub(crate) allow: Vec<Exception>,
    /// Findings that are warnings, whatever their lint's level.
    pub(crate) warn: Vec<Exception>,
    /// Findings that are errors.
    pub(crate) deny: Vec<Exception>,
    /// The mistakes in the file, which the run reports with those in the files it names.
    pub(crate) problems: Vec<Problem>,
    /// The settings are wrong, so the definitions are unknown.
    pub(crate) has_wrong_settings: bool,
}

/// Some findings, and the place that names them.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    pub(crate) filter: LintFilter,
    pub(crate) source: ManifestPlace,
}

/// The selection of one service.
#[derive(Clone, Debug)]
pub(crate) struct ServiceRequest {
    /// The folder name, for example `ec2`.
    pub(crate) name: ManifestName,
    /// The API version; default: the newest.
    pub(crate) version: Option<ManifestName>,
    /// The module's name; default: from the folder name.
    pub(crate) module: Option<ManifestName>,
    /// The wire format, one of those the service speaks; default: the one that botocore prefers.
    pub(crate) protocol: Option<ManifestName>,
    pub(crate) operations: Selection,
    pub(crate) waiters: Selection,
    pub(crate) paginators: Selection,
    pub(crate) resources: Selection,
    /// Findings to ignore in this service.
    pub(crate) allow: Vec<Exception>,
}

/// Names, or everything.
#[derive(Clone, Debug, Default)]
pub(crate) enum Selection {
    /// The key is absent.
    #[default]
    Absent,
    All,
    Names(Vec<ManifestName>),
}

/// A name, and its place in the manifest.
#[derive(Clone, Debug)]
pub(crate) struct ManifestName {
    pub(crate) name: String,
    pub(crate) source: ManifestPlace,
}

/// The place of a request in a manifest.
#[derive(Clone, Debug)]
pub(crate) struct ManifestPlace {
    file: PathBuf,
    line_text: Option<(String, usize)>,
}

impl ManifestPlace {
    /// A request made in code.
    pub(crate) fn code() -> Self {
        Self {
            file: PathBuf::new(),
            line_text: None,
        }
    }

    fn at(file: &Path, text: &str, span: &Range<usize>) -> Self {
        Self {
            file: file.to_owned(),
            line_text: Some((text.to_owned(), span.start)),
        }
    }

    /// Whether it stands in a manifest.
    pub(crate) const fn is_in_a_file(&self) -> bool {
        self.line_text.is_some()
    }

    /// A mistake at this place.
    pub(crate) fn problem(&self, message: impl Into<String>) -> Problem {
        match &self.line_text {
            Some((text, offset)) => Problem::at_offset(&self.file, text, *offset, message),
            None => Problem::in_file(&self.file, message),
        }
    }
}

impl ServiceRequest {
    /// A request that selects nothing yet.
    pub(crate) const fn new(name: ManifestName) -> Self {
        Self {
            name,
            version: None,
            module: None,
            protocol: None,
            operations: Selection::Absent,
            waiters: Selection::Absent,
            paginators: Selection::Absent,
            resources: Selection::Absent,
            allow: Vec::new(),
        }
    }

    /// The name of the module in Rust.
    pub(crate) fn module_name(&self) -> String {
        self.module.as_ref().map_or_else(
            || names::module(&self.name.name),
            |module| module.name.clone(),
        )
    }

    /// The API version, if the request has one.
    pub(crate) fn version_name(&self) -> Option<&str> {
        self.version.as_ref().map(|version| version.name.as_str())
    }
}

impl Selection {
    /// Everything, or the names.
    pub(crate) fn from_names(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let wanted = |name: String| ManifestName {
            name,
            source: ManifestPlace::code(),
        };
        let names: Vec<_> = names.into_iter().map(Into::into).collect();
        if names.iter().any(|name| name == "*") {
            Self::All
        } else {
            Self::Names(names.into_iter().map(wanted).collect())
        }
    }

    /// Whether the key is absent.
    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl Manifest {
    /// Reads a manifest file. Relative paths in it are relative to its folder.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is not TOML. The builder finds other mistakes, together with those in the files it names.
    pub fn from_file(path: &Path) -> Result<Self, Problems> {
        let bytes = std::fs::read(path)
            .map_err(|error| Problem::in_file(path, format!("cannot be read: {error}")))?;
        let text = decode_text(bytes).map_err(|problem| {
            Problem::in_file(path, format!("cannot be read: it is {problem}"))
        })?;
        Self::parse(&text, path)
    }

    /// Parses a manifest; `path` is the file in errors, and relative paths start in its folder.
    ///
    /// # Errors
    ///
    /// When it is not TOML. The builder finds other mistakes, together with those in the files it names.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Problems> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let problems = errors.iter().map(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            Problem::at_offset(path, text, offset, error.message().to_owned())
        });
        Problems::check(first_of_each_kind(problems))?;
        let mut reader = ManifestReader {
            text,
            path,
            problems: Vec::new(),
        };
        let blank = text.len() - text.trim_start().len();
        let mut manifest = Self {
            start: Some(ManifestPlace::at(path, text, &(blank..blank))),
            ..Self::default()
        };
        let mut entries: Vec<_> = table.into_inner().into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let span = value.span();
            match value.into_inner() {
                DeValue::Table(table) if key.get_ref() == "settings" => {
                    manifest.has_wrong_settings = !reader.settings(&mut manifest, table);
                }
                DeValue::Table(table) if is_misspelt_settings(key.get_ref(), &table) => {
                    let name = key.get_ref();
                    let message = format!("no table has the name `{name}`");
                    let problem = Problem::at_offset(path, text, key.span().start, message);
                    let problem = problem.help("did you mean `settings`?");
                    reader.problems.push(problem);
                    manifest.has_wrong_settings = true;
                }
                DeValue::Table(table) => {
                    let service = reader.service(&key, table);
                    manifest.services.push(service);
                }
                _ => manifest.has_wrong_settings |= reader.outside(&key, &span),
            }
        }
        manifest.problems = reader.problems;
        Ok(manifest)
    }

    /// A file from which nothing would be generated, in silence; what is wrong in it may be the reason.
    pub(crate) fn without_services(&self) -> Option<Problem> {
        let start = self.start.as_ref()?;
        let is_empty = self.services.is_empty() && self.problems.is_empty();
        is_empty.then(|| {
            start.problem("no service is selected").help(
                "add a table with the name of a service, such as `[ec2]`, and what you use of it",
            )
        })
    }
}

/// Whether a table has the keys of the settings, and nearly their name.
fn is_misspelt_settings(name: &str, table: &DeTable<'_>) -> bool {
    let mut keys = table.keys().map(|key| key.get_ref().as_ref());
    let is_near = !pageboy_models::nearest(name, ["settings"].into_iter()).is_empty();
    is_near && keys.any(|key| ["definitions", "overlays"].contains(&key))
}

/// Without what follows from an earlier mistake: what else is wrong on its line, the same again on later ones, and all behind a list
/// that has no end.
fn first_of_each_kind(problems: impl Iterator<Item = Problem>) -> Vec<Problem> {
    let mut first: Vec<Problem> = Vec::new();
    for problem in problems {
        let line = |problem: &Problem| problem.position().map(|(line, _)| line);
        // Within a list that ends, hardly a line begins with a mistake.
        let is_endless = |known: &Problem| {
            known.message().contains("array") && known.position().is_some_and(|(_, at)| at == 1)
        };
        let follows = |known: &Problem| {
            line(known) == line(&problem)
                || known.message() == problem.message()
                || is_endless(known)
        };
        if !first.iter().any(follows) {
            first.push(problem);
        }
    }
    first
}

struct ManifestReader<'a> {
    text: &'a str,
    path: &'a Path,
    problems: Vec<Problem>,
}

const SERVICE_KEYS: &[&str] = &[
    "allow",
    "module",
    "operations",
    "paginators",
    "protocol",
    "resources",
    "version",
    "waiters",
];
const SETTINGS_KEYS: &[&str] = &["allow", "definitions", "overlays"];

impl ManifestReader<'_> {
    fn service(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        table: DeTable<'_>,
    ) -> ServiceRequest {
        let name = ManifestName {
            name: key.get_ref().to_string(),
            source: ManifestPlace::at(self.path, self.text, &key.span()),
        };
        let mut service = ServiceRequest::new(name);
        let count = self.problems.len();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "allow" => service.allow = self.allow(&value),
                "operations" => service.operations = self.selection(value),
                "waiters" => service.waiters = self.selection(value),
                "paginators" => service.paginators = self.selection(value),
                "resources" => service.resources = self.selection(value),
                "module" => service.module = self.string(&value),
                "protocol" => service.protocol = self.string(&value),
                "version" => service.version = self.string(&value),
                other => self.unknown_key(&key.span(), other, SERVICE_KEYS),
            }
        }
        let selections = [
            &service.operations,
            &service.waiters,
            &service.paginators,
            &service.resources,
        ];
        if self.problems.len() == count && selections.iter().all(|selection| selection.is_absent())
        {
            self.problems.push(
                service
                    .name
                    .source
                    .problem(format!("nothing of `{}` is selected", service.name.name))
                    .help("add `operations`, `waiters`, `paginators` or `resources`: a list of names, or \"*\""),
            );
        }
        service
    }

    /// Reads the settings; `false` if they do not say which definitions are meant.
    fn settings(&mut self, manifest: &mut Manifest, table: DeTable<'_>) -> bool {
        let folder = self.path.parent().unwrap_or(Path::new("")).to_owned();
        let count = self.problems.len();
        let mut of_findings = 0;
        for (key, value) in table {
            let before = self.problems.len();
            match key.get_ref().as_ref() {
                "allow" => {
                    manifest.allow = self.allow(&value);
                    of_findings += self.problems.len() - before;
                }
                "overlays" => {
                    for wanted in self.one_or_many(&value) {
                        let overlay = folder.join(&wanted.name);
                        manifest.overlays.push(overlay.clone());
                        manifest.folders.push((overlay, wanted.source));
                    }
                }
                "definitions" => {
                    if let Some(wanted) = self.string(&value) {
                        let definitions = folder.join(&wanted.name);
                        manifest.definitions = Some(definitions.clone());
                        manifest.folders.push((definitions, wanted.source));
                    }
                }
                other => self.unknown_key(&key.span(), other, SETTINGS_KEYS),
            }
        }
        self.problems.len() == count + of_findings
    }

    /// Reports a value outside of tables; returns whether it is a setting.
    fn outside(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, span: &Range<usize>) -> bool {
        let name = key.get_ref().as_ref();
        let is_setting = SETTINGS_KEYS.contains(&name) && name != "allow";
        let (place, message) = match name {
            _ if is_setting => (
                key.span(),
                format!("`{name}` is a key of `[settings]`, and stands below that line"),
            ),
            _ if SERVICE_KEYS.contains(&name) => (
                key.span(),
                format!("`{name}` is a key of a service, and stands below a line such as `[ec2]`"),
            ),
            _ => (span.clone(), "expected a table such as `[ec2]`".to_owned()),
        };
        self.report(&place, message);
        is_setting
    }

    /// Exceptions from lints; an unknown lint is a mistake.
    fn allow(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Exception> {
        let wanted = self.one_or_many(value);
        let mut allowed = Vec::new();
        for wanted in wanted {
            match LintFilter::parse(&wanted.name) {
                Ok(filter) => allowed.push(Exception {
                    filter,
                    source: wanted.source,
                }),
                Err(message) => self.problems.push(wanted.source.problem(message)),
            }
        }
        allowed
    }

    fn one_or_many(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<ManifestName> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.string(item)).collect(),
            _ => Vec::from_iter(self.string(value)),
        }
    }

    fn selection(&mut self, value: Spanned<DeValue<'_>>) -> Selection {
        let span = value.span();
        match value.into_inner() {
            DeValue::String(text) if text == "*" => Selection::All,
            DeValue::Array(items)
                if items
                    .iter()
                    .any(|item| item.get_ref().as_str() == Some("*")) =>
            {
                Selection::All
            }
            DeValue::Array(items) => {
                Selection::Names(items.iter().filter_map(|item| self.string(item)).collect())
            }
            _ => {
                self.report(&span, "expected a list of names, or \"*\" for all");
                Selection::Absent
            }
        }
    }

    fn string(&mut self, value: &Spanned<DeValue<'_>>) -> Option<ManifestName> {
        match value.get_ref() {
            DeValue::String(text) => Some(ManifestName {
                name: text.to_string(),
                source: ManifestPlace::at(self.path, self.text, &value.span()),
            }),
            other => {
                self.report(
                    &value.span(),
                    format!("expected a string, found {}", other.type_str()),
                );
                None
            }
        }
    }

    fn unknown_key(&mut self, span: &Range<usize>, key: &str, known: &[&str]) {
        let problem = Problem::at_offset(
            self.path,
            self.text,
            span.start,
            format!("unknown key `{key}`"),
        );
        self.problems.push(
            problem
                .help(format!("known keys are {}", known.join(", ")))
                .nearest(key, known.iter().copied()),
        );
    }

    fn report(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::at_offset(
            self.path, self.text, span.start, message,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> String {
        match Manifest::parse(text, Path::new("pageboy.toml")) {
            Ok(manifest) => Problems::all(manifest.problems).to_string(),
            Err(problems) => problems.to_string(),
        }
    }

    #[test]
    fn a_manifest_names_services_and_what_is_wanted_of_them() {
        let text = "[ec2]\noperations = [\"StartInstances\"]\nwaiters = \"*\"\n[settings]\noverlays = \"models\"\n";
        let manifest = Manifest::parse(text, Path::new("app/pageboy.toml")).unwrap();
        assert_eq!(manifest.services[0].name.name, "ec2");
        assert!(matches!(manifest.services[0].waiters, Selection::All));
        assert_eq!(manifest.overlays, [PathBuf::from("app/models")]);
    }

    #[test]
    fn every_mistake_is_reported_with_line_and_column() {
        insta::assert_snapshot!(problems("[ec2]\noperation = [\"X\"]\n\n[s3]\noperations = [1]\nwaiters = 2\n"), @r#"
        error: pageboy.toml:2:1: unknown key `operation`; did you mean `operations`?
        error: pageboy.toml:5:15: expected a string, found integer
        error: pageboy.toml:6:11: expected a list of names, or "*" for all
        "#);
        insta::assert_snapshot!(problems("[ec2\n"), @"error: pageboy.toml:1:5: unclosed table, expected `]`");
        insta::assert_snapshot!(problems("[ec2]\n"), @r#"error: pageboy.toml:1:2: nothing of `ec2` is selected; add `operations`, `waiters`, `paginators` or `resources`: a list of names, or "*""#);
    }
}
