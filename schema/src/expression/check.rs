//! Checks expressions against the type of their values: finds members, and reports comparisons that never hold.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use super::arguments;
use super::comparison::{self, Never, Operand, Times, ValueKind};
use super::function::Function;
use super::mistake::{Mistake, MistakeKind};
use super::node::{Comparator, Expression, Literal, Node};
use super::path;
use super::syntax::{ParsedExpression, parse};
use super::types::{Form, Shape, Type};

/// The name of a union's unknown member (botocore/parsers.py, `_handle_unknown_tagged_union_member`).
pub const UNKNOWN_MEMBER: &str = "SDK_UNKNOWN_MEMBER";

/// An expression that fits its type.
#[derive(Clone, Debug)]
pub struct CheckedExpression<S> {
    /// The text, and the nodes with members found.
    pub expression: Expression,
    /// The type of its value.
    pub kind: Type<S>,
    /// Comparisons of enums with values that they do not list: probably mistakes.
    pub doubts: Vec<Mistake>,
    /// The constants that are compared with times as text.
    pub times: Vec<u16>,
}

/// Parses an expression, checks it against values of a type, and resolves its members.
///
/// # Errors
///
/// Every mistake: it is not an expression; a member is unknown, or asked of a type without members; a comparison is never
/// true or has no order; an argument of a function has the wrong type.
pub fn fit<S: Shape>(
    source: &str,
    root: &Type<S>,
    times: Times,
) -> Result<CheckedExpression<S>, Vec<Mistake>> {
    let ParsedExpression { expression, parts } = parse(source)?;
    let mut checker = ExpressionChecker {
        nodes: expression.nodes,
        parts: &parts,
        times,
        mistakes: Vec::new(),
        compared: Vec::new(),
    };
    let kind = match u16::try_from(parts.len().saturating_sub(1)) {
        Ok(at) if !parts.is_empty() => checker.node(at, root),
        _ => Type::Any,
    };
    let (doubts, mistakes): (Vec<_>, Vec<_>) = checker
        .mistakes
        .into_iter()
        .partition(|mistake| mistake.kind == MistakeKind::Doubt);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(CheckedExpression {
        expression: Expression {
            source: expression.source,
            nodes: checker.nodes,
        },
        kind,
        doubts,
        times: checker.compared,
    })
}

struct ExpressionChecker<'p> {
    nodes: Vec<Node>,
    parts: &'p [Range<usize>],
    times: Times,
    mistakes: Vec<Mistake>,
    compared: Vec<u16>,
}

/// The facts about a node's value: those that comparisons need about it and its elements, its constant value, and the text
/// that finds it.
struct Side {
    known: ValueKind,
    element: ValueKind,
    constant: Option<Value>,
    path: Option<String>,
}

impl Side {
    /// As an operand; a literal list or object tells only its elements.
    fn operand(&self) -> Operand<'_> {
        let literal = self.constant.as_ref();
        let literal = literal.filter(|value| !value.is_array() && !value.is_object());
        self.with(literal)
    }

    /// As the container of a search.
    fn subject(&self) -> Operand<'_> {
        Operand {
            path: None,
            ..self.with(self.constant.as_ref())
        }
    }

    fn with<'s>(&'s self, literal: Option<&'s Value>) -> Operand<'s> {
        // A literal null.
        let known = match literal {
            Some(Value::Null) => &ValueKind::Null,
            _ => &self.known,
        };
        Operand {
            known,
            literal,
            path: self.path.as_deref(),
        }
    }
}

