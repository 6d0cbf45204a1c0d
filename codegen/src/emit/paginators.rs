//! `paginators.rs`: one table per paginator.

use proc_macro2::TokenStream;
use quote::quote;

use super::expressions::expression;
use super::imports::Used;
use super::{docs, ident, number};
use crate::plan::{PaginatorPlan, RepeatedToken, ResultPlan, ServicePlan};

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
    let limit = match paginator.limit.map(|at| number(u64::from(at))) {
        Some(at) => quote!(Some(#at)),
        None => quote!(None),
    };
    let repeated_token = match paginator.repeated_token {
        RepeatedToken::Error => quote!(RepeatedToken::Error),
        RepeatedToken::Stop => quote!(RepeatedToken::Stop),
    };
    quote! {
        #doc
        pub(super) static #table: Paginator = Paginator {
            operation: &operations::#operation,
            tokens: &[#(#tokens),*],
            more_results: #more_results,
            results: &[#(#results),*],
            limit: #limit,
            non_aggregate: &[#(#non_aggregate),*],
            repeated_token: #repeated_token,
        };
    }
}

fn path(result: &ResultPlan) -> TokenStream {
    let path = &result.path;
    let members = result.members.iter().map(|at| number(u64::from(*at)));
    quote!(ResultPath { path: #path, members: &[#(#members),*] })
}
