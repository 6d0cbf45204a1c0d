//! Pages: follow an operation's tokens to the end.

mod items;
mod pages;

use crate::jmespath::Expression;
use crate::schema::Operation;

pub use items::Items;
pub use pages::Pages;

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