impl ExpressionChecker<'_> {
    /// Checks a node that is evaluated on a value of type `current`, and returns the type of its value.
    fn node<S: Shape>(&mut self, at: u16, current: &Type<S>) -> Type<S> {
        let Some(node) = self.nodes.get(usize::from(at)) else {
            return Type::Any;
        };
        // Each kind has a function of its own: a recursive function should need little stack.
        match *node {
            Node::Current => current.clone(),
            Node::Index(_) => self.item(at, current, "an index"),
            Node::Slice { .. } => Type::list_of(self.item(at, current, "a slice")),
            Node::Sub(first, second) => self.sub(first, second, current),
            Node::Flatten(list) => self.flatten(list, current),
            Node::Values(object) => self.values(object, current),
            Node::Projection(list, then) => self.projection(list, then, current),
            Node::Condition(predicate, then) => {
                self.node(predicate, current);
                self.node(then, current)
            }
            Node::And(first, second) | Node::Or(first, second) => {
                self.either(first, second, current)
            }
            Node::Compare(comparator, first, second) => {
                self.compare(at, comparator, (first, second), current)
            }
            Node::Not(child) => {
                self.node(child, current);
                Type::BOOLEAN
            }
            Node::ExpressionRef(child) => {
                self.node(child, &Type::<S>::Any);
                Type::Any
            }
            Node::Literal(ref literal) => Type::of_literal(literal),
            Node::Member(..) => Type::Any,
            Node::Field(_) => self.field(at, current),
            Node::Call(..) => self.call(at, current),
            Node::MultiList(_) => self.multi_list(at, current),
            Node::MultiHash(_) => self.multi_hash(at, current),
        }
    }

    fn sub<S: Shape>(&mut self, first: u16, second: u16, current: &Type<S>) -> Type<S> {
        let first = self.node(first, current);
        self.node(second, &first)
    }

    fn flatten<S: Shape>(&mut self, at: u16, current: &Type<S>) -> Type<S> {
        let list = self.node(at, current);
        let inner = self.item(at, &list, "`[]`");
        Type::list_of(match inner.is_list() {
            true => inner.element(),
            false => inner,
        })
    }

    fn values<S: Shape>(&mut self, at: u16, current: &Type<S>) -> Type<S> {
        let object = self.node(at, current);
        match object.known() {
            ValueKind::Anything | ValueKind::Map | ValueKind::Structure(_) => {}
            other => self.applied(at, "`*`", &other),
        }
        Type::list_of(object.values())
    }

    fn projection<S: Shape>(&mut self, at: u16, then: u16, current: &Type<S>) -> Type<S> {
        let list = self.node(at, current);
        let item = self.item(at, &list, "a projection");
        Type::list_of(self.node(then, &item))
    }

    fn either<S: Shape>(&mut self, first: u16, second: u16, current: &Type<S>) -> Type<S> {
        let first = self.node(first, current);
        first.or(self.node(second, current))
    }

    fn multi_list<S: Shape>(&mut self, at: u16, current: &Type<S>) -> Type<S> {
        let Some(Node::MultiList(children)) = self.nodes.get(usize::from(at)).cloned() else {
            return Type::Any;
        };
        let types: Vec<_> = children
            .iter()
            .map(|child| self.node(*child, current))
            .collect();
        Type::list(types.into_iter())
    }

    fn multi_hash<S: Shape>(&mut self, at: u16, current: &Type<S>) -> Type<S> {
        let Some(Node::MultiHash(pairs)) = self.nodes.get(usize::from(at)).cloned() else {
            return Type::Any;
        };
        let entries = pairs.iter();
        Type::Object(
            entries
                .map(|(key, child)| (key.to_string(), self.node(*child, current)))
                .collect(),
        )
    }

    /// The type of a list's elements.
    fn item<S: Shape>(&mut self, at: u16, kind: &Type<S>, what: &str) -> Type<S> {
        match kind.known() {
            ValueKind::Anything | ValueKind::List => kind.element(),
            other => {
                self.applied(at, what, &other);
                Type::Any
            }
        }
    }

    fn applied(&mut self, at: u16, what: &str, to: &ValueKind) {
        let to = to.describe(self.times);
        self.mistake(at, format!("{what} is applied to {to}"));
    }

    fn mistake(&mut self, at: u16, message: String) {
        let mistake = Mistake::new(message, self.part(at));
        self.mistakes.push(mistake);
    }

    fn unknown(&mut self, at: u16, message: String, name: &str, known: Vec<String>) {
        self.mistakes.push(match name {
            "true" | "false" => Mistake {
                fix: Some("the truth value stands in backticks".to_owned()),
                ..Mistake::new(message, self.part(at))
            },
            name => Mistake {
                unknown: Some((name.to_owned(), known)),
                ..Mistake::new(message, self.part(at))
            },
        });
    }

    fn part(&self, at: u16) -> Range<usize> {
        self.parts.get(usize::from(at)).cloned().unwrap_or(0..0)
    }

    fn field<S: Shape>(&mut self, at: u16, current: &Type<S>) -> Type<S> {
        let name = match self.nodes.get(usize::from(at)) {
            Some(Node::Field(name)) => name.clone(),
            _ => return Type::Any,
        };
        let found = self.find(at, &name, current);
        if found.is_none() && name == "null" {
            // JMESPath looks for a member with this name and finds null: that is what was meant.
            if let Some(node) = self.nodes.get_mut(usize::from(at)) {
                *node = Node::Literal(Literal::Null);
            }
            return Type::Any;
        }
        found.unwrap_or_else(|| {
            self.no_member(at, &name, current);
            Type::Any
        })
    }

    /// The type of a member, which is resolved in its structure; `None` if it is unknown.
    fn find<S: Shape>(&mut self, at: u16, name: &str, current: &Type<S>) -> Option<Type<S>> {
        let shape = match current {
            Type::Shape(shape) => shape,
            Type::Any => return Some(Type::Any),
            Type::Object(entries) => {
                let entry = entries.iter().rev().find(|(key, _)| key == name);
                return entry.map(|(_, kind)| kind.clone());
            }
            Type::List(_) | Type::Scalar(_) => return None,
        };
        match shape.form() {
            Form::Scalar(ValueKind::Anything) => Some(Type::Any),
            Form::Map(value) => Some(Type::Shape(value)),
            Form::Union(_) if name == UNKNOWN_MEMBER => Some(Type::Any),
            Form::Structure(_) | Form::Union(_) => {
                let (index, member) = shape.member(name)?;
                if matches!(member.form(), Form::Events) {
                    self.mistake(
                        at,
                        format!(
                            "`{name}` is a stream of events, which no expression can look into"
                        ),
                    );
                    return Some(Type::Any);
                }
                if let Some(node) = self.nodes.get_mut(usize::from(at)) {
                    *node = Node::Member(Cow::Owned(name.to_owned()), index);
                }
                Some(Type::Shape(member))
            }
            Form::Scalar(_) | Form::List(_) | Form::Events => None,
        }
    }

    fn no_member<S: Shape>(&mut self, at: u16, name: &str, current: &Type<S>) {
        match (current, current.known()) {
            (Type::Object(entries), _) => {
                let known = entries.iter().map(|(key, _)| key.clone()).collect();
                let message = format!("no key `{name}` in what the expression makes");
                self.unknown(at, message, name, known);
            }
            (Type::Shape(shape), ValueKind::Structure(structure)) => {
                let message = format!("no member `{name}` in {structure}");
                self.unknown(at, message, name, shape.member_names());
            }
            (_, ValueKind::List) => {
                let mistake = Mistake {
                    fix: Some(format!("`[].{name}` reads those of its elements")),
                    ..Mistake::new(format!("a list has no member `{name}`"), self.part(at))
                };
                self.mistakes.push(mistake);
            }
            (_, known) => {
                let known = known.describe(self.times);
                self.mistake(at, format!("{known} has no member `{name}`"));
            }
        }
    }

    fn side<S: Shape>(&self, at: u16, kind: &Type<S>) -> Side {
        Side {
            known: kind.known(),
            element: kind.element().known(),
            constant: match self.nodes.get(usize::from(at)) {
                Some(Node::Literal(literal)) => Some(literal.to_json()),
                _ => None,
            },
            path: path::path(&self.nodes, at),
        }
    }

    fn compare<S: Shape>(
        &mut self,
        at: u16,
        comparator: Comparator,
        (first, second): (u16, u16),
        current: &Type<S>,
    ) -> Type<S> {
        let (one, other) = (self.node(first, current), self.node(second, current));
        let (one, other) = (self.side(first, &one), self.side(second, &other));
        let (left, right) = (one.operand(), other.operand());
        let operator = comparator.symbol();
        let never = match comparator {
            Comparator::Equal | Comparator::NotEqual => {
                comparison::equality(operator, left, right, self.times)
            }
            _ => comparison::order(operator, left, right, self.times),
        };
        if let Some(never) = never {
            let place = match (left.literal, right.literal) {
                (_, Some(_)) => second,
                (Some(_), None) => first,
                (None, None) => at,
            };
            self.never(place, never);
        } else {
            for (known, at) in [(&one.known, second), (&other.known, first)] {
                let is_literal = matches!(self.nodes.get(usize::from(at)), Some(Node::Literal(_)));
                if *known == ValueKind::TimeText && is_literal {
                    self.compared.push(at);
                }
            }
        }
        Type::BOOLEAN
    }

    fn never(&mut self, at: u16, never: Never) {
        let mistake = Mistake::never(never, self.part(at));
        self.mistakes.push(mistake);
    }

    /// Checks the arguments of a function.
    fn argument<S: Shape>(&mut self, function: Function, index: usize, at: u16, kind: &Type<S>) {
        let side = self.side(at, kind);
        let never = arguments::argument(function, index, side.operand(), &side.element, self.times);
        if let Some(never) = never {
            self.never(at, never);
        }
    }

    fn call<S: Shape>(&mut self, at: u16, current: &Type<S>) -> Type<S> {
        let Some(Node::Call(function, arguments)) = self.nodes.get(usize::from(at)).cloned() else {
            return Type::Any;
        };
        // An expression argument is evaluated on each element of the list beside it.
        if let Some((list, each)) = function.each(&arguments) {
            return self.call_for_each(function, list, each, current);
        }
        let mut types = Vec::with_capacity(arguments.len());
        for argument in arguments.iter() {
            types.push(self.node(*argument, current));
        }
        for (index, (kind, argument)) in types.iter().zip(arguments.iter()).enumerate() {
            self.argument(function, index, *argument, kind);
        }
        if let (Function::Contains, [subject, sought], [list, at]) =
            (function, &*types, &*arguments)
        {
            let (subject, sought) = (self.side(*list, subject), self.side(*at, sought));
            let never = comparison::containment(
                subject.subject(),
                &subject.element,
                sought.operand(),
                self.times,
            );
            if let Some(never) = never {
                self.never(*at, never);
            }
        }
        self.result(function, types)
    }

    fn call_for_each<S: Shape>(
        &mut self,
        function: Function,
        (list_index, list_at): (usize, u16),
        (each_index, each_at): (usize, u16),
        current: &Type<S>,
    ) -> Type<S> {
        let list = self.node(list_at, current);
        self.argument(function, list_index, list_at, &list);
        let inner = match self.nodes.get(usize::from(each_at)) {
            Some(Node::ExpressionRef(inner)) => *inner,
            _ => each_at,
        };
        let each = self.node(inner, &list.element());
        self.argument(function, each_index, inner, &each);
        match function {
            Function::SortBy => list,
            Function::Map => Type::list_of(each),
            _ => list.element(),
        }
    }

    /// The type of a function's result.
    fn result<S: Shape>(&self, function: Function, types: Vec<Type<S>>) -> Type<S> {
        let first = types.first().cloned().unwrap_or(Type::Any);
        match function {
            Function::Sort => first,
            Function::Max | Function::Min => first.element(),
            Function::Reverse | Function::ToArray if first.is_list() => first,
            Function::Values => Type::list_of(first.values()),
            Function::Keys => Type::list_of(Type::TEXT),
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
                (ValueKind::Time, Times::Text) | (ValueKind::TimeText, _) => {
                    Type::Scalar(ValueKind::TimeText)
                }
                _ => Type::TEXT,
            },
            Function::Join | Function::Type => Type::TEXT,
            _ => Type::Any,
        }
    }
}

impl Function {
    /// The list, and the expression that is evaluated on each of its elements, with their argument positions.
    fn each(self, arguments: &[u16]) -> Option<((usize, u16), (usize, u16))> {
        match (self, arguments) {
            (Self::SortBy | Self::MinBy | Self::MaxBy, [list, each]) => {
                Some(((0, *list), (1, *each)))
            }
            (Self::Map, [each, list]) => Some(((1, *list), (0, *each))),
            _ => None,
        }
    }
}
