//! Parses text into nodes, and explains mistakes.

use std::ops::Range;

use super::literals::Literals;
use super::mistake::Mistake;
use super::nesting::{BRACKETS, DEPTH, depth};
use super::node::Expression;
use super::parser::Parser;
use super::tokens::{Problem, Refusal, tokens};

/// A parsed, unchecked expression: members are names.
#[derive(Clone, Debug)]
pub struct ParsedExpression {
    /// The text and the nodes.
    pub expression: Expression,
    /// The part of the text for each node, in bytes: a name, a constant or a function itself, else the name before it.
    pub parts: Vec<Range<usize>>,
}

/// The maximum number of nodes: their indices have 16 bits.
const MOST_NODES: usize = 1 << 16;

/// Parses an expression.
///
/// The parser and walks over its nodes are recursive, so a text that nests too deep is refused unparsed.
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
    let refused = |refusal: Refusal| {
        let start = literals.original(refusal.at).min(source.len());
        let next = source.get(start..).and_then(|rest| rest.chars().next());
        let part = start..start + next.map_or(0, char::len_utf8);
        failed(reason(source, start, &refusal), part)
    };
    let tokens = tokens(&literals.text).map_err(refused)?;
    let mut parser = Parser::new(&literals.text, tokens);
    parser.whole().map_err(refused)?;
    if parser.nodes.len() > MOST_NODES {
        return Err(failed("it has too many parts".to_owned(), whole));
    }
    let placed = |part: Range<usize>| literals.original(part.start)..literals.original(part.end);
    if !parser.mistakes.is_empty() {
        let mistakes = parser.mistakes.into_iter();
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
            nodes: parser.nodes,
        },
        parts: parser.parts.into_iter().map(placed).collect(),
    })
}

/// The mistake in a text: an unexpected or missing part.
fn reason(source: &str, start: usize, refusal: &Refusal) -> String {
    const SHOWN: usize = 20;
    // The parser counts bytes, people count characters.
    let before = source.get(..start).unwrap_or(source);
    let rest = source.get(before.len()..).unwrap_or_default();
    let rest: String = rest.chars().take(SHOWN).collect();
    let column = before.chars().count() + 1;
    if source.trim().is_empty() {
        "it is empty".to_owned()
    } else if refusal.is_end || rest.is_empty() {
        "it ends too early".to_owned()
    } else {
        match &refusal.problem {
            Problem::Expected(wanted) => {
                format!("expected {wanted} at column {column}, found `{rest}`")
            }
            Problem::Unexpected => format!("unexpected `{rest}` at column {column}"),
            Problem::Other(reason) => format!("{reason} at column {column}"),
        }
    }
}
