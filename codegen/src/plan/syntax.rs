//! The text of JMESPath expressions: parsed, or what is wrong with it in words that help.

use std::ops::Range;

use jmespath::JmespathError;
use jmespath::ast::Ast;
use pageboy_schema::literals::Literals;

use super::expression::Mistake;

/// How deep brackets and prefix operators may nest; the runtime's own parser allows as many.
const NESTING: usize = 50;

/// How many operators an expression may have. Each may be a level of the tree.
const OPERATORS: usize = 500;

/// Parses an expression whose literals were read; the error says what is wrong with it.
///
/// The parser and whoever walks over its tree call themselves, so a text that nests too deep is refused unparsed. Places in the
/// tree are those in the text that was read, places in mistakes those in the source.
pub(super) fn parse(source: &str, literals: &Literals<'_>) -> Result<Ast, Mistake> {
    if nests_too_deep(source) {
        return Err(Mistake::new(too_deep(source), 0..source.len()));
    }
    jmespath::parse(&literals.text).map_err(|error| {
        let start = literals.original(error.offset).min(source.len());
        let next = source.get(start..).and_then(|rest| rest.chars().next());
        let end = start + next.map_or(0, char::len_utf8);
        Mistake::new(not_an_expression(source, start, &error), start..end)
    })
}

/// The part of the text that is a name, where it starts; a name may stand in quotes.
pub(super) fn name_at(source: &str, start: usize, name: &str) -> Range<usize> {
    let rest = source.get(start..).unwrap_or_default();
    let quoted = rest.strip_prefix('"').and_then(|rest| rest.find('"'));
    let length = quoted.map_or(name.len(), |length| length + 2);
    start..(start + length).min(source.len())
}

/// The part of the text that is a literal, where it starts, with its quotes.
pub(super) fn literal_at(source: &str, start: usize) -> Range<usize> {
    let rest = source.get(start..).unwrap_or_default();
    let mut chars = rest.char_indices();
    let quote = chars.next().map(|(_, quote)| quote);
    let end = chars.find(|(_, c)| Some(*c) == quote);
    start..start + end.map_or(rest.len(), |(at, c)| at + c.len_utf8())
}

/// The part of the text that is a function's name, where its arguments start.
pub(super) fn name_before(source: &str, end: usize, name: &str) -> Range<usize> {
    let before = source.get(..end).unwrap_or(source).trim_end();
    before.len().saturating_sub(name.len())..before.len()
}

/// Whether the tree of a text could be too deep to walk, told without parsing it.
///
/// What stands in quotes counts for nothing. Prefix operators count as brackets that are never closed.
fn nests_too_deep(source: &str) -> bool {
    let (mut open, mut prefixes, mut operators) = (0_usize, 0_usize, 0_usize);
    let mut bytes = source.bytes().peekable();
    while let Some(byte) = bytes.next() {
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
                open += 1;
                operators += 1;
            }
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            b'!' if bytes.next_if_eq(&b'=').is_some() => operators += 1,
            b'&' if bytes.next_if_eq(&b'&').is_some() => operators += 1,
            b'!' | b'&' => {
                prefixes += 1;
                operators += 1;
            }
            b'.' | b'|' | b'=' | b'<' | b'>' | b'*' => {
                operators += 1;
                bytes.next_if(|next| matches!(next, b'|' | b'='));
            }
            b',' => prefixes = 0,
            _ => {}
        }
        if open + prefixes > NESTING || operators > OPERATORS {
            return true;
        }
    }
    false
}

fn too_deep(source: &str) -> String {
    const SHOWN: usize = 40;
    let start: String = source.chars().take(SHOWN).collect();
    format!(
        "the JMESPath expression that begins with `{start}` nests too deep: at most {NESTING} brackets in each other \
         and {OPERATORS} operators"
    )
}

/// What is wrong with the text: what stands there that should not, or what is missing.
fn not_an_expression(source: &str, start: usize, error: &JmespathError) -> String {
    const SHOWN: usize = 20;
    let reason = error.reason.to_string();
    let reason = reason.trim().trim_start_matches("Parse error: ");
    // The parser names its tokens ("-- found Dot"), where the text itself says more.
    let (wanted, token) = reason.split_once(" -- found ").unwrap_or((reason, ""));
    // The parser counts bytes, people count characters.
    let before = source.get(..start).unwrap_or(source);
    let rest: String = source[before.len()..].chars().take(SHOWN).collect();
    let column = before.chars().count() + 1;
    let reason = if source.trim().is_empty() {
        return "a JMESPath expression cannot be empty".to_owned();
    } else if token == "Eof" || rest.is_empty() {
        "it ends too early".to_owned()
    } else if wanted.starts_with("Expected") {
        format!("{} at column {column}, found `{rest}`", lower_first(wanted))
    } else if token.is_empty() {
        format!("{} at column {column}", lower_first(wanted))
    } else {
        format!("unexpected `{rest}` at column {column}")
    };
    format!("`{source}` is not a JMESPath expression: {reason}")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(chars)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_too_deep_is_refused_before_it_is_parsed() {
        let many = 100_000;
        for text in [
            "(".repeat(many),
            "!".repeat(many) + "a",
            "a.".repeat(many) + "a",
            "a||".repeat(many) + "a",
            "a|".repeat(many) + "a",
            "a&&".repeat(many) + "a",
            "[0]".repeat(many),
            "[]".repeat(many),
            "[?".repeat(many),
            "{a:".repeat(many),
            "abs(".repeat(many),
            "[a,".repeat(many),
            "[!a,".repeat(many),
            "a,!".repeat(many),
            "&".repeat(many) + "a",
            "& ".repeat(many) + "a",
            "!&".repeat(many) + "a",
            "!!!!!f(a,".repeat(many) + "a",
            "a==".repeat(many) + "a",
            "*.".repeat(many) + "a",
        ] {
            let refused = nests_too_deep(&text);
            let parsed = refused || jmespath::parse(&text).is_err();
            assert!(parsed, "{}", &text[..10]);
        }
    }

    #[test]
    fn quotes_and_ordinary_expressions_pass() {
        let quoted = format!(
            "a == '{}' && \"{}\" != `\"{}\"`",
            "(".repeat(999),
            "[".repeat(999),
            "!".repeat(999)
        );
        assert!(!nests_too_deep(&quoted));
        assert!(!nests_too_deep(
            "length(Services[?!(length(Deployments) == `1` && Running == Desired)]) == `0`"
        ));
        assert!(!nests_too_deep(&format!(
            "{}a{}",
            "(".repeat(50),
            ")".repeat(50)
        )));
    }
}
