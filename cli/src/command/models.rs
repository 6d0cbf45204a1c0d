//! `pageboy models`: the vendored definitions.

use std::error::Error;
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use pageboy_codegen::{Changes, Problems};
use pageboy_models::{Fit, Models as Definitions, import};

use super::output;
use super::release::Release;
use super::text::{path, plain};
use crate::definitions::DefinitionSource;

/// The folder of the vendored definitions in the sources.
const OWN: &str = "models/data";

/// The folder of our corrections.
const OWN_OVERLAYS: &str = "models/overlays";

#[derive(Debug, Subcommand)]
pub(super) enum Models {
    /// Copy definitions from botocore and boto3, or from Smithy's JSON AST, into a folder, without documentation.
    ///
    /// A file or folder is known by its content: a JSON AST has `smithy` at its top. Its services become files in botocore's
    /// formats; other services in the folder stay as they are.
    ///
    /// The built-in definitions of the command stay the same until it is built again; other commands read the folder with
    /// --definitions.
    Import(Import),
    /// Say what changes in the generated API from one set of definitions to another.
    ///
    /// Plans all services as `generate` does, and compares the plans: a section for each service, a line for each change.
    /// Changes that break code for the earlier definitions are marked.
    Diff(Diff),
    /// Bring a folder of definitions to another release of botocore, and say what changes.
    ///
    /// pip fetches the release, or --from names it. The changes of the generated API are printed, and written to CHANGES.md in
    /// the folder; those that break code are marked. Each entry of an overlay that no longer fits is printed. After a failure
    /// the folder stays as it is.
    Update(Update),
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The earlier definitions: a folder in botocore's layout, an installed package, a wheel or a source distribution; or a JSON
    /// AST of Smithy, or a folder of them.
    #[arg(allow_hyphen_values = true, value_parser = path())]
    before: PathBuf,
    /// The later ones: likewise.
    #[arg(allow_hyphen_values = true, value_parser = path())]
    after: PathBuf,
    /// Merge a folder of your own definitions over both; may be repeated.
    #[arg(long = "overlay", value_name = "FOLDER", allow_hyphen_values = true, value_parser = path())]
    overlays: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Update {
    /// The release of botocore that pip fetches [default: the latest].
    #[arg(conflicts_with = "from")]
    version: Option<String>,
    /// Botocore, in place of what pip fetches: a folder, an installed package, a wheel or a source distribution.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    from: Option<PathBuf>,
    /// Boto3, for its resources: likewise. Without it, the resources of an earlier import stay, or pip fetches the boto3 of the
    /// same version.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    boto3: Option<PathBuf>,
    /// The folder to write, created if missing [default: models/data, inside pageboy's own sources].
    #[arg(long, value_name = "FOLDER", allow_hyphen_values = true, value_parser = path())]
    into: Option<PathBuf>,
    /// Overlays that are to fit the release [default: models/overlays, inside pageboy's own sources].
    #[arg(long = "overlay", value_name = "FOLDER", allow_hyphen_values = true, value_parser = path())]
    overlays: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Botocore: its data folder, an installed package, or an unpacked source distribution. Or a JSON AST of Smithy, or a folder
    /// of them.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    from: PathBuf,
    /// Boto3, for its resources: likewise.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    boto3: Option<PathBuf>,
    /// The name of the service from a JSON AST [default: botocore's, or the AST's `sdkId` in lower case with hyphens].
    #[arg(long, value_name = "SERVICE", conflicts_with = "boto3", allow_hyphen_values = true, value_parser = plain)]
    name: Option<String>,
    /// The folder to write, created if missing [default: models/data, inside pageboy's own sources].
    ///
    /// Only files that an earlier import wrote are replaced or removed.
    #[arg(long, value_name = "FOLDER", allow_hyphen_values = true, value_parser = path())]
    into: Option<PathBuf>,
}

impl Models {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Import(import) => import.run(),
            Self::Diff(diff) => diff.run(),
            Self::Update(update) => update.run(),
        }
    }
}

