//! A user's expression against the table of the shape it will be evaluated on: members are found, and what never holds is told.

use std::borrow::Cow;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use pageboy_schema::time::{self, Extent};
use pageboy_schema::{Known, Never, Operand, Times, comparison};
use serde_json::Value;

use crate::schema::{Kind, Shape};

use super::{Comparator, Function, Literal, Node};

/// What is known about a value before there is one.
#[derive(Clone)]
pub(crate) enum Type {
    /// Nothing.
    Any,
    /// It is null, or of this shape.
    Shape(&'static Shape),
    /// It is null, or this; neither an enum nor a structure.
    Scalar(Known),
    /// It is null, or a list whose elements are of this type.
    List(Box<Self>),
    /// It is an object that the expression makes.
    Object(Vec<(String, Self)>),
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, Self::Any) => true,
            (Self::Shape(a), Self::Shape(b)) => std::ptr::eq(*a, *b),
            (Self::Scalar(a), Self::Scalar(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl Type {
    const BOOLEAN: Self = Self::Scalar(Known::Boolean);
    const NUMBER: Self = Self::Scalar(Known::Number);
    const TEXT: Self = Self::Scalar(Known::Text);

    /// The type of a value that has either of two types.
    fn or(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        match (self.known(), other.known()) {
            (Known::Text | Known::Enum { .. }, Known::Text | Known::Enum { .. }) => Self::TEXT,
            _ => Self::Any,
        }
    }

    /// What comparisons have to know.
    pub(crate) fn known(&self) -> Known {
        match self {
            Self::Any => Known::Anything,
            Self::Scalar(known) => known.clone(),
            Self::List(_) => Known::List,
            Self::Object(_) => Known::Map,
            Self::Shape(shape) => match shape.kind {
                Kind::Boolean => Known::Boolean,
                Kind::Integer | Kind::Long | Kind::Float | Kind::Double => Known::Number,
                Kind::String | Kind::Blob => Known::Text,
                // A table that does not say its values.
                Kind::Enum if shape.values.is_empty() => Known::Text,
                Kind::Enum => Known::Enum {
                    name: shape.name.to_owned(),
                    values: shape.values.iter().map(|it| (*it).to_owned()).collect(),
                },
                Kind::Timestamp => Known::Time,
                Kind::Stream | Kind::Document => Known::Anything,
                Kind::List => Known::List,
                Kind::Map => Known::Map,
                Kind::Structure | Kind::Union => Known::Structure(shape.name.to_owned()),
            },
        }
    }

    /// Whether a value may have a member of this name.
    fn may_have(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Scalar(_) | Self::List(_) => false,
            Self::Object(entries) => entries.iter().any(|(key, _)| key == name),
            Self::Shape(shape) => match shape.kind {
                Kind::Structure | Kind::Union => shape.index_of(name).is_some(),
                Kind::Map | Kind::Document => true,
                _ => false,
            },
        }
    }

    /// What comparisons have to know of a list's elements.
    pub(crate) fn element(&self) -> Known {
        element(self).known()
    }
}

/// What is wrong with an expression.
pub(super) struct Wrong {
    /// The node that is wrong.
    pub(super) node: usize,
    pub(super) message: String,
}

/// Replaces the names of members by their indices, and tells the type of the value.
///
/// # Errors
///
/// When a name is asked of a structure that has no such member, or of what has no members at all; when values are compared
/// that are never equal or have no order.
pub(super) fn resolve(
    nodes: &mut [Node],
    shape: &'static Shape,
    times: Times,
) -> Result<Type, Wrong> {
    match nodes.len().checked_sub(1) {
        Some(root) => Resolver { nodes, times }.node(root, &Type::Shape(shape)),
        None => Ok(Type::Any),
    }
}

struct Resolver<'n> {
    nodes: &'n mut [Node],
    times: Times,
}

impl Resolver<'_> {
    /// Resolves a node that is evaluated on a value of type `current`, and tells the type of its value.
    fn node(&mut self, at: usize, current: &Type) -> Result<Type, Wrong> {
        let Some(node) = self.nodes.get(at).cloned() else {
            return Ok(Type::Any);
        };
        Ok(match node {
            Node::Current => current.clone(),
            Node::Field(name) => return self.field(at, &name, current),
            Node::Index(_) => element(current),
            Node::Slice { .. } => Type::List(Box::new(element(current))),
            Node::Sub(first, second) => {
                let first = self.child(first, current)?;
                self.child(second, &first)?
            }
            Node::Flatten(list) => {
                let list = self.child(list, current)?;
                let inner = element(&list);
                Type::List(Box::new(if is_list(&inner) {
                    element(&inner)
                } else {
                    inner
                }))
            }
            Node::Values(object) => {
                let object = self.child(object, current)?;
                Type::List(Box::new(values(&object)))
            }
            Node::Projection(list, then) => {
                let list = self.child(list, current)?;
                Type::List(Box::new(self.child(then, &element(&list))?))
            }
            Node::Condition(predicate, then) => {
                self.child(predicate, current)?;
                self.child(then, current)?
            }
            Node::And(first, second) | Node::Or(first, second) => {
                let first = self.child(first, current)?;
                first.or(self.child(second, current)?)
            }
            Node::Compare(comparator, first, second) => {
                self.compare(at, comparator, (first, second), current)?;
                Type::BOOLEAN
            }
            Node::Not(child) => {
                self.child(child, current)?;
                Type::BOOLEAN
            }
            Node::ExpressionRef(child) => {
                self.child(child, &Type::Any)?;
                Type::Any
            }
            Node::Call(function, arguments) => self.call(at, function, &arguments, current)?,
            Node::MultiList(children) => {
                for child in &*children {
                    self.child(*child, current)?;
                }
                Type::List(Box::new(Type::Any))
            }
            Node::MultiHash(pairs) => {
                let mut entries = Vec::with_capacity(pairs.len());
                for (key, child) in &*pairs {
                    entries.push((key.to_string(), self.child(*child, current)?));
                }
                Type::Object(entries)
            }
            Node::Literal(literal) => match scalar(&literal) {
                Some(Value::Null) | None => Type::Any,
                Some(value) => Type::Scalar(Known::of_literal(&value)),
            },
            Node::Member(..) => Type::Any,
        })
    }

