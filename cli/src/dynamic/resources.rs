//! The resources of a plan as tables in memory, and their methods by name.

use std::collections::HashMap;

use pageboy::paginator::Paginator;
use pageboy::resource::{
    Action, BatchAction, Identifier, IdentifierSource, Load, Param, ParamSource, Part,
    ResourceType, ResourceWaiter, ResponseResource,
};
use pageboy::schema::{Operation, Service, Shape};
use pageboy::waiter::Waiter;
use pageboy_codegen::plan::resources::{
    BatchPlan, IdentifierSource as IdentifierPlan, LoadPlan, MethodKind, MethodPlan, ParamPlan,
    ResourcePlan, ResourcesPlan, ResponseResourcePlan, SourcePlan,
};

use super::{expression, kept, leak, slice, text};

/// A kind of resource with its methods.
#[derive(Debug)]
pub struct Resource {
    /// Its table.
    pub kind: &'static ResourceType,
    /// Its methods, by their Rust names.
    pub methods: HashMap<String, Method>,
    /// Its batch actions, by their Rust names.
    pub batch_actions: HashMap<String, (&'static BatchAction, &'static Operation)>,
}

/// The behaviour of a resource's method.
#[derive(Clone, Debug)]
pub enum Method {
    /// Returns the output of the operation.
    Act(&'static Action, &'static Operation),
    /// Returns one resource.
    MakeOne(&'static Action, &'static Operation),
    /// Returns a list of resources.
    MakeMany(&'static Action, &'static Operation),
    /// Lists resources.
    List(&'static Action, &'static Operation),
    /// Returns the resource that the data refers to.
    Reference(&'static ResponseResource),
    /// Returns the resources that the data refers to.
    References(&'static ResponseResource),
    /// Returns a resource by identifiers; the caller passes those that are `None`.
    Subresource(&'static ResourceType, Vec<Option<u16>>),
    /// Waits.
    Wait(&'static ResourceWaiter),
}

/// Makes the parts of a subresource's identifiers; the caller passes some of them.
pub fn parts(sources: &[Option<u16>], given: impl IntoIterator<Item = String>) -> Vec<Part> {
    let mut given = given.into_iter();
    let part = |source: &Option<u16>| match source {
        Some(index) => Part::Same(*index),
        None => Part::Given(given.next().unwrap_or_default()),
    };
    sources.iter().map(part).collect()
}

/// The tables that the resources refer to, in the order of the plan.
pub(super) struct ResourceTables<'a> {
    pub(super) service: &'static Service,
    pub(super) shapes: &'a [&'static Shape],
    pub(super) operations: &'a [&'static Operation],
    pub(super) waiters: &'a [&'static Waiter],
    pub(super) paginators: &'a [&'static Paginator],
}

