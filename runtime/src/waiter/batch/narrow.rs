//! Splits an answer about many ids into an output for each.

use std::collections::HashMap;

use crate::view::{Slot, Structure, View, copy};

use super::BatchItems;

/// An item of an answer, and the members that lead to it.
pub(super) struct Item<'p> {
    path: &'static [u16],
    item: &'p dyn Structure,
}

/// The items of the ids in some pages, in the pages' order, by the places of the ids.
pub(super) fn items<'p>(
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
                    let path = list.members;
                    found.entry(at).or_default().push(Item { path, item });
                }
            });
        }
    }
    found
}

/// Adds items to the output of their id.
pub(super) fn narrow(items: &[Item<'_>], output: &mut dyn Structure) {
    for Item { path, item } in items {
        if let Some(place) = push(output, path) {
            copy(View::Structure(*item), Slot::Structure(place));
        }
    }
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

/// Appends an empty item at the end of a path.
fn push<'o>(structure: &'o mut dyn Structure, path: &[u16]) -> Option<&'o mut dyn Structure> {
    let Some((member, rest)) = path.split_first() else {
        return Some(structure);
    };
    match structure.get_mut(usize::from(*member))?.slot() {
        Slot::Structure(inner) => push(inner, rest),
        Slot::List(list) => match list.push() {
            Slot::Structure(item) => push(item, rest),
            _ => None,
        },
        _ => None,
    }
}
