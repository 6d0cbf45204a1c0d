//! The index of a shape in a plan.

/// An index into [`ServicePlan::shapes`](super::ServicePlan::shapes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(pub usize);
