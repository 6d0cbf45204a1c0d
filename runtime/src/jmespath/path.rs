//! Paths over the members of lists, walked without building values.

use aws_smithy_types::Document;

use super::Node;
use crate::view::View;

/// A path such as `Reservations[].Instances[].State.Name`: members, and the elements of the lists between them.
pub(super) struct Path {
    /// The members that lead to the first list.
    list: Vec<u16>,
    /// What is done with each of its elements.
    steps: Vec<Step>,
}

/// A step of a path, from a value to others.
enum Step {
    /// To a member, or to null if there is none.
    Member(u16),
    /// To the elements of a list; another value stays.
    Elements,
    /// To the same value, unless it is null.
    Present,
}

impl Path {
    /// The path that an expression is; `None` for any other expression, and for nodes in a wrong order.
    pub(super) fn of(nodes: &[Node]) -> Option<Self> {
        let mut path = Self {
            list: Vec::new(),
            steps: Vec::new(),
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
                    _ => members(nodes, *list, &mut |member| self.list.push(member))?,
                }
                let steps = &mut self.steps;
                members(nodes, *then, &mut |member| steps.push(Step::Member(member)))?;
                self.steps.push(Step::Present);
            }
            Node::Flatten(list) if *list < at => {
                match nodes.get(usize::from(*list))? {
                    Node::Flatten(_) | Node::Projection(..) => self.add_list(nodes, *list)?,
                    _ => members(nodes, *list, &mut |member| self.list.push(member))?,
                }
                self.steps.push(Step::Elements);
            }
            _ => return None,
        }
        Some(())
    }

    /// Passes the values at its end to `sink` until that returns `false`; returns whether the first list is a list.
    pub(super) fn each<'a>(&self, root: View<'a>, sink: &mut impl FnMut(View<'a>) -> bool) -> bool {
        let list = self.list.iter().fold(root, |view, at| member(view, *at));
        let is_list = matches!(list, View::List(_) | View::Document(Document::Array(_)));
        if is_list {
            elements(list, &self.steps, sink);
        }
        is_list
    }
}

/// Passes a node's members on, outer ones first; `None` if it is something else.
fn members(nodes: &[Node], at: u16, found: &mut impl FnMut(u16)) -> Option<()> {
    match nodes.get(usize::from(at))? {
        Node::Current => {}
        Node::Member(_, member) => found(*member),
        Node::Sub(first, second) if *first < at && *second < at => {
            members(nodes, *first, found)?;
            members(nodes, *second, found)?;
        }
        _ => return None,
    }
    Some(())
}

/// Takes the steps from a value; returns whether `sink` wants more.
fn walk<'a>(mut view: View<'a>, steps: &[Step], sink: &mut impl FnMut(View<'a>) -> bool) -> bool {
    let mut steps = steps.iter();
    while let Some(step) = steps.next() {
        match (step, view) {
            (Step::Member(at), _) => view = member(view, *at),
            (Step::Elements, View::List(_) | View::Document(Document::Array(_))) => {
                return elements(view, steps.as_slice(), sink);
            }
            (Step::Present, view) if is_null(view) => return true,
            (Step::Elements | Step::Present, _) => {}
        }
    }
    sink(view)
}

/// Takes the steps from each element of a list.
fn elements<'a>(list: View<'a>, steps: &[Step], sink: &mut impl FnMut(View<'a>) -> bool) -> bool {
    match list {
        View::List(list) => (0..list.len()).all(|at| walk(list.get(at), steps, sink)),
        View::Document(Document::Array(items)) => items
            .iter()
            .all(|item| walk(View::Document(item), steps, sink)),
        _ => true,
    }
}

const fn is_null(view: View<'_>) -> bool {
    matches!(
        view,
        View::Null | View::Stream(_) | View::Events(_) | View::Document(Document::Null)
    )
}

#[inline]
fn member(view: View<'_>, at: u16) -> View<'_> {
    match view {
        View::Structure(structure) => structure.view_of(usize::from(at)),
        _ => View::Null,
    }
}