    fn child(&mut self, at: u16, current: &Type) -> Result<Type, Wrong> {
        self.node(usize::from(at), current)
    }

    fn field(&mut self, at: usize, name: &str, current: &Type) -> Result<Type, Wrong> {
        let unknown = |message: String| Wrong { node: at, message };
        if name == "null" && !current.may_have(name) {
            // JMESPath looks for a member of this name, and what it finds is null: that is what is meant.
            self.nodes[at] = Node::Literal(Literal::Null);
            return Ok(Type::Any);
        }
        let shape = match current {
            Type::Shape(shape) => *shape,
            Type::Any => return Ok(Type::Any),
            Type::Object(entries) => {
                let entry = entries.iter().rev().find(|(key, _)| key == name);
                return Ok(entry.map_or(Type::Any, |(_, kind)| kind.clone()));
            }
            Type::List(_) => return Err(unknown(of_a_list(name))),
            Type::Scalar(known) => {
                let known = known.describe(self.times);
                let message = format!("`{name}` is asked of {known}, which has no members");
                return Err(unknown(message));
            }
        };
        match shape.kind {
            Kind::Union if name == super::json::UNKNOWN => Ok(Type::Any),
            Kind::Structure | Kind::Union => {
                let Some(index) = shape.index_of(name) else {
                    let known: Vec<_> = shape.members().iter().map(|member| member.name).collect();
                    let hint = match nearest(name, &known) {
                        _ if matches!(name, "true" | "false") => IN_BACKTICKS.to_owned(),
                        Some(nearest) => format!("; did you mean `{nearest}`?"),
                        None => String::new(),
                    };
                    let message = format!("no member `{name}` in {}{hint}", shape.name);
                    return Err(unknown(message));
                };
                let member = &shape.members()[index];
                if let Ok(index) = u16::try_from(index) {
                    self.nodes[at] = Node::Member(member.name, index);
                }
                Ok(Type::Shape(member.target))
            }
            Kind::Map => Ok(Type::Shape(shape.value().target)),
            Kind::List => Err(unknown(of_a_list(name))),
            Kind::Document => Ok(Type::Any),
            _ => Err(unknown(format!(
                "`{name}` is asked of {}, which has no members",
                shape.name
            ))),
        }
    }

