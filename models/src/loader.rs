use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::archive::Archive;
use crate::corrections::{Correction, DefaultExpectation};
use crate::document::Document;
use crate::endpoint_rules::EndpointRules;
use crate::endpoints::Endpoints;
use crate::error::Error;
use crate::file_kind::FileKind;
use crate::files::{BUILT_IN, BUILT_IN_OVERLAYS, Files};
use crate::fingerprint::Fingerprint;
use crate::memory::Memory;
use crate::overlay::Overlay;
use crate::paginators::Paginators;
use crate::part::{Part, parse, read_text};
use crate::partitions::Partitions;
use crate::resources::Resources;
use crate::service::Service;
use crate::unconverted;
use crate::vendored::VENDORED;
use crate::waiters::Waiters;
use pageboy_schema::json::Json;
use pageboy_schema::nearest;

/// Stands for a version that cannot be read from the model; loading the service says why.
const UNKNOWN_VERSION: &str = "unknown";

/// The source of definitions: a folder in botocore's layout, on disk or in an [`Archive`], and overlay folders that are
/// merged over it.
///
/// A service's files are in `<service>/<API version>/`, each as `.json` or else as `.json.gz`. Its `*.sdk-extras` are merged
/// into them, then the overlays, in the order they were added.
///
/// An overlay has the same layout; without a version folder, it applies to whichever version is loaded. A file of an overlay
/// with a `merge` object is merged like `sdk-extras`: object into object, anything else replaces. Any other file has
/// botocore's own format, and each entry in it (a waiter, a paginator, an operation, a shape, a resource) replaces the entry
/// of the same name. A service that only an overlay has is a service like any other.
///
/// It and its clones read `endpoints.json`, and the model of a service that only an overlay has, once: later changes of these
/// files are not seen.
#[derive(Clone, Debug)]
pub struct Models {
    files: Files,
    base: PathBuf,
    overlays: Vec<Overlay>,
    memory: Arc<Memory>,
}

/// The definitions of one API version of a service.
#[derive(Debug)]
pub struct Definitions {
    /// `service-2.json`.
    pub service: Service,
    /// `waiters-2.json`.
    pub waiters: Waiters,
    /// `paginators-1.json`.
    pub paginators: Paginators,
    /// `resources-1.json`.
    pub resources: Resources,
    /// `endpoint-rule-set-1.json`.
    pub endpoint_rules: EndpointRules,
    /// The API version: the name of the folder.
    pub api_version: String,
    pub(crate) unread: Vec<(FileKind, Error)>,
}

impl Definitions {
    /// The files that the definitions came from; a change in one may change the definitions.
    ///
    /// A new file is not among them: build scripts also watch the overlays.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.service
            .sources()
            .iter()
            .chain(self.waiters.document().sources())
            .chain(self.paginators.document().sources())
            .chain(self.resources.document().sources())
            .chain(self.endpoint_rules.document().sources())
            .map(PathBuf::as_path)
    }

    /// The file that defines the value at a JSON pointer, by the pointer's section.
    ///
    /// Beside it the pointer of the value in that file: an element that `$edit` appends stands in a step. `None` for an unknown
    /// section.
    pub fn locate(&self, pointer: &str) -> Option<(&Path, String)> {
        Some(match pointer.split('/').nth(1)? {
            "waiters" => self.waiters.document().locate(pointer),
            "pagination" => self.paginators.document().locate(pointer),
            "resources" | "service" => self.resources.document().locate(pointer),
            "operations" | "shapes" | "metadata" => self.service.locate(pointer),
            "rules" | "parameters" => self.endpoint_rules.document().locate(pointer),
            _ => return None,
        })
    }

    /// The files that [`load_partly`](crate::Contents::load_partly) left out because they cannot be read, with the errors.
    pub fn unread(&self) -> &[(FileKind, Error)] {
        &self.unread
    }

    /// The places below a pointer that later files have written: file and pointer, the latest first.
    pub fn written_below(&self, pointer: &str) -> Vec<(&Path, &str)> {
        match pointer.split('/').nth(1) {
            Some("waiters") => self.waiters.document().written_below(pointer),
            Some("pagination") => self.paginators.document().written_below(pointer),
            Some("resources" | "service") => self.resources.document().written_below(pointer),
            Some("rules" | "parameters") => self.endpoint_rules.document().written_below(pointer),
            _ => self.service.written_below(pointer),
        }
    }

    /// The overlays' changes of all files, with reason and fit.
    pub fn corrections(&self) -> impl Iterator<Item = &Correction> {
        self.service
            .corrections()
            .iter()
            .chain(self.waiters.document().corrections())
            .chain(self.paginators.document().corrections())
            .chain(self.resources.document().corrections())
            .chain(self.endpoint_rules.document().corrections())
    }
}

