//! The functions that an expression may call.

use super::model::Type;

/// The functions of JMESPath: name, number of arguments (`None`: one or more), type of the result.
pub(super) const FUNCTIONS: &[(&str, Option<usize>, Type)] = &[
    ("abs", Some(1), Type::Number),
    ("avg", Some(1), Type::Number),
    ("ceil", Some(1), Type::Number),
    ("contains", Some(2), Type::Boolean),
    ("ends_with", Some(2), Type::Boolean),
    ("floor", Some(1), Type::Number),
    ("join", Some(2), Type::String),
    ("keys", Some(1), Type::Any),
    ("length", Some(1), Type::Number),
    ("map", Some(2), Type::Any),
    ("max", Some(1), Type::Any),
    ("max_by", Some(2), Type::Any),
    ("merge", None, Type::Any),
    ("min", Some(1), Type::Any),
    ("min_by", Some(2), Type::Any),
    ("not_null", None, Type::Any),
    ("reverse", Some(1), Type::Any),
    ("sort", Some(1), Type::Any),
    ("sort_by", Some(2), Type::Any),
    ("starts_with", Some(2), Type::Boolean),
    ("sum", Some(1), Type::Number),
    ("to_array", Some(1), Type::Any),
    ("to_number", Some(1), Type::Number),
    ("to_string", Some(1), Type::String),
    ("type", Some(1), Type::String),
    ("values", Some(1), Type::Any),
];
