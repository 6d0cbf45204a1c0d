//! Models as they grow: no existing name changes, unless an addition stands before the name that it shares.

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use pageboy_codegen::{Builder, Service};
use pageboy_models::{FileKind, Json, Models};
use serde_json::json;

use crate::names::{Names, changes, names, plan};
use crate::sample;

/// Additions of each kind to a model.
const ADDITIONS: usize = 20;

#[test]
fn what_is_added_to_a_model_renames_nothing() {
    let mut changed = Vec::new();
    for (seed, service) in (0..).zip(sample()) {
        let mut model = model(&service);
        let before = planned(&service, &model);
        grow(&mut model, &mut Rng::with_seed(seed));
        let after = planned(&service, &model);
        assert!(after.len() > before.len(), "{service} has not grown");
        changed.extend(changes(&service, &before, &after));
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

/// Without the history of a model, nothing tells which of two equal names is older; the first has it.
#[test]
fn what_is_added_in_front_takes_the_name_that_it_shares() {
    let shape = |name: &str| {
        let text = json!({name: {"shape": "String"}});
        (
            name.to_owned(),
            json_of(&json!({"type": "structure", "members": text})),
        )
    };
    let model = |names: &[&str]| {
        let members: serde_json::Map<_, _> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!({"shape": name})))
            .collect();
        let mut model = json_of(&json!({
            "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "s", "protocol": "json"},
            "operations": {"Do": {"name": "Do", "output": {"shape": "Output"}}},
            "shapes": {"Output": {"type": "structure", "members": members}, "String": {"type": "string"}}
        }));
        entries(&mut model, "shapes").extend(names.iter().map(|name| shape(name)));
        model
    };
    let type_of = |names: &[&str], name: &str| {
        let names = planned("small", &model(names));
        names[&format!("shape {name}")]
            .split(' ')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(type_of(&["tag"], "tag"), "Tag");
    assert_eq!(type_of(&["tag", "Tag", "TAG", "Tag2"], "tag"), "Tag");
    assert_eq!(type_of(&["tag", "Tag", "TAG", "Tag2"], "Tag"), "Tag2");
    assert_eq!(type_of(&["tag", "Tag", "TAG", "Tag2"], "TAG"), "TAG3");
    assert_eq!(type_of(&["tag", "Tag", "TAG", "Tag2"], "Tag2"), "Tag22");
    assert_eq!(type_of(&["Tag", "tag"], "tag"), "Tag2");
    assert_eq!(
        type_of(&["Option", "OptionShape"], "OptionShape"),
        "OptionShape2"
    );
}

/// Adds to all parts of a model: new names anywhere, and names that are taken behind those that have them.
fn grow(model: &mut Json, rng: &mut Rng) {
    let shapes = entries(model, "shapes");
    let mut structures = Vec::new();
    let mut enums = Vec::new();
    for (name, shape) in shapes.iter() {
        if shape.get("type").and_then(Json::as_str) == Some("structure")
            && shape
                .get("members")
                .and_then(Json::as_object)
                .is_some_and(|members| !members.is_empty())
            && ["eventstream", "event", "document", "payload"]
                .iter()
                .all(|key| shape.get(key).is_none())
        {
            structures.push(name.clone());
        } else if shape.get("enum").is_some() {
            enums.push(name.clone());
        }
    }
    for number in 0..ADDITIONS {
        let structure = structures[rng.usize(..structures.len())].clone();
        add_shape(shapes, number, &structure, rng);
        add_members(shapes, number, &structure, rng);
        if !enums.is_empty() {
            let name = &enums[rng.usize(..enums.len())];
            add_values(shapes.get_mut(name).unwrap(), number, rng);
        }
    }
    let operations = entries(model, "operations");
    for number in 0..ADDITIONS {
        let place = rng.usize(..=operations.len());
        operations.shift_insert(
            place,
            format!("GrowOld{number}"),
            operation(&format!("GrowOld{number}")),
        );
        let taken = operations
            .get_index(rng.usize(..operations.len()))
            .unwrap()
            .0;
        let taken = other_case(taken);
        if !operations.contains_key(&taken) {
            let operation = operation(&taken);
            operations.insert(taken, operation);
        }
    }
}

type Entries = indexmap::IndexMap<String, Json>;

/// A new shape somewhere, and one at the end whose name is taken; a structure refers to them.
fn add_shape(shapes: &mut Entries, number: usize, structure: &str, rng: &mut Rng) {
    let new = format!("Grown{number}");
    let taken = other_case(structure);
    let shape = json_of(&json!({"type": "structure", "members": {}}));
    shapes.shift_insert(rng.usize(..=shapes.len()), new.clone(), shape.clone());
    let mut added = vec![new];
    if !shapes.contains_key(&taken) {
        shapes.insert(taken.clone(), shape);
        added.push(taken);
    }
    let members = entries(shapes.get_mut(structure).unwrap(), "members");
    for shape in added {
        members.insert(format!("Holds{shape}"), json_of(&json!({"shape": shape})));
    }
}

/// A new member somewhere, and one at the end whose name is taken.
fn add_members(shapes: &mut Entries, number: usize, structure: &str, rng: &mut Rng) {
    let members = entries(shapes.get_mut(structure).unwrap(), "members");
    let (taken, target) = members.get_index(rng.usize(..members.len())).unwrap();
    let taken = format!("{taken}_");
    let shape = target.get("shape").and_then(Json::as_str).unwrap();
    let member = json_of(&json!({"shape": shape}));
    let place = rng.usize(..=members.len());
    members.shift_insert(place, format!("GrownMember{number}"), member.clone());
    if !members.contains_key(&taken) {
        members.insert(taken, member);
    }
}

/// A new value somewhere, and one at the end whose name is taken.
fn add_values(shape: &mut Json, number: usize, rng: &mut Rng) {
    let Json::Object(shape) = shape else {
        return;
    };
    let Some(Json::Array(values)) = shape.get_mut("enum") else {
        return;
    };
    let taken = values.first().and_then(Json::as_str).unwrap_or_default();
    let taken = Json::String(format!("{taken}-"));
    values.insert(
        rng.usize(..=values.len()),
        Json::String(format!("grown-{number}")),
    );
    values.push(taken);
}

/// The same name with its first letter in the other case.
fn other_case(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().unwrap_or('x');
    let first = if first.is_ascii_uppercase() {
        first.to_ascii_lowercase()
    } else {
        first.to_ascii_uppercase()
    };
    format!("{first}{}", chars.as_str())
}

fn operation(name: &str) -> Json {
    json_of(&json!({"name": name, "http": {"method": "POST", "requestUri": "/"}}))
}

fn json_of(value: &serde_json::Value) -> Json {
    serde_json::from_value(value.clone()).unwrap()
}

/// The members of an object in a model.
fn entries<'m>(value: &'m mut Json, key: &str) -> &'m mut Entries {
    let Json::Object(members) = value else {
        panic!("no object");
    };
    match members.get_mut(key) {
        Some(Json::Object(entries)) => entries,
        _ => panic!("no {key}"),
    }
}

/// The model of a vendored service.
fn model(service: &str) -> Json {
    let models = Models::vendored();
    let version = models.versions(service).unwrap().pop().unwrap();
    let document = models.document(service, &version, FileKind::Service);
    document.unwrap().value().clone()
}

/// The names of a service with this model.
fn planned(service: &str, model: &Json) -> Names {
    let folder = Folder::new(service);
    fs::write(
        folder.0.join(service).join("2020-01-01/service-2.json"),
        model.to_string(),
    )
    .unwrap();
    let builder = Builder::new().definitions(&folder.0);
    names(&plan(builder, Service::new(service).operations(["*"])))
}

struct Folder(PathBuf);

impl Folder {
    fn new(service: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("grown-{}-{service}", std::process::id()));
        fs::create_dir_all(folder.join(service).join("2020-01-01")).unwrap();
        fs::write(
            folder.join("endpoints.json"),
            r#"{"version": 3, "partitions": []}"#,
        )
        .unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}
