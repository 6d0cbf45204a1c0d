//! The made-up service that has every trait, as tables of a protocol.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pageboy_codegen::{Builder, Service};
use serde_json::{Map, Value, json};

use crate::dynamic::Tables;

/// The name of the service.
pub(crate) const NAME: &str = "fuzz";

/// Members of the structure that has more of them than a reader keeps in bits.
const MANY: usize = 200;

/// The tables of the service in a protocol; all of its operations, sorted by name.
pub(crate) fn tables(protocol: &str) -> Tables {
    let folder = Folder::new();
    folder.write("service-2.json", model(protocol).to_string());
    folder.write(
        "paginators-1.json",
        include_str!("../models/paginators.json"),
    );
    let service = Service::new(NAME).operations(["*"]);
    let plans = Builder::new()
        .definitions(folder.path())
        .service(service)
        .plan();
    let plans = plans.unwrap_or_else(|problems| panic!("{problems}"));
    Tables::new(&plans[0])
}

/// The names of all operations, sorted.
pub(crate) fn operations(protocol: &str) -> Vec<String> {
    let model = model(protocol);
    let names = model["operations"].as_object().unwrap().keys().cloned();
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// The definition of the service in a protocol.
pub(crate) fn model(protocol: &str) -> Value {
    let mut model: Value = serde_json::from_str(include_str!("../models/everything.json")).unwrap();
    model["metadata"]["protocol"] = protocol.into();
    if !protocol.ends_with("json") && !protocol.ends_with("cbor") {
        // There are no documents in XML: a structure without members stands there.
        model["shapes"]["Free"] = json!({"type": "structure", "members": {}});
    }
    let many = (0..MANY).map(|at| (format!("Member{at}"), json!({"shape": "String"})));
    model["shapes"]["Many"] = json!({"type": "structure", "members": Map::from_iter(many)});
    model["operations"]["Many"] = json!({
        "name": "Many",
        "http": {"method": "POST", "requestUri": "/many"},
        "output": {"shape": "Many"},
    });
    model
}

/// A folder of definitions, in a folder for temporary files.
pub(crate) struct Folder {
    path: PathBuf,
    /// What the files of the service have; `None` if they are gone.
    files: Mutex<BTreeMap<String, Option<Vec<u8>>>>,
}

impl Folder {
    /// A folder for this process; it is kept, so that an input writes only what differs from the one before.
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("pageboy-fuzz-{}", std::process::id()));
        fs::create_dir_all(path.join(NAME).join("2020-01-01")).unwrap();
        fs::write(
            path.join("endpoints.json"),
            r#"{"version": 3, "partitions": []}"#,
        )
        .unwrap();
        Self {
            path,
            files: Mutex::default(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file of the service.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        self.set(name, Some(text.as_ref()));
    }

    /// Removes a file of the service, if it is there.
    pub(crate) fn remove(&self, name: &str) {
        self.set(name, None);
    }

    fn set(&self, name: &str, content: Option<&[u8]>) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let held = files.get(name).map(Option::as_deref);
        if held == Some(content) {
            return;
        }
        let file = self.path.join(NAME).join("2020-01-01").join(name);
        match content {
            Some(content) => fs::write(file, content).unwrap(),
            None => drop(fs::remove_file(file)),
        }
        files.insert(name.to_owned(), content.map(<[u8]>::to_vec));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}
