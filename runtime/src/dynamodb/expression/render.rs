//! The text of a condition, with placeholders for names and values (boto3/dynamodb/conditions.py,
//! `ConditionExpressionBuilder`).

use crate::map::Map;
use crate::view::{self, Empty, Slot, Value};

use super::super::ValueError;
use super::operand::{Operand, Term};
use super::{Condition, KeyCondition, Node};

/// A condition in the form of a request.
///
/// A condition without values has no entries in `values`, and DynamoDB refuses a request with an empty map: set
/// `ExpressionAttributeValues` only if there are some.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExpressionText<V> {
    /// The expression: `(#n0 = :v0 AND #n1 < :v1)`.
    pub expression: String,
    /// `ExpressionAttributeNames`.
    pub names: Map<String>,
    /// `ExpressionAttributeValues`.
    pub values: Map<V>,
}

/// The placeholders of one request, shared by its expressions; `V` is the generated `AttributeValue`.
///
/// Each name and each value gets a placeholder of its own, in the order of the expressions: `#n0`, `:v0`, `#n1`, …
#[derive(Clone, Debug)]
pub struct Placeholders<V> {
    /// `ExpressionAttributeNames`.
    pub names: Map<String>,
    /// `ExpressionAttributeValues`; DynamoDB refuses an empty map.
    pub values: Map<V>,
}

impl<V> Placeholders<V> {
    /// No placeholders.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            names: Map::new(),
            values: Map::new(),
        }
    }

    pub(super) fn rendered(self, expression: String) -> ExpressionText<V> {
        let Self { names, values } = self;
        ExpressionText {
            expression,
            names,
            values,
        }
    }
}

impl<V> Default for Placeholders<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Value + Empty + 'static> Placeholders<V> {
    /// The text of a `ConditionExpression` or `FilterExpression`.
    ///
    /// # Errors
    ///
    /// When a value cannot be converted; the error names the attribute that it is compared with.
    pub fn condition(&mut self, condition: &Condition<'_>) -> Result<String, ValueError> {
        render(&condition.0, &mut self.names, &mut self.values)
    }

    /// The text of a `KeyConditionExpression`.
    ///
    /// # Errors
    ///
    /// When a value cannot be converted; the error names the attribute that it is compared with.
    pub fn key_condition(&mut self, condition: &KeyCondition<'_>) -> Result<String, ValueError> {
        render(&condition.0, &mut self.names, &mut self.values)
    }
}

fn render(
    node: &Node<'_>,
    names: &mut Map<String>,
    values: &mut dyn view::Map,
) -> Result<String, ValueError> {
    let mut renderer = Renderer {
        text: String::new(),
        names,
        values,
    };
    renderer.node(node)?;
    Ok(renderer.text)
}

struct Renderer<'a> {
    text: String,
    names: &'a mut Map<String>,
    values: &'a mut dyn view::Map,
}

impl Renderer<'_> {
    fn node(&mut self, node: &Node<'_>) -> Result<(), ValueError> {
        match node {
            Node::Compare(left, operator, right) => {
                self.operand(left, left)?;
                self.text.extend([" ", operator, " "]);
                self.operand(right, left)
            }
            Node::Between(subject, [low, high]) => {
                self.operand(subject, subject)?;
                self.text.push_str(" BETWEEN ");
                self.operand(low, subject)?;
                self.text.push_str(" AND ");
                self.operand(high, subject)
            }
            Node::In(subject, values) => {
                if values.is_empty() {
                    let error = ValueError::new("`is_in` needs at least one value");
                    return Err(about(subject, error));
                }
                self.operand(subject, subject)?;
                self.text.push_str(" IN ");
                self.listed(values, subject)
            }
            Node::Call(function, subject, argument) => {
                self.text.push_str(function);
                self.text.push('(');
                self.operand(subject, subject)?;
                if let Some(argument) = argument {
                    self.text.push_str(", ");
                    self.operand(argument, subject)?;
                }
                self.text.push(')');
                Ok(())
            }
            Node::Both(nodes) => self.joined(nodes, " AND "),
            Node::Either(nodes) => self.joined(nodes, " OR "),
            Node::Not(node) => {
                self.text.push_str("(NOT ");
                self.node(node)?;
                self.text.push(')');
                Ok(())
            }
        }
    }

    fn joined(&mut self, [left, right]: &[Node<'_>; 2], word: &str) -> Result<(), ValueError> {
        self.text.push('(');
        self.node(left)?;
        self.text.push_str(word);
        self.node(right)?;
        self.text.push(')');
        Ok(())
    }

    fn listed(&mut self, values: &[Operand<'_>], subject: &Operand<'_>) -> Result<(), ValueError> {
        for (index, value) in values.iter().enumerate() {
            self.text.push_str(if index == 0 { "(" } else { ", " });
            self.operand(value, subject)?;
        }
        self.text.push(')');
        Ok(())
    }

    /// An operand; a mistake in a value names the attribute that it is compared with.
    fn operand(&mut self, operand: &Operand<'_>, subject: &Operand<'_>) -> Result<(), ValueError> {
        match &operand.0 {
            Term::Name(path) => self.path(path),
            Term::Size(path) => {
                self.text.push_str("size(");
                self.path(path);
                self.text.push(')');
            }
            Term::Value(value) => {
                let placeholder = format!(":v{}", self.values.len());
                self.text.push_str(&placeholder);
                let Slot::Structure(slot) = self.values.insert(placeholder) else {
                    return Err(ValueError::new("the values are not DynamoDB's"));
                };
                value.write(slot).map_err(|error| about(subject, error))?;
            }
        }
        Ok(())
    }

    /// A path: points and indices stay, the parts between them are names.
    fn path(&mut self, path: &str) {
        for (index, part) in path.split('.').enumerate() {
            if index > 0 {
                self.text.push('.');
            }
            let (name, indices) = part.split_at(part.find('[').unwrap_or(part.len()));
            if !name.is_empty() {
                let placeholder = format!("#n{}", self.names.len());
                self.text.push_str(&placeholder);
                self.names.insert(placeholder, name.to_owned());
            }
            self.text.push_str(indices);
        }
    }
}

/// The error with the attribute that a value was compared with.
fn about(subject: &Operand<'_>, error: ValueError) -> ValueError {
    match &subject.0 {
        Term::Name(name) | Term::Size(name) => error.within(name),
        Term::Value(_) => error,
    }
}
