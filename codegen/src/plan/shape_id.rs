//! Which shape of a plan is meant.

/// An index into [`ServicePlan::shapes`](super::ServicePlan::shapes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(pub usize);