impl Import {
    fn run(self) -> Result<(), Box<dyn Error>> {
        if self.into.is_none() {
            folder(None)?;
        }
        if import::services_folder(&self.from).is_err() {
            return self.run_trees();
        }
        if let Some(name) = &self.name {
            return Err(format!(
                "error: --name {name} is for a JSON AST; botocore names its services"
            )
            .into());
        }
        let into = folder(self.into)?;
        let report = import::import(&import::Options {
            botocore: self.from,
            boto3: self.boto3,
            botocore_version: None,
            boto3_version: None,
            to: into.clone(),
        })
        .map_err(|error| format!("error: {error}"))?;
        let text = summary(&report, &into);
        Ok(output::report(&text)?)
    }

    /// Imports from Smithy's JSON AST.
    fn run_trees(self) -> Result<(), Box<dyn Error>> {
        let trees = import::Trees::read(&self.from).map_err(failed)?;
        let Some(into) = self.into else {
            return Err("error: name the folder with --into".into());
        };
        if let Some(boto3) = &self.boto3 {
            let boto3 = boto3.display();
            return Err(
                format!("error: --boto3 {boto3} goes with botocore, not with a JSON AST").into(),
            );
        }
        let report = import::import_trees(&import::TreeOptions {
            trees,
            known: DefinitionSource::default().models(),
            name: self.name,
            to: into.clone(),
        })
        .map_err(failed)?;
        Ok(output::report(&tree_summary(&report, &into))?)
    }
}

impl Diff {
    fn run(self) -> Result<(), Box<dyn Error>> {
        let [before, after] = [&self.before, &self.after].map(|path| open(path));
        let [before, after] = [before?, after?];
        let models = |release: &Release| -> Result<Definitions, String> {
            let folder = import::services_folder(release.folder());
            let folder = folder.map_err(|error| release.failed(error))?;
            let models = Definitions::from_dir(folder);
            Ok(self.overlays.iter().fold(models, Definitions::overlay))
        };
        let changes = changes(&models(&before)?, &models(&after)?)?;
        Ok(output::report(&changes.to_string())?)
    }
}

impl Update {
    fn run(self) -> Result<(), Box<dyn Error>> {
        let is_own = self.into.is_none();
        let into = folder(self.into)?;
        let mut overlays = self.overlays;
        if is_own && overlays.is_empty() {
            overlays.push(PathBuf::from(OWN_OVERLAYS));
        }
        let botocore = match &self.from {
            Some(path) => Release::open(path)?,
            None => Release::fetch("botocore", self.version.as_deref())?,
        };
        let boto3 = match (&self.boto3, &self.from) {
            (Some(path), _) => Some(Release::open(path)?),
            (None, Some(_)) => None,
            (None, None) => Some(Release::fetch("boto3", botocore.version())?),
        };
        let options = import::Options {
            botocore: botocore.folder().to_owned(),
            boto3: boto3.as_ref().map(|release| release.folder().to_owned()),
            botocore_version: botocore.version().map(str::to_owned),
            boto3_version: boto3.as_ref().and_then(Release::version).map(str::to_owned),
            to: into.clone(),
        };
        let staged = import::stage(&options).map_err(|error| {
            let releases = [Some(&botocore), boto3.as_ref()].into_iter().flatten();
            Release::failed_in(releases, error)
        })?;
        let merged = |models| overlays.iter().fold(models, Definitions::overlay);
        let after = merged(Definitions::from_dir(staged.folder()));
        let before = into.join("SOURCE.json").is_file();
        let before = before.then(|| Definitions::from_dir(&into));
        let mut text = String::new();
        if let Some(before) = &before {
            let changes = changes(&merged(before.clone()), &after)?;
            text = format!(
                "# What changes with botocore {}\n\n{changes}",
                staged.report().botocore
            );
            let path = staged.folder().join("CHANGES.md");
            // It may be a link to the one of the last update.
            let _absent = fs::remove_file(&path);
            fs::write(&path, &text)
                .map_err(|error| format!("error: {}: {error}", path.display()))?;
            text.push('\n');
        }
        let misfits = misfits(&after, before.as_ref()).map_err(failed)?;
        let report = staged.finish().map_err(failed)?;
        text.push_str(&misfits);
        text.push_str(&summary(&report, &into));
        Ok(output::report(&text)?)
    }
}