    /// Checks a comparison, and writes a time that it is with as an output shows it.
    fn compare(
        &mut self,
        at: usize,
        comparator: Comparator,
        (first, second): (u16, u16),
        current: &Type,
    ) -> Result<(), Wrong> {
        let one = self.child(first, current)?.known();
        let other = self.child(second, current)?.known();
        let (mine, theirs) = (self.literal(first), self.literal(second));
        let one = side(&one, mine.as_ref());
        let other = side(&other, theirs.as_ref());
        let never = match comparator {
            Comparator::Equal | Comparator::NotEqual => {
                comparison::equality(one, other, self.times)
            }
            Comparator::Less => comparison::order("<", one, other, self.times),
            Comparator::LessOrEqual => comparison::order("<=", one, other, self.times),
            Comparator::Greater => comparison::order(">", one, other, self.times),
            Comparator::GreaterOrEqual => comparison::order(">=", one, other, self.times),
        };
        if let Some(never) = never {
            let literal = if theirs.is_some() { second } else { first };
            let is_literal = mine.is_some() || theirs.is_some();
            let node = if is_literal { usize::from(literal) } else { at };
            return Err(Wrong {
                node,
                message: told(never),
            });
        }
        for (known, at) in [(one.known, second), (other.known, first)] {
            if *known == Known::Time && self.times == Times::Text {
                self.write_time(at);
            }
        }
        Ok(())
    }

    /// Writes a constant time in the form that times have in outputs, so that equal ones are equal texts.
    fn write_time(&mut self, at: u16) {
        let Some(Node::Literal(Literal::String(text))) = self.nodes.get_mut(usize::from(at)) else {
            return;
        };
        if time::extent(text) != Some(Extent::Whole) {
            return;
        }
        // A time without a zone is UTC.
        let read = DateTime::from_str(text, Format::DateTimeWithOffset)
            .or_else(|_| DateTime::from_str(&format!("{text}Z"), Format::DateTimeWithOffset))
            .ok();
        if let Some(written) = read.and_then(|time| time.fmt(Format::DateTime).ok()) {
            *text = Cow::Owned(written);
        }
    }

    /// A scalar, or null, that stands at a node.
    fn literal(&self, at: u16) -> Option<Value> {
        match self.nodes.get(usize::from(at)) {
            Some(Node::Literal(literal)) => scalar(literal),
            _ => None,
        }
    }

