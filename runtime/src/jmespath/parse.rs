//! Expressions that are parsed at run time.

use std::borrow::Cow;
use std::fmt;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use pageboy_schema::Times;
use pageboy_schema::expression::{CheckedExpression, Mistake, MistakeKind, fit, parse};
use pageboy_schema::time::{Extent, extent};

use super::table::type_of;
use super::{Expression, Literal, Node};
use crate::schema::Shape;

impl Expression {
    /// Parses an expression; members are found by name when it is evaluated. Times are ISO 8601.
    ///
    /// # Errors
    ///
    /// When the text is not a JMESPath expression, calls an unknown function or one with the wrong number of arguments, or
    /// nests too deep: more than 500 operators in a chain, or 50 nested brackets.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let parsed = parse(text).map_err(|mistakes| ParseError::first(text, &mistakes))?;
        Ok(Self::from(parsed.expression).with_times(Times::Text))
    }

    /// Parses an expression for values of a structure's shape: members are checked, and found by index. Times are ISO 8601.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); when the expression names an unknown member of a structure, or a member of a list or a
    /// scalar, for which JMESPath alone would yield null; when a comparison never holds or has no order (a number, a boolean
    /// or a time with text, an enum with a value that the model does not list); and when an argument of a function has the
    /// wrong type. `to_string(…)` of a time or an enum compares with text.
    pub fn parse_for(text: &str, shape: &'static Shape) -> Result<Self, ParseError> {
        Self::parse_as(text, shape, Times::Text)
    }

    /// As [`parse_for`](Self::parse_for), with this form of times.
    pub(crate) fn parse_as(
        text: &str,
        shape: &'static Shape,
        times: Times,
    ) -> Result<Self, ParseError> {
        let root = type_of(shape);
        let fitting =
            fit(text, &root, times).map_err(|mistakes| ParseError::first(text, &mistakes))?;
        let CheckedExpression {
            mut expression,
            doubts,
            times: compared,
            ..
        } = fitting;
        if !doubts.is_empty() {
            return Err(ParseError::first(text, &doubts));
        }
        for at in compared {
            if let Some(Node::Literal(literal)) = expression.nodes.get_mut(usize::from(at)) {
                write_time(literal);
            }
        }
        Ok(Self::from(expression).with_times(times))
    }
}

/// An expression of a definition, with times as seconds since 1970.
impl From<pageboy_schema::expression::Expression> for Expression {
    fn from(expression: pageboy_schema::expression::Expression) -> Self {
        Self {
            source: Cow::Owned(expression.source),
            nodes: Cow::Owned(expression.nodes),
            times: Times::Seconds,
        }
    }
}

/// Rewrites a constant time in the form of outputs, so that equal times are equal texts.
fn write_time(literal: &mut Literal) {
    let Literal::String(text) = literal else {
        return;
    };
    if extent(text) != Some(Extent::Whole) {
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

/// A text that is not a JMESPath expression, or does not fit its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    expression: String,
    message: String,
    position: usize,
    /// The whole message.
    text: String,
}

impl ParseError {
    /// The text.
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The mistake, and what to write instead.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The place of the mistake: an offset into the text, in bytes; approximate for some mistakes.
    pub fn position(&self) -> usize {
        self.position
    }

    fn first(expression: &str, mistakes: &[Mistake]) -> Self {
        let Some(mistake) = mistakes.first() else {
            return Self {
                expression: expression.to_owned(),
                message: String::new(),
                position: 0,
                text: String::new(),
            };
        };
        let (message, position) = (mistake.advice(), mistake.part.start);
        let does_not = match mistake.kind {
            MistakeKind::Syntax => None,
            MistakeKind::Call => Some("is not a JMESPath expression"),
            MistakeKind::Fit | MistakeKind::Doubt => Some("does not fit the output"),
        };
        let text = match does_not {
            Some(it) => format!("`{expression}` {it}: {message} (at {position})"),
            None => mistake.sentence(expression),
        };
        Self {
            expression: expression.to_owned(),
            message,
            position,
            text,
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for ParseError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jmespath::Comparator;
    use crate::schema::{Member, shapes};

    static ANYTHING: Shape = Shape::structure("Anything", &[Member::new("a", &shapes::DOCUMENT)]);

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
            @"`a.b[` is not a JMESPath expression: it ends too early"
        );
        insta::assert_snapshot!(
            Expression::parse("a | size(b)").unwrap_err(),
            @"`a | size(b)` is not a JMESPath expression: no function `size` (at 4)"
        );
        insta::assert_snapshot!(
            Expression::parse("length(a, b)").unwrap_err(),
            @"`length(a, b)` is not a JMESPath expression: `length` takes 1 argument, not 2 (at 0)"
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
            @"``é` | `a` | size(b)` is not a JMESPath expression: no function `size` (at 13)"
        );
        assert!(Expression::parse("`a\"b`").is_err());
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
        // The check needs no more stack than there is, whatever the outcome.
        let _fitting = Expression::parse_for(text, &ANYTHING);
        expression
            .evaluate(crate::view::View::Document(&list))
            .unwrap();
    }
}
