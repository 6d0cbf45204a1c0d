use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use indexmap::IndexMap;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use pageboy_schema::json::Json;

/// A section of a service model (`operations` or `shapes`): names, and the place of each entry's text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    entries: IndexMap<String, Entry>,
}

#[derive(Clone, Debug)]
enum Entry {
    /// Part of the model's text, by byte.
    Text(Range<usize>),
    /// Changed by an overlay: text of its own.
    Merged(String),
}

impl Section {
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.entries.keys().map(String::as_str)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Parses an entry; `None` for an unknown name.
    pub(crate) fn parse<T: DeserializeOwned>(
        &self,
        text: &str,
        name: &str,
    ) -> Option<serde_json::Result<T>> {
        let text = match self.entries.get(name)? {
            Entry::Text(range) => text.get(range.clone())?,
            Entry::Merged(text) => text,
        };
        Some(serde_json::from_str(text))
    }

    /// Merges an entry over one of the same name, or replaces it.
    pub(crate) fn put(&mut self, text: &str, name: &str, value: &Json, merge: bool) {
        match self.parse::<Json>(text, name) {
            Some(Ok(mut base)) if merge => {
                base.merge(value.clone());
                self.replace(name, &base);
            }
            _ => self.replace(name, value),
        }
    }

    /// Replaces the entry of this name, or adds a new one at the end.
    pub(crate) fn replace(&mut self, name: &str, value: &Json) {
        self.entries
            .insert(name.to_owned(), Entry::Merged(value.to_string()));
    }

    /// Takes an entry out, if it is there.
    pub(crate) fn remove(&mut self, name: &str) {
        self.entries.shift_remove(name);
    }
}

/// The top of a service model: its sections located, everything else parsed.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    pub(crate) operations: Section,
    pub(crate) shapes: Section,
    pub(crate) head: Json,
}

impl Outline {
    /// Finds the entries in one pass over the text, without parsing them.
    pub(crate) fn read(text: &str) -> serde_json::Result<Self> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let outline = deserializer.deserialize_map(OutlineVisitor { text })?;
        deserializer.end()?;
        Ok(outline)
    }
}

struct OutlineVisitor<'t> {
    text: &'t str,
}

impl<'t> Visitor<'t> for OutlineVisitor<'t> {
    type Value = Outline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a service model")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Outline, A::Error> {
        let mut operations = Section::default();
        let mut shapes = Section::default();
        let mut head = IndexMap::new();
        while let Some(key) = map.next_key::<Cow<'t, str>>()? {
            match &*key {
                "operations" | "shapes" => {
                    let section = match &*key {
                        "operations" => &mut operations,
                        _ => &mut shapes,
                    };
                    match map.next_value_seed(SectionSeed { text: self.text })? {
                        SectionOrValue::Section(found) => *section = found,
                        SectionOrValue::Value(value) => {
                            head.insert(key.into_owned(), value);
                        }
                    }
                }
                _ => {
                    head.insert(key.into_owned(), map.next_value()?);
                }
            }
        }
        Ok(Outline {
            operations,
            shapes,
            head: Json::Object(head),
        })
    }
}

/// A section, or the value in its place that is none, which the check of the format reports.
enum SectionOrValue {
    Section(Section),
    Value(Json),
}

struct SectionSeed<'t> {
    text: &'t str,
}

impl<'t> DeserializeSeed<'t> for SectionSeed<'t> {
    type Value = SectionOrValue;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<SectionOrValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for SectionSeed<'t> {
    type Value = SectionOrValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<SectionOrValue, E> {
        Ok(SectionOrValue::Value(Json::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<SectionOrValue, E> {
        Ok(SectionOrValue::Value(Json::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<SectionOrValue, E> {
        Ok(SectionOrValue::Value(Json::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<SectionOrValue, E> {
        Ok(SectionOrValue::Value(Json::Number(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<SectionOrValue, E> {
        let number = serde_json::Number::from_f64(value);
        Ok(SectionOrValue::Value(
            number.map_or(Json::Null, Json::Number),
        ))
    }

    fn visit_str<E>(self, value: &str) -> Result<SectionOrValue, E> {
        Ok(SectionOrValue::Value(Json::String(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<SectionOrValue, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(SectionOrValue::Value(Json::Array(all)))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<SectionOrValue, A::Error> {
        let mut entries = IndexMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let raw: &'t RawValue = map.next_value()?;
            entries.insert(name, Entry::Text(place(self.text, raw.get())));
        }
        Ok(SectionOrValue::Section(Section { entries }))
    }
}

/// The place of a slice in the text.
fn place(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

#[cfg(test)]
mod tests {
    use super::Outline;
    use pageboy_schema::json::Json;

    const TEXT: &str = r#"{ "version":"2.0", "shapes" : {"B": {"type":"string"} ,
        "A":{"type": "list"}}, "operations":{"Op\u0065n" :{"name":"Open"}},"metadata":{"uid":"x"} }"#;

    #[test]
    fn entries_are_found_and_keep_their_order() {
        let outline = Outline::read(TEXT).unwrap();
        assert_eq!(outline.shapes.names().collect::<Vec<_>>(), ["B", "A"]);
        assert_eq!(outline.operations.names().collect::<Vec<_>>(), ["Open"]);
        assert_eq!(
            outline.head.to_string(),
            r#"{"version":"2.0","metadata":{"uid":"x"}}"#
        );
        let shape: Json = outline.shapes.parse(TEXT, "A").unwrap().unwrap();
        assert_eq!(shape.to_string(), r#"{"type":"list"}"#);
        assert!(outline.shapes.parse::<Json>(TEXT, "C").is_none());
    }

    #[test]
    fn an_entry_is_merged_or_replaced() {
        let mut shapes = Outline::read(TEXT).unwrap().shapes;
        let over: Json = serde_json::from_str(r#"{"min":1}"#).unwrap();
        shapes.put(TEXT, "B", &over, true);
        shapes.put(TEXT, "A", &over, false);
        shapes.put(TEXT, "C", &over, true);
        let text = |name| {
            shapes
                .parse::<Json>(TEXT, name)
                .unwrap()
                .unwrap()
                .to_string()
        };
        assert_eq!(text("B"), r#"{"type":"string","min":1}"#);
        assert_eq!(text("A"), r#"{"min":1}"#);
        assert_eq!(text("C"), r#"{"min":1}"#);
    }

    #[test]
    fn a_fault_inside_an_entry_is_found_at_once() {
        let error = Outline::read("{\"shapes\":{\n\"A\":{\"type\":}}}").unwrap_err();
        assert_eq!((error.line(), error.column()), (2, 13));
        assert!(Outline::read("{} x").is_err());
        assert!(Outline::read("[]").is_err());
    }
}