    fn call(
        &mut self,
        at: usize,
        function: Function,
        arguments: &[u16],
        current: &Type,
    ) -> Result<Type, Wrong> {
        // An expression that is an argument is evaluated on each element of the list beside it.
        if let (
            Function::SortBy | Function::MinBy | Function::MaxBy | Function::Map,
            [first, second],
        ) = (function, arguments)
        {
            let (list, each) = match function {
                Function::Map => (*second, *first),
                _ => (*first, *second),
            };
            let list = self.child(list, current)?;
            let each = match self.nodes.get(usize::from(each)) {
                Some(Node::ExpressionRef(each)) => *each,
                _ => each,
            };
            let each = self.child(each, &element(&list))?;
            return Ok(match function {
                Function::SortBy => list,
                Function::Map => Type::List(Box::new(each)),
                _ => element(&list),
            });
        }
        let mut types = Vec::with_capacity(arguments.len());
        for argument in arguments {
            types.push(self.child(*argument, current)?);
        }
        if let (Function::Contains, [subject, sought], [_, argument]) =
            (function, &*types, arguments)
        {
            let literal = self.literal(*argument);
            let (subject, element, sought) = (subject.known(), subject.element(), sought.known());
            let sought = side(&sought, literal.as_ref());
            if let Some(never) = comparison::containment(&subject, &element, sought, self.times) {
                return Err(Wrong {
                    node: literal.map_or(at, |_| usize::from(*argument)),
                    message: told(never),
                });
            }
        }
        let first = types.first().cloned().unwrap_or(Type::Any);
        Ok(match function {
            Function::Sort => first,
            Function::Max | Function::Min => element(&first),
            Function::Reverse if is_list(&first) => first,
            Function::ToArray if is_list(&first) => first,
            Function::Values => Type::List(Box::new(values(&first))),
            Function::Keys => Type::List(Box::new(Type::TEXT)),
            Function::NotNull => types.into_iter().reduce(Type::or).unwrap_or(Type::Any),
            Function::Contains | Function::EndsWith | Function::StartsWith => Type::BOOLEAN,
            Function::Abs
            | Function::Avg
            | Function::Ceil
            | Function::Floor
            | Function::Length
            | Function::Sum
            | Function::ToNumber => Type::NUMBER,
            // A time that is text already stays one.
            Function::ToString if first.known() == Known::Time && self.times == Times::Text => {
                first
            }
            Function::Join | Function::ToString | Function::Type => Type::TEXT,
            _ => Type::Any,
        })
    }
}

/// What is known of one side of a comparison; a null that stands there is one.
fn side<'k>(known: &'k Known, literal: Option<&'k Value>) -> Operand<'k> {
    let known = match literal {
        Some(Value::Null) => &Known::Null,
        _ => known,
    };
    Operand { known, literal }
}

/// What is said of a truth value that stands there as a name.
const IN_BACKTICKS: &str = "; the truth value stands in backticks";

/// The most values of an enum that are listed.
const SHOWN: usize = 12;

/// What is wrong with a comparison, and what to do about it.
pub(crate) fn told(never: Never) -> String {
    let mut message = never.message;
    if let Some((value, known)) = &never.unknown {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        match nearest(value, &known) {
            Some(near) => message.push_str(&format!("; did you mean `{near}`?")),
            None if known.len() <= SHOWN => {
                message.push_str(&format!("; known are {}", known.join(", ")));
            }
            None => {}
        }
    }
    if let Some(fix) = never.fix {
        message.push_str(if message.ends_with('?') { " " } else { "; " });
        message.push_str(&fix);
    }
    message
}

fn scalar(literal: &Literal) -> Option<Value> {
    Some(match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::from(*value),
        Literal::Integer(value) => Value::from(*value),
        Literal::Unsigned(value) => Value::from(*value),
        Literal::Float(value) => Value::from(*value),
        Literal::String(text) => Value::from(&**text),
        Literal::List(_) | Literal::Object(_) => return None,
    })
}

fn of_a_list(name: &str) -> String {
    format!("`{name}` is asked of a list; `[].{name}` asks its elements")
}

fn is_list(kind: &Type) -> bool {
    match kind {
        Type::List(_) => true,
        Type::Shape(shape) => shape.kind == Kind::List,
        Type::Any | Type::Scalar(_) | Type::Object(_) => false,
    }
}

fn element(kind: &Type) -> Type {
    match kind {
        Type::List(element) => (**element).clone(),
        Type::Shape(shape) if shape.kind == Kind::List => Type::Shape(shape.element().target),
        _ => Type::Any,
    }
}

fn values(kind: &Type) -> Type {
    match kind {
        Type::Shape(shape) if shape.kind == Kind::Map => Type::Shape(shape.value().target),
        _ => Type::Any,
    }
}

/// The name that was most likely meant: the same but for case, or at most a third of it mistyped.
pub(crate) fn nearest<'k>(wanted: &str, known: &[&'k str]) -> Option<&'k str> {
    let distances = known.iter().map(|known| {
        let distance = distance(&wanted.to_ascii_lowercase(), &known.to_ascii_lowercase());
        (distance, *known)
    });
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= wanted.len().max(nearest.len()) / 3).then_some(nearest)
}

/// How many characters have to be added, removed or replaced.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, b) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
