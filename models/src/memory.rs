//! Files that several services or several steps of a run need, read once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::endpoints::Endpoints;
use crate::error::Error;
use crate::files::Files;
use crate::part::{ModelFile, text_of};

/// The service models of overlays, and `endpoints.json`: each is asked for again and again, and read once.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// By path; `None` for an unreadable file.
    models: Mutex<HashMap<Box<Path>, Option<Arc<ModelFile>>>>,
    endpoints_bytes: OnceLock<Cow<'static, [u8]>>,
    endpoints: OnceLock<Arc<Endpoints>>,
}

impl Memory {
    /// The service model in a file of an overlay; `None` if it cannot be read, which loading the service explains.
    pub(crate) fn model(&self, files: Files, path: &Path) -> Option<Arc<ModelFile>> {
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = models.get(path) {
            return known.clone();
        }
        let model = files.read(path).ok();
        let model = model.and_then(|bytes| ModelFile::new(path, bytes).ok());
        let model = model.map(Arc::new);
        models.insert(path.into(), model.clone());
        model
    }

    /// The model, if it was read before.
    pub(crate) fn known_model(&self, path: &Path) -> Option<Arc<ModelFile>> {
        let models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        models.get(path).cloned().flatten()
    }

    /// `endpoints.json`.
    pub(crate) fn endpoints(&self, files: Files, path: &Path) -> Result<Arc<Endpoints>, Error> {
        if let Some(known) = self.endpoints.get() {
            return Ok(Arc::clone(known));
        }
        let text = text_of(path, self.endpoints_bytes(files, path)?.clone())?;
        let endpoints = Arc::new(Endpoints::parse(path, &text)?);
        Ok(Arc::clone(self.endpoints.get_or_init(|| endpoints)))
    }

    /// The bytes of `endpoints.json`.
    pub(crate) fn endpoints_bytes(
        &self,
        files: Files,
        path: &Path,
    ) -> Result<&Cow<'static, [u8]>, Error> {
        if let Some(known) = self.endpoints_bytes.get() {
            return Ok(known);
        }
        let bytes = files.read(path).map_err(|error| Error::read(path, error))?;
        Ok(self.endpoints_bytes.get_or_init(|| bytes))
    }
}
