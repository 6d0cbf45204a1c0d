//! The words a target's input is made of: names of the made-up service, and what stands around them.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::target::{Kind, Target};
use crate::{Outcome, package};

/// Writes the dictionary of a target.
pub(crate) fn write(target: &Target) -> Outcome<()> {
    let (files, has_names): (&[&str], bool) = match &target.kind {
        Kind::Answers(protocol) if is_xml(protocol) => (&["xml", "headers"], true),
        Kind::Answers(_) => (&["json", "headers"], true),
        Kind::AttributeValues => (&["attribute_values", "json"], false),
        Kind::Chunks => (&["chunks"], false),
        Kind::Endpoints => (&["endpoints"], false),
        Kind::Events => (&["events", "json"], true),
        Kind::Expressions => (&["expressions"], true),
        Kind::LenientJson => (&["json"], false),
        Kind::Manifests => (&["manifests"], false),
        Kind::Models => (&["models"], false),
        Kind::Pages => (&["pages", "json"], false),
        Kind::Profiles => (&["profiles"], false),
        Kind::Recordings => (&["recordings", "json", "headers"], true),
        Kind::Shorthand => (&["shorthand"], false),
        Kind::Xml => (&["xml"], false),
        Kind::Tokens => (&["tokens", "json"], false),
    };
    let mut words = String::new();
    for file in files {
        let path = package().join("dictionaries").join(file);
        words += &fs::read_to_string(path.with_extension("dict"))?;
    }
    if has_names {
        for name in names()? {
            // As it stands in JSON, in XML, and alone.
            words += &format!("\"\\\"{name}\\\":\"\n\"<{name}>\"\n\"</{name}>\"\n\"{name}\"\n");
        }
    }
    Ok(fs::write(target.dictionary(), words)?)
}

/// Whether a protocol's answers are XML.
pub(crate) fn is_xml(protocol: &str) -> bool {
    matches!(protocol, "ec2" | "query" | "rest-xml")
}

/// The names of the made-up service's members, in the model and on the wire.
fn names() -> Outcome<BTreeSet<String>> {
    let text = fs::read_to_string(package().join("models/everything.json"))?;
    let model: Value = serde_json::from_str(&text)?;
    let mut names = BTreeSet::new();
    collect(&model["shapes"], &mut names);
    Ok(names)
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    let Value::Object(entries) = value else {
        return;
    };
    for (key, value) in entries {
        match (key.as_str(), value) {
            ("members", Value::Object(members)) => names.extend(members.keys().cloned()),
            ("locationName", Value::String(name)) => drop(names.insert(name.clone())),
            _ => {}
        }
        collect(value, names);
    }
}
