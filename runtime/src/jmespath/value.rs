//! The results of expressions.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::Literal;
use crate::view::View;

/// The result of an expression: a JSON value that borrows from what it was found in wherever it can.
///
/// `Display` writes it as JSON; `Serialize` writes it in any format.
#[derive(Clone)]
pub struct ExpressionValue<'a>(pub(super) Repr<'a>);

#[derive(Clone)]
pub(super) enum Repr<'a> {
    /// Part of the value, or any scalar that needs no memory of its own.
    View(View<'a>),
    /// Part of the value, in which points in time are text.
    Shown(View<'a>),
    /// An integer above [`i64::MAX`].
    Unsigned(u64),
    /// Text the expression made.
    Text(String),
    /// An array or object that stands in the expression.
    Literal(&'a Literal),
    /// An array the expression made.
    List(Vec<ExpressionValue<'a>>),
    /// An object the expression made.
    Object(Box<IndexMap<Cow<'a, str>, ExpressionValue<'a>>>),
}
