//! `resources.rs`: a type per resource, with its methods.

mod methods;
pub(super) mod tables;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{Identifiers, engine};
use super::{Here, docs, ident, index};
use crate::plan::ServicePlan;
use crate::plan::resources::{IdentifierPlan, ResourcePlan, ResourcesPlan};

pub(super) fn items(plan: &ServicePlan, resources: &ResourcesPlan) -> Vec<TokenStream> {
    let emitter = Emitter { plan, resources };
    let mut body = vec![quote!(resources!();)];
    body.extend(emitter.service());
    for resource in &resources.resources {
        body.extend(emitter.resource(resource));
    }
    let mut items = vec![
        quote!(#![doc = " Resources: handles with identifiers, their actions and collections."]),
    ];
    let used = Identifiers::by(&body);
    items.extend(used.import(&engine(), &["resource", "resources", "with_dynamodb"]));
    items.extend(used.import(
        &quote!(super),
        &[
            "Client",
            "operation_tables",
            "operations",
            "resource_tables",
            "types",
        ],
    ));
    items.extend(body);
    items
}

struct Emitter<'p> {
    plan: &'p ServicePlan,
    resources: &'p ResourcesPlan,
}

impl Emitter<'_> {
    fn service(&self) -> Vec<TokenStream> {
        let resource = &self.resources.service;
        let (name, table) = (ident(&resource.type_name), ident(&resource.table));
        let doc = docs::lines([
            format!(
                "{} as a resource, from which all others start.",
                self.plan.id
            )
            .as_str(),
            "",
            format!("Defined in `{}`. Cheap to clone.", self.resources.origin).as_str(),
        ]);
        let mut items = vec![
            quote! {
                #doc
                #[derive(Clone, PartialEq, Eq, Hash)]
                pub struct #name {
                    handle: pageboy::resource::Handle,
                }
            },
            quote!(resource!(#name, Client, resource_tables::#table);),
        ];
        let methods = self.methods(resource, false);
        items.push(quote! {
            impl #name {
                /// The service's resources, with this configuration.
                #[inline]
                #[must_use]
                pub fn new(config: &pageboy::Config) -> Self {
                    Self::from(&Client::new(config))
                }
                #(#methods)*
            }
        });
        items.push(quote! {
            impl From<&Client> for #name {
                /// The service's resources, with this client.
                #[inline]
                fn from(client: &Client) -> Self {
                    let none = std::iter::empty::<String>();
                    Self { handle: pageboy::resource::Handle::new(client.inner.clone(), &resource_tables::#table, none) }
                }
            }
        });
        items
    }

    fn resource(&self, resource: &ResourcePlan) -> Vec<TokenStream> {
        let (name, table) = (ident(&resource.type_name), ident(&resource.table));
        let data = resource.data.map(|id| Here::Sibling.type_of(self.plan, id));
        let mut items = vec![self.type_of(resource)];
        items.push(match &data {
            Some(data) => {
                quote!(resource!(#name, Client, resource_tables::#table, #data);)
            }
            None => quote!(resource!(#name, Client, resource_tables::#table);),
        });
        let constructor = self.constructor(resource);
        let identifiers = resource
            .identifiers
            .iter()
            .enumerate()
            .map(|(at, plan)| identifier(at, plan));
        let load = self.load(resource);
        let methods = self.methods(resource, false);
        items.push(quote! {
            impl #name {
                #constructor
                #(#identifiers)*
                #load
                #(#methods)*
            }
        });
        items.extend(self.batch_writer(resource));
        let on_data = self.methods(resource, true);
        if data.is_some() && !on_data.is_empty() {
            items.push(quote! {
                impl Loaded<#name> {
                    #(#on_data)*
                }
            });
        }
        let batches = |needs_data: bool| {
            let actions = resource.batch_actions.iter();
            let needed = actions.filter(|action| action.needs_data == needs_data);
            needed.map(|action| self.batch(action)).collect::<Vec<_>>()
        };
        let collections = [
            (quote!(<T>), quote!(T), batches(false)),
            (quote!(), quote!(Loaded<#name>), batches(true)),
        ];
        for (generics, item, methods) in collections {
            if !methods.is_empty() {
                items.push(quote! {
                    impl #generics Collection<#name, #item> {
                        #(#methods)*
                    }
                });
            }
        }
        items
    }

    fn type_of(&self, resource: &ResourcePlan) -> TokenStream {
        let name = ident(&resource.type_name);
        let mut text = vec![
            format!(
                "Handle to a `{}`, by its identifiers. Never carries data.",
                resource.name
            ),
            String::new(),
        ];
        let given = if resource.identifiers.is_empty() {
            "The service has exactly one, without identifiers.".to_owned()
        } else {
            let names = resource.identifiers.iter();
            let names: Vec<_> = names.map(|plan| format!("`{}`", plan.name)).collect();
            format!("Identifiers: {}.", names.join(", "))
        };
        text.push(given);
        text.push(match (&resource.load, resource.data.is_some()) {
            (Some(_), _) => "[`load`](Self::load) gets its data.".to_owned(),
            (None, true) => {
                "Collections and actions return it with data, as [`Loaded`].".to_owned()
            }
            (None, false) => "The service returns no data for it.".to_owned(),
        });
        if !resource.left_out.is_empty() {
            text.push(String::new());
            for (method, reason) in &resource.left_out {
                text.push(format!("- `{method}` is left out: {reason}."));
            }
        }
        let doc = docs::lines(text.iter().map(String::as_str));
        quote! {
            #doc
            #[derive(Clone, PartialEq, Eq, Hash)]
            pub struct #name {
                handle: pageboy::resource::Handle,
            }
        }
    }

    fn constructor(&self, resource: &ResourcePlan) -> TokenStream {
        let table = ident(&resource.table);
        let given: Vec<_> = resource.identifiers.iter().collect();
        let parameters = given.iter().map(|plan| parameter(plan));
        let values = given.iter().map(|plan| argument(plan));
        let identifiers = if given.is_empty() {
            quote!(std::iter::empty::<String>())
        } else {
            quote!([#(#values),*])
        };
        quote! {
            /// Makes a handle from these identifiers, without a call.
            #[inline]
            #[must_use]
            pub fn new(client: &Client, #(#parameters),*) -> Self {
                let identifiers = #identifiers;
                Self { handle: pageboy::resource::Handle::new(client.inner.clone(), &resource_tables::#table, identifiers) }
            }
        }
    }

    fn load(&self, resource: &ResourcePlan) -> Option<TokenStream> {
        let load = resource.load.as_ref()?;
        let doc = self.call_doc("Gets the data", load.call.operation, &[]);
        Some(quote! {
            #doc
            ///
            /// # Errors
            ///
            /// Errors of the call; [`pageboy::ErrorKind::NotFound`] if the service answers without data.
            #[inline]
            pub fn load(&self) -> pageboy::resource::Loading<Loaded<Self>> {
                pageboy::resource::Loading::new(&self.handle)
            }
        })
    }

    fn batch_writer(&self, resource: &ResourcePlan) -> Option<TokenStream> {
        let writer = self.plan.batch_writer.filter(|_| resource.batch_writer)?;
        let operation = &self.plan.operations[writer.operation];
        let table = ident(&operation.table);
        let value = Here::Sibling.type_of(self.plan, writer.value);
        let doc = docs::line(&format!(
            "Puts items to the table and deletes them from it in batches, by `{}`.",
            operation.name
        ));
        let name = ident(&resource.type_name);
        Some(quote! {
            with_dynamodb! {
                impl #name {
                    #doc
                    #[inline]
                    pub fn batch_writer(&self) -> pageboy::dynamodb::BatchWriter<#value> {
                        pageboy::dynamodb::BatchWriter::new(
                            self.handle.client().clone(),
                            &operation_tables::#table,
                            self.handle.identifier(0),
                        )
                    }
                }
            }
        })
    }
}

/// The method that returns an identifier, and its alias.
fn identifier(at: usize, plan: &IdentifierPlan) -> TokenStream {
    let (method, at) = (ident(&plan.method), index(at));
    let doc = docs::line(&format!("The identifier `{}`.", plan.name));
    let (kind, value) = if plan.is_integer {
        (
            quote!(i64),
            quote!(self.handle.identifier(#at).parse().unwrap_or_default()),
        )
    } else {
        (quote!(&str), quote!(self.handle.identifier(#at)))
    };
    let alias = plan.alias.as_ref().map(|alias| {
        let doc = docs::line(&format!(
            "The identifier `{}`, by its name in the data.",
            plan.name
        ));
        let alias = ident(alias);
        quote! {
            #doc
            #[inline]
            #[must_use]
            pub fn #alias(&self) -> #kind {
                #value
            }
        }
    });
    quote! {
        #doc
        #[inline]
        #[must_use]
        pub fn #method(&self) -> #kind {
            #value
        }
        #alias
    }
}

/// An identifier as a parameter.
fn parameter(plan: &IdentifierPlan) -> TokenStream {
    let name = ident(&plan.method);
    if plan.is_integer {
        quote!(#name: i64)
    } else {
        quote!(#name: impl Into<String>)
    }
}

/// The identifier as a value.
fn argument(plan: &IdentifierPlan) -> TokenStream {
    let name = ident(&plan.method);
    if plan.is_integer {
        quote!(#name.to_string())
    } else {
        quote!(#name.into())
    }
}
