//! What is compared with what in definitions: `pageboy-schema` says what never holds.

use jmespath::ast::{Ast, Comparator};
use pageboy_schema::{Expected, Known, Never, Operand, Times, arguments, comparison};
use serde_json::Value;

use super::expression::{Lowering, Mistake, Node};
use super::model::{Model, Type};
use super::syntax;

/// What is wrong with a path matcher, and the fix: the matcher or the value does not fit the type of the expression.
pub(super) fn mismatch(
    model: &Model<'_>,
    matcher: &str,
    argument: &str,
    kind: &Type,
    expected: &Expected<String>,
) -> Option<(String, String)> {
    let expected = match expected {
        Expected::String(text) => Value::from(text.as_str()),
        Expected::Boolean(value) => Value::from(*value),
        Expected::Integer(value) => Value::from(*value),
        Expected::Float(value) => Value::from(*value),
    };
    let (known, element) = (kind.known(model), kind.element(model));
    comparison::expectation(matcher, argument, (&known, Some(&element)), &expected)
}

/// A text that an enum does not have.
pub(super) fn unknown_value(model: &Model<'_>, name: &str, text: &str) -> Option<Never> {
    let shape = model.shape(name)?;
    comparison::unknown_value(name, &shape.traits.values, text)
}

impl Lowering<'_, '_> {
    /// Notes a comparison that never holds: of values of different types, or of an enum with a value it does not have.
    pub(super) fn compare(
        &mut self,
        comparator: &Comparator,
        (kind, at, ast): (&Type, u16, &Ast),
        (other, beside_at, beside): (&Type, u16, &Ast),
    ) {
        const TIMES: Times = Times::Seconds;
        let (mine, theirs) = (self.constant(at), self.constant(beside_at));
        let (one, other) = (kind.known(self.model), other.known(self.model));
        let one = side(&one, mine.as_ref());
        let other = side(&other, theirs.as_ref());
        let never = match comparator {
            Comparator::Equal => comparison::equality("==", one, other, TIMES),
            Comparator::NotEqual => comparison::equality("!=", one, other, TIMES),
            Comparator::LessThan => comparison::order("<", one, other, TIMES),
            Comparator::LessThanEqual => comparison::order("<=", one, other, TIMES),
            Comparator::GreaterThan => comparison::order(">", one, other, TIMES),
            Comparator::GreaterThanEqual => comparison::order(">=", one, other, TIMES),
        };
        if let Some(never) = never {
            self.never(never, if theirs.is_some() { beside } else { ast });
        }
    }

    /// Notes what is sought in a list or text that cannot hold it.
    pub(super) fn contains(
        &mut self,
        (subject, list): (&Type, u16),
        (sought, at, ast): (&Type, u16, &Ast),
    ) {
        let value = self.constant(at);
        let whole = match self.nodes.get(usize::from(list)) {
            Some(Node::Literal(value)) => Some(value.clone()),
            _ => None,
        };
        let (known, element) = (subject.known(self.model), subject.element(self.model));
        let sought = sought.known(self.model);
        let (subject, sought) = (side(&known, whole.as_ref()), side(&sought, value.as_ref()));
        let never = comparison::containment(subject, &element, sought, Times::Seconds);
        if let Some(never) = never {
            self.never(never, ast);
        }
    }

    /// Notes an argument that makes a function fail.
    pub(super) fn argument(&mut self, function: &str, index: usize, (at, kind): (u16, &Type)) {
        let literal = self.constant(at);
        let (known, element) = (kind.known(self.model), kind.element(self.model));
        let operand = Operand {
            known: &known,
            literal: literal.as_ref(),
            path: None,
        };
        let never = arguments::argument(function, index, operand, &element, Times::Seconds);
        if let Some(never) = never {
            let part = self.latest.clone();
            self.mistakes.push(Mistake {
                fix: never.fix,
                ..Mistake::new(never.message, part)
            });
        }
    }

    /// A value that an enum does not have is a doubt, since services have new ones; anything else is a mistake.
    fn never(&mut self, never: Never, ast: &Ast) {
        let part = match ast {
            Ast::Literal { offset, .. } => syntax::literal_at(self.source, *offset),
            _ => self.latest.clone(),
        };
        let is_doubt = never.unknown.is_some();
        let mistake = Mistake {
            unknown: never.unknown,
            fix: never.fix,
            ..Mistake::new(never.message, part)
        };
        if is_doubt {
            self.doubts.push(mistake);
        } else {
            self.mistakes.push(mistake);
        }
    }

    /// A scalar, or null, that stands in the expression.
    fn constant(&self, at: u16) -> Option<Value> {
        match self.nodes.get(usize::from(at))? {
            Node::Literal(value) if !value.is_array() && !value.is_object() => Some(value.clone()),
            _ => None,
        }
    }
}

/// What is known of one side of a comparison; a null that stands there is one.
fn side<'k>(known: &'k Known, literal: Option<&'k Value>) -> Operand<'k> {
    let known = match literal {
        Some(Value::Null) => &Known::Null,
        _ => known,
    };
    Operand {
        known,
        literal,
        path: None,
    }
}
