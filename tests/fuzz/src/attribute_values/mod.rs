//! DynamoDB's values: a written value reads back the same, and a foreign value is read or refused.

mod table;
mod tree;

use std::collections::BTreeMap;

use pageboy::dynamodb::{self, Binary, Number, Set, ValueError};
use pageboy::view::{self, Map, Structure, View};
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Dynamic};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use self::table::{ATTRIBUTE_VALUE, GET_ITEM, ITEM};
use self::tree::Tree;
use crate::choices::Choices;
use crate::memory;

/// Reads an input: JSON of an item as DynamoDB sends it, or choices from which a Rust value is made.
pub fn check(input: &[u8]) {
    memory::bounded(|| {
        if input.first() == Some(&b'{') {
            stored(input);
        } else {
            own(&mut Choices::new(input));
        }
    });
}

/// A value of the program's own.
fn own(choices: &mut Choices<'_>) {
    let tree = Tree::chosen(choices, 8);
    let mut written = Dynamic::new(&ATTRIBUTE_VALUE);
    match dynamodb::write_value(&tree, &mut written) {
        Ok(()) => {
            let again: Tree = dynamodb::from_value(&written)
                .unwrap_or_else(|error| panic!("{error}: {tree:?}, written as {written:?}"));
            assert_eq!(tree, again, "written as {written:?}");
        }
        Err(error) => {
            assert!(!tree.is_storable(), "{error}: {tree:?}");
            drop((error.to_string(), error.path()));
        }
    }
    let item = BTreeMap::from([("a", &tree)]);
    let mut output = Dynamic::new(&ITEM);
    let Some(view::Slot::Map(map)) = output.get_mut(0).map(|member| member.slot()) else {
        panic!("an item is a map");
    };
    if dynamodb::write_item(&item, map).is_ok() {
        let again: BTreeMap<String, Tree> = dynamodb::from_item(map).expect("it was written");
        assert_eq!(again.get("a"), Some(&tree));
    }
}

/// A foreign item.
fn stored(json: &[u8]) {
    let response = Response {
        status: 200,
        headers: http::HeaderMap::new(),
        body: Body::from(json.to_vec()).into(),
    };
    let mut output = Dynamic::new(&ITEM);
    if wire::parse_output(&GET_ITEM, &response, &mut output, &Limits::default()).is_err() {
        return;
    }
    let View::Map(item) = (&output as &dyn Structure).view_of(0) else {
        return;
    };
    again::<serde_json::Value>(item);
    again::<BTreeMap<String, Tree>>(item);
    again::<BTreeMap<String, Number>>(item);
    again::<BTreeMap<String, f64>>(item);
    again::<BTreeMap<String, i128>>(item);
    again::<BTreeMap<String, Option<Binary>>>(item);
    again::<BTreeMap<String, Set<Vec<Number>>>>(item);
    again::<Record>(item);
}

/// A value that a program reads is the same after another round trip.
fn again<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(item: &dyn Map) {
    let read = match dynamodb::from_item::<T>(item) {
        Ok(read) => read,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let mut output = Dynamic::new(&ITEM);
    let Some(view::Slot::Map(map)) = output.get_mut(0).map(|member| member.slot()) else {
        panic!("an item is a map");
    };
    let written: Result<(), ValueError> = dynamodb::write_item(&read, map);
    if let Err(error) = written {
        // Numbers beyond DynamoDB's are read, but not written.
        let is_beyond = error.to_string().contains("DynamoDB keeps");
        assert!(
            is_beyond,
            "{error}: what was read cannot be written: {read:?}"
        );
        return;
    }
    let again = dynamodb::from_item::<T>(map);
    assert_eq!(again.as_ref(), Ok(&read), "written as {output:?}");
}

/// Something of what programs have.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Record {
    id: String,
    #[serde(default)]
    count: Option<u32>,
    #[serde(default)]
    ratio: Option<f32>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    kind: Kind,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(tag = "type")]
enum Kind {
    #[default]
    None,
    Some {
        value: i64,
    },
    Two {
        left: Box<Self>,
        right: Box<Self>,
    },
}
