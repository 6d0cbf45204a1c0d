//! Endpoint rules by themselves, with named parameters: for tools and tests.

use std::collections::HashMap;

use aws_smithy_types::{Document, Number};

use super::evaluate::{NoEndpoint, evaluate};
use super::value::Value;
use crate::schema::{EndpointRules, ParameterKind};

/// The outcome of endpoint rules.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SharedRulesEndpoint {
    /// The URL.
    pub url: String,
    /// The properties, an object.
    pub properties: Document,
    /// The headers: an object of lists.
    pub headers: Document,
}

/// Evaluates rules with named parameters: text, booleans, lists of text. `host` is the first label of the service's hosts
/// ([`Endpoint::host`](crate::schema::Endpoint::host)). Parameters that the rules do not have are ignored, as in botocore.
///
/// # Errors
///
/// The message of the rules, or a mistake in a parameter.
pub fn resolve(
    rules: &'static EndpointRules,
    host: &'static str,
    parameters: &[(String, Document)],
) -> Result<SharedRulesEndpoint, String> {
    let mut slots = Vec::with_capacity(usize::from(rules.slots));
    for parameter in rules.parameters {
        let given = parameters.iter().find(|(name, _)| name == parameter.name);
        slots.push(match given {
            None => Value::Null,
            Some((_, value)) => value_of(value, parameter.kind).ok_or_else(|| {
                let name = parameter.name;
                format!("the parameter {name} is not of its type")
            })?,
        });
    }
    match evaluate(rules, host, slots) {
        Ok(resolved) => Ok(SharedRulesEndpoint {
            url: resolved.url,
            properties: document(&resolved.properties),
            headers: document(&resolved.headers),
        }),
        Err(NoEndpoint::Error(message) | NoEndpoint::Failed(message)) => Err(message),
        Err(NoEndpoint::NoMatch) => Err("No endpoint found for parameters".to_owned()),
    }
}

fn value_of(document: &Document, kind: ParameterKind) -> Option<Value<'_>> {
    match (document, kind) {
        (Document::Null, _) => Some(Value::Null),
        (Document::Bool(value), ParameterKind::Boolean) => Some(Value::Boolean(*value)),
        (Document::String(text), ParameterKind::Text) => Some(Value::text(text)),
        (Document::Array(items), ParameterKind::Texts) => {
            let items = items.iter().map(|item| value_of(item, ParameterKind::Text));
            items.collect::<Option<Vec<_>>>().map(Value::List)
        }
        _ => None,
    }
}

fn document(value: &Value<'_>) -> Document {
    match value {
        Value::Boolean(value) => Document::Bool(*value),
        Value::Integer(value) => Document::Number(match u64::try_from(*value) {
            Ok(value) => Number::PosInt(value),
            Err(_) => Number::NegInt(i64::from(*value)),
        }),
        Value::Text(text) => Document::String(text.as_ref().to_owned()),
        Value::List(items) => Document::Array(items.iter().map(document).collect()),
        Value::Object(members) => {
            let members = members.iter();
            let members: HashMap<_, _> = members
                .map(|(name, value)| ((*name).to_owned(), document(value)))
                .collect();
            Document::Object(members)
        }
        Value::Null | Value::Partition(_) | Value::Url(_) | Value::Arn(_) | Value::Resource(_) => {
            Document::Null
        }
    }
}
