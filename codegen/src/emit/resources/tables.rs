//! `resource_tables.rs`: what resources fill in and what answers are made into, as `static` tables.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::expressions::expression;
use crate::emit::imports::Used;
use crate::emit::{docs, ident, index, number};
use crate::plan::ServicePlan;
use crate::plan::resources::{
    BatchPlan, ElementPlan, IdentifierSource, MadePlan, MethodKind, MethodPlan, ParamPlan,
    ResourcePlan, ResourcesPlan, SourcePlan, StepPlan,
};

pub(in crate::emit) fn items(plan: &ServicePlan, resources: &ResourcesPlan) -> Vec<TokenStream> {
    let emitter = Emitter { plan, resources };
    let mut body = Vec::new();
    for resource in resources.all() {
        body.push(emitter.resource(resource));
        body.extend(
            resource
                .methods
                .iter()
                .filter_map(|method| emitter.method(resource, method)),
        );
        body.extend(
            resource
                .batch_actions
                .iter()
                .map(|action| emitter.batch(resource, action)),
        );
    }
    let used = Used::by(&body);
    let names = [
        "Action",
        "BatchAction",
        "Element",
        "From",
        "Identifier",
        "Load",
        "Made",
        "Param",
        "ResourceType",
        "ResourceWaiter",
        "Source",
        "Step",
    ];
    let mut items =
        vec![quote!(#![doc = " What resources fill in, and what answers are made into."])];
    items.extend(used.expressions());
    items.extend(used.import(&quote!(pageboy::resource), &names));
    items.extend(used.import(&quote!(super), &["paginators", "waiters"]));
    items.push(quote!(
        use super::tables::{self, operations};
    ));
    items.extend(body);
    items
}

struct Emitter<'p> {
    plan: &'p ServicePlan,
    resources: &'p ResourcesPlan,
}

impl Emitter<'_> {
    fn resource(&self, resource: &ResourcePlan) -> TokenStream {
        let (table, name) = (ident(&resource.table), &resource.name);
        let doc = docs::line(&format!("`{name}`."));
        let identifiers = resource.identifiers.iter().map(|plan| {
            let (name, method) = (&plan.name, plan.method.trim_start_matches("r#"));
            let member = option(plan.member.map(|at| {
                let at = number(u64::from(at));
                quote!(#at)
            }));
            let may_be_empty = plan.may_be_empty;
            quote! {
                Identifier {
                    name: #name,
                    method: #method,
                    member: #member,
                    may_be_empty: #may_be_empty,
                }
            }
        });
        let data = option(resource.data.map(|id| {
            let shape = ident(&self.plan.shape(id).table);
            quote!(&tables::#shape)
        }));
        let load = option(resource.load.as_ref().map(|load| {
            let operation = self.operation(load.call.operation);
            let params = load.call.params.iter().map(param);
            let path = expression(&load.path);
            quote!(Load { operation: #operation, params: &[#(#params),*], path: #path })
        }));
        quote! {
            #doc
            pub(super) static #table: ResourceType = ResourceType {
                service: &tables::SERVICE,
                name: #name,
                identifiers: &[#(#identifiers),*],
                data: #data,
                load: #load,
            };
        }
    }

    fn method(&self, resource: &ResourcePlan, method: &MethodPlan) -> Option<TokenStream> {
        let (table, name) = (ident(&method.table), &method.name);
        let doc = docs::line(&format!("`{}` of `{}`.", method.name, resource.name));
        let action = |params: &[ParamPlan], made: Option<&MadePlan>, paginator| {
            let params = params.iter().map(param);
            let made = option(made.map(|made| self.made(made)));
            quote! {
                #doc
                pub(super) static #table: Action = Action {
                    name: #name,
                    params: &[#(#params),*],
                    made: #made,
                    paginator: #paginator,
                };
            }
        };
        match &method.kind {
            MethodKind::Action(call, made) => {
                Some(action(&call.params, made.as_ref(), quote!(None)))
            }
            MethodKind::Collection {
                call,
                paginator,
                made,
            } => {
                let paginator = option(paginator.map(|at| {
                    let table = ident(&self.plan.paginators[at].table);
                    quote!(&paginators::#table)
                }));
                Some(action(&call.params, Some(made), paginator))
            }
            MethodKind::Reference(made) => {
                let made = self.made(made);
                Some(quote! {
                    #doc
                    pub(super) static #table: Made = #made;
                })
            }
            MethodKind::Wait {
                waiter,
                params,
                data,
            } => {
                let waiter = ident(&self.plan.waiters[*waiter].table);
                let params = params.iter().map(param);
                let data = option(data.as_ref().map(expression));
                Some(quote! {
                    #doc
                    pub(super) static #table: ResourceWaiter = ResourceWaiter {
                        waiter: &waiters::#waiter,
                        params: &[#(#params),*],
                        data: #data,
                    };
                })
            }
            MethodKind::Subresource { .. } => None,
        }
    }

    fn batch(&self, resource: &ResourcePlan, action: &BatchPlan) -> TokenStream {
        let (table, name) = (ident(&action.table), &action.name);
        let doc = docs::line(&format!("`{}` of many `{}`.", action.name, resource.name));
        let params = action.call.params.iter().map(param);
        let limit = option(action.limit.map(|limit| {
            let limit = number(u64::from(limit));
            quote!(#limit)
        }));
        let failures = option(action.failures.as_ref().map(expression));
        quote! {
            #doc
            pub(super) static #table: BatchAction = BatchAction {
                name: #name,
                params: &[#(#params),*],
                limit: #limit,
                failures: #failures,
            };
        }
    }

    fn made(&self, made: &MadePlan) -> TokenStream {
        let resource = ident(&self.resources.resources[made.resource].table);
        let identifiers = made.identifiers.iter().map(|source| {
            let of = |variant: &str, path| {
                let (variant, path) = (ident(variant), expression(path));
                quote!(From::#variant(#path))
            };
            match source {
                IdentifierSource::Answer(path) => of("Answer", path),
                IdentifierSource::Request(path) => of("Request", path),
                IdentifierSource::Data(path) => of("Data", path),
                IdentifierSource::Identifier(at) => {
                    let at = number(u64::from(*at));
                    quote!(From::Identifier(#at))
                }
            }
        });
        let data = option(made.data.as_ref().map(expression));
        let for_each = option(made.for_each.map(|at| {
            let at = index(usize::from(at));
            quote!(#at)
        }));
        quote! {
            Made {
                resource: &#resource,
                identifiers: &[#(#identifiers),*],
                data: #data,
                for_each: #for_each,
            }
        }
    }

    fn operation(&self, at: usize) -> TokenStream {
        let table = ident(&self.plan.operations[at].table);
        quote!(&operations::#table)
    }
}

fn param(param: &ParamPlan) -> TokenStream {
    let target = param.steps.iter().map(step);
    let source = match &param.source {
        SourcePlan::Identifier(at) => {
            let at = number(u64::from(*at));
            quote!(Source::Identifier(#at))
        }
        SourcePlan::Data(path) => {
            let path = expression(path);
            quote!(Source::Data(#path))
        }
        SourcePlan::Text(text) => quote!(Source::Text(#text)),
        SourcePlan::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(Source::Integer(#value))
        }
        SourcePlan::Boolean(value) => quote!(Source::Boolean(#value)),
    };
    quote!(Param { target: &[#(#target),*], source: #source })
}

fn step(step: &StepPlan) -> TokenStream {
    let member = number(u64::from(step.member));
    let element = match step.element {
        ElementPlan::None => quote!(Element::None),
        ElementPlan::At(at) => {
            let at = number(u64::from(at));
            quote!(Element::At(#at))
        }
        ElementPlan::New => quote!(Element::New),
        ElementPlan::Same => quote!(Element::Same),
    };
    quote!(Step { member: #member, element: #element })
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}
