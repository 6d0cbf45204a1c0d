//! The files of a service, read and not yet parsed.

use std::path::{Path, PathBuf};

use crate::corrections::DefaultExpectation;
use crate::document::Document;
use crate::endpoint_rules::EndpointRules;
use crate::error::Error;
use crate::file_kind::FileKind;
use crate::fingerprint::Fingerprint;
use crate::loader::{Definitions, Models};
use crate::paginators::Paginators;
use crate::part::Part;
use crate::resources::Resources;
use crate::service::Service;
use crate::waiters::Waiters;

/// The files of a service in memory: a [number](Self::fingerprint) tells whether they are those of another time, and
/// [`load`](Self::load) parses them.
#[derive(Debug)]
pub struct Contents {
    service: String,
    api_version: String,
    kinds: Vec<Kind>,
}

/// The files of a kind.
#[derive(Debug)]
struct Kind {
    kind: FileKind,
    parts: Vec<Part>,
    /// The file that errors name if none exists.
    place: PathBuf,
}

impl Models {
    /// Reads the files of a service: of the named API version, or of the latest.
    ///
    /// # Errors
    /// [`Error::UnknownService`], [`Error::UnknownVersion`], and [`Error::Read`].
    pub fn contents(&self, service: &str, version: Option<&str>) -> Result<Contents, Error> {
        self.check_overlays()?;
        let api_version = self.choose(service, version)?;
        let kinds = FileKind::ALL.into_iter().map(|kind| Kind {
            kind,
            parts: self.parts(service, &api_version, kind),
            place: self.place(service, &api_version, kind),
        });
        Ok(Contents {
            kinds: kinds.collect(),
            service: service.to_owned(),
            api_version,
        })
    }

    /// Loads a service: the named API version, or the latest.
    ///
    /// # Errors
    /// [`Error::UnknownService`], [`Error::UnknownVersion`], and every error of a file.
    pub fn load(&self, service: &str, version: Option<&str>) -> Result<Definitions, Error> {
        self.contents(service, version)?.load()
    }
}

impl Contents {
    /// The files, as [`Definitions::files`] has them.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let parts = self.kinds.iter().flat_map(|kind| &kind.parts);
        parts.map(|part| part.path.as_path())
    }

    /// Another number whenever a file comes, goes or changes, or is merged otherwise.
    pub fn fingerprint(&self) -> Fingerprint {
        let service = Fingerprint::default().with(&self.service);
        let mut fingerprint = service.with(&self.api_version);
        for Kind { kind, parts, .. } in &self.kinds {
            for part in parts {
                fingerprint.add(kind.stem().as_bytes());
                fingerprint.add(part.path.as_os_str().as_encoded_bytes());
                fingerprint.add(&[u8::from(part.extras), u8::from(part.overlay)]);
                fingerprint = fingerprint.with(&part.fingerprint().to_string());
            }
        }
        fingerprint
    }

    /// Whether others are the same files of the same API version, byte for byte.
    pub fn is_same(&self, other: &Self) -> bool {
        let parts = |contents: &'_ Self| {
            let kinds = contents.kinds.iter();
            kinds.map(|kind| kind.parts.len()).collect::<Vec<_>>()
        };
        let ours = self.kinds.iter().flat_map(|kind| &kind.parts);
        let theirs = other.kinds.iter().flat_map(|kind| &kind.parts);
        self.api_version == other.api_version
            && parts(self) == parts(other)
            && ours.zip(theirs).all(|(our, their)| our.is_same(their))
    }

    /// Parses and merges the files.
    ///
    /// # Errors
    /// Every error of a file.
    pub fn load(self) -> Result<Definitions, Error> {
        let mut definitions = self.load_partly()?;
        let unread = std::mem::take(&mut definitions.unread);
        let mut errors: Vec<Error> = unread.into_iter().map(|(_, error)| error).collect();
        let service = &definitions.service;
        if !service.is_whole {
            errors.push(Error::Mistakes {
                path: service.origin("/metadata").to_owned(),
                problems: service.problems().to_vec(),
            });
        }
        errors.extend(Error::of_corrections(definitions.corrections()));
        match errors.is_empty() {
            true => Ok(definitions),
            false => Err(Error::several(errors)),
        }
    }

    /// As [`load`](Self::load), as far as possible, so that all mistakes of a service can be told at once: without the files that
    /// cannot be read, which [`Definitions::unread`] has; without the entries of overlays that do not fit, which are among the
    /// [corrections](Definitions::corrections); and of a model that lacks `metadata` with an empty one.
    ///
    /// # Errors
    /// Every error of a file, if the service model cannot be read.
    pub fn load_partly(mut self) -> Result<Definitions, Error> {
        let mut unread = Vec::new();
        let mut document = |kind| {
            let (parts, place) = self.take(kind);
            let (document, errors) = Document::judge(parts, place, DefaultExpectation::Anything);
            unread.extend(errors.into_iter().map(|error| (kind, error)));
            document
        };
        let waiters = document(FileKind::Waiters);
        let paginators = document(FileKind::Paginators);
        let resources = document(FileKind::Resources);
        let endpoint_rules = document(FileKind::EndpointRules);
        let (parts, _) = self.take(FileKind::Service);
        let service = match Service::read(&self.service, parts) {
            Ok((service, errors)) => {
                unread.extend(errors.into_iter().map(|error| (FileKind::Service, error)));
                service
            }
            Err(error) => {
                let mut errors = vec![error];
                errors.extend(unread.into_iter().map(|(_, error)| error));
                let documents = [&waiters, &paginators, &resources, &endpoint_rules];
                let corrections = documents.iter().flat_map(|it| it.corrections());
                errors.extend(Error::of_corrections(corrections));
                return Err(Error::several(errors));
            }
        };
        Ok(Definitions {
            service,
            waiters: Waiters::new(waiters),
            paginators: Paginators::new(paginators),
            resources: Resources::new(resources),
            endpoint_rules: EndpointRules::new(endpoint_rules),
            api_version: self.api_version,
            unread,
        })
    }

    fn take(&mut self, kind: FileKind) -> (Vec<Part>, PathBuf) {
        match self.kinds.iter_mut().find(|it| it.kind == kind) {
            Some(it) => (std::mem::take(&mut it.parts), std::mem::take(&mut it.place)),
            None => Default::default(),
        }
    }
}
