//! Expressions as flat tables of nodes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::function::Function;

/// An expression as a flat table: children stand before their parents, the last node is the root.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The text.
    pub source: String,
    /// The nodes.
    pub nodes: Vec<Node>,
}

impl Expression {
    /// The members of a value that these expressions look at, each once; `None` if one looks at the whole value.
    pub fn roots<'e>(expressions: impl IntoIterator<Item = &'e Self>) -> Option<Vec<&'e str>> {
        let mut roots = Vec::new();
        for expression in expressions {
            let root = expression.nodes.len().checked_sub(1)?;
            expression.collect_roots(root, &mut roots)?;
        }
        Some(roots)
    }

    fn collect_roots<'e>(&'e self, at: usize, roots: &mut Vec<&'e str>) -> Option<()> {
        let mut of = |at: &u16| self.collect_roots(usize::from(*at), roots);
        match self.nodes.get(at)? {
            Node::Member(name, _) => {
                if !roots.contains(&&**name) {
                    roots.push(name);
                }
                Some(())
            }
            Node::Literal(_) => Some(()),
            // The rest is evaluated on the result.
            Node::Sub(a, _) | Node::Projection(a, _) => of(a),
            Node::Flatten(a) | Node::Values(a) | Node::Not(a) => of(a),
            Node::Condition(a, b) | Node::Or(a, b) | Node::And(a, b) | Node::Compare(_, a, b) => {
                of(a).and_then(|()| of(b))
            }
            Node::Call(_, children) | Node::MultiList(children) => children.iter().try_for_each(of),
            Node::MultiHash(pairs) => pairs.iter().try_for_each(|(_, child)| of(child)),
            // It is evaluated on the items of the list beside it.
            Node::ExpressionRef(_) => Some(()),
            Node::Current | Node::Field(_) | Node::Index(_) | Node::Slice { .. } => None,
        }
    }
}

/// A node of an expression. Operands are indices of earlier nodes.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `@`: the current value.
    Current,
    /// A member of a structure, by name and by its index in the structure's table; null on anything else.
    Member(Cow<'static, str>, u16),
    /// A member or key by name: of a structure, a map, a document or an object made by the expression.
    Field(Cow<'static, str>),
    /// `[n]`: an element of a list; a negative index counts from the end.
    Index(i32),
    /// `[start:stop:step]`, as in Python.
    Slice {
        /// The first index; `None` is the end where the step begins.
        start: Option<i32>,
        /// The index before which to stop; `None` is the end where the step leads.
        stop: Option<i32>,
        /// The distance between indices; zero is an error.
        step: i32,
    },
    /// A constant.
    Literal(Literal),
    /// `a.b` and `a | b`: the second on the result of the first.
    Sub(u16, u16),
    /// `a[]`: lists inside the list are replaced by their elements, one level deep.
    Flatten(u16),
    /// `a.*`: the values of an object.
    Values(u16),
    /// The second on each element of the first, nulls dropped.
    Projection(u16, u16),
    /// The second where the first, the predicate, is truthy; else null.
    Condition(u16, u16),
    /// `a || b`.
    Or(u16, u16),
    /// `a && b`.
    And(u16, u16),
    /// `!a`.
    Not(u16),
    /// `a == b` and the like.
    Compare(Comparator, u16, u16),
    /// `f(a, …)`.
    Call(Function, Cow<'static, [u16]>),
    /// `[a, …]`.
    MultiList(Cow<'static, [u16]>),
    /// `{key: a, …}`.
    MultiHash(Cow<'static, [(Cow<'static, str>, u16)]>),
    /// `&a`: an expression as a function's argument.
    ExpressionRef(u16),
}

/// A constant in an expression: any JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// An integer above [`i64::MAX`].
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(Cow<'static, str>),
    /// An array.
    List(Cow<'static, [Self]>),
    /// An object.
    Object(Cow<'static, [(Cow<'static, str>, Self)]>),
}

/// How two values are compared.
///
/// Ordering is defined between two numbers and between two strings; anything else yields null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

impl Literal {
    /// The constant as JSON.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::from(*value),
            Self::Integer(value) => Value::from(*value),
            Self::Unsigned(value) => Value::from(*value),
            Self::Float(value) => Value::from(*value),
            Self::String(text) => Value::from(&**text),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(entries) => {
                let entries = entries.iter();
                entries
                    .map(|(key, value)| (key.to_string(), value.to_json()))
                    .collect()
            }
        }
    }

    /// The constant that the parser read; the keys of an object are sorted.
    pub(super) fn read(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::String(text) => Self::String(Cow::Owned(text.clone())),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Self::Integer(value),
                (_, Some(value)) => Self::Unsigned(value),
                _ => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::Array(items) => Self::List(items.iter().map(Self::read).collect()),
            Value::Object(entries) => {
                let entries: BTreeMap<_, _> = entries.iter().collect();
                let entries = entries.into_iter();
                let entries = entries.map(|(key, value)| (key.clone().into(), Self::read(value)));
                Self::Object(entries.collect())
            }
        }
    }
}

impl Comparator {
    /// Its notation.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
