//! JMESPath expressions, checked against the shapes they are evaluated on and resolved to member indices.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use jmespath::ast::{Ast, Comparator as AstComparator};
use pageboy_schema::literals::Literals;

use super::functions::FUNCTIONS;
use super::model::{Model, Type};
use super::syntax;

/// An expression as a flat table: children stand before their parents, the last node is the root.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Expression {
    /// The text in the definition.
    pub source: String,
    /// The nodes.
    pub nodes: Vec<Node>,
}

/// A node; numbers are indices of other nodes. The forms are those of the `jmespath` crate's syntax tree.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    missing_docs,
    reason = "the names are those of the runtime's nodes, where each is documented"
)]
pub enum Node {
    Current,
    Member(String, u16),
    Field(String),
    Index(i32),
    Slice {
        start: Option<i32>,
        stop: Option<i32>,
        step: i32,
    },
    Literal(serde_json::Value),
    Sub(u16, u16),
    Flatten(u16),
    Values(u16),
    Projection(u16, u16),
    Condition(u16, u16),
    Or(u16, u16),
    And(u16, u16),
    Not(u16),
    Compare(Comparator, u16, u16),
    Call(String, Vec<u16>),
    MultiList(Vec<u16>),
    MultiHash(Vec<(String, u16)>),
    ExpressionRef(u16),
}

impl Expression {
    /// The members of the value it is evaluated on that it looks at; `None` if it looks at the value as a whole.
    pub(crate) fn roots(&self) -> Option<BTreeSet<&str>> {
        let mut roots = BTreeSet::new();
        let root = self.nodes.len().checked_sub(1)?;
        self.collect_roots(root, &mut roots)?;
        Some(roots)
    }

    fn collect_roots<'e>(&'e self, at: usize, roots: &mut BTreeSet<&'e str>) -> Option<()> {
        let mut of = |at: &u16| self.collect_roots(usize::from(*at), roots);
        match self.nodes.get(at)? {
            Node::Member(name, _) => {
                roots.insert(name);
                Some(())
            }
            Node::Literal(_) => Some(()),
            // What stands behind is evaluated on what was found.
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

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the runtime")]
pub enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A mistake in an expression.
pub(crate) struct Mistake {
    pub(crate) message: String,
    /// The part of the expression that is meant, in bytes.
    pub(crate) part: Range<usize>,
    /// The name that was not found, and those that could have been meant.
    pub(crate) unknown: Option<(String, Vec<String>)>,
    /// What to write instead.
    pub(crate) fix: Option<String>,
}

impl Mistake {
    pub(super) const fn new(message: String, part: Range<usize>) -> Self {
        Self {
            message,
            part,
            unknown: None,
            fix: None,
        }
    }
}

/// An expression that fits the model.
pub(crate) struct Lowered {
    pub(crate) expression: Expression,
    /// The type of its value.
    pub(crate) kind: Type,
    /// Comparisons of enums with values that they do not have: most likely mistakes.
    pub(crate) doubts: Vec<Mistake>,
}

/// Parses `source`, checks it against `root`, and resolves its members.
///
/// Gives the expression and the type of its value, or every mistake in it.
pub(crate) fn lower(
    source: &str,
    root: &Type,
    model: &Model<'_>,
) -> Result<(Expression, Type), Vec<Mistake>> {
    let lowered = examine(source, root, model)?;
    Ok((lowered.expression, lowered.kind))
}

/// As [`lower`], with what is doubtful.
pub(crate) fn examine(
    source: &str,
    root: &Type,
    model: &Model<'_>,
) -> Result<Lowered, Vec<Mistake>> {
    let literals = Literals::read(source);
    let ast = syntax::parse(source, &literals).map_err(|mistake| vec![mistake])?;
    let whole = 0..literals.text.len();
    let mut lowering = Lowering {
        source: &literals.text,
        model,
        nodes: Vec::new(),
        mistakes: Vec::new(),
        doubts: Vec::new(),
        latest: whole.clone(),
    };
    let (_, kind) = lowering.node(&ast, root);
    if lowering.nodes.len() > usize::from(u16::MAX) {
        lowering.latest = whole;
        lowering.mistake(format!("`{source}` has too many parts"));
    }
    let placed = |mistake: Mistake| Mistake {
        part: literals.original(mistake.part.start)..literals.original(mistake.part.end),
        ..mistake
    };
    if lowering.mistakes.is_empty() {
        Ok(Lowered {
            expression: Expression {
                source: source.to_owned(),
                nodes: lowering.nodes,
            },
            kind,
            doubts: lowering.doubts.into_iter().map(placed).collect(),
        })
    } else {
        Err(lowering.mistakes.into_iter().map(placed).collect())
    }
}

pub(super) struct Lowering<'a, 'm> {
    pub(super) source: &'a str,
    pub(super) model: &'a Model<'m>,
    pub(super) nodes: Vec<Node>,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) doubts: Vec<Mistake>,
    /// The name that was looked at last: most of the tree's nodes do not say where they stand.
    pub(super) latest: Range<usize>,
}

impl Lowering<'_, '_> {
    fn push(&mut self, node: Node) -> u16 {
        self.nodes.push(node);
        u16::try_from(self.nodes.len() - 1).unwrap_or(u16::MAX)
    }

