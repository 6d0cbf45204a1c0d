//! Pages: follow an operation's tokens to the end.

mod begin;
mod collect;
mod cursor;
mod digest;
mod feed;
mod full_result;
mod items;
mod options;
mod pager;
mod pages;
mod result;
mod resume_token;
mod search;
mod seen;
#[cfg(test)]
mod tests;
mod token;
mod untyped;
mod walk;

use crate::jmespath::Expression;
use crate::schema::Operation;
use crate::view::{Slot, Structure};

pub use crate::error::CursorError;
pub use cursor::Cursor;
pub use items::Items;
#[doc(inline)]
pub use pageboy_schema::{Constant, RepeatedToken};
pub(crate) use pager::Pager;
pub use pages::Pages;
pub use search::Search;
use token::python_map;
pub(crate) use token::{TokenValue, python_float};
pub(crate) use untyped::UntypedPages;

/// A paginator: one entry of `pagination` in a `paginators-1.json`.
///
/// In a `static`, write the slices as a struct literal's fields or as `static`s of their own: the compiler
/// does not keep a slice alive that is a function's argument and holds an [`Expression`].
#[derive(Debug)]
pub struct Paginator {
    /// The operation that returns the pages.
    pub operation: &'static Operation,
    /// `input_token` and `output_token`, paired.
    pub tokens: &'static [Token],
    /// `more_results`: when its value is falsy, the page is the last one.
    pub more_results: Option<Expression>,
    /// `result_key`: the first is the primary one, whose elements are the items.
    pub results: &'static [ResultPath],
    /// `limit_key`: the input member that sets the page size.
    pub limit: Option<u16>,
    /// `non_aggregate_keys`: what a full result takes from the first page only.
    pub non_aggregate: &'static [ResultPath],
    /// What a token means that was there before. This and what follows is ours: botocore's format has no words for it.
    pub repeated_token: RepeatedToken,
    /// `every_request`: what every request must hold, since the tokens lead from page to page only then. It is set where
    /// the caller sets nothing; another value of the caller's is an error before any request.
    pub every_request: &'static [RequestMember],
    /// `first_token`: the tokens of the first request, in the order of [`tokens`](Self::tokens), where the service
    /// starts somewhere else without one. Empty where it does not.
    pub first_token: &'static [&'static str],
    /// `default_limit`: the page size where the caller sets none and the service gives no token without one.
    pub default_limit: Option<i32>,
    /// `max_limit`: the largest page with which the service gives a token; a larger one is an error before any request.
    pub max_limit: Option<i32>,
}

/// An input member, and what it must hold.
#[derive(Clone, Copy, Debug)]
pub struct RequestMember {
    /// The index of the member.
    pub input: u16,
    /// Its value.
    pub value: Constant,
}

impl Paginator {
    /// The input members that carry the tokens.
    fn token_names(&self) -> impl Iterator<Item = &'static str> {
        self.tokens.iter().map(|token| self.input_name(token.input))
    }

    fn input_name(&self, input: u16) -> &'static str {
        let shape = self.operation.input;
        shape
            .and_then(|shape| shape.members().get(usize::from(input)))
            .map_or("", |member| member.name)
    }
}

/// A token: where a page holds it, and which input member the next request carries it in.
#[derive(Debug)]
pub struct Token {
    /// The index of the input member.
    pub input: u16,
    /// Its value in a page.
    pub output: Expression,
}

/// A result of a page: a member of the output, or of structures inside it.
#[derive(Clone, Copy, Debug)]
pub struct ResultPath {
    /// The path in the definition, for example `DistributionList.Items`.
    pub path: &'static str,
    /// The index of each member on the path, from the output down.
    pub members: &'static [u16],
}

/// Writes a page size to the input member that sets it: a number, or text where the member is text.
///
/// Generated builders call it. An index without a member, or a member of another type, is left alone.
pub fn set_page_size(input: &mut dyn Structure, limit: u16, size: i32) {
    let Some(member) = input.get_mut(usize::from(limit)) else {
        return;
    };
    match member.slot() {
        Slot::Integer(slot) => *slot = size,
        Slot::Long(slot) => *slot = i64::from(size),
        Slot::Double(slot) => *slot = f64::from(size),
        Slot::String(slot) => *slot = size.to_string(),
        _ => member.clear(),
    }
}
