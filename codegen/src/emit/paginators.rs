//! `paginators.rs`: one table per paginator.

use pageboy_schema::{Constant, RepeatedToken};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::expressions::expression;
use super::imports::file;
use super::{docs, ident, kept, number, variant};
use crate::plan::{PaginatorPlan, ResultPlan, ServicePlan};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let tables: Vec<_> = plan
        .paginators
        .iter()
        .map(|paginator| table(plan, paginator))
        .collect();
    file(
        "Paginator tables: operation, tokens and results.",
        tables,
        &[
            "Constant",
            "Paginator",
            "RepeatedToken",
            "RequestMember",
            "ResultPath",
            "Token",
        ],
        &["operation_tables"],
    )
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
        quote!(Token::new(#input, #output))
    });
    let tokens = kept(&quote!([#(#tokens),*]));
    let results = paginator.results.iter().map(path);
    let more_results = paginator.more_results.as_ref().map(|more| {
        let more = kept(&expression(more));
        quote!(.more_results(#more))
    });
    let limit = paginator.limit.map(|at| {
        let at = number(u64::from(at));
        quote!(.limit(#at))
    });
    let non_aggregate = (!paginator.non_aggregate.is_empty()).then(|| {
        let results = paginator.non_aggregate.iter().map(path);
        quote!(.non_aggregate(&[#(#results),*]))
    });
    let repeated_token = (paginator.repeated_token != RepeatedToken::default()).then(|| {
        let means = variant(paginator.repeated_token);
        quote!(.repeated_token(RepeatedToken::#means))
    });
    let every_request = (!paginator.every_request.is_empty()).then(|| {
        let members = paginator.every_request.iter().map(|(at, value)| {
            let (at, value) = (number(u64::from(*at)), constant(value));
            quote!(RequestMember::new(#at, #value))
        });
        quote!(.every_request(&[#(#members),*]))
    });
    let first_token = (!paginator.first_token.is_empty()).then(|| {
        let tokens = &paginator.first_token;
        quote!(.first_token(&[#(#tokens),*]))
    });
    let default_limit = paginator.default_limit.map(|size| {
        let size = Literal::i32_unsuffixed(size);
        quote!(.default_limit(#size))
    });
    let max_limit = paginator.max_limit.map(|size| {
        let size = Literal::i32_unsuffixed(size);
        quote!(.max_limit(#size))
    });
    quote! {
        #doc
        pub(super) static #table: Paginator =
            Paginator::new(&operation_tables::#operation, #tokens, &[#(#results),*])
                #more_results #limit #non_aggregate #repeated_token #every_request #first_token
                #default_limit #max_limit;
    }
}

fn constant(value: &Constant<String>) -> TokenStream {
    match value {
        Constant::Boolean(value) => quote!(Constant::Boolean(#value)),
        Constant::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(Constant::Integer(#value))
        }
        Constant::String(text) => quote!(Constant::String(#text)),
    }
}

fn path(result: &ResultPlan) -> TokenStream {
    let path = &result.path;
    let members = result.members.iter().map(|at| number(u64::from(*at)));
    quote!(ResultPath::new(#path, &[#(#members),*]))
}