    /// A mistake in what was looked at last.
    fn mistake(&mut self, message: String) {
        self.mistakes
            .push(Mistake::new(message, self.latest.clone()));
    }

    fn unknown(&mut self, message: String, name: &str, known: Vec<String>) {
        self.mistakes.push(Mistake {
            unknown: Some((name.to_owned(), known)),
            ..Mistake::new(message, self.latest.clone())
        });
    }

    fn node(&mut self, ast: &Ast, current: &Type) -> (u16, Type) {
        match ast {
            Ast::Identity { .. } => (self.push(Node::Current), current.clone()),
            Ast::Field { name, offset } => {
                self.latest = syntax::name_at(self.source, *offset, name);
                self.field(name, current)
            }
            Ast::Index { idx, .. } => {
                let item = self.item(current, "an index");
                (self.push(Node::Index(*idx)), item)
            }
            Ast::Slice {
                start, stop, step, ..
            } => {
                let item = self.item(current, "a slice");
                let node = Node::Slice {
                    start: *start,
                    stop: *stop,
                    step: *step,
                };
                (self.push(node), Type::List(Rc::new(item)))
            }
            Ast::Literal { value, .. } => {
                let value = serde_json::to_value(value).unwrap_or_default();
                let kind = Type::of_literal(&value);
                (self.push(Node::Literal(value)), kind)
            }
            Ast::Subexpr { lhs, rhs, .. } => {
                let (left, kind) = self.node(lhs, current);
                let (right, kind) = self.node(rhs, &kind);
                (self.push(Node::Sub(left, right)), kind)
            }
            Ast::Flatten { node, .. } => {
                let (child, kind) = self.node(node, current);
                let item = self.item(&kind, "`[]`");
                let item = match item {
                    Type::List(inner) => inner.as_ref().clone(),
                    other => other,
                };
                (self.push(Node::Flatten(child)), Type::List(Rc::new(item)))
            }
            Ast::ObjectValues { node, .. } => {
                let (child, kind) = self.node(node, current);
                let value = self.map_value(&kind);
                (self.push(Node::Values(child)), Type::List(Rc::new(value)))
            }
            Ast::Projection { lhs, rhs, .. } => {
                let (left, kind) = self.node(lhs, current);
                let item = self.item(&kind, "a projection");
                let (right, kind) = self.node(rhs, &item);
                (
                    self.push(Node::Projection(left, right)),
                    Type::List(Rc::new(kind)),
                )
            }
            Ast::Condition {
                predicate, then, ..
            } => {
                let (left, _) = self.node(predicate, current);
                let (right, kind) = self.node(then, current);
                (self.push(Node::Condition(left, right)), kind)
            }
            Ast::Or { lhs, rhs, .. } => {
                let (left, kind) = self.node(lhs, current);
                let (right, other) = self.node(rhs, current);
                (self.push(Node::Or(left, right)), kind.or(other))
            }
            Ast::And { lhs, rhs, .. } => {
                let (left, kind) = self.node(lhs, current);
                let (right, other) = self.node(rhs, current);
                (self.push(Node::And(left, right)), kind.or(other))
            }
            Ast::Not { node, .. } => {
                let (child, _) = self.node(node, current);
                (self.push(Node::Not(child)), Type::Boolean)
            }
            Ast::Comparison {
                comparator,
                lhs,
                rhs,
                ..
            } => {
                let (left, kind) = self.node(lhs, current);
                let (right, other) = self.node(rhs, current);
                self.compare(comparator, (&kind, left, lhs), (&other, right, rhs));
                (
                    self.push(Node::Compare(comparison(comparator), left, right)),
                    Type::Boolean,
                )
            }
            Ast::Function { name, args, offset } => {
                let part = syntax::name_before(self.source, *offset, name);
                self.call(name, part, args, current)
            }
            Ast::MultiList { elements, .. } => {
                let (children, types): (_, Vec<_>) = elements
                    .iter()
                    .map(|element| self.node(element, current))
                    .unzip();
                (
                    self.push(Node::MultiList(children)),
                    Type::list(types.into_iter()),
                )
            }
            Ast::MultiHash { elements, .. } => {
                let (mut children, mut types) = (Vec::new(), Vec::new());
                for pair in elements {
                    let (child, kind) = self.node(&pair.value, current);
                    children.push((pair.key.clone(), child));
                    types.push((pair.key.clone(), kind));
                }
                (
                    self.push(Node::MultiHash(children)),
                    Type::Object(types.into()),
                )
            }
            Ast::Expref { ast, .. } => {
                let (child, _) = self.node(ast, &Type::Any);
                (self.push(Node::ExpressionRef(child)), Type::Any)
            }
        }
    }

