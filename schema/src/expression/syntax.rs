//! Parses text into nodes, and explains mistakes.

use std::borrow::Cow;
use std::ops::Range;

use jmespath::ast::{Ast, Comparator as AstComparator};
use jmespath::{ErrorReason, JmespathError};

use super::function::Function;
use super::literals::Literals;
use super::mistake::Mistake;
use super::nesting::{BRACKETS, DEPTH, depth};
use super::node::{Comparator, Expression, Literal, Node};

/// A parsed, unchecked expression: members are names.
#[derive(Clone, Debug)]
pub struct ParsedExpression {
    /// The text and the nodes.
    pub expression: Expression,
    /// The part of the text for each node, in bytes: a name, a constant or a function itself, else the name before it.
    pub parts: Vec<Range<usize>>,
}

/// Parses an expression.
///
/// The parser and walks over its tree are recursive, so a text that nests too deep is refused unparsed.
///
/// # Errors
///
/// When it is not an expression, nests too deep or has too many parts; for every unknown function, and every wrong number of
/// arguments.
pub fn parse(source: &str) -> Result<ParsedExpression, Vec<Mistake>> {
    let whole = 0..source.len();
    let failed = |reason: String, part| vec![Mistake::syntax(reason, part)];
    if depth(source) > DEPTH {
        let reason = format!(
            "it nests too deep: at most {BRACKETS} brackets in each other and {DEPTH} operators in a chain"
        );
        return Err(failed(reason, whole));
    }
    let literals = Literals::read(source);
    let ast = jmespath::parse(&literals.text).map_err(|error| {
        let start = literals.original(error.offset).min(source.len());
        let next = source.get(start..).and_then(|rest| rest.chars().next());
        let part = start..start + next.map_or(0, char::len_utf8);
        failed(reason(source, start, &error), part)
    })?;
    let mut lowering = Lowering {
        text: &literals.text,
        nodes: Vec::new(),
        parts: Vec::new(),
        mistakes: Vec::new(),
        latest: 0..literals.text.len(),
    };
    if lowering.lower(&ast).is_none() {
        return Err(failed("it has too many parts".to_owned(), whole));
    }
    let placed = |part: Range<usize>| literals.original(part.start)..literals.original(part.end);
    if !lowering.mistakes.is_empty() {
        let mistakes = lowering.mistakes.into_iter();
        return Err(mistakes
            .map(|mistake| Mistake {
                part: placed(mistake.part),
                ..mistake
            })
            .collect());
    }
    Ok(ParsedExpression {
        expression: Expression {
            source: source.to_owned(),
            nodes: lowering.nodes,
        },
        parts: lowering.parts.into_iter().map(placed).collect(),
    })
}

struct Lowering<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    parts: Vec<Range<usize>>,
    mistakes: Vec<Mistake>,
    /// The last name: most of the tree's nodes have no place of their own.
    latest: Range<usize>,
}

impl Lowering<'_> {
    /// Adds the nodes of a tree, children first, without recursion; `None` if there are too many.
    fn lower(&mut self, root: &Ast) -> Option<()> {
        enum Step<'t> {
            Enter(&'t Ast),
            Leave(&'t Ast),
        }

        // The indices of the nodes without a parent so far.
        let mut free: Vec<u16> = Vec::new();
        let mut steps = vec![Step::Enter(root)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(ast) => {
                    steps.push(Step::Leave(ast));
                    steps.extend(children(ast).into_iter().rev().map(Step::Enter));
                }
                Step::Leave(ast) => {
                    let own = free.len().saturating_sub(children(ast).len());
                    let (node, part) = self.node(ast, &free.split_off(own));
                    let index = u16::try_from(self.nodes.len()).ok()?;
                    self.nodes.push(node);
                    self.parts.push(part);
                    free.push(index);
                }
            }
        }
        Some(())
    }

    /// One node, from the indices of its children and its part of the text.
    fn node(&mut self, ast: &Ast, children: &[u16]) -> (Node, Range<usize>) {
        let (first, second) = match *children {
            [first] => (first, first),
            [first, second, ..] => (first, second),
            [] => (0, 0),
        };
        let node = match ast {
            Ast::Identity { .. } => Node::Current,
            Ast::Field { name, offset } => {
                self.latest = name_at(self.text, *offset, name);
                Node::Field(Cow::Owned(name.clone()))
            }
            Ast::Index { idx, .. } => Node::Index(*idx),
            Ast::Slice {
                start, stop, step, ..
            } => Node::Slice {
                start: *start,
                stop: *stop,
                step: *step,
            },
            Ast::Literal { value, offset } => {
                let part = literal_at(self.text, *offset);
                return (Node::Literal(Literal::read(value)), part);
            }
            Ast::Subexpr { .. } => Node::Sub(first, second),
            Ast::Flatten { .. } => Node::Flatten(first),
            Ast::ObjectValues { .. } => Node::Values(first),
            Ast::Projection { .. } => Node::Projection(first, second),
            Ast::Condition { .. } => Node::Condition(first, second),
            Ast::Or { .. } => Node::Or(first, second),
            Ast::And { .. } => Node::And(first, second),
            Ast::Not { .. } => Node::Not(first),
            Ast::Comparison { comparator, .. } => {
                Node::Compare(comparison(comparator), first, second)
            }
            Ast::Function { name, args, offset } => {
                let part = name_before(self.text, *offset, name);
                return (self.call(name, args.len(), children, &part), part);
            }
            Ast::MultiList { .. } => Node::MultiList(Cow::Owned(children.to_vec())),
            Ast::MultiHash { elements, .. } => {
                let keys = elements.iter().map(|pair| Cow::Owned(pair.key.clone()));
                Node::MultiHash(keys.zip(children.iter().copied()).collect())
            }
            Ast::Expref { .. } => Node::ExpressionRef(first),
        };
        (node, self.latest.clone())
    }

    fn call(&mut self, name: &str, given: usize, children: &[u16], part: &Range<usize>) -> Node {
        let Some(function) = Function::from_name(name) else {
            let known = Function::names().map(str::to_owned).collect();
            self.mistakes.push(Mistake {
                unknown: Some((name.to_owned(), known)),
                ..Mistake::call(format!("no function `{name}`"), part.clone())
            });
            return Node::Current;
        };
        if let Err(message) = function.check_arity(given) {
            self.mistakes.push(Mistake::call(message, part.clone()));
        }
        Node::Call(function, Cow::Owned(children.to_vec()))
    }
}

