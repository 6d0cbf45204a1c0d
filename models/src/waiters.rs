//! `waiters-2.json`: named waits, each with an operation to poll and acceptors that judge its answers.

use indexmap::IndexMap;

use crate::content::Content;
use crate::document::Document;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::reader::{ObjectReader, Problem, named};
use pageboy_schema::waiter::definition;

pub use pageboy_schema::waiter::definition::{Acceptor, Batch, BatchList, Waiter};

/// The only version of the format.
const VERSION: u64 = 2;

/// The waiters of a service, with everything that is merged into them.
#[derive(Clone, Debug)]
pub struct Waiters(Content<IndexMap<String, Waiter>>);

impl Waiters {
    /// The waiters by name, in the order of the files.
    pub const fn all(&self) -> &IndexMap<String, Waiter> {
        self.0.value()
    }

    /// The waiter of this name.
    pub fn find(&self, name: &str) -> Option<&Waiter> {
        self.all().get(name)
    }

    /// The mistakes in the files themselves: unknown keys, missing keys, wrong types, a wrong version.
    ///
    /// The plan checks operations and expressions against the service.
    pub fn problems(&self) -> &[Problem] {
        self.0.problems()
    }

    /// The merged JSON and its origin; waiter `Foo` is at `/waiters/Foo`.
    pub const fn document(&self) -> &Document {
        self.0.document()
    }

    pub(crate) fn new(document: Document) -> Self {
        Self(Content::new(document, read))
    }
}

fn read(file: &Json, problems: &mut Vec<Problem>) -> IndexMap<String, Waiter> {
    let mut waiters = IndexMap::new();
    let Some(mut top) = ObjectReader::new(file, String::new(), problems) else {
        return waiters;
    };
    if let Some(version) = top.required("version", problems)
        && version.as_number().and_then(serde_json::Number::as_f64) != Some(VERSION as f64)
    {
        top.mismatch("version", "2", version, problems);
    }
    if let Some(value) = top.required("waiters", problems) {
        match value.as_object() {
            Some(entries) => {
                for (name, value) in entries {
                    let place = pointer(["waiters", name.as_str()]);
                    named(name, &place, problems);
                    waiters.insert(name.clone(), definition::read(value, place, problems));
                }
            }
            None => top.mismatch("waiters", "an object", value, problems),
        }
    }
    top.finish(problems);
    waiters
}
