//! JSON without a table.

use std::collections::HashMap;
use std::fmt;

use aws_smithy_types::{Document, Number};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::super::Limits;
use super::super::depth::Depth;
use super::lenient::Lenient;

/// Reads any JSON value; one that is not quite JSON is read as in Python ([`Lenient`]).
pub(crate) fn parse(text: &str, limits: &Limits) -> serde_json::Result<Document> {
    let free = || Free(Depth::of(limits));
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    let read = free().deserialize(&mut deserializer);
    match read.and_then(|document| deserializer.end().map(|()| document)) {
        Err(error) if error.is_syntax() => {
            let mut lenient = Lenient::new(text);
            let read = free().deserialize(&mut lenient);
            let read = read.and_then(|document| lenient.end().map(|()| document));
            read.map_err(|_| error)
        }
        read => read,
    }
}

/// Reads any JSON value as a [`Document`] of limited depth.
pub(super) struct Free(pub(super) Depth);

impl Free {
    /// Within a list or map.
    fn inner<E: Error>(mut self) -> Result<Depth, E> {
        self.0.enter().map_err(E::custom)?;
        Ok(self.0)
    }
}

impl<'de> DeserializeSeed<'de> for Free {
    type Value = Document;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Free {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Document, E> {
        Ok(Document::Number(Number::NegInt(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Document, E> {
        Ok(Document::Number(Number::PosInt(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Document, E> {
        Ok(Document::Number(Number::Float(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Document, E> {
        Ok(Document::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document, A::Error> {
        let depth = self.inner()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self(depth))? {
            list.push(item);
        }
        Ok(Document::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Document, A::Error> {
        let depth = self.inner()?;
        let mut map = HashMap::new();
        while let Some(key) = entries.next_key()? {
            map.insert(key, entries.next_value_seed(Self(depth))?);
        }
        Ok(Document::Object(map))
    }
}