fn children(ast: &Ast) -> Vec<&Ast> {
    match ast {
        Ast::Identity { .. }
        | Ast::Field { .. }
        | Ast::Index { .. }
        | Ast::Slice { .. }
        | Ast::Literal { .. } => Vec::new(),
        Ast::Flatten { node, .. }
        | Ast::ObjectValues { node, .. }
        | Ast::Not { node, .. }
        | Ast::Expref { ast: node, .. } => vec![node],
        Ast::Subexpr { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::Condition {
            predicate: lhs,
            then: rhs,
            ..
        }
        | Ast::Or { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Comparison { lhs, rhs, .. } => vec![lhs, rhs],
        Ast::Function { args, .. } => args.iter().collect(),
        Ast::MultiList { elements, .. } => elements.iter().collect(),
        Ast::MultiHash { elements, .. } => elements.iter().map(|pair| &pair.value).collect(),
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

/// The name in the text at its start; a name may be quoted.
fn name_at(text: &str, start: usize, name: &str) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let quoted = rest.strip_prefix('"').and_then(|rest| rest.find('"'));
    let length = quoted.map_or(name.len(), |length| length + 2);
    start..(start + length).min(text.len())
}

/// The constant in the text at its start, with its quotes.
fn literal_at(text: &str, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let mut chars = rest.char_indices();
    let quote = chars.next().map(|(_, quote)| quote);
    let end = chars.find(|(_, c)| Some(*c) == quote);
    start..start + end.map_or(rest.len(), |(at, c)| at + c.len_utf8())
}

/// The function's name before its arguments.
fn name_before(text: &str, end: usize, name: &str) -> Range<usize> {
    let before = text.get(..end).unwrap_or(text).trim_end();
    before.len().saturating_sub(name.len())..before.len()
}

/// The mistake in a text: an unexpected or missing part.
fn reason(source: &str, start: usize, error: &JmespathError) -> String {
    const SHOWN: usize = 20;
    let reason = match &error.reason {
        ErrorReason::Parse(reason) => reason.clone(),
        ErrorReason::Runtime(error) => error.to_string(),
    };
    // The parser names its tokens ("-- found Dot"); the text itself says more.
    let (wanted, token) = reason
        .trim()
        .split_once(" -- found ")
        .unwrap_or((reason.trim(), ""));
    // The parser counts bytes, people count characters.
    let before = source.get(..start).unwrap_or(source);
    let rest = source.get(before.len()..).unwrap_or_default();
    let rest: String = rest.chars().take(SHOWN).collect();
    let column = before.chars().count() + 1;
    if source.trim().is_empty() {
        "it is empty".to_owned()
    } else if token == "Eof" || rest.is_empty() {
        "it ends too early".to_owned()
    } else if wanted.starts_with("Expected") {
        format!("{} at column {column}, found `{rest}`", lower_first(wanted))
    } else if token.is_empty() {
        format!("{} at column {column}", lower_first(wanted))
    } else {
        format!("unexpected `{rest}` at column {column}")
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect()
}
