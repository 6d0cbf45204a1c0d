//! What is compared with what in definitions: `pageboy-schema` says what never holds.

use pageboy_schema::Expected;
use pageboy_schema::expression::comparison::{self, Never};
use serde_json::Value;

use super::model::{Model, Type};

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
