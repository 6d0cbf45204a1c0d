//! JMESPath expressions as tables.

use std::borrow::Cow;

use pageboy_schema::Times;
use pageboy_schema::expression::Node;

/// A JMESPath expression, ready to be evaluated.
///
/// Nodes stand in postorder: children before their parent, the root last. A table that breaks this order
/// is safe to evaluate; a reference that does not point backwards is an [`EvaluationError`](crate::jmespath::EvaluationError).
#[derive(Clone, Debug)]
pub struct Expression {
    pub(crate) source: Cow<'static, str>,
    pub(crate) nodes: Cow<'static, [Node]>,
    /// The form in which it sees timestamps.
    pub(crate) times: Times,
}

impl Expression {
    /// An expression of a definition, from its text and its nodes, children before parents. It sees timestamps as seconds
    /// since 1970.
    pub const fn new(source: &'static str, nodes: &'static [Node]) -> Self {
        Self {
            source: Cow::Borrowed(source),
            nodes: Cow::Borrowed(nodes),
            times: Times::Seconds,
        }
    }
}