/// The changes of the generated API.
fn changes(before: &Definitions, after: &Definitions) -> Result<Changes, String> {
    Changes::between(before, after).map_err(shown)
}

/// One side of a comparison: a release, or a JSON AST as definitions in a folder of its own.
fn open(path: &Path) -> Result<Release, String> {
    let name = path.to_string_lossy();
    let is_json = name.ends_with(".json") || name.ends_with(".json.gz");
    let is_release = if path.is_file() {
        !is_json
    } else {
        import::services_folder(path).is_ok()
    };
    if is_release {
        return Release::open(path);
    }
    let trees = import::Trees::read(path).map_err(failed)?;
    let release = Release::empty("trees")?;
    import::import_trees(&import::TreeOptions {
        trees,
        known: DefinitionSource::default().models(),
        name: None,
        to: release.folder().join("data"),
    })
    .map_err(failed)?;
    Ok(release)
}

/// Entries of overlays that do not fit, each with its three sides.
fn misfits(
    after: &Definitions,
    before: Option<&Definitions>,
) -> Result<String, pageboy_models::Error> {
    let mut text = String::new();
    let corrections = after.corrections(before)?;
    for entry in corrections.iter().filter(|entry| entry.fit != Fit::Fits) {
        text.push_str(&format!("overlay {}: {entry}\n", entry.fit.word()));
        for line in &entry.difference {
            text.push_str(&format!("    {line}\n"));
        }
    }
    Ok(text)
}

/// The folder to write.
fn folder(into: Option<PathBuf>) -> Result<PathBuf, String> {
    match into {
        Some(folder) => Ok(folder),
        None if Path::new(OWN).join("SOURCE.json").is_file() => Ok(PathBuf::from(OWN)),
        None => Err(format!(
            "error: name the folder with --into: there is no {OWN} here, as in pageboy's own sources"
        )),
    }
}

fn summary(report: &import::Report, into: &Path) -> String {
    let boto3 = report
        .boto3
        .as_ref()
        .map_or_else(String::new, |version| format!(" and boto3 {version}"));
    format!(
        "botocore {}{boto3}: {} services, {} files, {} bytes; {} written, {} removed in the folder {}\n",
        report.botocore,
        report.services,
        report.files,
        report.bytes,
        report.written,
        report.removed,
        into.display()
    )
}

/// The parts that are left out, then a line per service.
fn tree_summary(report: &import::TreeReport, into: &Path) -> String {
    let mut text = String::new();
    for (file, problem) in &report.warnings {
        text.push_str(&format!("warning: {}: {problem}\n", file.display()));
    }
    for tree in &report.services {
        let file = tree.file.display();
        text.push_str(&format!("{} {} from {file}\n", tree.name, tree.version));
    }
    text.push_str(&format!(
        "{} {}: {} files written, {} removed in the folder {}\n",
        report.services.len(),
        match report.services.len() {
            1 => "service",
            _ => "services",
        },
        report.written,
        report.removed,
        into.display()
    ));
    text
}

/// Mistakes in files as `check` shows them; what else went wrong, in a sentence.
fn failed(error: pageboy_models::Error) -> String {
    use pageboy_models::Error;
    match error {
        Error::Malformed { .. }
        | Error::Invalid { .. }
        | Error::Mistakes { .. }
        | Error::Several { .. }
        | Error::Overlay { .. } => shown(Problems::from(&error)),
        other => format!("error: {other}"),
    }
}

fn shown(mut problems: Problems) -> String {
    if let Ok(folder) = std::env::current_dir() {
        problems.relative_to(&folder);
    }
    let text = problems.report(std::io::stderr().is_terminal());
    text.trim_end().to_owned()
}
