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
                for at in named(list, item, ids) {
                    found.entry(at).or_default().push((list.members, item));
                }
            });
        }
    }
    found
}

/// The places of the ids that name an item: each that a member has, else the one that ends an ARN.
fn named<'i>(
    list: &'i BatchItems,
    item: &'i dyn Structure,
    ids: &'i HashMap<&str, usize>,
) -> impl Iterator<Item = usize> + 'i {
    let texts = || {
        let members = list.ids.iter();
        members.filter_map(|member| item.view_of(usize::from(*member)).as_str())
    };
    let mut whole = texts().filter_map(|text| ids.get(text).copied());
    let first = whole
        .next()
        .or_else(|| texts().find_map(|text| ends_with(text, ids)));
    // Several members may have the same text.
    let others = whole.filter(move |at| Some(*at) != first);
    first.into_iter().chain(others)
}

/// The id at the end of an ARN.
fn ends_with(text: &str, ids: &HashMap<&str, usize>) -> Option<usize> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dynamic;
    use crate::schema::{Member, Shape, shapes};
    use crate::view::{Slot, Value};

    static SERVICE: Shape = Shape::structure(
        "Service",
        &[
            Member::new("serviceArn", &shapes::STRING),
            Member::new("serviceName", &shapes::STRING),
        ],
    );

    #[test]
    fn an_item_is_about_each_id_that_it_has_and_only_else_about_the_end_of_its_arn() {
        const LIST: BatchItems = BatchItems::new("services[]", &[], &[0, 1]);
        let mut service = Dynamic::new(&SERVICE);
        for (at, text) in [(0, "arn:aws:ecs:r:1:service/c/web"), (1, "web")] {
            let Some(Slot::String(place)) = service.get_mut(at).map(Value::slot) else {
                panic!("not a text");
            };
            text.clone_into(place);
        }
        let places = |ids: &[&'static str]| {
            let ids = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
            named(&LIST, &service, &ids).collect::<Vec<_>>()
        };
        assert_eq!(places(&["arn:aws:ecs:r:1:service/c/web", "web"]), [0, 1]);
        assert_eq!(places(&["other", "web", "c/web"]), [1]);
        assert_eq!(places(&["c/web"]), [0]);
        assert!(places(&["c", "b"]).is_empty());
    }
}
