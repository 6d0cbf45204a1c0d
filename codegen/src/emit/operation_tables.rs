//! `operation_tables.rs`: operations and the exceptions they declare, as `static` tables.

use std::collections::BTreeMap;

use pageboy_schema::Auth;
use proc_macro2::TokenStream;
use quote::quote;

use super::imports::file;
use super::{docs, ident, number, variant};
use crate::plan::{AuthPlan, ChecksumPlan, OperationPlan, ServicePlan, ShapeId};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let operations = plan.operations.iter();
    let body: Vec<_> = operations
        .map(|operation| operation_table(plan, operation))
        .collect();
    let mut items = file(
        "Operation tables: input, output, errors and HTTP binding.",
        body,
        &[
            "Auth",
            "Checksum",
            "ChecksumAlgorithm",
            "ContextParameter",
            "ContextSource",
            "Operation",
            "ParameterDefault",
            "XmlName",
        ],
        &["tables"],
    );
    items.extend(exceptions(plan));
    items
}

/// The exceptions of all operations, each once. The tables are in a module of their own because an exception
/// has the name of its shape.
fn exceptions(plan: &ServicePlan) -> Option<TokenStream> {
    let mut all: BTreeMap<ShapeId, (&str, Option<bool>)> = BTreeMap::new();
    for error in plan
        .operations
        .iter()
        .flat_map(|operation| &operation.errors)
    {
        all.insert(error.shape, (&error.code, error.retryable));
    }
    let statics = all.iter().map(|(id, (code, retryable))| {
        let table = ident(&plan.shape(*id).table);
        let retryable = retryable.map(|throttling| quote!(.retryable(#throttling)));
        quote! {
            pub(super) static #table: Exception = Exception::new(#code, &tables::#table) #retryable;
        }
    });
    (!all.is_empty()).then(|| {
        quote! {
            mod exceptions {
                //! The exceptions that operations declare.
                use super::super::tables;
                use pageboy::generated::Exception;
                #(#statics)*
            }
        }
    })
}

fn operation_table(plan: &ServicePlan, operation: &OperationPlan) -> TokenStream {
    let table = ident(&operation.table);
    let name = &operation.name;
    let http = (operation.http_method != "POST" || operation.uri != "/").then(|| {
        let (method, uri) = (&operation.http_method, &operation.uri);
        quote!(.http(#method, #uri))
    });
    let shape = |id: ShapeId| ident(&plan.shape(id).table);
    let input = operation
        .input
        .map(shape)
        .map(|table| quote!(.input(&tables::#table)));
    let output = operation
        .output
        .map(shape)
        .map(|table| quote!(.output(&tables::#table)));
    let wrapper = operation
        .result_wrapper
        .as_ref()
        .map(|name| quote!(.result_wrapper(#name)));
    let root = operation.root.as_ref().map(|root| {
        let name = &root.name;
        let namespace = root
            .namespace
            .as_ref()
            .map(|(uri, prefix)| quote!(.namespace(#uri, #prefix)));
        quote!(.root(XmlName::new(#name) #namespace))
    });
    let output_root = operation
        .output_root
        .as_ref()
        .map(|name| quote!(.output_root(#name)));
    let errors = (!operation.errors.is_empty()).then(|| {
        let errors = operation.errors.iter().map(|error| shape(error.shape));
        quote!(.errors(&[#(&exceptions::#errors),*]))
    });
    let host_prefix = operation
        .host_prefix
        .as_ref()
        .map(|prefix| quote!(.host_prefix(#prefix)));
    let auth = auth(&operation.auth);
    let checksum = checksum(&operation.checksum);
    let gzip = operation.gzip.then(|| quote!(.gzip()));
    let discovers = operation
        .discovers_endpoints
        .then(|| quote!(.discovers_endpoints()));
    let needs_discovery = operation
        .needs_discovery
        .then(|| quote!(.needs_discovery()));
    let parameters = super::endpoint::context(&operation.endpoint_parameters);
    let doc = docs::line(&format!("`{name}`."));
    quote! {
        #doc
        pub(super) static #table: Operation = Operation::new(&tables::SERVICE, #name)
            #http #input #output #wrapper #root #output_root #errors #host_prefix #auth #checksum #gzip #discovers #needs_discovery #parameters;
    }
}

fn auth(plan: &AuthPlan) -> TokenStream {
    let schemes = plan.schemes.iter().map(|scheme| match scheme {
        Auth::ApiKey {
            name,
            in_query,
            scheme,
        } => {
            let scheme = match scheme {
                Some(scheme) => quote!(Some(#scheme)),
                None => quote!(None),
            };
            quote!(Auth::api_key(#name, #in_query, #scheme))
        }
        scheme => {
            let scheme = variant(scheme);
            quote!(Auth::#scheme)
        }
    });
    let schemes = (plan.schemes != [Auth::SigV4]).then(|| quote!(.auth(&[#(#schemes),*])));
    let unsigned = plan.unsigned_payload.then(|| quote!(.unsigned_payload()));
    let own = plan.of_operation.then(|| quote!(.own_auth()));
    quote!(#schemes #unsigned #own)
}

fn checksum(plan: &ChecksumPlan) -> Option<TokenStream> {
    if *plan == ChecksumPlan::default() {
        return None;
    }
    let required = plan.required.then(|| quote!(.required()));
    let member = plan.algorithm_member.map(|at| {
        let at = number(u64::from(at));
        quote!(.algorithm_member(#at))
    });
    let response = plan.validation_member.map(|at| {
        let at = number(u64::from(at));
        let algorithms = plan.response_algorithms.iter().map(variant);
        quote!(.response(#at, &[#(ChecksumAlgorithm::#algorithms),*]))
    });
    Some(quote!(.checksum(Checksum::NONE #required #member #response)))
}
