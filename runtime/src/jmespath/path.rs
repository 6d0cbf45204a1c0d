//! Paths over the members of lists, walked without building values.

use aws_smithy_types::Document;

use super::Node;
use crate::view::View;

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
        let list = follow(root, &self.list);
        let is_list = is_list(list);
        if is_list {
            elements(list, &self.levels, sink);
        }
        is_list
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

/// Goes on from each element of a list, or from another value itself; returns whether `sink` wants more.
fn elements<'a>(list: View<'a>, levels: &[Level], sink: &mut impl FnMut(View<'a>) -> bool) -> bool {
    let Some((level, rest)) = levels.split_first() else {
        return sink(list);
    };
    let mut go_on = |element: View<'a>| {
        let end = follow(element, &level.members);
        if level.drops_null && is_null(end) {
            true
        } else if rest.is_empty() {
            sink(end)
        } else {
            elements(end, rest, sink)
        }
    };
    match list {
        View::List(list) => (0..list.len()).all(|at| match list.get(at) {
            element if level.opens && is_list(element) => each_of(element, &mut go_on),
            element => go_on(element),
        }),
        View::Document(Document::Array(items)) => items.iter().all(|item| match item {
            Document::Array(_) if level.opens => each_of(View::Document(item), &mut go_on),
            item => go_on(View::Document(item)),
        }),
        other => go_on(other),
    }
}

/// Passes the elements of a list on until that returns `false`.
#[cold]
fn each_of<'a>(list: View<'a>, go_on: &mut dyn FnMut(View<'a>) -> bool) -> bool {
    match list {
        View::List(list) => (0..list.len()).all(|at| go_on(list.get(at))),
        View::Document(Document::Array(items)) => {
            items.iter().all(|item| go_on(View::Document(item)))
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
fn follow<'a>(mut view: View<'a>, members: &[u16]) -> View<'a> {
    for at in members {
        let View::Structure(structure) = view else {
            return View::Null;
        };
        view = structure.view_of(usize::from(*at));
    }
    view
}
