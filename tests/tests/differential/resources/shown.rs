//! Resources as JSON, in the form of the Python side.

use pageboy::resource::UntypedResource;
use serde_json::{Map, Value, json};

use super::definitions::Definitions;
use crate::compare::without_nulls;
use crate::plain;

/// A resource with its data, if it has any.
pub(crate) fn shown(reached: &UntypedResource) -> Value {
    let identifiers = reached.handle.identifiers();
    let identifiers: Map<_, _> = identifiers
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    json!({
        "resource": reached.handle.kind().name,
        "identifiers": identifiers,
        "data": reached.data.as_deref().map(plain::of),
    })
}

/// What boto3 gave, without what only it has: data that the definition names no structure for, and what is not in it.
pub(crate) fn comparable(theirs: Value, definitions: &Definitions) -> Value {
    match theirs {
        Value::Array(items) => {
            let items = items.into_iter();
            items.map(|item| comparable(item, definitions)).collect()
        }
        Value::Object(mut entries) if entries.contains_key("identifiers") => {
            let kind = entries["resource"].as_str().unwrap_or_default();
            let shape = definitions.kinds.get(kind).and_then(|kind| kind.data);
            let data = entries.remove("data");
            let data = data.zip(shape).map(|(mut data, shape)| {
                if let Value::Object(members) = &mut data {
                    members.retain(|name, _| shape.index_of(name).is_some());
                }
                without_nulls(data)
            });
            entries.insert("data".to_owned(), data.unwrap_or_default());
            Value::Object(entries)
        }
        other => without_nulls(other),
    }
}