impl ResourceTables<'_> {
    /// Builds the tables of all resources, by their names.
    pub(super) fn resources(&self, resources: &ResourcesPlan) -> HashMap<String, Resource> {
        // Kinds come first: methods lead from one to another.
        let kinds: Vec<&'static ResourceType> = resources
            .resources
            .iter()
            .map(|plan| leak(self.kind(plan)))
            .collect();
        let service: &'static ResourceType = leak(self.kind(&resources.service));
        let pairs = std::iter::once((&resources.service, service))
            .chain(resources.resources.iter().zip(kinds.iter().copied()));
        pairs
            .map(|(plan, kind)| (plan.name.clone(), self.resource(plan, kind, &kinds)))
            .collect()
    }

    fn kind(&self, plan: &ResourcePlan) -> ResourceType {
        let identifiers = plan.identifiers.iter().map(|plan| {
            let method = plan.method.trim_start_matches("r#");
            let mut identifier = Identifier::new(text(&plan.name), text(method));
            identifier.member = plan.member;
            identifier.may_be_empty = plan.may_be_empty;
            identifier
        });
        let mut kind = ResourceType::new(self.service, text(&plan.name));
        kind.identifiers = slice(identifiers);
        kind.data = plan.data.map(|id| self.shapes[id.0]);
        kind.load = plan.load.as_ref().map(|load| self.load(load));
        kind
    }

    fn load(&self, plan: &LoadPlan) -> &'static Load {
        leak(Load::new(
            self.operations[plan.call.operation],
            params(&plan.call.params),
            expression(&plan.path),
        ))
    }

    fn resource(
        &self,
        plan: &ResourcePlan,
        kind: &'static ResourceType,
        kinds: &[&'static ResourceType],
    ) -> Resource {
        let methods = plan.methods.iter().map(|method| {
            let name = method.method.trim_start_matches("r#").to_owned();
            (name, self.method(method, kinds))
        });
        let batch_actions = plan.batch_actions.iter().map(|action| {
            let operation = self.operations[action.call.operation];
            (action.method.clone(), (batch(action), operation))
        });
        Resource {
            kind,
            methods: methods.collect(),
            batch_actions: batch_actions.collect(),
        }
    }

    fn method(&self, method: &MethodPlan, kinds: &[&'static ResourceType]) -> Method {
        let action = |plans: &[ParamPlan], made_of: Option<&ResponseResourcePlan>, paginator| {
            let mut table = Action::new(text(&method.name), params(plans));
            table.made = made_of.map(|plan| made(plan, kinds));
            table.paginator = paginator;
            leak(table) as &'static Action
        };
        match &method.kind {
            MethodKind::Action(call, made) => {
                let operation = self.operations[call.operation];
                let table = action(&call.params, made.as_ref(), None);
                match made {
                    None => Method::Act(table, operation),
                    Some(made) if made.many => Method::MakeMany(table, operation),
                    Some(_) => Method::MakeOne(table, operation),
                }
            }
            MethodKind::Collection {
                call,
                paginator,
                made,
            } => {
                let operation = self.operations[call.operation];
                let paginator = paginator.map(|at| self.paginators[at]);
                Method::List(action(&call.params, Some(made), paginator), operation)
            }
            MethodKind::Reference(plan) if plan.many => Method::References(made(plan, kinds)),
            MethodKind::Reference(plan) => Method::Reference(made(plan, kinds)),
            MethodKind::Subresource {
                resource,
                identifiers,
            } => Method::Subresource(kinds[*resource], identifiers.clone()),
            MethodKind::Wait {
                waiter,
                params: plans,
                data,
            } => {
                let mut table = ResourceWaiter::new(self.waiters[*waiter], params(plans));
                table.data = data.as_ref().map(kept);
                Method::Wait(leak(table))
            }
        }
    }
}

fn batch(plan: &BatchPlan) -> &'static BatchAction {
    let mut table = BatchAction::new(text(&plan.name), params(&plan.call.params));
    table.limit = plan.limit;
    table.failures = plan.failures.as_ref().map(kept);
    leak(table)
}

fn made(plan: &ResponseResourcePlan, kinds: &[&'static ResourceType]) -> &'static ResponseResource {
    let identifiers = plan.identifiers.iter().map(|source| match source {
        IdentifierPlan::Answer(path) => IdentifierSource::Answer(expression(path)),
        IdentifierPlan::Request(path) => IdentifierSource::Request(expression(path)),
        IdentifierPlan::Data(path) => IdentifierSource::Data(expression(path)),
        IdentifierPlan::Identifier(at) => IdentifierSource::Identifier(*at),
    });
    let mut table = ResponseResource::new(kinds[plan.resource], slice(identifiers));
    table.data = plan.data.as_ref().map(kept);
    table.for_each = plan.for_each;
    leak(table)
}

fn params(plans: &[ParamPlan]) -> &'static [Param] {
    slice(plans.iter().map(|plan| {
        let source = match &plan.source {
            SourcePlan::Identifier(at) => ParamSource::Identifier(*at),
            SourcePlan::Data(path) => ParamSource::Data(expression(path)),
            SourcePlan::Text(value) => ParamSource::Text(text(value)),
            SourcePlan::Integer(value) => ParamSource::Integer(*value),
            SourcePlan::Boolean(value) => ParamSource::Boolean(*value),
        };
        Param::new(slice(plan.steps.iter().copied()), source)
    }))
}
