//! All pages in one object (`botocore/paginate.py`, `PageIterator.build_full_result`).

use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::jmespath::ExpressionValue;
use crate::view::Structure;

use super::{Paginator, ResultPath};

/// A full result that grows page by page.
pub(super) struct FullResult {
    paginator: &'static Paginator,
    merge_maps: bool,
    result: Map<String, Value>,
    /// The members of the first page that are not aggregated.
    first: Option<Map<String, Value>>,
}

impl FullResult {
    pub(super) fn new(paginator: &'static Paginator, merge_maps: bool) -> Self {
        Self {
            paginator,
            merge_maps,
            result: Map::new(),
            first: None,
        }
    }

    /// Adds a page.
    pub(super) fn add(&mut self, page: &dyn Structure) {
        if self.first.is_none() {
            let mut first = Map::new();
            for path in self.paginator.non_aggregate {
                if let Some(place) = place(&mut first, path) {
                    *place = value(path, page);
                }
            }
            // A member that is not aggregated may contain a result, which is nevertheless collected from all pages (ECR's
            // scan findings).
            for path in self.paginator.results {
                remove(&mut first, path);
            }
            self.first = Some(first);
        }
        for path in self.paginator.results {
            let value = value(path, page);
            if !value.is_null()
                && let Some(place) = place(&mut self.result, path)
            {
                aggregate(place, value, self.merge_maps);
            }
        }
    }

    /// The object, with the resume token if there is one.
    pub(super) fn finish(mut self, resume_token: Option<&str>) -> Value {
        overlay(&mut self.result, self.first.unwrap_or_default());
        if let Some(token) = resume_token {
            self.result
                .insert(String::from("NextToken"), Value::from(token));
        }
        Value::Object(self.result)
    }
}

fn value(path: &ResultPath, page: &dyn Structure) -> Value {
    serde_json::to_value(ExpressionValue::from_view(path.view(page))).unwrap_or_default()
}

/// The value at a path; missing objects on the way are created.
fn place<'m>(object: &'m mut Map<String, Value>, path: &ResultPath) -> Option<&'m mut Value> {
    let mut steps = path.path.split('.');
    let mut place = object.entry(steps.next()?).or_insert(Value::Null);
    for step in steps {
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        place = place.as_object_mut()?.entry(step).or_insert(Value::Null);
    }
    Some(place)
}

/// Removes the value at a path; the objects on the way stay.
fn remove(object: &mut Map<String, Value>, path: &ResultPath) {
    let (parents, last) = match path.path.rsplit_once('.') {
        Some((parents, last)) => (Some(parents), last),
        None => (None, path.path),
    };
    let mut object = object;
    for step in parents.into_iter().flat_map(|parents| parents.split('.')) {
        let Some(Value::Object(inner)) = object.get_mut(step) else {
            return;
        };
        object = inner;
    }
    object.remove(last);
}

/// Adds the value of a page to that of the pages before.
fn aggregate(existing: &mut Value, value: Value, merge_maps: bool) {
    match (existing, value) {
        (existing @ (Value::Null | Value::Bool(_)), value) => *existing = value,
        (Value::Array(existing), Value::Array(value)) => existing.extend(value),
        (Value::String(existing), Value::String(value)) => existing.push_str(&value),
        (Value::Number(existing), Value::Number(value)) => *existing = sum(existing, &value),
        (Value::Object(existing), Value::Object(value)) if merge_maps => existing.extend(value),
        _ => {}
    }
}

fn sum(a: &Number, b: &Number) -> Number {
    let integers = a.as_i64().zip(b.as_i64());
    if let Some(sum) = integers.and_then(|(a, b)| a.checked_add(b)) {
        return Number::from(sum);
    }
    let floats = a.as_f64().zip(b.as_f64()).map(|(a, b)| a + b);
    floats
        .and_then(Number::from_f64)
        .unwrap_or_else(|| a.clone())
}

/// Merges one object into another: objects in both are merged, anything else is replaced.
fn overlay(under: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (under.entry(key), value) {
            (Entry::Occupied(mut place), Value::Object(value)) => match place.get_mut() {
                Value::Object(inner) => overlay(inner, value),
                other => *other = Value::Object(value),
            },
            (Entry::Occupied(mut place), value) => {
                place.insert(value);
            }
            (Entry::Vacant(place), value) => {
                place.insert(value);
            }
        }
    }
}
