//! Paths over the members of lists, walked without building values.

use aws_smithy_types::Document;

use super::Node;
use crate::view::{List, Structure, View};

/// A path such as `Reservations[].Instances[].State.Name`: members, and the elements of the lists between them.
pub(crate) struct Path {
    /// The members that lead to the first list.
    list: Vec<u16>,
    /// What is done with each of its elements, then with the elements of the lists that these lead to.
    levels: Vec<Level>,
}

/// The way from an element to the next list, or to the end.
#[derive(Default)]
struct Level {
    /// Whether an element that is itself a list stands for its elements.
    opens: bool,
    members: Vec<u16>,
    /// Whether null is left out there.
    drops_null: bool,
}

impl Path {
    /// The path that an expression is; `None` for any other expression, and for nodes in a wrong order.
    pub(super) fn of(nodes: &[Node]) -> Option<Self> {
        let mut path = Self {
            list: Vec::new(),
            levels: vec![Level::default()],
        };
        let root = u16::try_from(nodes.len().checked_sub(1)?).ok()?;
        path.add_list(nodes, root)?;
        Some(path)
    }

    /// Adds a node whose result is a list.
    fn add_list(&mut self, nodes: &[Node], at: u16) -> Option<()> {
        match nodes.get(usize::from(at))? {
            Node::Projection(list, then) if *list < at && *then < at => {
                match nodes.get(usize::from(*list))? {
                    Node::Flatten(_) => self.add_list(nodes, *list)?,
                    _ => members(nodes, *list, &mut self.list)?,
                }
                let level = self.levels.last_mut()?;
                members(nodes, *then, &mut level.members)?;
                level.drops_null = true;
            }
            Node::Flatten(list) if *list < at => match nodes.get(usize::from(*list))? {
                Node::Flatten(_) | Node::Projection(..) => {
                    self.add_list(nodes, *list)?;
                    self.levels.push(Level::default());
                }
                _ => {
                    members(nodes, *list, &mut self.list)?;
                    self.levels.last_mut()?.opens = true;
                }
            },
            _ => return None,
        }
        Some(())
    }

    /// Passes the values at its end to `sink` until that returns `false`; returns whether the first list is a list.
    pub(crate) fn each<'a>(&self, root: View<'a>, sink: &mut impl FnMut(View<'a>) -> bool) -> bool {
        match reach(root, &self.list) {
            View::List(list) => {
                elements(list, &self.levels, sink);
            }
            list @ View::Document(Document::Array(_)) => {
                others(list, &self.levels, sink);
            }
            _ => return false,
        }
        true
    }
}

/// Appends a node's members, outer ones first; `None` if it is something else.
fn members(nodes: &[Node], at: u16, to: &mut Vec<u16>) -> Option<()> {
    match nodes.get(usize::from(at))? {
        Node::Current => {}
        Node::Member(_, member) => to.push(*member),
        Node::Sub(first, second) if *first < at && *second < at => {
            members(nodes, *first, to)?;
            members(nodes, *second, to)?;
        }
        _ => return None,
    }
    Some(())
}

/// Goes on from each element of a list; returns whether `sink` wants more.
///
/// This is the way of structures in lists, with one call of `sink`, which becomes part of it.
fn elements<'a>(
    list: &'a dyn List,
    levels: &[Level],
    sink: &mut impl FnMut(View<'a>) -> bool,
) -> bool {
    let Some((level, rest)) = levels.split_first() else {
        return true;
    };
    for at in 0..list.len() {
        let wants_more = match list.get(at) {
            View::Structure(structure) => match follow(structure, &level.members) {
                View::List(list) if !rest.is_empty() => elements(list, rest, sink),
                end if level.drops_null && is_null(end) => true,
                end if rest.is_empty() => sink(end),
                end => others(end, rest, sink),
            },
            other if level.opens && is_list(other) => {
                each_of(other, &mut |inner| onwards(inner, levels, sink))
            }
            other => onwards(other, levels, sink),
        };
        if !wants_more {
            return false;
        }
    }
    true
}

/// Goes on from each element of a list of any kind, or from another value itself.
#[cold]
fn others<'a>(value: View<'a>, levels: &[Level], sink: &mut dyn FnMut(View<'a>) -> bool) -> bool {
    let opens = levels.first().is_some_and(|level| level.opens);
    let mut each = |element: View<'a>| match opens && is_list(element) {
        true => each_of(element, &mut |inner| onwards(inner, levels, sink)),
        false => onwards(element, levels, sink),
    };
    match is_list(value) {
        true => each_of(value, &mut each),
        false => onwards(value, levels, sink),
    }
}

/// Goes on from an element.
fn onwards<'a>(
    element: View<'a>,
    levels: &[Level],
    sink: &mut dyn FnMut(View<'a>) -> bool,
) -> bool {
    let Some((level, rest)) = levels.split_first() else {
        return sink(element);
    };
    let end = reach(element, &level.members);
    if level.drops_null && is_null(end) {
        true
    } else if rest.is_empty() {
        sink(end)
    } else {
        others(end, rest, sink)
    }
}

/// Passes the elements of a list on until that returns `false`.
fn each_of<'a>(list: View<'a>, each: &mut dyn FnMut(View<'a>) -> bool) -> bool {
    match list {
        View::List(list) => (0..list.len()).all(|at| each(list.get(at))),
        View::Document(Document::Array(items)) => {
            items.iter().all(|item| each(View::Document(item)))
        }
        _ => true,
    }
}

const fn is_list(view: View<'_>) -> bool {
    matches!(view, View::List(_) | View::Document(Document::Array(_)))
}

const fn is_null(view: View<'_>) -> bool {
    matches!(
        view,
        View::Null | View::Stream(_) | View::Events(_) | View::Document(Document::Null)
    )
}

/// The member of a member …, or null if there is none.
#[inline]
fn reach<'a>(view: View<'a>, members: &[u16]) -> View<'a> {
    match view {
        View::Structure(structure) => follow(structure, members),
        view if members.is_empty() => view,
        _ => View::Null,
    }
}

/// Like [`reach`], from a structure.
///
/// Views are looked at where they were returned: to copy one right after its parts were written makes the processor wait.
#[inline]
fn follow<'a>(mut structure: &'a dyn Structure, members: &[u16]) -> View<'a> {
    let Some((last, before)) = members.split_last() else {
        return View::Structure(structure);
    };
    for at in before {
        structure = match structure.view_of(usize::from(*at)) {
            View::Structure(inner) => inner,
            _ => return View::Null,
        };
    }
    structure.view_of(usize::from(*last))
}
