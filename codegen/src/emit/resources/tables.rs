//! `resource_tables.rs`: identifiers, parameters and the resources in answers, as `static` tables.

use pageboy_schema::{Element, Step};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::expressions::expression;
use crate::emit::imports::file;
use crate::emit::{docs, ident, kept, number};
use crate::plan::ServicePlan;
use crate::plan::resources::{
    BatchPlan, IdentifierSource, MethodKind, MethodPlan, ParamPlan, ResourcePlan, ResourcesPlan,
    ResponseResourcePlan, SourcePlan,
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
    file(
        "Resource tables: identifiers, parameters, and the resources in answers.",
        body,
        &[
            "Action",
            "BatchAction",
            "Element",
            "Identifier",
            "IdentifierSource",
            "Load",
            "Param",
            "ParamSource",
            "ResourceType",
            "ResourceWaiter",
            "ResponseResource",
            "Step",
        ],
        &["operation_tables", "paginators", "tables", "waiters"],
    )
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
            let member = plan.member.map(|at| {
                let at = number(u64::from(at));
                quote!(.member(#at))
            });
            let may_be_empty = plan.may_be_empty.then(|| quote!(.may_be_empty()));
            quote!(Identifier::new(#name, #method) #member #may_be_empty)
        });
        let identifiers =
            (!resource.identifiers.is_empty()).then(|| quote!(.identifiers(&[#(#identifiers),*])));
        let data = resource.data.map(|id| {
            let shape = ident(&self.plan.shape(id).table);
            quote!(.data(&tables::#shape))
        });
        let load = resource.load.as_ref().map(|load| {
            let operation = self.operation(load.call.operation);
            let params = params(&load.call.params);
            let path = expression(&load.path);
            let load = kept(&quote!(Load::new(#operation, #params, #path)));
            quote!(.load(#load))
        });
        quote! {
            #doc
            pub(super) static #table: ResourceType =
                ResourceType::new(&tables::SERVICE, #name) #identifiers #data #load;
        }
    }

    fn method(&self, resource: &ResourcePlan, method: &MethodPlan) -> Option<TokenStream> {
        let (table, name) = (ident(&method.table), &method.name);
        let doc = docs::line(&format!("`{}` of `{}`.", method.name, resource.name));
        let action = |plans: &[ParamPlan], made: Option<&ResponseResourcePlan>, paginator| {
            let params = params(plans);
            let made = made.map(|made| {
                let made = kept(&self.made(made));
                quote!(.made(#made))
            });
            quote! {
                #doc
                pub(super) static #table: Action = Action::new(#name, #params) #made #paginator;
            }
        };
        match &method.kind {
            MethodKind::Action(call, made) => Some(action(&call.params, made.as_ref(), None)),
            MethodKind::Collection {
                call,
                paginator,
                made,
            } => {
                let paginator = paginator.map(|at| {
                    let table = ident(&self.plan.paginators[at].table);
                    quote!(.paginator(&paginators::#table))
                });
                Some(action(&call.params, Some(made), paginator))
            }
            MethodKind::Reference(made) => {
                let made = self.made(made);
                Some(quote! {
                    #doc
                    pub(super) static #table: ResponseResource = #made;
                })
            }
            MethodKind::Wait {
                waiter,
                params,
                data,
            } => {
                let waiter = ident(&self.plan.waiters[*waiter].table);
                let params = self::params(params);
                let data = data.as_ref().map(|path| {
                    let path = kept(&expression(path));
                    quote!(.data(#path))
                });
                Some(quote! {
                    #doc
                    pub(super) static #table: ResourceWaiter =
                        ResourceWaiter::new(&waiters::#waiter, #params) #data;
                })
            }
            MethodKind::Subresource { .. } => None,
        }
    }

    fn batch(&self, resource: &ResourcePlan, action: &BatchPlan) -> TokenStream {
        let (table, name) = (ident(&action.table), &action.name);
        let doc = docs::line(&format!("`{}` of many `{}`.", action.name, resource.name));
        let params = params(&action.call.params);
        let limit = action.limit.map(|limit| {
            let limit = number(u64::from(limit));
            quote!(.limit(#limit))
        });
        let failures = action.failures.as_ref().map(|path| {
            let path = kept(&expression(path));
            quote!(.failures(#path))
        });
        quote! {
            #doc
            pub(super) static #table: BatchAction = BatchAction::new(#name, #params) #limit #failures;
        }
    }

    fn made(&self, made: &ResponseResourcePlan) -> TokenStream {
        let resource = ident(&self.resources.resources[made.resource].table);
        let identifiers = made.identifiers.iter().map(|source| {
            let of = |variant: &str, path| {
                let (variant, path) = (ident(variant), expression(path));
                quote!(IdentifierSource::#variant(#path))
            };
            match source {
                IdentifierSource::Answer(path) => of("Answer", path),
                IdentifierSource::Request(path) => of("Request", path),
                IdentifierSource::Data(path) => of("Data", path),
                IdentifierSource::Identifier(at) => {
                    let at = number(u64::from(*at));
                    quote!(IdentifierSource::Identifier(#at))
                }
            }
        });
        let identifiers = kept(&quote!([#(#identifiers),*]));
        let data = made.data.as_ref().map(|path| {
            let path = kept(&expression(path));
            quote!(.data(#path))
        });
        let for_each = made.for_each.map(|at| {
            let at = number(u64::from(at));
            quote!(.for_each(#at))
        });
        quote!(ResponseResource::new(&#resource, #identifiers) #data #for_each)
    }

    fn operation(&self, at: usize) -> TokenStream {
        let table = ident(&self.plan.operations[at].table);
        quote!(&operation_tables::#table)
    }
}

fn params(plans: &[ParamPlan]) -> TokenStream {
    let params = plans.iter().map(param);
    match plans {
        [] => quote!(&[]),
        _ => kept(&quote!([#(#params),*])),
    }
}

fn param(param: &ParamPlan) -> TokenStream {
    let target = param.steps.iter().map(step);
    let source = match &param.source {
        SourcePlan::Identifier(at) => {
            let at = number(u64::from(*at));
            quote!(ParamSource::Identifier(#at))
        }
        SourcePlan::Data(path) => {
            let path = expression(path);
            quote!(ParamSource::Data(#path))
        }
        SourcePlan::Text(text) => quote!(ParamSource::Text(#text)),
        SourcePlan::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(ParamSource::Integer(#value))
        }
        SourcePlan::Boolean(value) => quote!(ParamSource::Boolean(#value)),
    };
    let target = kept(&quote!([#(#target),*]));
    quote!(Param::new(#target, #source))
}

fn step(step: &Step) -> TokenStream {
    let member = number(u64::from(step.member));
    let element = match step.element {
        Element::None => quote!(Element::None),
        Element::At(at) => {
            let at = number(u64::from(at));
            quote!(Element::At(#at))
        }
        Element::New => quote!(Element::New),
        Element::Same => quote!(Element::Same),
    };
    quote!(Step::new(#member, #element))
}
