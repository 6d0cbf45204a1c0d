//! Outputs as the command prints them, and as `--query` sees them: JSON in which points in time are ISO 8601 text.
//!
//! Expressions of waiters and paginators see seconds since 1970, as Smithy defines. Whoever asks on the command line knows
//! the AWS CLI, in which a time is text, and compares it with text.

use aws_smithy_types::Number;
use aws_smithy_types::date_time::Format;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pageboy::generated::{DateTime, Document};
use pageboy::jmespath::{EvaluationError, Expression, Found};
use pageboy::view::{self, Slot, Structure, View};

/// A value as it is printed.
#[derive(Debug)]
pub enum Printed {
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text; also bytes, in base64, and points in time, in ISO 8601.
    Text(String),
    /// A scalar of a document, or null.
    Document(Document),
    /// A list.
    List(Items),
    /// An object.
    Object(Entries),
}

/// The items of a printed list.
#[derive(Debug, Default)]
pub struct Items(Vec<Printed>);

/// The entries of a printed object, in the model's order.
#[derive(Debug, Default)]
pub struct Entries(Vec<(String, Printed)>);

impl Printed {
    const NULL: Self = Self::Document(Document::Null);

    /// A structure or union: its present members by their names in the model, without streams.
    ///
    /// Sensitive members are included: this is the data somebody asked for.
    pub fn new(structure: &dyn Structure) -> Self {
        if let Some(name) = structure.unknown() {
            // As botocore/parsers.py, `_handle_unknown_tagged_union_member`.
            let name = Entries(vec![("name".to_owned(), Self::Text(name.to_owned()))]);
            let member = ("SDK_UNKNOWN_MEMBER".to_owned(), Self::Object(name));
            return Self::Object(Entries(vec![member]));
        }
        let members = structure.shape().members().iter().enumerate();
        let present = members
            .map(|(index, member)| (member.name, structure.view_of(index)))
            .filter(|(_, view)| !matches!(view, View::Null | View::Stream(_) | View::Events(_)));
        Self::Object(Entries(
            present
                .map(|(name, view)| (name.to_owned(), Self::of(view)))
                .collect(),
        ))
    }

    /// The JSON on one line.
    pub fn line(&self) -> String {
        Found::from_view(self.view()).to_string()
    }

    /// What an expression finds, as JSON on one line.
    ///
    /// # Errors
    ///
    /// When the expression cannot be evaluated on it.
    pub fn search(&self, expression: &Expression) -> Result<String, EvaluationError> {
        Ok(expression.evaluate(self.view())?.to_string())
    }

    fn of(view: View<'_>) -> Self {
        match view {
            View::Null | View::Stream(_) | View::Events(_) => Self::NULL,
            View::Boolean(value) => Self::Boolean(value),
            View::Integer(value) => Self::Integer(i64::from(value)),
            View::Long(value) => Self::Integer(value),
            // The shortest number that reads as this float.
            View::Float(value) => float(value.to_string().parse().unwrap_or(f64::NAN)),
            View::Double(value) => float(value),
            View::String(value) => Self::Text(value.to_owned()),
            View::Blob(value) => Self::Text(STANDARD.encode(value)),
            View::Timestamp(value) => time(value),
            View::Document(value) => document(value),
            View::List(list) => Self::List(Items(
                (0..list.len()).map(|at| Self::of(list.get(at))).collect(),
            )),
            View::Map(map) => {
                let entries = (0..map.len()).filter_map(|at| map.entry(at));
                Self::Object(Entries(
                    entries
                        .map(|(key, view)| (key.to_owned(), Self::of(view)))
                        .collect(),
                ))
            }
            View::Structure(structure) => Self::new(structure),
        }
    }
}

/// A float without digits is the text that the wire has for it: JSON has no such number.
fn float(value: f64) -> Printed {
    match value {
        f64::INFINITY => Printed::Text("Infinity".to_owned()),
        f64::NEG_INFINITY => Printed::Text("-Infinity".to_owned()),
        _ if value.is_nan() => Printed::Text("NaN".to_owned()),
        _ => Printed::Float(value),
    }
}

/// A time beyond the years that ISO 8601 has is a number.
fn time(value: &DateTime) -> Printed {
    match value.fmt(Format::DateTime) {
        Ok(text) => Printed::Text(text),
        Err(_) => Printed::Float(value.as_secs_f64()),
    }
}

/// Objects in documents have no order; they are printed by key, so that the same answer is the same line.
fn document(value: &Document) -> Printed {
    match value {
        Document::Array(items) => Printed::List(Items(items.iter().map(document).collect())),
        Document::Object(entries) => {
            let entries = entries.iter();
            let mut entries: Vec<_> = entries
                .map(|(key, value)| (key.clone(), document(value)))
                .collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Printed::Object(Entries(entries))
        }
        Document::Number(Number::Float(value)) if !value.is_finite() => float(*value),
        scalar => Printed::Document(scalar.clone()),
    }
}

impl Printed {
    fn view(&self) -> View<'_> {
        match self {
            Self::Boolean(value) => View::Boolean(*value),
            Self::Integer(value) => View::Long(*value),
            Self::Float(value) => View::Double(*value),
            Self::Text(value) => View::String(value),
            Self::Document(value) => View::Document(value),
            Self::List(items) => View::List(items),
            Self::Object(entries) => View::Map(entries),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        match self {
            Self::Boolean(value) => Slot::Boolean(value),
            Self::Integer(value) => Slot::Long(value),
            Self::Float(value) => Slot::Double(value),
            Self::Text(value) => Slot::String(value),
            Self::Document(value) => Slot::Document(value),
            Self::List(items) => Slot::List(items),
            Self::Object(entries) => Slot::Map(entries),
        }
    }
}

