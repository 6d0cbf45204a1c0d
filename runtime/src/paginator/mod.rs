//! Pages: follow an operation's tokens to the end.

mod cursor;
mod full_result;
mod items;
mod pager;
mod pages;
mod result;
#[cfg(test)]
mod tests;
mod token;

use crate::jmespath::Expression;
use crate::schema::Operation;
use crate::view::{Slot, Structure};

pub use items::Items;
pub use pages::Pages;
use token::python_map;
pub(crate) use token::{TokenValue, python_float};

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
