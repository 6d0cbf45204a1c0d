//! All items of a listing, found without the code under test: tokens are followed as JSON.

use std::collections::BTreeSet;

use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Dynamic};
use serde_json::{Map, Value, json};

use super::server::Server;
use super::{Listing, items};
use crate::walk;

/// Pages are followed so far.
const PAGES: usize = 60;

/// All that a listing has.
#[derive(Default)]
pub(super) struct Whole {
    pub(super) items: Vec<String>,
    /// The entries of the secondary result.
    pub(super) groups: Vec<String>,
    /// Whether there is a last page.
    pub(super) ends: bool,
    /// Whether a page cannot be read.
    pub(super) is_cut: bool,
    /// Whether tokens come again.
    pub(super) repeats: bool,
}

impl Whole {
    pub(super) fn of(listing: &Listing, server: &Server) -> Self {
        let operation = listing.paginator.operation;
        let names = listing.paginator.tokens.iter().map(|token| {
            let input = operation.input.expect("it takes tokens");
            input.members()[usize::from(token.input)].name
        });
        let names: Vec<_> = names.collect();
        let mut whole = Self::default();
        let mut received = BTreeSet::new();
        let mut question = json!({});
        for _ in 0..PAGES {
            let page = server.page(&question);
            let response = Response {
                status: 200,
                headers: http::HeaderMap::new(),
                body: Body::from(page.to_owned()).into(),
            };
            // A page without a body would look like the last one.
            whole.is_cut = page.is_empty();
            let mut page = Dynamic::new(operation.output.expect("it gives pages"));
            let limits = Limits::default();
            whole.is_cut |= wire::parse_output(operation, &response, &mut page, &limits).is_err();
            if whole.is_cut {
                break;
            }
            whole.items.extend(listing.items_of(&page));
            whole.groups.extend(items(&page, "Groups"));
            let page = walk::through(&page).expect("no page has times");
            let tokens = names.iter().filter_map(|name| {
                let token = page.get(*name).filter(|token| !is_falsy(token))?;
                Some(((*name).to_owned(), token.clone()))
            });
            let mut tokens: Map<_, _> = tokens.collect();
            if tokens.is_empty() {
                whole.ends = true;
                break;
            }
            whole.repeats |= !received.insert(Value::from(tokens.clone()).to_string());
            // As in botocore, this text stands for no token.
            tokens.retain(|_, token| token != "None");
            question = tokens.into();
        }
        whole
    }
}

/// Python's truth.
fn is_falsy(token: &Value) -> bool {
    match token {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(true) => false,
    }
}