impl view::List for Items {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> View<'_> {
        self.0.get(index).map_or(View::Null, Printed::view)
    }

    fn get_mut(&mut self, index: usize) -> Option<Slot<'_>> {
        self.0.get_mut(index).map(Printed::slot)
    }

    /// A new item is a document, which can hold anything.
    fn push(&mut self) -> Slot<'_> {
        let at = self.0.len();
        self.push_null();
        self.0[at].slot()
    }

    fn push_null(&mut self) {
        self.0.push(Printed::NULL);
    }

    fn keep(&mut self, start: usize, len: usize) {
        self.0.truncate(start.saturating_add(len));
        self.0.drain(..start.min(self.0.len()));
    }
}

impl view::Map for Entries {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn entry(&self, index: usize) -> Option<(&str, View<'_>)> {
        let (key, value) = self.0.get(index)?;
        Some((key, value.view()))
    }

    fn get(&self, key: &str) -> View<'_> {
        let found = self.0.iter().find(|(known, _)| known == key);
        found.map_or(View::Null, |(_, value)| value.view())
    }

    /// A new value is a document, which can hold anything.
    fn insert(&mut self, key: String) -> Slot<'_> {
        let at = self.0.iter().position(|(known, _)| *known == key);
        let at = at.unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push((key, Printed::NULL));
        }
        self.0[at].1 = Printed::NULL;
        self.0[at].1.slot()
    }

    fn insert_null(&mut self, key: String) {
        self.insert(key);
    }

    fn keep(&mut self, start: usize, len: usize) {
        self.0.truncate(start.saturating_add(len));
        self.0.drain(..start.min(self.0.len()));
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use pageboy::Dynamic;
    use pageboy::schema::{Kind, Member, Shape, shapes};

    use super::*;

    static TIMES: Shape = Shape::new("Times", Kind::List, &[Member::new("", &shapes::TIMESTAMP)]);
    static TAGS: Shape = Shape::new(
        "Tags",
        Kind::Map,
        &[
            Member::new("", &shapes::STRING),
            Member::new("", &shapes::STRING),
        ],
    );
    static ALL: Shape = Shape::structure(
        "All",
        &[
            Member::new("Name", &shapes::STRING),
            Member::new("Share", &shapes::FLOAT),
            Member::new("Data", &shapes::BLOB),
            Member::new("Times", &TIMES),
            Member::new("Absent", &shapes::STRING),
            Member::new("Tags", &TAGS),
            Member::new("Free", &shapes::DOCUMENT),
            Member::new("Body", &shapes::STREAM),
        ],
    );

    fn printed() -> Printed {
        let json = r#"{"Name": "x", "Share": 0.1, "Data": "aGk=", "Times": ["2026-01-31T12:00:00Z", 0.5],
            "Tags": {"b": "1", "a": "2"}, "Free": {}, "Body": "aGk="}"#;
        let mut all: Dynamic =
            crate::input::read(&ALL, &serde_json::from_str(json).unwrap()).unwrap();
        if let Some(Slot::Document(place)) = all.get_mut(6).map(view::Value::slot) {
            let entries = ["z", "b", "a", "y"].map(|key| (key.to_owned(), Document::from(true)));
            *place = Document::Object(HashMap::from(entries));
        }
        Printed::new(&all)
    }

    #[test]
    fn a_line_has_the_present_members_in_the_models_order_and_times_as_text() {
        insta::assert_snapshot!(printed().line(), @r#"{"Name":"x","Share":0.1,"Data":"aGk=","Times":["2026-01-31T12:00:00Z","1970-01-01T00:00:00.5Z"],"Tags":{"b":"1","a":"2"},"Free":{"a":true,"b":true,"y":true,"z":true}}"#);
    }

    #[test]
    fn floats_without_digits_are_texts() {
        static FLOATS: Shape = Shape::structure(
            "Floats",
            &[
                Member::new("Small", &shapes::FLOAT),
                Member::new("Large", &shapes::DOUBLE),
                Member::new("Free", &shapes::DOCUMENT),
            ],
        );
        let mut floats = Dynamic::new(&FLOATS);
        for index in 0..3 {
            match floats.get_mut(index).map(view::Value::slot) {
                Some(Slot::Float(value)) => *value = f32::NAN,
                Some(Slot::Double(value)) => *value = f64::NEG_INFINITY,
                Some(Slot::Document(value)) => *value = f64::INFINITY.into(),
                _ => {}
            }
        }
        let line = Printed::new(&floats).line();
        insta::assert_snapshot!(line, @r#"{"Small":"NaN","Large":"-Infinity","Free":"Infinity"}"#);
    }

    #[test]
    fn expressions_see_what_is_printed() {
        let search = |text| printed().search(&Expression::parse(text).unwrap()).unwrap();
        assert_eq!(
            search("Times[?@ > '2026-01-01'] | [0]"),
            "\"2026-01-31T12:00:00Z\""
        );
        assert_eq!(search("{n: Name, a: Tags.a}"), r#"{"n":"x","a":"2"}"#);
        assert_eq!(search("Absent"), "null");
        assert_eq!(search("keys(Free)"), r#"["a","b","y","z"]"#);
    }
}
