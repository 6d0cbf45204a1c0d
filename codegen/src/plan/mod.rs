//! Every decision, made once: the items to emit, their names, and their tables.
//!
//! `emit` turns a plan into Rust; the `pageboy` command turns the same plan into tables in memory.

mod auth;
mod batch;
mod batch_writer;
mod bytes;
pub mod endpoint;
mod expires;
pub mod expression;
mod expression_planner;
mod features;
mod ids;
mod lints;
mod model;
mod operations;
mod paginators;
mod payload;
mod reachable;
mod references;
mod resource_selection;
mod resource_types;
pub mod resources;
mod secrets;
mod select;
mod service;
mod shape_id;
mod shapes;
mod supported;
mod types;
mod waiters;
mod well_formed;
mod wire_names;

pub use expression_planner::ExpressionPlanner;
pub use features::Feature;
pub(crate) use service::plan;
pub use shape_id::ShapeId;
pub use types::{
    AuthPlan, BatchPlan, BatchWriterPlan, ChecksumPlan, ExceptionPlan, Form, MemberPlan,
    OperationPlan, PaginatorPlan, ResultPlan, RootPlan, Scalar, ServicePlan, ShapePlan, Target,
    TokenPlan, ValuePlan, WaiterPlan,
};
