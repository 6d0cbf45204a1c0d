//! `mod.rs`: the client, with a method per operation and waiter.

use pageboy_schema::INTERFACE;
use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, ident, number};
use crate::plan::endpoint::Rules;
use crate::plan::{BatchWriterPlan, Feature, OperationPlan, ServicePlan, WaiterPlan};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let doc = format!(" {}, API version {}.", plan.id, plan.api_version);
    let interface = number(u64::from(INTERFACE));
    let mut items = vec![
        quote!(#![doc = #doc]),
        super::allows(),
        quote!(pageboy::generated::made_for!(#interface);),
    ];
    items.extend(
        plan.features()
            .into_iter()
            .map(|feature| needs(plan, feature)),
    );
    items.extend(modules(plan));
    items.extend(client(plan));
    items
}

/// Says that the service needs a feature of the runtime.
fn needs(plan: &ServicePlan, feature: Feature) -> TokenStream {
    let service = &plan.name;
    match feature {
        Feature::Cbor => quote!(pageboy::generated::needs_cbor!(#service);),
        Feature::Compression(operation) => {
            let operation = &plan.operations[operation].name;
            quote!(pageboy::generated::needs_compression!(#service, #operation);)
        }
        Feature::DynamoDb => quote!(pageboy::generated::needs_dynamodb!(#service);),
        Feature::EventStreams(operation) => {
            let operation = &plan.operations[operation].name;
            quote!(pageboy::generated::needs_event_streams!(#service, #operation);)
        }
        Feature::Resources => quote!(pageboy::generated::needs_resources!(#service);),
    }
}

/// The modules of the service.
fn modules(plan: &ServicePlan) -> Vec<TokenStream> {
    let mut items = vec![quote! {
        pub mod operations;
    }];
    if let Some(Rules::Own(_)) = &plan.endpoint.rules {
        items.push(quote!(
            mod endpoint;
        ));
    }
    items.push(quote!(
        mod operation_tables;
    ));
    if !plan.paginators.is_empty() {
        items.push(quote!(
            mod paginators;
        ));
    }
    if let Some(resources) = &plan.resources {
        let service = ident(&resources.service.type_name);
        items.push(quote! {
            pageboy::generated::with_resources! {
                mod resource_tables;
                pub mod resources;
                pub use resources::#service as Resource;
            }
        });
    }
    items.push(quote!(
        mod tables;
    ));
    items.push(quote! {
        pub mod types;
    });
    if !plan.waiters.is_empty() {
        items.push(quote!(
            mod waiters;
        ));
    }
    items
}

/// The client, with its methods.
fn client(plan: &ServicePlan) -> Vec<TokenStream> {
    let doc = docs::lines([
        format!(
            "Makes calls to {}, API version {}.",
            plan.id, plan.api_version
        )
        .as_str(),
        "",
        "Clones are cheap and share connections.",
    ]);
    let operations = plan
        .operations
        .iter()
        .map(|operation| method(plan, operation));
    let batch_writer = plan.batch_writer.map(|writer| batch_writer(plan, writer));
    let waiters = plan.waiters.iter().map(|waiter| wait_method(plan, waiter));
    let from_inner = plan.resources.is_some().then(|| {
        quote! {
            #[inline]
            fn of(inner: pageboy::Client) -> Self {
                Self { inner }
            }
        }
    });
    let definition = quote! {
        #doc
        #[derive(Clone, Debug)]
        pub struct Client {
            inner: pageboy::Client,
        }
    };
    let methods = quote! {
        impl Client {
            /// Makes a client with this configuration.
            #[must_use]
            pub fn new(config: &pageboy::Config) -> Self {
                Self { inner: pageboy::Client::new(&tables::SERVICE, config) }
            }
            #from_inner
            #(#operations)*
            #(#waiters)*
        }
    };
    let mut items = vec![definition, methods];
    items.extend(batch_writer);
    items
}

fn method(plan: &ServicePlan, operation: &OperationPlan) -> TokenStream {
    let doc = docs::operation(
        plan,
        operation,
        &format!("Starts a request to `{}`.", operation.name),
    );
    let alias = docs::alias(&operation.name, &operation.method);
    let deprecated = docs::deprecated(operation.deprecated.as_ref());
    let method = ident(&operation.method);
    let builder = ident(&operation.type_name);
    quote! {
        #doc
        #alias
        #deprecated
        #[inline]
        pub fn #method(&self) -> operations::#builder {
            operations::#builder::new(pageboy::ToSend::new(self.inner.clone()))
        }
    }
}

fn batch_writer(plan: &ServicePlan, writer: BatchWriterPlan) -> TokenStream {
    let operation = &plan.operations[writer.operation];
    let doc = docs::line(&format!(
        "Puts items to a table and deletes them from it in batches, by `{}`.",
        operation.name
    ));
    let table = ident(&operation.table);
    let value = ident(&plan.shape(writer.value).type_name);
    quote! {
        pageboy::generated::with_dynamodb! {
            impl Client {
                #doc
                #[inline]
                pub fn batch_writer(
                    &self,
                    table: impl Into<String>,
                ) -> pageboy::dynamodb::BatchWriter<types::#value> {
                    pageboy::dynamodb::BatchWriter::new(
                        self.inner.clone(),
                        &operation_tables::#table,
                        table,
                    )
                }
            }
        }
    }
}

fn wait_method(plan: &ServicePlan, waiter: &WaiterPlan) -> TokenStream {
    let doc = docs::waiter(plan, waiter);
    let operation = &plan.operations[waiter.operation];
    let deprecated = docs::deprecated(operation.deprecated.as_ref());
    let method = ident(&format!("wait_until_{}", waiter.method));
    let builder = ident(&operation.type_name);
    let table = ident(&waiter.table);
    quote! {
        #doc
        #deprecated
        #[inline]
        pub fn #method(&self) -> operations::#builder<pageboy::Wait> {
            operations::#builder::new(pageboy::Wait::new(self.inner.clone(), &waiters::#table))
        }
    }
}
