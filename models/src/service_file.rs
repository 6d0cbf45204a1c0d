use indexmap::IndexMap;
use serde::Deserialize;

use crate::corrections::{Correction, DefaultExpectation, Merger, replacement};
use crate::document::Change;
use crate::error::Error;
use crate::format::{self, Findings};
use crate::origins::Origins;
use crate::part::{ModelFile, Part};
use crate::section::Outline;
use crate::service::{ClientContextParam, Metadata, Service};
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::reader::Problem;
use pageboy_schema::{in_words, nearest};

impl Service {
    /// Reads the first file as a whole model, without parsing its entries, and merges the others into it.
    pub(crate) fn read(name: &str, parts: Vec<Part>) -> Result<Self, Error> {
        let mut parts = parts.into_iter();
        let Some(mut first) = parts.next() else {
            return Err(Error::UnknownService {
                service: name.to_owned(),
                gone: None,
                nearest: Vec::new(),
            });
        };
        // All are read, so that all mistakes are told.
        let outline = first.outline();
        let mut errors = Vec::new();
        let mut changes = Vec::new();
        for mut part in parts {
            match Change::read(&mut part) {
                Ok(change) => changes.push((change, part)),
                Err(error) => errors.push(error),
            }
        }
        let ModelFile {
            text, mut outline, ..
        } = match outline {
            Ok(read) if errors.is_empty() => read,
            outline => {
                let first = outline.err().into_iter();
                return Err(Error::several(first.chain(errors).collect()));
            }
        };
        let mut origins = Origins::new(first.path.clone());
        origins.add(first.path);
        let mut corrections = Vec::new();
        for (change, part) in changes {
            origins.add(part.path.clone());
            corrections.extend(change.without_effect(&part));
            match apply(&mut outline, &mut origins, &text, change, &part) {
                Ok(applied) => corrections.extend(applied),
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(Error::several(errors));
        }
        if let Some(error) = Error::of_corrections(&corrections) {
            return Err(error);
        }
        let Outline {
            operations,
            shapes,
            head,
        } = outline;
        let (head, found) = Head::new(head, &origins)?;
        Ok(Self {
            name: name.to_owned(),
            metadata: head.metadata,
            deprecated: head.deprecated,
            deprecated_message: head.deprecated_message,
            client_context_params: head.client_context_params,
            documentation: head.documentation,
            text,
            operations,
            shapes,
            origins,
            corrections,
            problems: found.wrong,
            unknown: found.unknown,
        })
    }
}

/// Applies a file to the model: entry by entry in the two sections, deep in everything else.
fn apply(
    outline: &mut Outline,
    origins: &mut Origins,
    text: &str,
    change: Change,
    part: &Part,
) -> Result<Vec<Correction>, Error> {
    let mut merger = Merger::new(&part.path);
    let mut replaced = Vec::new();
    let mut wrong = Vec::new();
    let reason = change.reason.as_deref();
    let deep = change.deep;
    let Json::Object(members) = change.value else {
        return Ok(Vec::new());
    };
    for (key, value) in members {
        let section = match key.as_str() {
            "operations" => &mut outline.operations,
            "shapes" => &mut outline.shapes,
            _ => {
                let value = Json::Object(IndexMap::from([(key, value)]));
                origins.merged("", Some(&outline.head), &value);
                if deep && part.overlay {
                    merger.document(
                        &mut outline.head,
                        &value,
                        reason,
                        DefaultExpectation::Anything,
                    );
                } else {
                    outline.head.merge(value);
                }
                continue;
            }
        };
        let Json::Object(entries) = value else {
            wrong.push(Problem {
                pointer: pointer([key.as_str()]),
                message: format!("expected an object, found {}", value.kind()),
            });
            continue;
        };
        let of_section = entries.get("$reason").and_then(Json::as_str);
        for (name, value) in &entries {
            let place = pointer([key.as_str(), name.as_str()]);
            if deep && name.starts_with('$') {
                continue;
            }
            let base = deep.then(|| section.parse(text, name).and_then(Result::ok));
            let base = base.flatten();
            origins.merged(&place, base.as_ref(), value);
            if deep && part.overlay {
                let near = || nearest(name, section.names());
                let reason = of_section.or(reason);
                match merger.entry(base, value, &place, reason, &near) {
                    Some(merged) => section.replace(name, &merged),
                    None => section.remove(name),
                }
            } else {
                if !deep && part.overlay {
                    let base = section.parse(text, name).and_then(Result::ok);
                    let near = || nearest(name, section.names());
                    let entry = (key.as_str(), name.as_str());
                    replaced.extend(replacement(&part.path, entry, base.as_ref(), value, near));
                }
                section.put(text, name, value, deep);
            }
        }
    }
    replaced.extend(merger.finish());
    match wrong.is_empty() {
        true => Ok(replaced),
        false => Err(Error::Mistakes {
            path: part.path.clone(),
            problems: wrong,
        }),
    }
}

/// Everything at the top of a model except its operations and shapes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    metadata: Metadata,
    #[serde(default)]
    deprecated: bool,
    deprecated_message: Option<String>,
    #[serde(default)]
    client_context_params: IndexMap<String, ClientContextParam>,
    documentation: Option<String>,
}

impl Head {
    /// Reads it as far as it can be read.
    fn new(mut head: Json, origins: &Origins) -> Result<(Self, Findings), Error> {
        let mut found = Findings::default();
        format::check(&mut head, &format::SERVICE, &[], &mut found);
        match serde_json::from_str(&head.to_string()) {
            Ok(read) => Ok((read, found)),
            Err(error) => {
                let mut problems = found.wrong;
                if problems.is_empty() {
                    let (pointer, message) = ("/metadata".to_owned(), in_words(&error));
                    problems.push(Problem { pointer, message });
                }
                let path = origins.of("/metadata").to_owned();
                Err(Error::Mistakes { path, problems })
            }
        }
    }
}