    fn field(&mut self, name: &str, current: &Type) -> (u16, Type) {
        match current {
            Type::Structure(shape) => match self.model.member_type(shape, name) {
                Ok((index, mut kind)) => {
                    if kind == Type::Events {
                        kind = Type::Any;
                        self.mistake(format!(
                            "`{name}` is a stream of events, which no expression can look into"
                        ));
                    }
                    (self.push(Node::Member(name.to_owned(), index)), kind)
                }
                Err(_) if name == "null" => self.null(),
                Err(_) if matches!(name, "true" | "false") => {
                    self.mistake(format!(
                        "no member `{name}` in {shape}; the truth value stands in backticks"
                    ));
                    (self.push(Node::Field(name.to_owned())), Type::Any)
                }
                Err(known) => {
                    self.unknown(format!("no member `{name}` in {shape}"), name, known);
                    (self.push(Node::Field(name.to_owned())), Type::Any)
                }
            },
            Type::Map(value) => (
                self.push(Node::Field(name.to_owned())),
                value.as_ref().clone(),
            ),
            Type::Any => (self.push(Node::Field(name.to_owned())), Type::Any),
            Type::Object(entries) => match entries.iter().rev().find(|(key, _)| key == name) {
                Some((_, kind)) => (self.push(Node::Field(name.to_owned())), kind.clone()),
                None if name == "null" => self.null(),
                None => {
                    let known = entries.iter().map(|(key, _)| key.clone()).collect();
                    let message = format!("no key `{name}` in what the expression makes");
                    self.unknown(message, name, known);
                    (self.push(Node::Field(name.to_owned())), Type::Any)
                }
            },
            _ if name == "null" => self.null(),
            other => {
                self.mistake(format!("`{name}` is asked of {}", other.describe()));
                (self.push(Node::Field(name.to_owned())), Type::Any)
            }
        }
    }

    /// A name for which JMESPath finds null, which is what is meant.
    fn null(&mut self) -> (u16, Type) {
        (self.push(Node::Literal(serde_json::Value::Null)), Type::Any)
    }

