//! Objects under construction.

use indexmap::IndexMap;
use pageboy_schema::json::Json;

/// An object, member by member.
#[derive(Debug, Default)]
pub(super) struct Object(IndexMap<String, Json>);

impl Object {
    pub(super) fn put(&mut self, name: &str, value: Json) {
        self.0.insert(name.to_owned(), value);
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.put(name, text(value));
    }

    pub(super) fn flag(&mut self, name: &str) {
        self.put(name, Json::Bool(true));
    }

    pub(super) fn number(&mut self, name: &str, value: u64) {
        self.put(name, Json::Number(value.into()));
    }

    /// A value, if there is one.
    pub(super) fn put_if(&mut self, name: &str, value: Option<&Json>) {
        if let Some(value) = value {
            self.put(name, value.clone());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sorts the members by name, as botocore's files are.
    pub(super) fn sorted(mut self) -> Json {
        self.0.sort_unstable_keys();
        self.done()
    }

    pub(super) fn done(self) -> Json {
        Json::Object(self.0)
    }
}

pub(super) fn text(value: &str) -> Json {
    Json::String(value.to_owned())
}

/// A list of texts.
pub(super) fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> Json {
    Json::Array(values.into_iter().map(text).collect())
}
