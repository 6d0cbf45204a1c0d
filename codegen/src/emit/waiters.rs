//! `waiters.rs`: one table per waiter.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::expressions::expression;
use super::{docs, ident, number};
use crate::plan::{AcceptorPlan, AcceptorState, Expected, MatcherPlan, ServicePlan, WaiterPlan};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let mut items = vec![
        quote!(#![doc = " When to poll, and what ends a wait."]),
        quote!(
            #[allow(unused_imports, reason = "not every expression uses every node")]
            use std::borrow::Cow;
        ),
        quote!(
            use std::time::Duration;
        ),
        quote! {
            #[allow(unused_imports, reason = "not every expression uses every node")]
            use pageboy::jmespath::{Comparator, Expression, Function, Literal, Node};
        },
        quote! {
            #[allow(unused_imports, reason = "not every waiter uses every matcher")]
            use pageboy::waiter::{Acceptor, AcceptorState, Expected, Matcher, Waiter};
        },
        quote!(
            use super::tables::operations;
        ),
    ];
    items.extend(plan.waiters.iter().map(|waiter| table(plan, waiter)));
    items
}

fn table(plan: &ServicePlan, waiter: &WaiterPlan) -> TokenStream {
    let name = &waiter.name;
    let table = ident(&waiter.table);
    let operation = ident(&plan.operations[waiter.operation].table);
    let millis = number((waiter.delay * 1000.0) as u64);
    let delay = if waiter.delay.fract() == 0.0 {
        let seconds = number(waiter.delay as u64);
        quote!(Duration::from_secs(#seconds))
    } else {
        quote!(Duration::from_millis(#millis))
    };
    let attempts = number(u64::from(waiter.max_attempts));
    let acceptors = waiter.acceptors.iter().map(acceptor);
    let doc = docs::line(&format!("`{name}`."));
    quote! {
        #doc
        pub(super) static #table: Waiter = Waiter {
            name: #name,
            operation: &operations::#operation,
            delay: #delay,
            max_attempts: #attempts,
            acceptors: &[#(#acceptors),*],
        };
    }
}

fn acceptor(acceptor: &AcceptorPlan) -> TokenStream {
    let state = ident(match acceptor.state {
        AcceptorState::Success => "Success",
        AcceptorState::Failure => "Failure",
        AcceptorState::Retry => "Retry",
    });
    let path = |variant: &str, path, expected| {
        let (variant, path, expected) =
            (ident(variant), expression(path), self::expected(expected));
        quote!(Matcher::#variant(#path, #expected))
    };
    let matcher = match &acceptor.matcher {
        MatcherPlan::Path(source, expected) => path("Path", source, expected),
        MatcherPlan::PathAll(source, expected) => path("PathAll", source, expected),
        MatcherPlan::PathAny(source, expected) => path("PathAny", source, expected),
        MatcherPlan::Status(status) => {
            let status = number(u64::from(*status));
            quote!(Matcher::Status(#status))
        }
        MatcherPlan::Error(code) => quote!(Matcher::Error(#code)),
        MatcherPlan::AnyError(value) => quote!(Matcher::AnyError(#value)),
    };
    quote!(Acceptor { state: AcceptorState::#state, matcher: #matcher })
}

fn expected(expected: &Expected) -> TokenStream {
    match expected {
        Expected::String(text) => quote!(Expected::String(#text)),
        Expected::Boolean(value) => quote!(Expected::Boolean(#value)),
        Expected::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(Expected::Integer(#value))
        }
        Expected::Float(value) => {
            let value = Literal::f64_unsuffixed(*value);
            quote!(Expected::Float(#value))
        }
    }
}
