//! The cases of resources: the caller's requests, and the answers.

use pageboy::Dynamic;
use pageboy::schema::Shape;
use pageboy_cli::input;
use serde::Serialize;
use serde_json::{Map, Value};

use super::definitions::{CollectionOffer, Definition, Definitions, Kind, Offer};
use super::make::make;
use crate::generate::{self, Trait};
use crate::settings::Settings;
use crate::wire::Answer;

/// A case of a resource.
pub(crate) struct Case {
    /// The index of the definition.
    pub(crate) definition: usize,
    /// Which one of the definition's it is.
    pub(crate) number: usize,
    pub(crate) traits: Vec<Trait>,
    pub(crate) asked: ResourceCase,
}

/// A case, as the Python side reads it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ResourceCase {
    /// `load`, `action`, `collection`, `batch`, `reference`, `subresource` or `wait`.
    pub(crate) kind: &'static str,
    pub(crate) resource: &'static str,
    pub(crate) identifiers: Vec<Value>,
    /// The data of the resource, or of each of a batch.
    pub(crate) data: Option<Value>,
    /// The method.
    pub(crate) name: String,
    /// The operation that `params` are of.
    pub(crate) operation: Option<&'static str>,
    pub(crate) params: Value,
    /// The identifiers that a subresource takes.
    pub(crate) given: Vec<Value>,
    pub(crate) limit: Option<usize>,
    pub(crate) page_size: Option<i32>,
    /// What is done with many resources.
    pub(crate) batch: Option<AskedBatch>,
    /// `Delay` and `MaxAttempts` of a wait.
    pub(crate) config: Map<String, Value>,
    pub(crate) answers: Vec<Answer>,
}

#[derive(Debug, Serialize)]
pub(crate) struct AskedBatch {
    pub(crate) name: String,
    pub(crate) operation: &'static str,
    pub(crate) params: Value,
    /// The identifiers of the resources, if they are not those of a collection.
    pub(crate) of: Vec<Vec<Value>>,
}

/// All cases of a service.
pub(crate) async fn of(definitions: &Definitions, settings: &Settings) -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, definition) in definitions.all.iter().enumerate() {
        if !settings.has_definition(&definition.name) {
            continue;
        }
        for number in 0..settings.sequences {
            let name = format!("{}/{}", definitions.service, definition.name);
            let mut rng = generate::chance(settings.seed, &name, number);
            let (asked, traits) = make(definition, number, &mut rng).await;
            cases.push(Case {
                definition: at,
                number,
                traits,
                asked,
            });
        }
    }
    cases
}

/// The collection whose resources a batch of this number is of; `None` if they are known without.
pub(crate) fn listed(definition: &Definition, number: usize) -> Option<&CollectionOffer> {
    let Offer::Batch(_, _, collections) = &definition.offer else {
        return None;
    };
    // Two of five batches are of known resources.
    let is_known = collections.is_empty() || number % 5 > 2;
    (!is_known).then(|| &collections[number % collections.len()])
}

/// The data of a case's resource.
pub(crate) fn data(asked: &ResourceCase, kind: &Kind) -> Option<Dynamic> {
    let (data, shape) = asked.data.as_ref().zip(kind.table.data)?;
    Some(read(shape, data))
}

/// A structure with these members.
pub(crate) fn read(shape: &'static Shape, json: &Value) -> Dynamic {
    let json = serde_json::from_value(json.clone()).unwrap();
    input::read(shape, &json).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Identifiers as texts.
pub(crate) fn texts(identifiers: &[Value]) -> impl Iterator<Item = String> {
    identifiers.iter().map(|identifier| match identifier {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}
