//! The part of a page that text and tables show.

use pageboy::paginator::{Paginator, ResultPath};
use serde_json::{Map, Value};

/// The results of a page, and with the first page also the members that belong to all pages (`non_aggregate_keys`), as the
/// AWS CLI prints them (`awscli/formatter.py`, `TextFormatter`): tokens are left out. An absent result is null; without
/// `nulls` it is left out.
pub fn page(page: &Value, paginator: &Paginator, is_first: bool, nulls: bool) -> Value {
    let mut shown = Map::new();
    let aside = paginator.non_aggregate.iter().filter(|_| is_first);
    for (path, nulls) in aside
        .map(|path| (path, true))
        .chain(paginator.results.iter().map(|path| (path, nulls)))
    {
        let found = at(page, path);
        if nulls || !found.is_null() {
            set(&mut shown, path, found);
        }
    }
    Value::Object(shown)
}

fn at(page: &Value, path: &ResultPath) -> Value {
    let mut steps = path.path.split('.');
    let found = steps.try_fold(page, |value, step| value.get(step));
    found.cloned().unwrap_or_default()
}

fn set(shown: &mut Map<String, Value>, path: &ResultPath, value: Value) {
    let (parents, last) = match path.path.rsplit_once('.') {
        Some((parents, last)) => (Some(parents), last),
        None => (None, path.path),
    };
    let mut object = shown;
    for step in parents.into_iter().flat_map(|parents| parents.split('.')) {
        let inner = object.entry(step).or_insert(Value::Null);
        if !inner.is_object() {
            *inner = Value::Object(Map::new());
        }
        let Some(inner) = inner.as_object_mut() else {
            return;
        };
        object = inner;
    }
    object.insert(last.to_owned(), value);
}
