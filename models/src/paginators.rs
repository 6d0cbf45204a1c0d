//! `paginators-1.json`: how operations are paged.

use indexmap::IndexMap;

use crate::content::Content;
use crate::document::Document;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::one_or_many::OneOrMany;
use pageboy_schema::reader::{ObjectReader, Problem, named};

/// The paginators of a service, with everything that is merged into them.
#[derive(Clone, Debug)]
pub struct Paginators(Content<IndexMap<String, Paginator>>);

impl Paginators {
    /// The paginators by operation, in the order of the files.
    pub const fn all(&self) -> &IndexMap<String, Paginator> {
        self.0.value()
    }

    /// The paginator of this operation.
    pub fn find(&self, operation: &str) -> Option<&Paginator> {
        self.all().get(operation)
    }

    /// The mistakes in the files themselves: unknown keys, missing keys, wrong types.
    ///
    /// The plan checks members and expressions against the service.
    pub fn problems(&self) -> &[Problem] {
        self.0.problems()
    }

    /// The merged JSON and its origin; the paginator of `Foo` is at `/pagination/Foo`.
    pub const fn document(&self) -> &Document {
        self.0.document()
    }

    pub(crate) fn new(document: Document) -> Self {
        Self(Content::new(document, read))
    }
}

/// A paginator. A missing or mistyped part reads as empty, and [`Paginators::problems`] names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paginator {
    /// `input_token`: the input members that receive the tokens.
    pub input_token: OneOrMany,
    /// `output_token`: JMESPath expressions over the output, paired with `input_token` by position.
    pub output_token: OneOrMany,
    /// `result_key`: JMESPath expressions; the first is the primary result.
    pub result_key: OneOrMany,
    /// `limit_key`: the input member that sets the page size.
    pub limit_key: Option<String>,
    /// `more_results`: a JMESPath expression; there are no more pages when it is not true.
    pub more_results: Option<String>,
    /// `non_aggregate_keys`: dotted paths that are taken from the first page only.
    pub non_aggregate_keys: OneOrMany,
    /// `repeated_token`: the meaning of a repeated token, `error` or `stop`. Ours; botocore has no such key.
    pub repeated_token: Option<String>,
    /// `every_request`: input members and their value in every request, a boolean, a whole number or text. Ours.
    pub every_request: IndexMap<String, Json>,
    /// `first_token`: the tokens of the first request, paired with `input_token` by position. Ours.
    pub first_token: OneOrMany,
    /// `default_limit`: the page size if the caller sets none. Ours.
    pub default_limit: Option<i32>,
    /// `max_limit`: the maximum page size with which the pages go on. Ours.
    pub max_limit: Option<i32>,
}

fn read(file: &Json, problems: &mut Vec<Problem>) -> IndexMap<String, Paginator> {
    let mut paginators = IndexMap::new();
    let Some(mut top) = ObjectReader::new(file, String::new(), problems) else {
        return paginators;
    };
    if let Some(value) = top.required("pagination", problems) {
        match value.as_object() {
            Some(entries) => {
                for (name, value) in entries {
                    let place = pointer(["pagination", name.as_str()]);
                    named(name, &place, problems);
                    paginators.insert(name.clone(), read_paginator(value, place, problems));
                }
            }
            None => top.mismatch("pagination", "an object", value, problems),
        }
    }
    top.member("version");
    top.finish(problems);
    paginators
}

fn read_paginator(value: &Json, place: String, problems: &mut Vec<Problem>) -> Paginator {
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return Paginator::default();
    };
    let mut required = |name, reader: &mut ObjectReader<'_>| {
        let value = reader.required(name, problems);
        OneOrMany::read(name, value, reader, problems)
    };
    let input_token = required("input_token", &mut reader);
    let output_token = required("output_token", &mut reader);
    let result_key = required("result_key", &mut reader);
    let keys = reader.member("non_aggregate_keys");
    let first = reader.member("first_token");
    let paginator = Paginator {
        input_token,
        output_token,
        result_key,
        non_aggregate_keys: OneOrMany::read("non_aggregate_keys", keys, &reader, problems),
        limit_key: reader.name("limit_key", problems),
        more_results: reader.text("more_results", problems),
        repeated_token: reader.name("repeated_token", problems),
        every_request: read_constants("every_request", &mut reader, problems),
        first_token: OneOrMany::read("first_token", first, &reader, problems),
        default_limit: read_size("default_limit", &mut reader, problems),
        max_limit: read_size("max_limit", &mut reader, problems),
    };
    // An old spelling that botocore ignores (`botocore/paginate.py` reads `input_token` alone).
    reader.member("py_input_token");
    reader.finish(problems);
    paginator
}

fn read_constants(
    name: &'static str,
    reader: &mut ObjectReader<'_>,
    problems: &mut Vec<Problem>,
) -> IndexMap<String, Json> {
    let Some(value) = reader.member(name) else {
        return IndexMap::new();
    };
    let Some(entries) = value.as_object() else {
        reader.mismatch(name, "an object", value, problems);
        return IndexMap::new();
    };
    let mut constants = IndexMap::new();
    for (member, value) in entries {
        match value {
            Json::Bool(_) | Json::String(_) => {}
            Json::Number(number) if number.is_i64() => {}
            other => {
                problems.push(Problem {
                    pointer: reader.place(name) + &pointer([member.as_str()]),
                    message: format!(
                        "expected a boolean, a whole number or a string, found {}",
                        other.kind()
                    ),
                });
                continue;
            }
        }
        constants.insert(member.clone(), value.clone());
    }
    constants
}

fn read_size(
    name: &'static str,
    reader: &mut ObjectReader<'_>,
    problems: &mut Vec<Problem>,
) -> Option<i32> {
    let value = reader.member(name)?;
    let size = value.as_number().and_then(serde_json::Number::as_i64);
    let size = size.and_then(|size| i32::try_from(size).ok());
    if size.is_none_or(|size| size < 1) {
        reader.mismatch(name, "a whole number, 1 or more", value, problems);
    }
    size.filter(|size| *size > 0)
}
