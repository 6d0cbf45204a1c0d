//! A user's expression against the table of the shape it will be evaluated on: members are found, and what never holds is told.

use std::borrow::Cow;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use pageboy_schema::time::{self, Extent};
use pageboy_schema::{Known, Never, Operand, Times, arguments, comparison, nearest};
use serde_json::Value;

use crate::schema::{Kind, Shape};

use super::types::{Type, element, is_list, values};
use super::{Comparator, Found, Function, Literal, Node};

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
            Node::Index(_) => self.item(at, current, "an index")?,
            Node::Slice { .. } => Type::List(Box::new(self.item(at, current, "a slice")?)),
            Node::Sub(first, second) => {
                let first = self.child(first, current)?;
                self.child(second, &first)?
            }
            Node::Flatten(list) => {
                let list = self.child(list, current)?;
                let inner = self.item(at, &list, "`[]`")?;
                Type::List(Box::new(if is_list(&inner) {
                    element(&inner)
                } else {
                    inner
                }))
            }
            Node::Values(object) => {
                let object = self.child(object, current)?;
                match object.known() {
                    Known::Anything | Known::Map | Known::Structure(_) => {}
                    other => return Err(self.applied(at, "`*`", &other)),
                }
                Type::List(Box::new(values(&object)))
            }
            Node::Projection(list, then) => {
                let list = self.child(list, current)?;
                let item = self.item(at, &list, "a projection")?;
                Type::List(Box::new(self.child(then, &item)?))
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
                let types = children.iter().map(|child| self.child(*child, current));
                Type::list(types.collect::<Result<Vec<_>, _>>()?.into_iter())
            }
            Node::MultiHash(pairs) => {
                let mut entries = Vec::with_capacity(pairs.len());
                for (key, child) in &*pairs {
                    entries.push((key.to_string(), self.child(*child, current)?));
                }
                Type::Object(entries)
            }
            Node::Literal(literal) => Type::of_literal(&literal),
            Node::Member(..) => Type::Any,
        })
    }

    fn child(&mut self, at: u16, current: &Type) -> Result<Type, Wrong> {
        self.node(usize::from(at), current)
    }

    /// The type of a list's elements.
    fn item(&self, at: usize, kind: &Type, what: &str) -> Result<Type, Wrong> {
        match kind.known() {
            Known::Anything | Known::List => Ok(element(kind)),
            other => Err(self.applied(at, what, &other)),
        }
    }

    fn applied(&self, node: usize, what: &str, to: &Known) -> Wrong {
        let to = to.describe(self.times);
        let message = format!("{what} is applied to {to}");
        Wrong { node, message }
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
                return entry.map(|(_, kind)| kind.clone()).ok_or_else(|| {
                    let known: Vec<_> = entries.iter().map(|(key, _)| &**key).collect();
                    let hint = hint(name, &known);
                    unknown(format!(
                        "no key `{name}` in what the expression makes{hint}"
                    ))
                });
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
                    let hint = hint(name, &known);
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
        let paths = (self.path(first), self.path(second));
        let one = side(&one, mine.as_ref(), paths.0.as_deref());
        let other = side(&other, theirs.as_ref(), paths.1.as_deref());
        let never = match comparator {
            Comparator::Equal => comparison::equality("==", one, other, self.times),
            Comparator::NotEqual => comparison::equality("!=", one, other, self.times),
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
            if *known == Known::TimeText {
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
        self.constant(at)
            .filter(|value| !value.is_array() && !value.is_object())
    }

    /// A constant that stands at a node.
    fn constant(&self, at: u16) -> Option<Value> {
        match self.nodes.get(usize::from(at)) {
            Some(Node::Literal(literal)) => serde_json::to_value(Found::of_literal(literal)).ok(),
            _ => None,
        }
    }

    /// The text of a node that is a path of members.
    fn path(&self, at: u16) -> Option<String> {
        Some(match self.nodes.get(usize::from(at))? {
            Node::Current => "@".to_owned(),
            Node::Member(name, _) => quoted(name),
            Node::Field(name) => quoted(name),
            Node::Index(index) => format!("[{index}]"),
            Node::Sub(first, second) => {
                let (first, second) = (self.path(*first)?, self.path(*second)?);
                let dot = if second.starts_with('[') { "" } else { "." };
                format!("{first}{dot}{second}")
            }
            Node::Call(Function::ToString, arguments) => match &**arguments {
                [argument] => format!("to_string({})", self.path(*argument)?),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Checks what a function is given: the value of the node beside the one that is wrong, of this type.
    fn argument(
        &self,
        function: Function,
        index: usize,
        (at, given): (usize, Option<u16>),
        kind: &Type,
    ) -> Result<(), Wrong> {
        let (known, element) = (kind.known(), kind.element());
        let literal = given.and_then(|given| self.literal(given));
        let path = given.and_then(|given| self.path(given));
        let operand = Operand {
            known: &known,
            literal: literal.as_ref(),
            path: path.as_deref(),
        };
        let never = arguments::argument(function.name(), index, operand, &element, self.times);
        never.map_or(Ok(()), |never| {
            Err(Wrong {
                node: at,
                message: told(never),
            })
        })
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
            let given = match function {
                Function::Map => 1,
                _ => 0,
            };
            self.argument(function, given, (at, None), &list)?;
            let at_each = each;
            let each = self.child(each, &element(&list))?;
            self.argument(
                function,
                1 - given,
                (usize::from(at_each), Some(at_each)),
                &each,
            )?;
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
        for (index, (kind, argument)) in types.iter().zip(arguments).enumerate() {
            self.argument(function, index, (at, Some(*argument)), kind)?;
        }
        if let (Function::Contains, [subject, sought], [list, argument]) =
            (function, &*types, arguments)
        {
            let (whole, literal) = (self.constant(*list), self.literal(*argument));
            let (subject, element, sought) = (subject.known(), subject.element(), sought.known());
            let path = self.path(*argument);
            let subject = side(&subject, whole.as_ref(), None);
            let sought = side(&sought, literal.as_ref(), path.as_deref());
            if let Some(never) = comparison::containment(subject, &element, sought, self.times) {
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
            Function::ToString => match (first.known(), self.times) {
                (Known::Time, Times::Text) | (Known::TimeText, _) => Type::Scalar(Known::TimeText),
                _ => Type::TEXT,
            },
            Function::Join | Function::Type => Type::TEXT,
            _ => Type::Any,
        })
    }
}

/// What is known of one side of a comparison; a null that stands there is one.
fn side<'k>(known: &'k Known, literal: Option<&'k Value>, path: Option<&'k str>) -> Operand<'k> {
    let known = match literal {
        Some(Value::Null) => &Known::Null,
        _ => known,
    };
    Operand {
        known,
        literal,
        path,
    }
}

/// What may have been meant by a name that is not there.
fn hint(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()).first() {
        _ if matches!(name, "true" | "false") => IN_BACKTICKS.to_owned(),
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => String::new(),
    }
}

/// What is said of a truth value that stands there as a name.
const IN_BACKTICKS: &str = "; the truth value stands in backticks";

/// The most values of an enum that are listed.
const SHOWN: usize = 12;

/// What is wrong with a comparison, and what to do about it.
pub(crate) fn told(never: Never) -> String {
    let mut message = never.message;
    if let Some((value, known)) = &never.unknown {
        match nearest(value, known.iter().map(String::as_str)).first() {
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

/// A name as it stands in an expression.
fn quoted(name: &str) -> String {
    let mut bytes = name.bytes();
    let is_plain = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain {
        name.to_owned()
    } else {
        Value::from(name).to_string()
    }
}

fn of_a_list(name: &str) -> String {
    format!("`{name}` is asked of a list; `[].{name}` asks its elements")
}
