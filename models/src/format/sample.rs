//! Holds the tables that are for people against what reads the files, and against the vendored files.

use indexmap::IndexMap;
use pageboy_schema::json::Json;
use pageboy_schema::reader::Problem;

use super::check::{Findings, check};
use super::{Place, Value};
use crate::document::Document;
use crate::endpoint_rules::EndpointRules;
use crate::file_kind::FileKind;
use crate::format::endpoint_rules::ENDPOINT_RULES;
use crate::format::others::{PAGINATORS, RESOURCES, WAITERS};
use crate::loader::Models;
use crate::paginators::Paginators;
use crate::resources::Resources;
use crate::waiters::Waiters;

/// How deep an object may hold another of its kind.
const DEPTH: usize = 8;

/// An object with every key of its table.
fn sample(place: &Place, depth: usize) -> Json {
    let keys = place.keys.iter().filter_map(|key| {
        let below = |place| (depth < DEPTH).then(|| sample(place, depth + 1));
        let value = match key.value {
            Value::Boolean => Json::Bool(true),
            Value::Anything | Value::Number | Value::Count | Value::Status => {
                Json::Number(2.into())
            }
            Value::Text | Value::Name | Value::Host | Value::TextOrTexts => {
                Json::String("x".to_owned())
            }
            Value::OneOf(known) | Value::Word(known) => Json::String(known.first()?.to_string()),
            Value::Texts | Value::Words(_) => Json::Array(Vec::new()),
            Value::Free => Json::Object(IndexMap::new()),
            Value::Object(place) | Value::TextOr(place) => below(place)?,
            Value::List(place) => Json::Array(vec![below(place)?]),
            Value::Map(place) => Json::Object(IndexMap::from([("x".to_owned(), below(place)?)])),
        };
        Some((key.name.to_owned(), value))
    });
    Json::Object(keys.collect())
}

/// The kinds of files whose readers know the keys themselves, with the table of the whole file.
fn tables() -> [(FileKind, &'static Place); 4] {
    [
        (FileKind::Waiters, WAITERS[0]),
        (FileKind::Paginators, PAGINATORS[0]),
        (FileKind::Resources, RESOURCES[0]),
        (FileKind::EndpointRules, ENDPOINT_RULES[0]),
    ]
}

#[test]
fn readers_know_every_key_of_the_tables() {
    for (kind, place) in tables() {
        let document = Document::of(sample(place, 0));
        let problems: Vec<Problem> = match kind {
            FileKind::Service => Vec::new(),
            FileKind::Waiters => Waiters::new(document).problems().to_vec(),
            FileKind::Paginators => Paginators::new(document).problems().to_vec(),
            FileKind::Resources => Resources::new(document).problems().to_vec(),
            FileKind::EndpointRules => EndpointRules::new(document).problems().to_vec(),
        };
        let unknown = problems
            .iter()
            .filter(|it| it.message.contains("unknown key"));
        let unknown: Vec<String> = unknown.map(Problem::to_string).collect();
        assert!(unknown.is_empty(), "{kind:?}: {unknown:#?}");
    }
}

#[test]
fn tables_have_every_key_of_the_vendored_files() {
    let models = Models::vendored();
    let mut unknown = Vec::new();
    for service in models.services().unwrap() {
        let version = models.versions(&service).unwrap().pop().unwrap();
        for (kind, place) in tables() {
            let document = models.document(&service, &version, kind).unwrap();
            if document.sources().is_empty() {
                continue;
            }
            let mut found = Findings::default();
            check(&mut document.value().clone(), place, &[], &mut found);
            let problems = found.wrong.iter().chain(&found.unknown);
            unknown.extend(problems.map(|it| format!("{service} {}: {it}", kind.stem())));
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}
