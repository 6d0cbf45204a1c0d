//! JSON whose objects keep the order of their members.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Number;

/// Any JSON value, with the members of objects in the order they were written.
///
/// `serde_json::Value` keeps that order only with a feature that changes the type for every crate in the build, so
/// definitions have a type of their own.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// A list.
    Array(Vec<Self>),
    /// Members, in order. Names are unique: a text with a repeated name is refused.
    Object(IndexMap<String, Self>),
}

impl Json {
    /// An object without members.
    pub fn empty() -> Self {
        Self::Object(IndexMap::new())
    }

    /// The text, if the value is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if the value is one.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if the value is one.
    pub const fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The items, if the value is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if the value is an object.
    pub const fn as_object(&self) -> Option<&IndexMap<String, Self>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member of an object; `None` when it is missing, or the value is not an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// The value at a JSON pointer (RFC 6901); the empty pointer is the value itself.
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        let mut value = self;
        for token in pointer.strip_prefix('/')?.split('/') {
            value = match value {
                Self::Array(items) => items.get(token.parse::<usize>().ok()?)?,
                Self::Object(members) => members.get(&unescape(token))?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// The kind of the value with its article: `an object`, `a string`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Merges another value into this one: object into object, member by member; anything else replaces.
    ///
    /// `sdk-extras` apply in this way (`botocore/loaders.py`, `ExtrasProcessor`). New members come last.
    pub fn merge(&mut self, over: Self) {
        match (self, over) {
            (Self::Object(members), Self::Object(over)) => {
                for (name, value) in over {
                    if let Some(member) = members.get_mut(&name) {
                        member.merge(value);
                    } else {
                        members.insert(name, value);
                    }
                }
            }
            (value, over) => *value = over,
        }
    }
}

/// Makes a JSON pointer (RFC 6901) from member names and array positions.
pub fn pointer<'a>(tokens: impl IntoIterator<Item = &'a str>) -> String {
    let mut pointer = String::new();
    for token in tokens {
        pointer.push('/');
        pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

/// The name in a part of a JSON pointer.
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Prints compact JSON.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Json, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut members = IndexMap::new();
        while let Some(name) = entries.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(de::Error::custom(format!(
                    "`{name}` is given twice in one object"
                )));
            }
            members.insert(name, entries.next_value()?);
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, pointer};

    fn json(text: &str) -> Json {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn members_keep_their_order_and_text_comes_out_as_it_went_in() {
        let text =
            r#"{"z":1,"a":[true,null,-2,1.5,"\u00e9\n"],"m":{"z":{},"b":9223372036854775807}}"#;
        assert_eq!(json(text).to_string(), text.replace("\\u00e9", "é"));
    }

    #[test]
    fn objects_merge_member_by_member_and_everything_else_replaces() {
        let mut base = json(r#"{"b":{"x":1,"y":[1,2]},"a":1,"c":{"d":1}}"#);
        base.merge(json(r#"{"a":{"n":2},"b":{"y":[3],"z":4},"c":null,"n":0}"#));
        assert_eq!(
            base.to_string(),
            r#"{"b":{"x":1,"y":[3],"z":4},"a":{"n":2},"c":null,"n":0}"#
        );
    }

    #[test]
    fn a_pointer_finds_members_items_and_escaped_names() {
        let value = json(r#"{"a/b":{"~":[10,20]}}"#);
        let place = pointer(["a/b", "~", "1"]);
        assert_eq!(place, "/a~1b/~0/1");
        assert_eq!(
            value.at(&place).map(ToString::to_string).as_deref(),
            Some("20")
        );
        assert_eq!(value.at(""), Some(&value));
        assert_eq!(value.at("/a~1b/~0/2"), None);
        assert_eq!(value.at("nonsense"), None);
    }
}
