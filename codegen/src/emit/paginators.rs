//! `paginators.rs`: one table per paginator.

use pageboy_schema::Constant;
use proc_macro2::TokenStream;
use quote::quote;

use super::expressions::expression;
use super::imports::Used;
use super::{docs, ident, number, variant};
use crate::plan::{PaginatorPlan, ResultPlan, ServicePlan};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let tables: Vec<_> = plan
        .paginators
        .iter()
        .map(|paginator| table(plan, paginator))
        .collect();
    let used = Used::by(&tables);
    let mut items =
        vec![quote!(#![doc = " Where tokens come from and go to, and where the results are."])];
    items.extend(used.expressions());
    items.push(quote!(
        use pageboy::paginator::{Paginator, RepeatedToken, ResultPath, Token};
    ));
    let mut paginators = plan.paginators.iter();
    if paginators.any(|paginator| !paginator.every_request.is_empty()) {
        items.push(quote!(
            use pageboy::paginator::{Constant, RequestMember};
        ));
    }
    items.push(quote!(
        use super::tables::operations;
    ));
    items.extend(tables);
    items
}

fn table(plan: &ServicePlan, paginator: &PaginatorPlan) -> TokenStream {
    let operation = &plan.operations[paginator.operation];
    let doc = docs::lines([
        format!("`{}`.", operation.name).as_str(),
        "",
        format!("Defined in {}.", paginator.origin).as_str(),
    ]);
    let table = ident(&paginator.table);
    let operation = ident(&operation.table);
    let tokens = paginator.tokens.iter().map(|token| {
        let (input, output) = (number(u64::from(token.input)), expression(&token.output));
        quote!(Token { input: #input, output: #output })
    });
    let more_results = match paginator.more_results.as_ref().map(expression) {
        Some(more) => quote!(Some(#more)),
        None => quote!(None),
    };
    let results = paginator.results.iter().map(path);
    let non_aggregate = paginator.non_aggregate.iter().map(path);
    let limit = maybe(paginator.limit.map(u64::from));
    let every_request = paginator.every_request.iter().map(|(at, value)| {
        let at = number(u64::from(*at));
        let value = constant(value);
        quote!(RequestMember { input: #at, value: #value })
    });
    let first_token = &paginator.first_token;
    let size = |size: Option<i32>| maybe(size.and_then(|size| u64::try_from(size).ok()));
    let (default_limit, max_limit) = (size(paginator.default_limit), size(paginator.max_limit));
    let repeated_token = variant(paginator.repeated_token);
    quote! {
        #doc
        pub(super) static #table: Paginator = Paginator {
            operation: &operations::#operation,
            tokens: &[#(#tokens),*],
            more_results: #more_results,
            results: &[#(#results),*],
            limit: #limit,
            non_aggregate: &[#(#non_aggregate),*],
            repeated_token: RepeatedToken::#repeated_token,
            every_request: &[#(#every_request),*],
            first_token: &[#(#first_token),*],
            default_limit: #default_limit,
            max_limit: #max_limit,
        };
    }
}

fn maybe(value: Option<u64>) -> TokenStream {
    match value.map(number) {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

fn constant(value: &Constant<String>) -> TokenStream {
    match value {
        Constant::Boolean(value) => quote!(Constant::Boolean(#value)),
        Constant::Integer(value) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            quote!(Constant::Integer(#value))
        }
        Constant::String(text) => quote!(Constant::String(#text)),
    }
}

fn path(result: &ResultPlan) -> TokenStream {
    let path = &result.path;
    let members = result.members.iter().map(|at| number(u64::from(*at)));
    quote!(ResultPath { path: #path, members: &[#(#members),*] })
}
