//! Going through a value that was read.

use std::fmt;

use pageboy::view::{Structure, View};
use serde_json::Value;

/// Shows and serialises a value; gives what it is as JSON, or `None` when it holds a time that no format has.
pub(crate) fn through(value: &dyn Structure) -> Option<Value> {
    drop(format!("{:?}", DebugView(value)));
    pageboy::serialize(value, serde_json::value::Serializer).ok()
}

/// The value with its times in whole seconds, which is all that some formats have.
pub(crate) fn in_seconds(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.as_bytes() {
            [.., b'.', _, _, _, _, _, _, b'Z'] if text.is_char_boundary(text.len() - 8) => {
                format!("{}Z", &text[..text.len() - 8]).into()
            }
            _ => text.clone().into(),
        },
        Value::Array(items) => items.iter().map(in_seconds).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(key, value)| (key.clone(), in_seconds(value)));
            members.collect()
        }
        other => other.clone(),
    }
}

/// How deep structures, lists and maps are nested in a structure.
pub(crate) fn depth(value: &dyn Structure) -> usize {
    let members = 0..value.shape().members().len();
    1 + members
        .map(|at| depth_of(value.view_of(at)))
        .max()
        .unwrap_or(0)
}

fn depth_of(view: View<'_>) -> usize {
    match view {
        View::Structure(value) => depth(value),
        View::List(list) => {
            let items = (0..list.len()).map(|at| depth_of(list.get(at)));
            1 + items.max().unwrap_or(0)
        }
        View::Map(map) => {
            let values = (0..map.len()).filter_map(|at| map.entry(at));
            1 + values.map(|(_, view)| depth_of(view)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

struct DebugView<'a>(&'a dyn Structure);

impl fmt::Debug for DebugView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pageboy::view::debug(self.0, f)
    }
}
