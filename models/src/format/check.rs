//! Holds a value against a table.

use indexmap::IndexMap;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::nearest::{did_you_mean, nearest, suggestion};
use pageboy_schema::reader::{Problem, describe, empty, unknown_key};

use super::{Need, Place, Value};

/// Differences from the table.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Missing keys, values of another kind.
    pub(crate) wrong: Vec<Problem>,
    /// Keys that the table does not have.
    pub(crate) unknown: Vec<Problem>,
    /// Something was taken out that other definitions may refer to.
    pub(crate) is_lossy: bool,
}

/// Keys whose values hold what other definitions refer to.
const REFERRED_TO: [&str; 7] = [
    "input", "key", "member", "members", "output", "type", "value",
];

/// Keys without which an object means something else: a misspelt one is an error, not a key that others may read.
const MATTERS: [&str; 6] = [
    "endpointPrefix",
    "http",
    "operations",
    "requestUri",
    "shapes",
    "targetPrefix",
];

/// Compares an object with its table. What is wrong is taken out of it, or becomes what was probably meant, so that the rest can
/// be read; `false` if nothing is left of it.
pub(crate) fn check(value: &mut Json, place: &Place, at: &[&str], found: &mut Findings) -> bool {
    let top = pointer(at.iter().copied());
    object(
        value,
        place,
        &At {
            before: None,
            token: &top,
        },
        found,
    )
}

/// A place in the value.
struct At<'a> {
    before: Option<&'a Self>,
    /// The pointer of the beginning, and then names.
    token: &'a str,
}

impl<'a> At<'a> {
    const fn below(&'a self, token: &'a str) -> Self {
        Self {
            before: Some(self),
            token,
        }
    }

    fn pointer(&self) -> String {
        match self.before {
            Some(before) => before.pointer() + &pointer([self.token]),
            None => self.token.to_owned(),
        }
    }

    fn problem(&self, message: String) -> Problem {
        let pointer = self.pointer();
        Problem { pointer, message }
    }
}

fn object(value: &mut Json, place: &Place, at: &At<'_>, found: &mut Findings) -> bool {
    let Json::Object(members) = value else {
        return expected("an object", value, at, found);
    };
    // As it stands: a word that replaces a misspelt one is a guess, from which nothing follows.
    let kind = members.get("type").and_then(Json::as_str);
    let kind = kind.map(str::to_owned);
    let mut wrong = Vec::new();
    let mut unknown = Vec::new();
    for (name, value) in members.iter_mut() {
        match place.keys.iter().find(|key| key.name == name) {
            Some(key) => {
                if !matches(value, key.name, key.value, &at.below(name), found) {
                    wrong.push(name.clone());
                }
            }
            None => unknown.push(name.clone()),
        }
    }
    let missing = missing(members, place, kind.as_deref());
    let mut misspelt = Vec::new();
    for name in unknown {
        let known = place.keys.iter().map(|key| key.name);
        let problem = at.below(&name).problem(unknown_key(&name, known.clone()));
        let meant = nearest(&name, known).into_iter().next().unwrap_or_default();
        let is_missing = missing.contains(&meant.as_str());
        let matters = REFERRED_TO.contains(&meant.as_str()) || MATTERS.contains(&meant.as_str());
        if is_missing || matters && !members.contains_key(&meant) {
            found.wrong.push(problem);
            found.is_lossy = true;
            misspelt.push(meant);
        } else {
            found.unknown.push(problem);
        }
    }
    // One mistake is told once: where the misspelt key stands.
    for name in missing {
        if !misspelt.iter().any(|meant| meant == name) {
            found.wrong.push(at.problem(format!("`{name}` is missing")));
        }
    }
    for name in wrong {
        found.is_lossy |= REFERRED_TO.contains(&name.as_str());
        members.shift_remove(&name);
    }
    true
}

fn missing(
    members: &IndexMap<String, Json>,
    place: &Place,
    of_type: Option<&str>,
) -> Vec<&'static str> {
    let keys = place.keys.iter().filter(|key| match key.need {
        Need::No => false,
        Need::Yes => true,
        Need::OfType(kind) => of_type == Some(kind),
    });
    let missing = keys.filter(|key| !members.contains_key(key.name));
    missing.map(|key| key.name).collect()
}

