//! Vendoring: copies the definitions of a botocore release, and boto3's resources, without their prose.
//!
//! The output has botocore's own layout. For each service it has the latest API version with `service-2`, `waiters-2`,
//! `paginators-1`, `endpoint-rule-set-1`, their `sdk-extras`, and boto3's `resources-1`; next to the services,
//! `partitions.json` and `endpoints.json`. Everything is compact JSON in gzip. Documentation is left out: sentences belong
//! to their owners. So are files that define nothing, such as the empty set of waiters that many services ship; to the
//! loader an absent file means the same.
//!
//! `SOURCE.json` names the releases, and the SHA-256 of each file. The same input gives the same bytes, so importing again
//! changes nothing.
//!
//! A service may also come from Smithy's JSON AST: [`import_trees`] writes the same files from that.

mod prose;
mod release;
mod report;
mod smithy;
mod source;
mod staging;
mod trees;
mod write;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};

use crate::error::Error;
use crate::file_kind::FileKind;
use crate::files::Files;
use crate::loader::Models;
use crate::part::{parse, read_text};
use pageboy_schema::json::Json;

use release::Release;
pub use report::Report;
use source::ReleaseRecord;
pub use source::{Difference, verify};
pub use staging::StagedImport;
use staging::Staging;
pub use trees::{Tree, TreeOptions, TreeReport, Trees, import_trees};
use write::write;

/// The source and the target of an import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// An installed botocore package, an unpacked source distribution, or a folder laid out like `botocore/data`.
    pub botocore: PathBuf,
    /// Likewise of boto3. If absent, the resources of an earlier import stay.
    pub boto3: Option<PathBuf>,
    /// The version of botocore, for a folder that does not name it: one without an `__init__.py` next to it.
    pub botocore_version: Option<String>,
    /// The version of boto3, likewise.
    pub boto3_version: Option<String>,
    /// The folder to write, created if missing. Of the files in it, only those that its `SOURCE.json` lists are ever
    /// removed.
    pub to: PathBuf,
}

/// Imports a release: [`stage`], and then [`StagedImport::finish`].
///
/// # Errors
/// [`Error::Import`] if a folder is not what it should be, its version is unknown, or the releases do not belong together;
/// [`Error::Read`], [`Error::Malformed`] or [`Error::Write`] for a file. The folder is as it was then.
pub fn import(options: &Options) -> Result<Report, Error> {
    stage(options)?.finish()
}

/// Imports a release into a new folder beside the target.
///
/// # Errors
/// As [`import`].
pub fn stage(options: &Options) -> Result<StagedImport, Error> {
    // What is wrong with the folder is said of the folder.
    ReleaseRecord::read(&options.to)?;
    let staging = Staging::new(&options.to)?;
    let inside = Options {
        to: staging.folder.clone(),
        ..options.clone()
    };
    let report = import_into(&inside)?;
    Ok(StagedImport { staging, report })
}

/// The folder of the services in a botocore: the folder itself, or one in an installed package or a source distribution.
///
/// # Errors
/// [`Error::Import`] if there is none.
pub fn services_folder(botocore: &Path) -> Result<PathBuf, Error> {
    release::data_folder("botocore", botocore, FileKind::Service)
}

fn import_into(options: &Options) -> Result<Report, Error> {
    let botocore = Release::find(
        "botocore",
        &options.botocore,
        FileKind::Service,
        options.botocore_version.as_deref(),
    )?;
    let boto3 = match &options.boto3 {
        Some(folder) => Some(Release::find(
            "boto3",
            folder,
            FileKind::Resources,
            options.boto3_version.as_deref(),
        )?),
        None => None,
    };
    let before = ReleaseRecord::read(&options.to)?;
    let mut output = Output::new(&options.to, &before);

    let models = Models::from_dir(&botocore.data);
    let services = models.services()?;
    for name in ["partitions", "endpoints"] {
        output.copy(&botocore.data, "", name)?;
    }
    for service in &services {
        let Some(version) = models.versions(service)?.pop() else {
            continue;
        };
        let place = format!("{service}/{version}/");
        for kind in FileKind::ALL {
            let release = match (kind, &boto3) {
                (FileKind::Resources, Some(boto3)) => boto3,
                (FileKind::Resources, None) => {
                    output.keep(&format!("{place}{}.json.gz", kind.stem()));
                    continue;
                }
                _ => &botocore,
            };
            let folder = release.data.join(service).join(&version);
            output.copy(&folder, &place, kind.stem())?;
            output.copy(&folder, &place, &format!("{}.sdk-extras", kind.stem()))?;
        }
    }
    output.keep_trees(&services);
    if let Some(boto3) = &boto3 {
        boto3.check_pairing(&models)?;
    }
    let boto3 = boto3.map_or_else(|| before.boto3.clone(), |boto3| Some(boto3.version));
    output.finish(botocore.version, boto3, services.len())
}

