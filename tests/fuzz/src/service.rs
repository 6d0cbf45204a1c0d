//! The made-up service that has every trait, as tables of a protocol.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

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
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A folder for this process; it is kept, so that an input can overwrite what the one before wrote.
    pub(crate) fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("pageboy-fuzz-{}", std::process::id()));
        fs::create_dir_all(folder.join(NAME).join("2020-01-01")).unwrap();
        fs::write(
            folder.join("endpoints.json"),
            r#"{"version": 3, "partitions": []}"#,
        )
        .unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file of the service.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.file(name), text).unwrap();
    }

    /// Removes a file of the service, if it is there.
    pub(crate) fn remove(&self, name: &str) {
        let _ = fs::remove_file(self.file(name));
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(NAME).join("2020-01-01").join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A name that lasts, without being kept twice.
pub(crate) fn interned(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap();
    if let Some(known) = names.get(name) {
        return known;
    }
    let name = name.to_owned().leak();
    names.insert(name);
    name
}
