//! The resources of a plan as tables in memory, and their methods by name.

use std::collections::HashMap;

use pageboy::paginator::Paginator;
use pageboy::resource::{
    Action, BatchAction, Element, From, Identifier, Load, Made, Param, Part, ResourceType,
    ResourceWaiter, Source, Step,
};
use pageboy::schema::{Operation, Service, Shape};
use pageboy::waiter::Waiter;
use pageboy_codegen::plan::resources::{
    BatchPlan, ElementPlan, IdentifierSource, LoadPlan, MadePlan, MethodKind, MethodPlan,
    ParamPlan, ResourcePlan, ResourcesPlan, SourcePlan,
};

use super::{expression, leak, slice, text};

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
    /// Leads to one resource.
    MakeOne(&'static Action, &'static Operation),
    /// Leads to any number of resources.
    MakeMany(&'static Action, &'static Operation),
    /// Lists resources.
    List(&'static Action, &'static Operation),
    /// Returns the resource that the data leads to.
    Reference(&'static Made),
    /// Returns the resources that the data leads to.
    References(&'static Made),
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
pub(super) struct Known<'a> {
    pub(super) service: &'static Service,
    pub(super) shapes: &'a [&'static Shape],
    pub(super) operations: &'a [&'static Operation],
    pub(super) waiters: &'a [&'static Waiter],
    pub(super) paginators: &'a [&'static Paginator],
}

impl Known<'_> {
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
        let identifiers = plan.identifiers.iter().map(|identifier| Identifier {
            name: text(&identifier.name),
            method: text(identifier.method.trim_start_matches("r#")),
            member: identifier.member,
            may_be_empty: identifier.may_be_empty,
        });
        ResourceType {
            service: self.service,
            name: text(&plan.name),
            identifiers: slice(identifiers),
            data: plan.data.map(|id| self.shapes[id.0]),
            load: plan.load.as_ref().map(|load| self.load(load)),
        }
    }

    fn load(&self, plan: &LoadPlan) -> Load {
        Load {
            operation: self.operations[plan.call.operation],
            params: params(&plan.call.params),
            path: expression(&plan.path),
        }
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
        let action = |plans: &[ParamPlan], made_of: Option<&MadePlan>, paginator| {
            let table: &'static Action = leak(Action {
                name: text(&method.name),
                params: params(plans),
                made: made_of.map(|plan| made(plan, kinds)),
                paginator,
            });
            table
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
            MethodKind::Reference(plan) if plan.many => Method::References(leak(made(plan, kinds))),
            MethodKind::Reference(plan) => Method::Reference(leak(made(plan, kinds))),
            MethodKind::Subresource {
                resource,
                identifiers,
            } => Method::Subresource(kinds[*resource], identifiers.clone()),
            MethodKind::Wait {
                waiter,
                params: plans,
                data,
            } => Method::Wait(leak(ResourceWaiter {
                waiter: self.waiters[*waiter],
                params: params(plans),
                data: data.as_ref().map(expression),
            })),
        }
    }
}

fn batch(plan: &BatchPlan) -> &'static BatchAction {
    leak(BatchAction {
        name: text(&plan.name),
        params: params(&plan.call.params),
        limit: plan.limit,
        failures: plan.failures.as_ref().map(expression),
    })
}

fn made(plan: &MadePlan, kinds: &[&'static ResourceType]) -> Made {
    let identifiers = plan.identifiers.iter().map(|source| match source {
        IdentifierSource::Answer(path) => From::Answer(expression(path)),
        IdentifierSource::Request(path) => From::Request(expression(path)),
        IdentifierSource::Data(path) => From::Data(expression(path)),
        IdentifierSource::Identifier(at) => From::Identifier(*at),
    });
    Made {
        resource: kinds[plan.resource],
        identifiers: slice(identifiers),
        data: plan.data.as_ref().map(expression),
        for_each: plan.for_each,
    }
}

fn params(plans: &[ParamPlan]) -> &'static [Param] {
    slice(plans.iter().map(|plan| Param {
        target: slice(plan.steps.iter().map(|step| Step {
            member: step.member,
            element: match step.element {
                ElementPlan::None => Element::None,
                ElementPlan::At(at) => Element::At(at),
                ElementPlan::New => Element::New,
                ElementPlan::Same => Element::Same,
            },
        })),
        source: match &plan.source {
            SourcePlan::Identifier(at) => Source::Identifier(*at),
            SourcePlan::Data(path) => Source::Data(expression(path)),
            SourcePlan::Text(value) => Source::Text(text(value)),
            SourcePlan::Integer(value) => Source::Integer(*value),
            SourcePlan::Boolean(value) => Source::Boolean(*value),
        },
    }))
}
