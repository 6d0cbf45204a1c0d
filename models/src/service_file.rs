use std::path::Path;

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
    /// Reads the first file as a whole model, without parsing its entries, and merges those of the others into it that can be
    /// read; the errors are those of the rest.
    pub(crate) fn read(name: &str, parts: Vec<Part>) -> Result<(Self, Vec<Error>), Error> {
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
            Ok(read) => read,
            Err(error) => {
                errors.insert(0, error);
                return Err(Error::several(errors));
            }
        };
        let mut origins = Origins::new(first.path.clone());
        origins.add(first.path);
        let mut corrections = Vec::new();
        for (change, part) in changes {
            origins.add(part.path.clone());
            corrections.extend(change.without_effect(&part));
            corrections.extend(apply(&mut outline, &mut origins, &text, change, &part));
        }
        let Outline {
            operations,
            shapes,
            head,
        } = outline;
        let sections = [("operations", &operations), ("shapes", &shapes)];
        let sections = sections.into_iter().filter(|(_, it)| it.names().len() > 0);
        let sections = sections.map(|(name, _)| name);
        let Top {
            head,
            found,
            is_whole,
        } = Top::read(head, sections);
        let service = Self {
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
            is_whole,
            unknown: found.unknown,
        };
        Ok((service, errors))
    }
}

/// Applies a file to the model: entry by entry in the two sections, deep in everything else.
fn apply(
    outline: &mut Outline,
    origins: &mut Origins,
    text: &str,
    change: Change,
    part: &Part,
) -> Vec<Correction> {
    let before = origins.clone();
    let mut merger = Merger::new(&part.path);
    let mut found = Vec::new();
    let reason = change.reason.as_deref();
    let deep = change.deep;
    let Json::Object(members) = change.value else {
        return found;
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
            found.push(no_section(&part.path, &key, &value, deep));
            continue;
        };
        let of_section = entries.get("$reason").and_then(Json::as_str);
        for (name, value) in &entries {
            let place = pointer([key.as_str(), name.as_str()]);
            if deep && name.starts_with('$') {
                if name != "$reason" {
                    found.push(no_entry(&part.path, &place, name));
                }
                continue;
            }
            if !deep && part.overlay {
                let base = section.parse(text, name).and_then(Result::ok);
                let near = || nearest(name, section.names());
                let entry = (key.as_str(), name.as_str());
                let replaced = replacement(&part.path, entry, base.as_ref(), value, near);
                let is_error = replaced.as_ref().is_some_and(|it| it.fit.is_error());
                found.extend(replaced);
                if is_error {
                    continue;
                }
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
                section.put(text, name, value, deep);
            }
        }
    }
    let (merged, sources) = merger.finish();
    origins.placed(&before, sources);
    found.extend(merged);
    found
}

/// The mistake that a section of an overlay is no object.
fn no_section(file: &Path, key: &str, value: &Json, deep: bool) -> Correction {
    let merge = if deep { "/merge" } else { "" };
    let advice = format!("expected an object, found {}", value.kind());
    Correction::mistake(file, format!("{merge}{}", pointer([key])), advice)
}

/// The mistake that a directive stands beside the entries of a section.
fn no_entry(file: &Path, place: &str, name: &str) -> Correction {
    let advice = format!("`{name}` stands in an entry, not beside the entries");
    Correction::mistake(file, format!("/merge{place}"), advice)
}

/// Everything at the top of a model except its operations and shapes.
#[derive(Default, Deserialize)]
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

/// The top of a model, as far as it can be read.
struct Top {
    head: Head,
    found: Findings,
    /// Nothing is missing without which a model means nothing.
    is_whole: bool,
}

impl Top {
    /// Reads the top; `sections` are the others in the file.
    fn read<'s>(mut json: Json, sections: impl Iterator<Item = &'s str>) -> Self {
        let mut found = Findings::default();
        let has_sections = json.get("operations").or(json.get("shapes")).is_none();
        if let Json::Object(members) = &mut json {
            members.extend(sections.map(|name| (name.to_owned(), Json::empty())));
        }
        format::check(&mut json, &format::SERVICE, &[], &mut found);
        let error = match serde_json::from_str(&json.to_string()) {
            Ok(head) => {
                let is_whole = has_sections;
                return Self {
                    head,
                    found,
                    is_whole,
                };
            }
            Err(error) => error,
        };
        if found.wrong.is_empty() {
            let (pointer, message) = ("/metadata".to_owned(), in_words(&error));
            found.wrong.push(Problem { pointer, message });
        }
        Self {
            head: mended(json),
            found,
            is_whole: false,
        }
    }
}

/// The rest of a top that lacks what it needs, so that the mistakes in the entries are told as well.
fn mended(mut json: Json) -> Head {
    if let Json::Object(members) = &mut json {
        let metadata = members
            .entry("metadata".to_owned())
            .or_insert_with(Json::empty);
        if let Json::Object(metadata) = metadata {
            for name in ["apiVersion", "protocol"] {
                let value = metadata.entry(name.to_owned());
                value.or_insert_with(|| Json::String(String::new()));
            }
        }
    }
    serde_json::from_str(&json.to_string()).unwrap_or_default()
}