/// Whether the value of a key can stay.
fn matches(value: &mut Json, key: &str, wanted: Value, at: &At<'_>, found: &mut Findings) -> bool {
    let number = |value: &Json| value.as_number().cloned();
    match wanted {
        Value::Anything => true,
        Value::Boolean if value.as_bool().is_some() => true,
        Value::Boolean => expected("`true` or `false`", value, at, found),
        Value::Number if number(value).is_some() => true,
        Value::Number => expected("a number", value, at, found),
        Value::Count => match number(value).and_then(|number| number.as_u64()) {
            Some(1..) => true,
            _ => expected("a whole number, 1 or more", value, at, found),
        },
        Value::Status => match number(value).and_then(|number| number.as_u64()) {
            Some(100..=599) => true,
            _ => expected("a status, 100 to 599", value, at, found),
        },
        Value::Name | Value::Host | Value::Word(_) if value.as_str() == Some("") => {
            found.wrong.push(at.problem(empty(key)));
            true
        }
        Value::Text | Value::Name | Value::Host if value.as_str().is_none() => {
            expected("a string", value, at, found)
        }
        Value::Text | Value::Name => true,
        Value::Host => host(value, at, found),
        Value::OneOf(known) => one_of(value, key, known, at, found),
        Value::Word(known) => word(value, key, known, at, found),
        Value::TextOrTexts if value.as_str().is_some() => true,
        Value::Texts | Value::TextOrTexts => texts(value, at, found),
        Value::Words(known) => texts(value, at, found) && words(value, known, at, found),
        Value::TextOr(_) if value.as_str().is_some() => true,
        Value::Object(place) => object(value, place, at, found),
        // What stands around it is read without it.
        Value::TextOr(place) => {
            let count = found.wrong.len();
            object(value, place, at, found) && found.wrong.len() == count
        }
        Value::List(place) => list(value, place, at, found),
        Value::Map(place) => map(value, place, at, found),
        Value::Free if value.as_object().is_some() => true,
        Value::Free => expected("an object", value, at, found),
    }
}

fn one_of(value: &mut Json, key: &str, known: &[&str], at: &At<'_>, found: &mut Findings) -> bool {
    let Json::String(text) = value else {
        let wanted = format!("one of {}", known.join(", "));
        return expected(&wanted, value, at, found);
    };
    if known.contains(&text.as_str()) {
        return true;
    }
    let names = known.iter().copied();
    let fix = suggestion(text, names.clone());
    let fix = fix.unwrap_or_else(|| format!("known are {}", known.join(", ")));
    let message = format!("unknown {key} `{text}`; {fix}");
    found.wrong.push(at.problem(message));
    match nearest(text, names).into_iter().next() {
        Some(meant) => {
            *text = meant;
            true
        }
        None => false,
    }
}

/// Whether a text is not a misspelt word.
fn word(value: &Json, key: &str, known: &[&str], at: &At<'_>, found: &mut Findings) -> bool {
    let Some(text) = value.as_str() else {
        return expected("a string", value, at, found);
    };
    let is_known = known.contains(&text);
    let fix = did_you_mean(text, known.iter().copied()).filter(|_| !is_known);
    if let Some(fix) = fix {
        let message = format!("unknown {key} `{text}`; {fix}");
        found.wrong.push(at.problem(message));
    }
    // It stays, and means what it would without the finding.
    true
}

/// Whether a text may stand in a host.
fn host(value: &Json, at: &At<'_>, found: &mut Findings) -> bool {
    let text = value.as_str().unwrap_or_default();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(fits);
    if !text.split('.').all(is_label) {
        let message = format!(
            "`{text}` is no part of a host: letters, digits, `-` and `_`, with dots between"
        );
        found.wrong.push(at.problem(message));
    }
    // It stays: nothing else is wrong because of it.
    true
}

fn words(value: &Json, known: &[&str], at: &At<'_>, found: &mut Findings) -> bool {
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        let position = index.to_string();
        word(item, "value", known, &at.below(&position), found);
    }
    true
}

fn texts(value: &mut Json, at: &At<'_>, found: &mut Findings) -> bool {
    let Json::Array(items) = value else {
        return expected("an array of strings", value, at, found);
    };
    let mut index = 0;
    items.retain(|item| {
        let position = index.to_string();
        index += 1;
        item.as_str().is_some() || expected("a string", item, &at.below(&position), found)
    });
    true
}

fn list(value: &mut Json, place: &Place, at: &At<'_>, found: &mut Findings) -> bool {
    let Json::Array(items) = value else {
        return expected("an array", value, at, found);
    };
    let mut index = 0;
    items.retain_mut(|item| {
        let position = index.to_string();
        index += 1;
        object(item, place, &at.below(&position), found)
    });
    true
}

fn map(value: &mut Json, place: &Place, at: &At<'_>, found: &mut Findings) -> bool {
    let Json::Object(entries) = value else {
        return expected("an object", value, at, found);
    };
    entries.retain(|name, entry| {
        let stays = object(entry, place, &at.below(name), found);
        found.is_lossy |= !stays;
        stays
    });
    true
}

/// Notes that a value is of another kind.
fn expected(wanted: &str, value: &Json, at: &At<'_>, found: &mut Findings) -> bool {
    let message = format!("expected {wanted}, found {}", describe(value));
    found.wrong.push(at.problem(message));
    false
}
