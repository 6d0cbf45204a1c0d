//! The definitions and plans that the plans of resources refer to.

use pageboy_models::Definitions;

use crate::plan::select::ServiceSelection;
use crate::plan::shapes::Shapes;
use crate::plan::{OperationPlan, PaginatorPlan, WaiterPlan};

/// The definitions and plans that the plans of resources refer to.
pub(in crate::plan) struct ServicePlans<'a> {
    pub(in crate::plan) definitions: &'a Definitions,
    pub(in crate::plan) selected: &'a ServiceSelection<'a>,
    pub(in crate::plan) shapes: &'a Shapes,
    pub(in crate::plan) operations: &'a [OperationPlan],
    pub(in crate::plan) waiters: &'a [WaiterPlan],
    pub(in crate::plan) paginators: &'a [PaginatorPlan],
}
