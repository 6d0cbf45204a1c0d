//! From text to nodes, for expressions that are not known before the program runs.

use std::borrow::Cow;
use std::fmt;

use jmespath::ast::{Ast, Comparator as AstComparator};
use jmespath::{ErrorReason, Variable};

use pageboy_schema::Times;
use pageboy_schema::literals::Literals;

use crate::schema::Shape;

use super::resolve::resolve;
use super::types::Type;
use super::{Comparator, Expression, Function, Literal, Node};

/// How deep an expression may nest, counted by [`depth`].
///
/// It keeps the walks over a foreign expression far from the end of the stack.
const DEPTH: usize = 500;

/// What brackets and prefix operators count, for which the parser calls itself.
const NESTING: usize = 5;

impl Expression {
    /// An expression from its text; members are found by name when it is evaluated. It shows points in time in ISO 8601.
    ///
    /// # Errors
    ///
    /// When the text is not a JMESPath expression, calls a function that does not exist or with the wrong number of
    /// arguments, or nests too deep: more than 500 operators
    /// in a chain, or 50 brackets in each other.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let (nodes, _) = read(text)?;
        Ok(Self::made(text, nodes, Times::Text))
    }

    /// An expression from its text, to be evaluated on values of a structure's shape: members are found by index, and
    /// each is checked. It shows points in time in ISO 8601.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and when the expression asks a structure for a member that it does not have, a list
    /// for a member of its elements, or a scalar for any; JMESPath alone would find null. Also when it compares what is never
    /// equal or has no order: a number, a truth value or a time with text, an enum with a value that the
    /// model does not list; when it gives a function what that does not take. `to_string(…)` of a time or an enum compares with
    /// text.
    pub fn parse_for(text: &str, shape: &'static Shape) -> Result<Self, ParseError> {
        let (expression, _) = Self::parse_as(text, shape, Times::Text)?;
        Ok(expression)
    }

    /// As [`parse_for`](Self::parse_for), with what is known of its value.
    pub(crate) fn parse_as(
        text: &str,
        shape: &'static Shape,
        times: Times,
    ) -> Result<(Self, Type), ParseError> {
        let (mut nodes, positions) = read(text)?;
        let kind = resolve(&mut nodes, shape, times).map_err(|wrong| ParseError {
            expression: text.to_owned(),
            message: wrong.message,
            position: positions.get(wrong.node).copied().unwrap_or(0),
            is_syntax: false,
        })?;
        Ok((Self::made(text, nodes, times), kind))
    }

    fn made(text: &str, nodes: Vec<Node>, times: Times) -> Self {
        Self {
            source: Cow::Owned(text.to_owned()),
            nodes: Cow::Owned(nodes),
            times,
        }
    }
}

/// The nodes of an expression, and where each stands in the text.
fn read(text: &str) -> Result<(Vec<Node>, Vec<usize>), ParseError> {
    let failed = |message: String, position: usize| ParseError {
        expression: text.to_owned(),
        message,
        position,
        is_syntax: true,
    };
    if depth(text) > DEPTH {
        return Err(failed(String::from("it nests too deep"), 0));
    }
    let literals = Literals::read(text);
    let ast = jmespath::parse(&literals.text).map_err(|error| {
        let message = match error.reason {
            ErrorReason::Parse(message) => message,
            ErrorReason::Runtime(error) => error.to_string(),
        };
        failed(message, literals.original(error.offset))
    })?;
    let lowered =
        lower(&ast).map_err(|(message, position)| failed(message, literals.original(position)))?;
    let placed = lowered.into_iter();
    Ok(placed
        .map(|(node, position)| (node, literals.original(position)))
        .unzip())
}

/// A text that is not a JMESPath expression, or not one for the shape it is meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    expression: String,
    message: String,
    position: usize,
    /// Whether the text is wrong by itself.
    is_syntax: bool,
}

impl ParseError {
    /// The text.
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// What is wrong with it.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where it is wrong: an offset into the text, in bytes; about where, for some problems.
    pub fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_syntax {
            "is not a JMESPath expression"
        } else {
            "does not fit the output"
        };
        write!(
            f,
            "`{}` {what}: {} (at {})",
            self.expression, self.message, self.position
        )
    }
}

impl std::error::Error for ParseError {}

