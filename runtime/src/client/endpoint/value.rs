//! The values of endpoint rules.

use std::borrow::Cow;

use super::arn::Arn;
use super::parsed_url::ParsedUrl;
use crate::schema::{ParameterDefault, Partition};

/// A value; text is borrowed where possible. What is larger than a text stands in a box: a call fills and compares a list
/// of values, and a value is as large as its largest variant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Boolean(bool),
    Integer(i32),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<(&'static str, Self)>),
    Partition(&'static Partition),
    Url(Box<ParsedUrl<'a>>),
    Arn(Box<Arn<'a>>),
    /// A part of an ARN, as a list: `resourceId`.
    Resource(Cow<'a, str>),
}

impl<'a> Value<'a> {
    pub(crate) const fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// Whether a condition with this value holds.
    pub(crate) const fn holds(&self) -> bool {
        !matches!(self, Self::Null | Self::Boolean(false))
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A member of an object, by name; null if absent.
    pub(crate) fn part(&self, name: &str) -> Self {
        match self {
            Self::Partition(partition) => match name {
                "name" => Value::text(partition.id),
                "dnsSuffix" => Value::text(partition.dns_suffix),
                "dualStackDnsSuffix" => Value::text(partition.dual_stack_dns_suffix),
                "supportsFIPS" => Value::Boolean(partition.supports_fips),
                "supportsDualStack" => Value::Boolean(partition.supports_dual_stack),
                "implicitGlobalRegion" => Value::text(partition.implicit_global_region),
                _ => Value::Null,
            },
            Self::Url(url) => url.part(name),
            Self::Arn(arn) => arn.part(name),
            Self::Object(members) => members
                .iter()
                .find(|(member, _)| *member == name)
                .map_or(Value::Null, |(_, value)| value.clone()),
            _ => Value::Null,
        }
    }

    /// The element of a list at a position; null if it does not exist.
    pub(crate) fn element(&self, position: usize) -> Self {
        match self {
            Self::List(items) => items.get(position).cloned().unwrap_or(Value::Null),
            Self::Resource(text) => {
                let mut parts = text.split([':', '/']);
                let part = parts.nth(position);
                part.map_or(Value::Null, |part| Value::Text(Cow::Owned(part.to_owned())))
            }
            _ => Value::Null,
        }
    }

    /// Its form inside texts.
    pub(crate) fn write_to(&self, text: &mut String) -> Result<(), String> {
        match self {
            Self::Text(value) => text.push_str(value),
            // Python's form, which botocore's texts contain.
            Self::Boolean(true) => text.push_str("True"),
            Self::Boolean(false) => text.push_str("False"),
            Self::Integer(value) => text.push_str(&value.to_string()),
            other => return Err(format!("{} cannot be a part of a text", other.describe())),
        }
        Ok(())
    }

    /// Its type, for messages.
    pub(crate) const fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) | Self::Resource(_) => "a list",
            Self::Object(_) => "an object",
            Self::Partition(_) => "a partition",
            Self::Url(_) => "a URL",
            Self::Arn(_) => "an ARN",
        }
    }

    /// The same value, borrowing the text of this one.
    pub(crate) fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::text(text),
            other => other.clone(),
        }
    }

    /// The same value, owned.
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Boolean(value),
            Self::Integer(value) => Value::Integer(value),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Resource(text) => Value::Resource(Cow::Owned(text.into_owned())),
            Self::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
            Self::Object(members) => {
                let members = members.into_iter();
                Value::Object(
                    members
                        .map(|(name, value)| (name, value.into_owned()))
                        .collect(),
                )
            }
            Self::Partition(partition) => Value::Partition(partition),
            Self::Url(url) => Value::Url(Box::new(url.into_owned())),
            Self::Arn(arn) => Value::Arn(Box::new(arn.into_owned())),
        }
    }
}

impl From<ParameterDefault> for Value<'_> {
    fn from(default: ParameterDefault) -> Self {
        match default {
            ParameterDefault::Text(text) => Value::text(text),
            ParameterDefault::Boolean(value) => Value::Boolean(value),
            ParameterDefault::Texts(texts) => {
                Value::List(texts.iter().map(|text| Value::text(text)).collect())
            }
        }
    }
}
