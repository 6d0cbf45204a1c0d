//! Mutations that know JSON: parts are taken away, doubled, put elsewhere and given other types, and what comes of it still
//! parses. Those of libFuzzer, which know bytes, have their turn too.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Mutates `data[..size]` in place, to at most `most` bytes, and gives the new size: every other time, and where the part
/// that `document` finds is no JSON, as libFuzzer does.
pub fn mutate(
    data: &mut [u8],
    size: usize,
    most: usize,
    seed: u32,
    document: impl Fn(&[u8], &mut Rng) -> std::ops::Range<usize>,
) -> usize {
    let mut rng = Rng::with_seed(u64::from(seed));
    if rng.bool() {
        let range = document(&data[..size], &mut rng);
        if let Some(text) = mutated(&data[range.clone()], &mut rng) {
            let mut changed = data[..range.start].to_vec();
            changed.extend_from_slice(&text);
            changed.extend_from_slice(&data[range.end..size]);
            if changed.len() <= most {
                data[..changed.len()].copy_from_slice(&changed);
                return changed.len();
            }
        }
    }
    libfuzzer_sys::fuzzer_mutate(data, size, most)
}

/// A document with some changes; `None` when the text is none.
fn mutated(text: &[u8], rng: &mut Rng) -> Option<Vec<u8>> {
    let mut document: Value = serde_json::from_slice(text).ok()?;
    for _ in 0..rng.usize(1..4) {
        let other = some_part(&document, rng).clone();
        change(&mut document, other, rng);
    }
    serde_json::to_vec(&document).ok()
}

/// Changes one part of a document; `other` is a part of it too.
fn change(value: &mut Value, other: Value, rng: &mut Rng) {
    match value {
        // Goes deeper, mostly.
        Value::Array(items) if !items.is_empty() && rng.u8(..4) > 0 => {
            let at = rng.usize(..items.len());
            change(&mut items[at], other, rng);
        }
        Value::Object(members) if !members.is_empty() && rng.u8(..8) > 0 => {
            let at = rng.usize(..members.len());
            if let Some((_, member)) = members.iter_mut().nth(at) {
                change(member, other, rng);
            }
        }
        Value::Array(items) => match rng.u8(..3) {
            0 => drop(items.pop()),
            1 => items.push(other),
            _ => *value = scalar(rng),
        },
        Value::Object(members) => change_members(members, other, rng),
        _ => *value = if rng.bool() { other } else { scalar(rng) },
    }
}

fn change_members(members: &mut Map<String, Value>, other: Value, rng: &mut Rng) {
    let keys: Vec<String> = members.keys().cloned().collect();
    let some = (!keys.is_empty()).then(|| keys[rng.usize(..keys.len())].clone());
    let new = match &other {
        Value::String(text) => text.clone(),
        _ => NAMES[rng.usize(..NAMES.len())].to_owned(),
    };
    match (rng.u8(..4), some) {
        (0, Some(key)) => drop(members.remove(&key)),
        (1, Some(key)) => {
            // Under another name.
            if let Some(member) = members.remove(&key) {
                members.insert(new, member);
            }
        }
        (2, Some(key)) => {
            // Twice.
            let member = members[&key].clone();
            members.insert(new, member);
        }
        _ => drop(members.insert(new, other)),
    }
}

/// Names that generators stumble over.
const NAMES: &[&str] = &[
    "", "_", "0", "2fa", "self", "Self", "type", "Option", "Unknown", "a-b", "a_b", "A", "a", "é",
    "members", "shape", "Service", "send", "new", "a.b", "$", "__type",
];

fn scalar(rng: &mut Rng) -> Value {
    match rng.u8(..10) {
        0 => Value::Null,
        1 => json!({}),
        2 => json!([]),
        3 => Value::Bool(rng.bool()),
        4 => json!(rng.i64(-2..3)),
        5 => json!(rng.i64(..)),
        6 => json!(rng.f64() * 1e300),
        _ => NAMES[rng.usize(..NAMES.len())].into(),
    }
}

/// Some value of a document, at any depth.
fn some_part<'v>(value: &'v Value, rng: &mut Rng) -> &'v Value {
    let inner = match value {
        Value::Array(items) if !items.is_empty() => items.get(rng.usize(..items.len())),
        Value::Object(members) if !members.is_empty() => {
            members.values().nth(rng.usize(..members.len()))
        }
        _ => None,
    };
    match inner {
        Some(inner) if rng.u8(..5) > 0 => some_part(inner, rng),
        _ => value,
    }
}
