//! A table that is written in batches.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use pageboy::view::{Structure, View};
use serde_json::{Value, json};

/// The table, and what is to be written to it.
#[derive(Debug)]
pub(crate) struct Writes {
    /// Each request as the service gives it back, by its key.
    requests: BTreeMap<String, Value>,
    /// The keys of the requests that were carried out.
    done: BTreeSet<String>,
}

pub(crate) const TABLE: &str = "table";

impl Writes {
    /// So many requests; a third of them deletes something.
    pub(crate) fn new(count: usize) -> Self {
        let requests = (0..count).map(|at| {
            let key = format!("id-{at:03}");
            let request = if at % 3 == 0 {
                json!({"DeleteRequest": {"Key": {"id": {"S": key}}}})
            } else {
                json!({"PutRequest": {"Item": {"id": {"S": key}, "text": {"S": "<&>é"}}}})
            };
            (key, request)
        });
        Self {
            requests: requests.collect(),
            done: BTreeSet::new(),
        }
    }

    /// The keys, and which of them are deleted.
    pub(crate) fn keys(&self) -> Vec<(String, bool)> {
        let keys = self.requests.iter();
        keys.map(|(key, request)| (key.clone(), request.get("DeleteRequest").is_some()))
            .collect()
    }

    pub(crate) fn is_done(&self, key: &str) -> bool {
        self.done.contains(key)
    }

    pub(super) fn answer(
        &mut self,
        input: &dyn Structure,
        rng: &mut Rng,
        acts: bool,
    ) -> Result<Value, String> {
        let View::Map(tables) = input.view_by_name("RequestItems") else {
            return Err("silent: a batch without requests".to_owned());
        };
        let mut left = Vec::new();
        let mut asked = 0;
        if let View::List(list) = tables.get(TABLE) {
            for at in 0..list.len() {
                let View::Structure(request) = list.get(at) else {
                    continue;
                };
                let key = key_of(request).ok_or("silent: a request without a key")?;
                asked += 1;
                if !acts || rng.u8(..7) == 0 {
                    let request = self.requests.get(&key);
                    left.push(request.ok_or_else(unknown(&key))?.clone());
                } else {
                    self.done.insert(key);
                }
            }
        }
        if asked == 0 || asked > 25 {
            return Err(format!("silent: a batch of {asked} requests"));
        }
        Ok(match left.is_empty() {
            true => json!({"UnprocessedItems": {}}),
            false => json!({"UnprocessedItems": {TABLE: left}}),
        })
    }
}

fn unknown(key: &str) -> impl FnOnce() -> String {
    move || format!("silent: a request for a key that was never to be written: {key:?}")
}

fn key_of(request: &dyn Structure) -> Option<String> {
    let ways = [("PutRequest", "Item"), ("DeleteRequest", "Key")];
    ways.into_iter().find_map(|(outer, inner)| {
        let View::Structure(holder) = request.view_by_name(outer) else {
            return None;
        };
        let View::Map(attributes) = holder.view_by_name(inner) else {
            return None;
        };
        let View::Structure(value) = attributes.get("id") else {
            return None;
        };
        value.view_by_name("S").as_str().map(str::to_owned)
    })
}
