use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Output;
use super::smithy::{self, Conversion, Service};
use super::source::ReleaseRecord;
use super::staging::Staging;
use crate::error::Error;
use crate::file_kind::FileKind;
use crate::files::Files;
use crate::loader::Models;
use crate::part::{parse, read_text};
use pageboy_schema::json::Json;
use pageboy_schema::reader::Problem;

/// How deep folders are searched.
const DEEPEST: usize = 8;

/// Smithy's abstract syntax trees: a file, or those in a folder and the folders below it.
#[derive(Clone, Debug)]
pub struct Trees {
    files: Vec<(PathBuf, Json)>,
}

/// The source and the target of an import of trees.
#[derive(Clone, Debug)]
pub struct TreeOptions {
    /// The trees.
    pub trees: Trees,
    /// The definitions that say how botocore calls a service's folder, and whose `partitions.json` and `endpoints.json` a new
    /// folder gets.
    pub known: Models,
    /// The folder of a service, in place of botocore's name or `serviceId` in lower case; for a single service.
    pub name: Option<String>,
    /// The folder to write, created if missing. Services that it has and that no tree defines stay as they are.
    pub to: PathBuf,
}

/// The outcome of an import of trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeReport {
    /// The services, in the order of the files.
    pub services: Vec<Tree>,
    /// The parts that are left out, with their file.
    pub warnings: Vec<(PathBuf, Problem)>,
    /// How many files are new or changed.
    pub written: usize,
    /// How many files of an earlier import of the same services were removed.
    pub removed: usize,
}

/// A service that came from a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The name of its folder.
    pub name: String,
    /// The API version.
    pub version: String,
    /// The tree.
    pub file: PathBuf,
}

impl Trees {
    /// Reads a file or a folder. A JSON file is a tree if it has `smithy` at its top; others are left alone.
    ///
    /// # Errors
    /// [`Error::Import`] if there is no tree; [`Error::Read`] or [`Error::Malformed`] for a file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Import {
                path: path.to_owned(),
                message: "there is no such file or folder".to_owned(),
            });
        }
        let mut paths = Vec::new();
        if path.is_file() {
            paths.push(path.to_owned());
        } else {
            collect(path, 0, &mut paths)?;
        }
        let mut files = Vec::new();
        for path in paths {
            let text = read_text(Files::DISK, &path)?;
            if !text.contains(r#""smithy""#) {
                continue;
            }
            let value = parse(&path, &text)?;
            if smithy::is_tree(&value) {
                files.push((path, value));
            }
        }
        if files.is_empty() {
            return Err(Error::Import {
                path: path.to_owned(),
                message: "there is neither botocore's `<service>/<API version>/service-2.json` in it, nor a JSON AST of Smithy, \
                     which has `smithy` at its top"
                    .to_owned(),
            });
        }
        Ok(Self { files })
    }
}

/// Imports services from Smithy's JSON AST, into a folder that may have others.
///
/// They become files in botocore's formats; whatever reads definitions sees no difference.
///
/// # Errors
/// [`Error::Mistakes`] with every mistake in a tree; [`Error::Import`] if two trees define the same, or `name` is given for more
/// than one service; [`Error::Read`], [`Error::Malformed`] or [`Error::Write`] for a file. The folder is as it was then.
pub fn import_trees(options: &TreeOptions) -> Result<TreeReport, Error> {
    let (mut converted, mut errors) = (Vec::new(), Vec::new());
    for (path, tree) in &options.trees.files {
        match smithy::convert(tree) {
            Ok(tree) => converted.push((path, tree)),
            Err(problems) => errors.push(Error::Mistakes {
                path: path.clone(),
                problems,
            }),
        }
    }
    if !errors.is_empty() {
        return Err(Error::several(errors));
    }
    // What is wrong with the folder is said of the folder.
    ReleaseRecord::read(&options.to)?;
    let staging = Staging::new(&options.to)?;
    let before = ReleaseRecord::read(&staging.folder)?;
    let mut output = Output::new(&staging.folder, &before);
    let report = write(options, converted, &mut output)?;
    staging.place()?;
    Ok(report)
}

fn write(
    options: &TreeOptions,
    converted: Vec<(&PathBuf, Conversion)>,
    output: &mut Output<'_>,
) -> Result<TreeReport, Error> {
    output.record = output.before.clone();
    let count: usize = converted.iter().map(|(_, tree)| tree.services.len()).sum();
    let mut services: Vec<Tree> = Vec::new();
    let mut warnings = Vec::new();
    for (path, tree) in converted {
        let problems = tree.warnings.into_iter();
        warnings.extend(problems.map(|problem| (path.clone(), problem)));
        for service in tree.services {
            let tree = Tree {
                name: checked_name(options, count, path, &service)?,
                version: service.version,
                file: path.clone(),
            };
            check_is_first(&services, &tree)?;
            put(service.files, &tree, options, output)?;
            services.push(tree);
        }
    }
    put_shared(&options.known, output)?;
    let removed = output.clean()?;
    output.record.write(output.folder)?;
    Ok(TreeReport {
        services,
        warnings,
        written: output.written,
        removed,
    })
}

