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
#[cfg(test)]
mod tests;
mod token;
mod token_history;
#[cfg(feature = "resources")]
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
#[cfg(feature = "resources")]
pub(crate) use untyped::UntypedPages;

/// A paginator: one entry of `pagination` in a `paginators-1.json`.
///
/// In a `static`, write what holds an [`Expression`] as `const { &… }`: the compiler does not keep it alive by itself when it is a
/// function's argument.
#[derive(Debug)]
#[non_exhaustive]
pub struct Paginator {
    /// The operation that returns the pages.
    pub operation: &'static Operation,
    /// `input_token` and `output_token`, paired.
    pub tokens: &'static [Token],
    /// `more_results`: when its value is falsy, the page is the last one.
    pub more_results: Option<&'static Expression>,
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
#[non_exhaustive]
pub struct RequestMember {
    /// The index of the member.
    pub input: u16,
    /// Its value.
    pub value: Constant,
}

impl RequestMember {
    /// The member with this index, and its value.
    pub const fn new(input: u16, value: Constant) -> Self {
        Self { input, value }
    }
}

impl Paginator {
    /// A paginator of this operation, with its tokens and its results.
    pub const fn new(
        operation: &'static Operation,
        tokens: &'static [Token],
        results: &'static [ResultPath],
    ) -> Self {
        Self {
            operation,
            tokens,
            more_results: None,
            results,
            limit: None,
            non_aggregate: &[],
            repeated_token: RepeatedToken::Error,
            every_request: &[],
            first_token: &[],
            default_limit: None,
            max_limit: None,
        }
    }

    /// Sets what says whether there are more pages.
    #[must_use]
    pub const fn more_results(mut self, more: &'static Expression) -> Self {
        self.more_results = Some(more);
        self
    }

    /// Sets the input member that sets the page size.
    #[must_use]
    pub const fn limit(mut self, member: u16) -> Self {
        self.limit = Some(member);
        self
    }

    /// Sets what a full result takes from the first page only.
    #[must_use]
    pub const fn non_aggregate(mut self, results: &'static [ResultPath]) -> Self {
        self.non_aggregate = results;
        self
    }

    /// Sets what a token means that was there before. Default: it is an error.
    #[must_use]
    pub const fn repeated_token(mut self, means: RepeatedToken) -> Self {
        self.repeated_token = means;
        self
    }

    /// Sets what every request must hold.
    #[must_use]
    pub const fn every_request(mut self, members: &'static [RequestMember]) -> Self {
        self.every_request = members;
        self
    }

    /// Sets the tokens of the first request.
    #[must_use]
    pub const fn first_token(mut self, tokens: &'static [&'static str]) -> Self {
        self.first_token = tokens;
        self
    }

    /// Sets the page size where the caller sets none.
    #[must_use]
    pub const fn default_limit(mut self, size: i32) -> Self {
        self.default_limit = Some(size);
        self
    }

    /// Sets the size of the largest page.
    #[must_use]
    pub const fn max_limit(mut self, size: i32) -> Self {
        self.max_limit = Some(size);
        self
    }

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
#[non_exhaustive]
pub struct Token {
    /// The index of the input member.
    pub input: u16,
    /// Its value in a page.
    pub output: Expression,
}

impl Token {
    /// The input member with this index, and its value in a page.
    pub const fn new(input: u16, output: Expression) -> Self {
        Self { input, output }
    }
}

/// A result of a page: a member of the output, or of structures inside it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ResultPath {
    /// The path in the definition, for example `DistributionList.Items`.
    pub path: &'static str,
    /// The index of each member on the path, from the output down.
    pub members: &'static [u16],
}

impl ResultPath {
    /// A path, as text and as members.
    pub const fn new(path: &'static str, members: &'static [u16]) -> Self {
        Self { path, members }
    }
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
