//! The entries of a document's object, which have no order of their own.

use std::collections::HashMap;

use aws_smithy_types::Document;

/// The entries in the order of their keys, so that equal documents are written alike.
pub(crate) fn by_key(entries: &HashMap<String, Document>) -> Vec<(&str, &Document)> {
    let entries = entries.iter().map(|(key, value)| (key.as_str(), value));
    let mut sorted: Vec<_> = entries.collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    sorted
}
