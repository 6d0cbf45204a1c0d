//! The parts of a resource parameter's target.

/// A member on the path to a target, and its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// The index of the member.
    pub member: u16,
    /// The element, if the member is a list.
    pub element: Element,
}

impl Step {
    /// The member with this index, and its element.
    pub const fn new(member: u16, element: Element) -> Self {
        Self { member, element }
    }
}

/// The list element that a target names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// The member is not a list.
    None,
    /// `[n]`; missing elements before it are created empty.
    At(u16),
    /// `[]`: a new element at the end.
    New,
    /// `[*]`: the element at the resource's index in its batch, or at the index of an earlier part; a new one if there is
    /// neither.
    Same,
}