/// The name of a service's folder: the given one, else botocore's.
fn checked_name(
    options: &TreeOptions,
    count: usize,
    path: &Path,
    service: &Service,
) -> Result<String, Error> {
    let name = match &options.name {
        Some(name) if count == 1 => name.clone(),
        Some(name) => {
            let message = format!("there are {count} services, and one name, `{name}`");
            return Err(failed(path, message));
        }
        None => folder_name(&options.known, &service.id)?,
    };
    let version = &service.version;
    if is_folder_name(&name) && is_folder_name(version) {
        return Ok(name);
    }
    let message = format!("`{name}/{version}` cannot be the name of a folder");
    Err(failed(path, message))
}

/// Checks that no other tree of this import defines the service.
fn check_is_first(services: &[Tree], tree: &Tree) -> Result<(), Error> {
    let Tree {
        name,
        version,
        file,
    } = tree;
    let mut others = services.iter();
    let other = others.find(|other| other.name == *name && other.version == *version);
    let message = match other {
        None => return Ok(()),
        Some(other) if other.file == *file => format!(
            "two of its services would be {name} {version}: give them different `sdkId`s, or import them one by one"
        ),
        Some(other) => format!(
            "{name} {version} is defined by {} too",
            other.file.display()
        ),
    };
    Err(failed(file, message))
}

/// Writes the files of a service, in place of those of an earlier import.
fn put(
    files: Vec<(FileKind, Json)>,
    tree: &Tree,
    options: &TreeOptions,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let folder = format!("{}/{}", tree.name, tree.version);
    let place = format!("{folder}/");
    output
        .record
        .files
        .retain(|file, _| !file.starts_with(&place));
    // boto3's resources do not come from a model.
    output.keep(&format!("{place}{}.json.gz", FileKind::Resources.stem()));
    for (kind, value) in files {
        let name = format!("{place}{}.json", kind.stem());
        if output.folder.join(&name).exists() {
            let message = "it would be read in place of what is imported: it comes from no import, and stands in the way";
            return Err(failed(&options.to.join(name), message.to_owned()));
        }
        output.put(value, &place, kind.stem())?;
    }
    let file = tree.file.file_name().unwrap_or_default().to_string_lossy();
    output.record.trees.insert(folder, file.into_owned());
    output.record.gone.remove(&tree.name);
    Ok(())
}

/// Gives a new folder the files that all services share.
fn put_shared(known: &Models, output: &mut Output<'_>) -> Result<(), Error> {
    for stem in ["partitions", "endpoints"] {
        if Files::DISK.find(output.folder, stem).is_none() {
            let files = known.files();
            if let Some(path) = files.find(known.base(), stem) {
                let value = parse(&path, &read_text(files, &path)?)?;
                output.put(value, "", stem)?;
            }
        }
    }
    Ok(())
}

fn failed(path: &Path, message: String) -> Error {
    Error::Import {
        path: path.to_owned(),
        message,
    }
}

/// JSON files in a folder and those below, in the order of their names.
fn collect(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), Error> {
    for name in Files::DISK.files(folder)? {
        if name.ends_with(".json") || name.ends_with(".json.gz") {
            paths.push(folder.join(name));
        }
    }
    if depth < DEEPEST {
        for name in Files::DISK.subfolders(folder)? {
            collect(&folder.join(name), depth + 1, paths)?;
        }
    }
    Ok(())
}

/// The folder in which botocore has the service; for one that it does not have, its id in lower case with hyphens, as botocore
/// names the folders of new services.
fn folder_name(known: &Models, id: &str) -> Result<String, Error> {
    let own: String = id
        .chars()
        .map(|char| match char.is_ascii_alphanumeric() {
            true => char.to_ascii_lowercase(),
            false => '-',
        })
        .collect();
    let closed = own.replace('-', "");
    let services = known.services()?;
    let likely = services
        .iter()
        .filter(|name| **name == own || **name == closed);
    let others = services
        .iter()
        .filter(|name| **name != own && **name != closed);
    for name in likely.chain(others) {
        if service_id(known, name)?.as_deref() == Some(id) {
            return Ok(name.clone());
        }
    }
    Ok(own)
}

/// `serviceId` of a service's latest version.
fn service_id(known: &Models, name: &str) -> Result<Option<String>, Error> {
    #[derive(Deserialize)]
    struct Head {
        metadata: About,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct About {
        service_id: Option<String>,
    }
    let Some(version) = known.versions(name)?.pop() else {
        return Ok(None);
    };
    let folder = known.base().join(name).join(version);
    let files = known.files();
    let Some(path) = files.find(&folder, FileKind::Service.stem()) else {
        return Ok(None);
    };
    let text = read_text(files, &path)?;
    let head: Head =
        serde_json::from_str(&text).map_err(|error| Error::malformed(&path, &text, &error))?;
    Ok(head.metadata.service_id)
}

fn is_folder_name(name: &str) -> bool {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(is_plain)
}