    fn call(
        &mut self,
        name: &str,
        part: Range<usize>,
        args: &[Ast],
        current: &Type,
    ) -> (u16, Type) {
        let arguments = self.arguments(name, args, current);
        let argument = std::mem::replace(&mut self.latest, part);
        let Some((_, arity, result)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
            let known = FUNCTIONS
                .iter()
                .map(|(known, ..)| (*known).to_owned())
                .collect();
            self.unknown(format!("no function `{name}`"), name, known);
            return (self.push(Node::Current), Type::Any);
        };
        let accepted = arity.map_or(!arguments.is_empty(), |arity| arity == arguments.len());
        if !accepted {
            self.mistake(format!(
                "`{name}` takes {} arguments, not {}",
                arity.map_or("one or more".to_owned(), |arity| arity.to_string()),
                arguments.len()
            ));
        }
        if let ("contains", [(list, subject), (at, sought)], [_, ast]) = (name, &*arguments, args) {
            self.contains((subject, *list), (sought, *at, ast));
        }
        self.latest = argument;
        for (index, (at, kind)) in arguments.iter().enumerate() {
            self.argument(name, index, (*at, kind));
        }
        let result = match (name, arguments.first()) {
            ("reverse" | "sort" | "sort_by" | "to_array", Some((_, kind @ Type::List(_)))) => {
                kind.clone()
            }
            ("max" | "max_by" | "min" | "min_by", Some((_, Type::List(item)))) => {
                item.as_ref().clone()
            }
            ("map", Some((_, each))) => Type::List(Rc::new(each.clone())),
            ("keys", _) => Type::List(Rc::new(Type::String)),
            ("values", Some((_, Type::Map(value)))) => Type::List(value.clone()),
            ("values", _) => Type::List(Rc::new(Type::Any)),
            ("not_null", _) => {
                let kinds = arguments.iter().map(|(_, kind)| kind.clone());
                kinds.reduce(Type::or).unwrap_or(Type::Any)
            }
            _ => result.clone(),
        };
        let children = arguments.iter().map(|(id, _)| *id).collect();
        (self.push(Node::Call(name.to_owned(), children)), result)
    }

    /// The arguments of a function; `&…` is checked against the items it will be evaluated on.
    fn arguments(&mut self, name: &str, args: &[Ast], current: &Type) -> Vec<(u16, Type)> {
        let (list, by, list_first) = match (name, args) {
            ("max_by" | "min_by" | "sort_by", [list, Ast::Expref { ast, .. }]) => (list, ast, true),
            ("map", [Ast::Expref { ast, .. }, list]) => (list, ast, false),
            _ => {
                return args
                    .iter()
                    .map(|argument| self.node(argument, current))
                    .collect();
            }
        };
        let list = self.node(list, current);
        let item = match &list.1 {
            Type::List(item) => item.as_ref().clone(),
            _ => Type::Any,
        };
        let (child, kind) = self.node(by, &item);
        let by = (self.push(Node::ExpressionRef(child)), kind);
        if list_first {
            vec![list, by]
        } else {
            vec![by, list]
        }
    }

    fn item(&mut self, kind: &Type, what: &str) -> Type {
        match kind {
            Type::List(item) => item.as_ref().clone(),
            Type::Any => Type::Any,
            other => {
                self.mistake(format!("{what} is applied to {}", other.describe()));
                Type::Any
            }
        }
    }

    fn map_value(&mut self, kind: &Type) -> Type {
        match kind {
            Type::Map(value) => value.as_ref().clone(),
            Type::Any | Type::Structure(_) | Type::Object(_) => Type::Any,
            other => {
                self.mistake(format!("`*` is applied to {}", other.describe()));
                Type::Any
            }
        }
    }
}

const fn comparison(comparator: &AstComparator) -> Comparator {
    match comparator {
        AstComparator::Equal => Comparator::Equal,
        AstComparator::NotEqual => Comparator::NotEqual,
        AstComparator::LessThan => Comparator::Less,
        AstComparator::LessThanEqual => Comparator::LessOrEqual,
        AstComparator::GreaterThan => Comparator::Greater,
        AstComparator::GreaterThanEqual => Comparator::GreaterOrEqual,
    }
}
