//! Tells the items of an answer about many ids apart.

use std::collections::HashMap;

use crate::view::{Structure, View};

use super::BatchItems;

/// The members that lead to an item of an answer, and the item.
pub(super) type Item<'p> = (&'static [u16], &'p dyn Structure);

/// The items of the ids in some pages, in the pages' order, by the places of the ids.
pub(super) fn by_id<'p>(
    lists: &'static [BatchItems],
    pages: impl Iterator<Item = &'p dyn Structure>,
    ids: &HashMap<&str, usize>,
) -> HashMap<usize, Vec<Item<'p>>> {
    let mut found: HashMap<usize, Vec<Item<'p>>> = HashMap::new();
    for page in pages {
        for list in lists {
            visit(page, list.members, &mut |item| {
                let named = list.ids.iter().find_map(|member| {
                    let text = item.view_of(usize::from(*member)).as_str()?;
                    named_by(text, ids)
                });
                if let Some(at) = named {
                    found.entry(at).or_default().push((list.members, item));
                }
            });
        }
    }
    found
}

/// The id in a text, which may be the end of an ARN.
fn named_by(text: &str, ids: &HashMap<&str, usize>) -> Option<usize> {
    if let Some(at) = ids.get(text) {
        return Some(*at);
    }
    if !text.starts_with("arn:") {
        return None;
    }
    text.match_indices('/')
        .find_map(|(at, _)| ids.get(text.get(at + 1..)?).copied())
}

/// Calls `found` with every item at the end of a path.
fn visit<'p>(structure: &'p dyn Structure, path: &[u16], found: &mut dyn FnMut(&'p dyn Structure)) {
    let Some((member, rest)) = path.split_first() else {
        return found(structure);
    };
    match structure.view_of(usize::from(*member)) {
        View::Structure(inner) => visit(inner, rest, found),
        View::List(list) => {
            for at in 0..list.len() {
                if let View::Structure(item) = list.get(at) {
                    visit(item, rest, found);
                }
            }
        }
        _ => {}
    }
}