/// The nodes of a tree with their places in the text, children first, found without recursion.
fn lower(root: &Ast) -> Result<Vec<(Node, usize)>, (String, usize)> {
    enum Step<'t> {
        Enter(&'t Ast),
        Leave(&'t Ast),
    }

    let mut nodes = Vec::new();
    // The indices of the nodes that no parent has taken yet.
    let mut free: Vec<u16> = Vec::new();
    let mut steps = vec![Step::Enter(root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(ast) => {
                steps.push(Step::Leave(ast));
                let children = children(ast);
                steps.extend(children.into_iter().rev().map(Step::Enter));
            }
            Step::Leave(ast) => {
                let own = free.len().saturating_sub(children(ast).len());
                let node = node(ast, &free.split_off(own))?;
                let index = u16::try_from(nodes.len())
                    .map_err(|_| (String::from("it is too long"), usize::MAX))?;
                nodes.push((node, position(ast)));
                free.push(index);
            }
        }
    }
    Ok(nodes)
}

/// Where a member's name, a constant or an operator stands in the text; about where, for some.
fn position(ast: &Ast) -> usize {
    match ast {
        Ast::Field { offset, .. }
        | Ast::Literal { offset, .. }
        | Ast::Comparison { offset, .. }
        | Ast::Function { offset, .. } => *offset,
        _ => 0,
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

/// One node, given the indices of its children.
fn node(ast: &Ast, children: &[u16]) -> Result<Node, (String, usize)> {
    let (first, second) = match *children {
        [first] => (first, first),
        [first, second, ..] => (first, second),
        [] => (0, 0),
    };
    Ok(match ast {
        Ast::Identity { .. } => Node::Current,
        Ast::Field { name, .. } => Node::Field(Cow::Owned(name.clone())),
        Ast::Index { idx, .. } => Node::Index(*idx),
        Ast::Slice {
            start, stop, step, ..
        } => Node::Slice {
            start: *start,
            stop: *stop,
            step: *step,
        },
        Ast::Literal { value, .. } => Node::Literal(literal(value)),
        Ast::Subexpr { .. } => Node::Sub(first, second),
        Ast::Flatten { .. } => Node::Flatten(first),
        Ast::ObjectValues { .. } => Node::Values(first),
        Ast::Projection { .. } => Node::Projection(first, second),
        Ast::Condition { .. } => Node::Condition(first, second),
        Ast::Or { .. } => Node::Or(first, second),
        Ast::And { .. } => Node::And(first, second),
        Ast::Not { .. } => Node::Not(first),
        Ast::Comparison { comparator, .. } => {
            let comparator = match comparator {
                AstComparator::Equal => Comparator::Equal,
                AstComparator::NotEqual => Comparator::NotEqual,
                AstComparator::LessThan => Comparator::Less,
                AstComparator::LessThanEqual => Comparator::LessOrEqual,
                AstComparator::GreaterThan => Comparator::Greater,
                AstComparator::GreaterThanEqual => Comparator::GreaterOrEqual,
            };
            Node::Compare(comparator, first, second)
        }
        Ast::Function { name, args, offset } => {
            let function = Function::from_name(name)
                .ok_or_else(|| (format!("there is no function {name}()"), *offset))?;
            function
                .check_arity(args.len())
                .map_err(|message| (message, *offset))?;
            Node::Call(function, Cow::Owned(children.to_vec()))
        }
        Ast::MultiList { .. } => Node::MultiList(Cow::Owned(children.to_vec())),
        Ast::MultiHash { elements, .. } => {
            let keys = elements.iter().map(|pair| Cow::Owned(pair.key.clone()));
            let pairs: Vec<_> = keys.zip(children.iter().copied()).collect();
            Node::MultiHash(pairs.into())
        }
        Ast::Expref { .. } => Node::ExpressionRef(first),
    })
}

fn literal(value: &Variable) -> Literal {
    match value {
        Variable::Null | Variable::Expref(_) => Literal::Null,
        Variable::Bool(value) => Literal::Boolean(*value),
        Variable::String(text) => Literal::String(Cow::Owned(text.clone())),
        Variable::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Literal::Integer(value),
            (_, Some(value)) => Literal::Unsigned(value),
            _ => Literal::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Variable::Array(items) => {
            let items: Vec<Literal> = items.iter().map(|item| literal(item)).collect();
            Literal::List(items.into())
        }
        Variable::Object(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| (Cow::Owned(key.clone()), literal(value)))
                .collect();
            Literal::Object(entries.into())
        }
    }
}

/// A bound on the depth of the tree a text parses to, found without recursion.
///
/// Every operator of a chain adds a level above all that stands before it; brackets add what stands in them; a comma
/// begins a sibling.
fn depth(text: &str) -> usize {
    let mut levels = vec![Level::default()];
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let Some(level) = levels.last_mut() else {
            break;
        };
        match byte {
            b'\'' | b'"' | b'`' => {
                while let Some(inside) = bytes.next() {
                    if inside == b'\\' {
                        bytes.next();
                    } else if inside == byte {
                        break;
                    }
                }
            }
            b'(' | b'[' | b'{' => {
                level.chain += 4;
                levels.push(Level::default());
            }
            b')' | b']' | b'}' => {
                let inner = level.depth() + NESTING;
                if levels.len() > 1 {
                    levels.pop();
                }
                if let Some(level) = levels.last_mut() {
                    level.inner = level.inner.max(inner);
                }
            }
            b',' => {
                level.siblings = level.depth();
                level.chain = 0;
                level.inner = 0;
            }
            b'.' | b'|' | b'=' | b'<' | b'>' => {
                level.chain += 1;
                bytes.next_if(|next| matches!(next, b'|' | b'='));
            }
            b'*' => level.chain += 3,
            b'&' if bytes.next_if_eq(&b'&').is_some() => level.chain += 1,
            b'!' if bytes.next_if_eq(&b'=').is_some() => level.chain += 1,
            b'&' | b'!' => level.chain += NESTING,
            _ => {}
        }
    }
    let open = levels.iter().map(|level| level.depth() + NESTING);
    open.sum::<usize>() - NESTING
}

/// What is known about the innermost open bracket.
#[derive(Default)]
struct Level {
    /// The operators since the last comma.
    chain: usize,
    /// The deepest bracket since the last comma.
    inner: usize,
    /// The deepest of the expressions before the last comma.
    siblings: usize,
}

impl Level {
    fn depth(&self) -> usize {
        self.siblings.max(self.chain + self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_stand_before_their_parents() {
        let expression = Expression::parse("a[].b == 'x'").unwrap();
        assert_eq!(
            expression.nodes(),
            [
                Node::Field("a".into()),
                Node::Flatten(0),
                Node::Field("b".into()),
                Node::Projection(1, 2),
                Node::Literal(Literal::String("x".into())),
                Node::Compare(Comparator::Equal, 3, 4),
            ]
        );
    }

    #[test]
    fn a_text_that_does_not_parse_says_where() {
        insta::assert_snapshot!(
            Expression::parse("a.b[").unwrap_err(),
            @"`a.b[` is not a JMESPath expression: Expected number, ':', or '*' -- found Eof (at 4)"
        );
        insta::assert_snapshot!(
            Expression::parse("a | size(b)").unwrap_err(),
            @"`a | size(b)` is not a JMESPath expression: there is no function size() (at 8)"
        );
        insta::assert_snapshot!(
            Expression::parse("length(a, b)").unwrap_err(),
            @"`length(a, b)` is not a JMESPath expression: length() takes 1 argument, not 2 (at 6)"
        );
    }

    #[test]
    fn a_literal_in_backticks_may_lack_its_quotes() {
        let expression = Expression::parse("a == `b c`").unwrap();
        assert_eq!(
            expression.nodes()[1],
            Node::Literal(Literal::String("b c".into()))
        );
        assert_eq!(expression.source(), "a == `b c`");
        insta::assert_snapshot!(
            Expression::parse("`é` | `a` | size(b)").unwrap_err(),
            @"``é` | `a` | size(b)` is not a JMESPath expression: there is no function size() (at 17)"
        );
        assert!(Expression::parse("`a\"b`").is_err());
    }

    #[test]
    fn nesting_is_bounded_however_it_is_written() {
        let many = 100_000;
        for text in [
            "(".repeat(many),
            "!".repeat(many) + "a",
            "a.".repeat(many) + "a",
            "a||".repeat(many) + "a",
            "a|".repeat(many) + "a",
            "[0]".repeat(many),
            "[]".repeat(many),
            "[?".repeat(many),
            "{a:".repeat(many),
            "abs(".repeat(many),
            "[a,".repeat(many),
            "&".repeat(many) + "a",
            "a==".repeat(many) + "a",
            "*.".repeat(many) + "a",
            "[*]".repeat(many),
        ] {
            assert!(Expression::parse(&text).is_err(), "{}", &text[..10]);
        }
    }

    #[test]
    fn the_deepest_expressions_allowed_are_evaluated() {
        for part in ["(@)", "!@", "{b:@}", "not_null(@)", "[?@]", "[@]"] {
            let text = (0..50).fold(String::from("@"), |text, _| part.replace("@", &text));
            evaluate(&text);
        }
        for part in [".a", "||a", "&&a", "|a", "==a"] {
            evaluate(&("a".to_owned() + &part.repeat(500)));
        }
        for part in ["[]", "[*]", "[0]", ".*", "[:]"] {
            evaluate(&("a".to_owned() + &part.repeat(120)));
        }
    }

    fn evaluate(text: &str) {
        let list = aws_smithy_types::Document::Array(vec![aws_smithy_types::Document::Bool(true)]);
        let expression = Expression::parse(text).unwrap();
        expression
            .evaluate(crate::view::View::Document(&list))
            .unwrap();
    }

    #[test]
    fn siblings_do_not_add_up() {
        let keys = "a.b == 'x',".repeat(2_000);
        assert!(Expression::parse(&format!("[{keys} c]")).is_ok());
    }
}
