//! `waiters.rs`: one table per waiter.

use pageboy_schema::waiter::{Acceptor, ExpectedValue, Matcher};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::file;
use super::{docs, expressions, ident, kept, number, variant};
use crate::names::{self, Scope};
use crate::plan::expression::Expression;
use crate::plan::{BatchPlan, ServicePlan, WaiterPlan};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let mut paths = Paths::default();
    for waiter in &plan.waiters {
        paths.scope.claim(waiter.table.clone());
    }
    let tables: Vec<_> = plan
        .waiters
        .iter()
        .map(|waiter| table(plan, waiter, &mut paths))
        .collect();
    let body: Vec<_> = paths.into_tables().into_iter().chain(tables).collect();
    file(
        "Waiter tables: operation, delay, attempts and acceptors.",
        body,
        &[
            "Acceptor",
            "AcceptorState",
            "Batch",
            "BatchItems",
            "Duration",
            "ExpectedValue",
            "Matcher",
            "Waiter",
        ],
        &["operation_tables", "paginators"],
    )
}

/// The distinct expressions of a service's waiters: acceptors of one waiter mostly look at the same place.
#[derive(Default)]
struct Paths<'p> {
    names: Vec<(&'p Expression, String)>,
    scope: Scope,
}

impl<'p> Paths<'p> {
    /// `Expression::new("source", NODES)`, with the nodes in a table of their own.
    fn expression(&mut self, expression: &'p Expression) -> TokenStream {
        let known = self
            .names
            .iter()
            .find(|(known, _)| known.nodes == expression.nodes);
        let name = match known {
            Some((_, name)) => name.clone(),
            None => {
                let name = self.scope.claim(short(&names::table(&expression.source)));
                self.names.push((expression, name.clone()));
                name
            }
        };
        let (source, name) = (&expression.source, ident(&name));
        quote!(Expression::new(#source, #name))
    }

    fn into_tables(self) -> Vec<TokenStream> {
        let table = |(expression, name): &(&Expression, String)| {
            let (doc, name) = (
                docs::line(&format!("`{}`.", docs::code(&expression.source))),
                ident(name),
            );
            let nodes = expressions::nodes(expression);
            quote! {
                #doc
                const #name: &[Node] = &[#(#nodes),*];
            }
        };
        self.names.iter().map(table).collect()
    }
}

/// The first words of a long name; the doc of the table gives the whole expression.
fn short(name: &str) -> String {
    const LONGEST: usize = 60;
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let cut = name
        .get(..LONGEST)
        .and_then(|head| head.rfind('_'))
        .unwrap_or(LONGEST);
    name.get(..cut).unwrap_or(name).to_owned()
}

fn table<'p>(plan: &ServicePlan, waiter: &'p WaiterPlan, paths: &mut Paths<'p>) -> TokenStream {
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
    let acceptors = waiter
        .acceptors
        .iter()
        .map(|planned| acceptor(planned, paths));
    let acceptors = kept(&quote!([#(#acceptors),*]));
    let batch = waiter.batch.as_ref().map(|planned| batch(plan, planned));
    let doc = docs::line(&format!("`{name}`."));
    quote! {
        #doc
        pub(super) static #table: Waiter =
            Waiter::new(#name, &operation_tables::#operation, #delay, #attempts, #acceptors) #batch;
    }
}

fn batch(plan: &ServicePlan, batch: &BatchPlan) -> TokenStream {
    let ids = number(u64::from(batch.ids));
    let limit = number(u64::from(batch.limit));
    let items = batch.lists.iter().map(|list| {
        let path = &list.path;
        let members = list.members.iter().map(|at| number(u64::from(*at)));
        let ids = list.ids.iter().map(|at| number(u64::from(*at)));
        quote!(BatchItems::new(#path, &[#(#members),*], &[#(#ids),*]))
    });
    let paginator = batch.paginator.map(|at| {
        let table = ident(&plan.paginators[at].table);
        quote!(.paginator(&paginators::#table))
    });
    quote!(.batch(&Batch::new(#ids, #limit, &[#(#items),*]) #paginator))
}

fn acceptor<'p>(acceptor: &'p Acceptor, paths: &mut Paths<'p>) -> TokenStream {
    let state = variant(acceptor.state);
    let mut path = |matcher: &str, path, expected| {
        let (matcher, path) = (ident(matcher), paths.expression(path));
        let expected = self::expected(expected);
        quote!(Matcher::#matcher(#path, #expected))
    };
    let matcher = match &acceptor.matcher {
        Matcher::Path(source, expected) => path("Path", source, expected),
        Matcher::PathAll(source, expected) => path("PathAll", source, expected),
        Matcher::PathAny(source, expected) => path("PathAny", source, expected),
        Matcher::Status(status) => {
            let status = number(u64::from(*status));
            quote!(Matcher::Status(#status))
        }
        Matcher::Error(code) => quote!(Matcher::Error(#code)),
        Matcher::AnyError(value) => quote!(Matcher::AnyError(#value)),
    };
    quote!(Acceptor::new(AcceptorState::#state, #matcher))
}

fn expected(expected: &ExpectedValue<String>) -> TokenStream {
    match expected {
        ExpectedValue::String(text) => quote!(ExpectedValue::String(#text)),
        ExpectedValue::Boolean(value) => quote!(ExpectedValue::Boolean(#value)),
        ExpectedValue::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(ExpectedValue::Integer(#value))
        }
        ExpectedValue::Float(value) => {
            let value = Literal::f64_unsuffixed(*value);
            quote!(ExpectedValue::Float(#value))
        }
    }
}