impl Models {
    /// The definitions of this crate: the latest API version of every service of a botocore release, with our corrections
    /// merged over them.
    ///
    /// They are read from this crate's sources, which cargo keeps as long as something is built. A program that outlives its
    /// build contains them: [`from_archive`](Self::from_archive).
    pub fn vendored() -> Self {
        let [data, overlays] = VENDORED;
        Self::from_dir(data).overlay(overlays)
    }

    /// The definitions in an archive, with its corrections merged over them. Overlays that are added are folders on disk.
    ///
    /// The files of the archive have names as if they were in a folder `<built-in>` or `<built-in overlays>`:
    /// `<built-in>/ec2/2016-11-15/service-2.json`.
    pub fn from_archive(archive: Archive) -> Self {
        Self {
            files: Files::with(archive),
            base: PathBuf::from(BUILT_IN),
            overlays: vec![Overlay::new(PathBuf::from(BUILT_IN_OVERLAYS))],
            memory: Arc::default(),
        }
    }

    /// The definitions in a folder with the layout of `botocore/data`.
    pub fn from_dir(folder: impl Into<PathBuf>) -> Self {
        Self {
            files: Files::DISK,
            base: folder.into(),
            overlays: Vec::new(),
            memory: Arc::default(),
        }
    }

    /// Adds a folder of definitions, to be merged over those so far; or a single file of such a folder, whose service is the name
    /// of the folder that it stands in: `own/ec2/waiters-2.json`.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(Overlay::new(path.into()));
        self
    }

    /// The definitions without overlays.
    #[must_use]
    pub fn without_overlays(&self) -> Self {
        Self {
            overlays: Vec::new(),
            ..self.clone()
        }
    }

    /// The folder that overlays are merged over.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The overlays, in the order of merging.
    pub(crate) fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// The names of all services, sorted.
    ///
    /// # Errors
    /// [`Error::Read`] when a folder cannot be read.
    pub fn services(&self) -> Result<Vec<String>, Error> {
        let mut services = Vec::new();
        for name in self.files.subfolders(&self.base)? {
            let folder = self.base.join(&name);
            if !self.files.versions(&folder, FileKind::Service)?.is_empty() {
                services.push(name);
            }
        }
        for overlay in &self.overlays {
            for name in overlay.services(self.files)? {
                if !services.contains(&name) && self.has(&name)? {
                    services.push(name);
                }
            }
        }
        services.sort_unstable();
        Ok(services)
    }

    /// Whether a service has this name.
    ///
    /// # Errors
    /// [`Error::Read`] when a folder cannot be read.
    pub fn has(&self, service: &str) -> Result<bool, Error> {
        Ok(!self.versions(service)?.is_empty())
    }

    /// The API versions of a service, oldest first; none for an unknown service.
    ///
    /// # Errors
    /// [`Error::Read`] when a folder cannot be read.
    pub fn versions(&self, service: &str) -> Result<Vec<String>, Error> {
        if !is_name(service) {
            return Ok(Vec::new());
        }
        let folder = self.base.join(service);
        let mut versions = self.files.versions(&folder, FileKind::Service)?;
        for overlay in &self.overlays {
            let folder = overlay.folder().join(service);
            for version in overlay.versions(self.files, service, FileKind::Service)? {
                if !versions.contains(&version) && self.is_whole(&folder.join(&version)) {
                    versions.push(version);
                }
            }
        }
        if versions.is_empty() {
            for overlay in &self.overlays {
                let folder = overlay.folder().join(service);
                if let Some(path) = overlay.find(self.files, &folder, FileKind::Service.stem())
                    && self.is_whole(&folder)
                {
                    versions.push(self.own_version(&path));
                    break;
                }
            }
        }
        versions.sort_unstable();
        Ok(versions)
    }

    /// Fails when an overlay cannot be read: it would otherwise change nothing, in silence.
    pub(crate) fn check_overlays(&self) -> Result<(), Error> {
        let mut overlays = self.overlays.iter();
        overlays.try_for_each(|overlay| overlay.check(self.files))
    }

    /// Loads one kind of file of a service as JSON; an empty object without sources if no file exists.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Malformed`] or [`Error::Invalid`], for any mistake in the files.
    pub fn document(
        &self,
        service: &str,
        version: &str,
        kind: FileKind,
    ) -> Result<Document, Error> {
        let parts = self.parts(service, version, kind);
        Document::read(parts, self.place(service, version, kind))
    }

    /// The file that errors name if a document has none.
    pub(crate) fn place(&self, service: &str, version: &str, kind: FileKind) -> PathBuf {
        let folder = self.base.join(service).join(version);
        folder.join(kind.stem()).with_extension("json")
    }

    /// The changes that overlays make to the latest version of every service, with their fit; also changes that do not fit, with which
    /// [`load`](Self::load) would fail.
    ///
    /// An entry that does not say what it expects is taken to expect what `before` has at its place; without `before`, nothing,
    /// so that whatever is there now is a conflict, or has been adopted.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Malformed`] or [`Error::Invalid`], for any mistake in the files.
    pub fn corrections(&self, before: Option<&Self>) -> Result<Vec<Correction>, Error> {
        let mut found = Vec::new();
        for service in self.corrected()? {
            let Some(version) = self.versions(&service)?.pop() else {
                continue;
            };
            for kind in FileKind::ALL {
                let parts = self.parts(&service, &version, kind);
                if !parts.iter().any(|part| part.overlay) {
                    continue;
                }
                let was = match before {
                    Some(before) => {
                        let earlier = before.versions(&service)?.pop();
                        Some(before.document(
                            &service,
                            earlier.as_deref().unwrap_or(&version),
                            kind,
                        )?)
                    }
                    None => None,
                };
                let unsaid = was.as_ref().map_or(DefaultExpectation::Nothing, |was| {
                    DefaultExpectation::Was(was.value())
                });
                let place = PathBuf::from(kind.stem());
                let (document, errors) = Document::judge(parts, place, unsaid);
                if !errors.is_empty() {
                    return Err(Error::several(errors));
                }
                found.extend_from_slice(document.corrections());
            }
        }
        Ok(found)
    }

    /// The services that overlays name, known or not, sorted.
    ///
    /// # Errors
    /// [`Error::Read`] when a folder cannot be read.
    pub fn corrected(&self) -> Result<Vec<String>, Error> {
        let mut services = Vec::new();
        for overlay in &self.overlays {
            services.extend(overlay.services(self.files)?);
        }
        services.sort_unstable();
        services.dedup();
        Ok(services)
    }

    /// The file that [`endpoints`](Self::endpoints) reads.
    pub fn endpoints_file(&self) -> PathBuf {
        self.top_file("endpoints")
    }

    /// Loads `endpoints.json`. Overlays do not apply to it.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Malformed`].
    pub fn endpoints(&self) -> Result<Arc<Endpoints>, Error> {
        self.memory.endpoints(self.files, &self.endpoints_file())
    }

    /// A number for the file that [`endpoints`](Self::endpoints) reads.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn endpoints_fingerprint(&self) -> Result<Fingerprint, Error> {
        let file = self.endpoints_file();
        Ok(Fingerprint::of(
            self.memory.endpoints_bytes(self.files, &file)?,
        ))
    }

    /// Loads `partitions.json`. Overlays do not apply to it.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Malformed`].
    pub fn partitions(&self) -> Result<Partitions, Error> {
        let path = self.top_file("partitions");
        let text = read_text(self.files, &path)?;
        serde_json::from_str(&text).map_err(|error| Error::malformed(&path, &text, &error))
    }

    /// The error that no service has this name.
    pub(crate) fn unknown(&self, service: &str, known: &[String]) -> Error {
        Error::UnknownService {
            service: service.to_owned(),
            gone: self.gone(service),
            nearest: nearest(service, known.iter().map(String::as_str)),
        }
    }

    /// The release that no longer has a service which an earlier import had.
    fn gone(&self, service: &str) -> Option<String> {
        let source = self.parse(&self.base.join("SOURCE.json")).ok()?;
        let release = source.get("gone")?.get(service)?.as_str()?;
        Some(release.to_owned())
    }

    fn top_file(&self, stem: &str) -> PathBuf {
        self.files
            .find(&self.base, stem)
            .unwrap_or_else(|| self.base.join(stem).with_extension("json"))
    }

    /// The API version that is meant.
    pub(crate) fn choose(&self, service: &str, version: Option<&str>) -> Result<String, Error> {
        let available = self.versions(service)?;
        let Some(latest) = available.last() else {
            let folders = self.overlays.iter().map(Overlay::folder);
            let mut folders = folders.chain([self.base.as_path()]);
            if let Some(error) =
                folders.find_map(|folder| unconverted::error(self.files, folder, service))
            {
                return Err(error);
            }
            return Err(self.unknown(service, &self.services()?));
        };
        match version {
            None => Ok(latest.clone()),
            Some(version) if available.iter().any(|known| known == version) => {
                Ok(version.to_owned())
            }
            Some(version) => Err(Error::UnknownVersion {
                service: service.to_owned(),
                version: version.to_owned(),
                available,
            }),
        }
    }

    /// The files of a document, in the order of merging.
    pub(crate) fn parts(&self, service: &str, version: &str, kind: FileKind) -> Vec<Part> {
        let mut folders = vec![(self.base.join(service).join(version), None)];
        for overlay in &self.overlays {
            let folder = overlay.folder().join(service);
            folders.push((folder.clone(), Some(overlay)));
            folders.push((folder.join(version), Some(overlay)));
        }
        let mut parts = Vec::new();
        for (folder, overlay) in folders {
            for extras in [false, true] {
                let suffix = if extras { ".sdk-extras" } else { "" };
                let stem = format!("{}{suffix}", kind.stem());
                let found = match overlay {
                    Some(overlay) => overlay.find(self.files, &folder, &stem),
                    None => self.files.find(&folder, &stem),
                };
                let Some(path) = found else {
                    continue;
                };
                let overlay = overlay.is_some();
                parts.push(match self.memory.known_model(&path) {
                    Some(model) => Part::of_model(path, model, overlay),
                    None => Part::read(self.files, path, extras, overlay),
                });
            }
        }
        parts
    }

    /// Resolves paths to files.
    pub(crate) const fn files(&self) -> Files {
        self.files
    }

    /// Whether a folder's service model is a whole one, not one to merge into another. One that cannot be read counts as whole:
    /// loading the service says what is wrong, and other services are not held up.
    fn is_whole(&self, folder: &Path) -> bool {
        let path = self.files.find(folder, FileKind::Service.stem());
        path.is_some_and(|path| {
            let model = self.memory.model(self.files, &path);
            model.is_none_or(|model| model.outline.head.get("merge").is_none())
        })
    }

    /// The API version in a model that stands in no folder of a version.
    fn own_version(&self, path: &Path) -> String {
        let model = self.memory.model(self.files, path);
        let version = model.as_deref().and_then(|model| {
            let version = model.outline.head.at("/metadata/apiVersion");
            version.and_then(Json::as_str)
        });
        version.unwrap_or(UNKNOWN_VERSION).to_owned()
    }

    fn parse(&self, path: &Path) -> Result<Json, Error> {
        parse(path, &read_text(self.files, path)?)
    }
}

/// Whether the name of a service can be the name of a folder, and nothing outside it.
fn is_name(service: &str) -> bool {
    !service.is_empty() && !service.starts_with('.') && !service.contains(['/', '\\'])
}