/// The folder that is written.
struct Output<'a> {
    folder: &'a Path,
    before: &'a ReleaseRecord,
    record: ReleaseRecord,
    bytes: u64,
    written: usize,
}

impl<'a> Output<'a> {
    fn new(folder: &'a Path, before: &'a ReleaseRecord) -> Self {
        Self {
            folder,
            before,
            record: ReleaseRecord::default(),
            bytes: 0,
            written: 0,
        }
    }

    /// Imports a file, if it exists and defines anything.
    fn copy(&mut self, from: &Path, place: &str, stem: &str) -> Result<(), Error> {
        let Some(path) = Files::DISK.find(from, stem) else {
            return Ok(());
        };
        let value = parse(&path, &read_text(Files::DISK, &path)?)?;
        self.put(value, place, stem)
    }

    /// Writes a file, if it defines anything.
    fn put(&mut self, mut value: Json, place: &str, stem: &str) -> Result<(), Error> {
        prose::remove(&mut value);
        if is_empty_set(&value) {
            return Ok(());
        }
        let name = format!("{place}{stem}.json.gz");
        let target = self.folder.join(&name);
        let bytes = pack(value.to_string().as_bytes()).map_err(|source| Error::Write {
            path: target.clone(),
            source,
        })?;
        self.bytes += bytes.len() as u64;
        self.record.record(name, &bytes);
        self.written += usize::from(write(&target, &bytes)?);
        Ok(())
    }

    /// Keeps a file of an earlier import.
    fn keep(&mut self, name: &str) {
        if let Some(checksum) = self.before.files.get(name)
            && let Ok(metadata) = fs::metadata(self.folder.join(name))
        {
            self.bytes += metadata.len();
            self.record.files.insert(name.to_owned(), checksum.clone());
        }
    }

    /// Keeps the services that came from trees, but for those that are imported now.
    fn keep_trees(&mut self, services: &[String]) {
        let before = self.before;
        for (place, tree) in &before.trees {
            let service = place.split('/').next().unwrap_or_default();
            if services.iter().any(|imported| imported == service) {
                continue;
            }
            self.record.trees.insert(place.clone(), tree.clone());
            let prefix = format!("{place}/");
            for name in before.files.keys().filter(|name| name.starts_with(&prefix)) {
                self.keep(name);
            }
        }
    }

    /// Removes the files of an earlier import that this one did not write.
    fn clean(&self) -> Result<usize, Error> {
        let mut removed = 0;
        for name in self.before.files.keys() {
            if !self.record.files.contains_key(name) {
                removed += usize::from(remove(self.folder, name)?);
            }
        }
        Ok(removed)
    }

    /// Removes stale files, and writes the record.
    fn finish(
        mut self,
        botocore: String,
        boto3: Option<String>,
        services: usize,
    ) -> Result<Report, Error> {
        let removed = self.clean()?;
        self.record.gone = self.before.gone_by(&self.record, &botocore);
        self.record.botocore.clone_from(&botocore);
        self.record.boto3.clone_from(&boto3);
        self.record.write(self.folder)?;
        Ok(Report {
            botocore,
            boto3,
            services,
            files: self.record.files.len(),
            bytes: self.bytes,
            written: self.written,
            removed,
        })
    }
}

/// Whether a file of waiters or paginators is empty.
fn is_empty_set(value: &Json) -> bool {
    ["waiters", "pagination"]
        .into_iter()
        .filter_map(|section| value.get(section)?.as_object())
        .any(indexmap::IndexMap::is_empty)
}

/// Compresses reproducibly: no time, no name, a fixed level.
fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Removes a file, and the folders above it that are empty then.
fn remove(folder: &Path, name: &str) -> Result<bool, Error> {
    let path = folder.join(name);
    match fs::remove_file(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(Error::Write { path, source }),
    }
    let above = path
        .ancestors()
        .skip(1)
        .take_while(|above| *above != folder);
    for empty in above {
        if fs::remove_dir(empty).is_err() {
            break; // It is not empty.
        }
    }
    Ok(true)
}
