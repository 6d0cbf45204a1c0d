use indexmap::IndexMap;
use serde::Deserialize;

use crate::document::{Change, Part, read_text};
use crate::error::Error;
use crate::files::Files;
use crate::origins::Origins;
use crate::section::{Outline, without_place};
use crate::service::{ClientContextParam, Metadata, Service};
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::nearest;

impl Service {
    /// Reads the first file as a whole model, without parsing its entries, and merges the others into it.
    pub(crate) fn read(name: &str, files: Files, parts: Vec<Part>) -> Result<Self, Error> {
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else {
            return Err(Error::UnknownService {
                service: name.to_owned(),
                nearest: Vec::new(),
            });
        };
        let text = read_text(files, &first.path)?;
        let mut outline =
            Outline::read(&text).map_err(|error| Error::malformed(&first.path, &error))?;
        let mut origins = Origins::new(first.path.clone());
        origins.add_first(first.path);
        for part in parts {
            let change = Change::read(files, &part)?;
            origins.add(part.path.clone(), &change.value);
            apply(&mut outline, &text, change, &part)?;
        }
        let Outline {
            operations,
            shapes,
            head,
        } = outline;
        let head = Head::new(&head, &origins)?;
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
        })
    }
}

/// Applies a file to the model: entry by entry in the two sections, deep in everything else.
fn apply(outline: &mut Outline, text: &str, change: Change, part: &Part) -> Result<(), Error> {
    let Change {
        value: Json::Object(members),
        deep,
    } = change
    else {
        return Ok(());
    };
    for (key, value) in members {
        let section = match key.as_str() {
            "operations" => &mut outline.operations,
            "shapes" => &mut outline.shapes,
            _ => {
                outline
                    .head
                    .merge(Json::Object(IndexMap::from([(key, value)])));
                continue;
            }
        };
        let Json::Object(entries) = value else {
            let message = format!("expected an object, found {}", value.kind());
            return Err(Error::invalid(&part.path, pointer([key.as_str()]), message));
        };
        for (name, value) in entries {
            let needed = if key == "shapes" { "type" } else { "name" };
            if deep && !section.contains(&name) && value.get(needed).is_none() {
                let known = nearest(&name, section.names());
                return Err(nothing_to_merge(part, &key, &name, needed, &known));
            }
            section.put(text, &name, value, deep);
        }
    }
    Ok(())
}

/// The error for a part of an entry that does not exist: the entry was renamed or removed.
fn nothing_to_merge(
    part: &Part,
    section: &str,
    name: &str,
    needed: &str,
    known: &[String],
) -> Error {
    let meant = match known.first() {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("a new entry needs a `{needed}`"),
    };
    let message = format!("there is no `{name}` to merge this into; {meant}");
    Error::invalid(&part.path, pointer(["merge", section, name]), message)
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
    fn new(head: &Json, origins: &Origins) -> Result<Self, Error> {
        serde_json::from_str(&head.to_string()).map_err(|error| {
            // The text that was parsed is not the file's, so its lines mean nothing.
            Error::invalid(origins.of("/metadata"), "/metadata", without_place(&error))
        })
    }
}
