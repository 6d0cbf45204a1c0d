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
/// In a `static`, write the slices as fields of a struct literal or as `static`s of their own: the compiler does not keep a
/// slice alive that is an argument of a function and holds an [`Expression`].
#[derive(Debug)]
pub struct Paginator {
    /// The operation that returns the pages.
    pub operation: &'static Operation,
    /// `input_token` and `output_token`, paired.
    pub tokens: &'static [Token],
    /// `more_results`: when its value is falsy, the page is the last one.
    pub more_results: Option<Expression>,
    /// `result_key`: the first is the primary result, whose elements are the items.
    pub results: &'static [ResultPath],
    /// `limit_key`: the input member that sets the page size.
    pub limit: Option<u16>,
    /// `non_aggregate_keys`: the members that a full result takes from the first page only.
    pub non_aggregate: &'static [ResultPath],
    /// The meaning of a repeated token. This and the following fields are pageboy's own keys.
    pub repeated_token: RepeatedToken,
    /// `every_request`: members without which the tokens do not lead from page to page. Each is set where the caller sets
    /// nothing; a different value from the caller is an error before any request.
    pub every_request: &'static [RequestMember],
    /// `first_token`: the tokens of the first request, in the order of [`tokens`](Self::tokens), where the service starts
    /// elsewhere without one. Otherwise empty.
    pub first_token: &'static [&'static str],
    /// `default_limit`: the page size if the caller sets none, where the service gives no token without one.
    pub default_limit: Option<i32>,
    /// `max_limit`: the maximum page size with which the service gives a token; a larger one is an error before any request.
    pub max_limit: Option<i32>,
}

/// An input member, and its fixed value.
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

/// Writes a page size to the input member that sets it: as a number, or as text if the member is text.
///
/// For generated builders. An index without a member, or a member of another type, is ignored.
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
