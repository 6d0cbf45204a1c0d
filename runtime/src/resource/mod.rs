//! Resources: objects with identifiers, whose methods fill in requests and make further resources from answers.
//!
//! This is boto3's object layer (`boto3/resources`), typed and without hidden calls: a resource has identifiers and no data;
//! a loaded one has data, as the service returned it then. Only awaiting or polling makes a call.
//!
//! Generated code has tables and a type for each resource, around a [`Handle`]; the behaviour is here, once.

mod action;
mod answer;
mod batch;
mod fill;
mod forms;
mod handle;
mod listing;
mod load;
mod loaded;
mod macros;
mod product;
mod table;
mod target;
#[cfg(test)]
mod tests;
mod wait;

pub use action::{Act, Make, Making};
pub use answer::UntypedResource;
pub use batch::{Batch, BatchCall, BatchError};
pub use handle::{Handle, Meta, Part};
pub use listing::{List, Listing, ListingPages};
pub use load::Loading;
pub use loaded::LoadedResource;
pub use product::{HasData, Product, Resource, reference, references};
pub use table::{
    Action, BatchAction, Element, Identifier, IdentifierSource, Load, Param, ParamSource,
    ResourceType, ResourceWaiter, ResponseResource, Step,
};
pub use wait::{WaitFor, WaitingFor};
