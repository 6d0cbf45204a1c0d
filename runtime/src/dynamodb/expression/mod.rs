//! Conditions on attributes, as expressions with placeholders.

mod compare;
mod operand;
mod render;

use std::ops::{BitAnd, BitOr, Not};

use crate::view::{Empty, Value};

use super::ValueError;

use self::compare::comparisons;
pub use self::operand::Operand;
pub use self::render::{ExpressionText, Placeholders};

/// An attribute of the table's or the index's key, for a `KeyConditionExpression`.
///
/// ```
/// use pageboy::dynamodb::Key;
///
/// let condition = Key("customer").eq("c-1") & Key("placed").between(1, 2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Key<N>(pub N);

/// An attribute, for a `ConditionExpression` or a `FilterExpression`.
///
/// The name may be a path, `address.lines[2]`; each name in it gets a placeholder of its own.
///
/// ```
/// use pageboy::dynamodb::Attr;
///
/// let condition = Attr("state").eq("new") & !Attr("lines").size().gt(100) | Attr("id").not_exists();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Attr<N>(pub N);

/// The size of an attribute: characters of a text, bytes, items of a list, set or map.
#[derive(Clone, Copy, Debug)]
pub struct Size<N>(N);

/// A condition on a key. It can be joined with another by `&`, and converts to a [`Condition`]; a condition on other
/// attributes does not convert to it, which the compiler checks.
#[derive(Debug)]
#[must_use = "a condition does nothing until it is part of a request"]
pub struct KeyCondition<'a>(Node<'a>);

/// A condition on attributes. Conditions are joined by `&` and `|`, and inverted by `!`.
#[derive(Debug)]
#[must_use = "a condition does nothing until it is part of a request"]
pub struct Condition<'a>(Node<'a>);

#[derive(Debug)]
enum Node<'a> {
    Compare(Operand<'a>, &'static str, Operand<'a>),
    Between(Operand<'a>, [Operand<'a>; 2]),
    In(Operand<'a>, Vec<Operand<'a>>),
    Call(&'static str, Operand<'a>, Option<Operand<'a>>),
    Both(Box<[Self; 2]>),
    Either(Box<[Self; 2]>),
    Not(Box<Self>),
}

impl<N: Into<String>> Key<N> {
    comparisons!(KeyCondition);

    /// The key begins with this text, or with these bytes.
    pub fn begins_with<'a>(self, start: impl Into<Operand<'a>>) -> KeyCondition<'a> {
        KeyCondition(Node::Call(
            "begins_with",
            self.operand(),
            Some(start.into()),
        ))
    }

    fn operand<'a>(self) -> Operand<'a> {
        Operand::name(self.0)
    }
}

impl<N: Into<String>> Attr<N> {
    comparisons!(Condition);
    comparisons!(of attributes);

    /// The attribute begins with this text, or with these bytes.
    pub fn begins_with<'a>(self, start: impl Into<Operand<'a>>) -> Condition<'a> {
        Condition(Node::Call(
            "begins_with",
            self.operand(),
            Some(start.into()),
        ))
    }

    /// The attribute is a text that has this part, or a set or list that has this element.
    pub fn contains<'a>(self, part: impl Into<Operand<'a>>) -> Condition<'a> {
        Condition(Node::Call("contains", self.operand(), Some(part.into())))
    }

    /// The item has the attribute.
    pub fn exists<'a>(self) -> Condition<'a> {
        Condition(Node::Call("attribute_exists", self.operand(), None))
    }

    /// The item does not have the attribute.
    pub fn not_exists<'a>(self) -> Condition<'a> {
        Condition(Node::Call("attribute_not_exists", self.operand(), None))
    }

    /// The attribute has this type of DynamoDB, for example `"S"` or `"NULL"`.
    pub fn attribute_type<'a>(self, name: impl Into<Operand<'a>>) -> Condition<'a> {
        Condition(Node::Call(
            "attribute_type",
            self.operand(),
            Some(name.into()),
        ))
    }

    /// The attribute's size, for comparisons.
    pub fn size(self) -> Size<N> {
        Size(self.0)
    }

    fn operand<'a>(self) -> Operand<'a> {
        Operand::name(self.0)
    }
}

impl<N: Into<String>> Size<N> {
    comparisons!(Condition);
    comparisons!(of attributes);

    fn operand<'a>(self) -> Operand<'a> {
        Operand::size(self.0)
    }
}

impl KeyCondition<'_> {
    /// The expression with its placeholders; `V` is the generated `AttributeValue`.
    ///
    /// A request with several expressions renders all of them with one [`Placeholders`].
    ///
    /// # Errors
    ///
    /// When a value cannot be converted; the error names the attribute that it is compared with.
    pub fn render<V: Value + Empty + 'static>(&self) -> Result<ExpressionText<V>, ValueError> {
        let mut placeholders = Placeholders::new();
        let expression = placeholders.key_condition(self)?;
        Ok(placeholders.rendered(expression))
    }
}

impl Condition<'_> {
    /// The expression with its placeholders; `V` is the generated `AttributeValue`.
    ///
    /// A request with several expressions renders all of them with one [`Placeholders`].
    ///
    /// # Errors
    ///
    /// When a value cannot be converted; the error names the attribute that it is compared with.
    pub fn render<V: Value + Empty + 'static>(&self) -> Result<ExpressionText<V>, ValueError> {
        let mut placeholders = Placeholders::new();
        let expression = placeholders.condition(self)?;
        Ok(placeholders.rendered(expression))
    }
}

impl<'a> From<KeyCondition<'a>> for Condition<'a> {
    fn from(condition: KeyCondition<'a>) -> Self {
        Self(condition.0)
    }
}

impl BitAnd for KeyCondition<'_> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(Node::Both(Box::new([self.0, other.0])))
    }
}

impl BitAnd for Condition<'_> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(Node::Both(Box::new([self.0, other.0])))
    }
}

impl BitOr for Condition<'_> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(Node::Either(Box::new([self.0, other.0])))
    }
}

impl Not for Condition<'_> {
    type Output = Self;

    fn not(self) -> Self {
        Self(Node::Not(Box::new(self.0)))
    }
}
