//! Prints values for people.

use std::collections::HashMap;
use std::fmt;

use aws_smithy_types::Document;
use pageboy_schema::secrets;

use super::{Structure, View, by_key};
use crate::excerpt::Excerpt;
use crate::schema::Member;

/// Prints a structure by its table: present members in the model's order, sensitive ones as `***`.
///
/// Generated code calls this from `Debug`.
///
/// # Errors
///
/// When the formatter fails.
pub fn debug(value: &dyn Structure, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shape = value.shape();
    if let Some(name) = value.unknown() {
        return f
            .debug_tuple(shape.name)
            .field(&format_args!("unknown member {}", Excerpt::name(name)))
            .finish();
    }
    let mut output = f.debug_struct(shape.name);
    for (index, member) in shape.members().iter().enumerate() {
        let view = value.view_of(index);
        if !view.is_null() {
            output.field(member.name, &PrintableView { view, member });
        }
    }
    output.finish()
}

/// A value, with the member that says whether it may be printed.
struct PrintableView<'a> {
    view: View<'a>,
    member: &'a Member,
}

impl fmt::Debug for PrintableView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.member.is_sensitive() {
            return f.write_str("***");
        }
        match self.view {
            View::Null => f.write_str("null"),
            View::Boolean(value) => value.fmt(f),
            View::Integer(value) => value.fmt(f),
            View::Long(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Double(value) => value.fmt(f),
            View::String(value) => value.fmt(f),
            View::Blob(value) => write!(f, "({} bytes)", value.len()),
            View::Timestamp(value) => fmt::Display::fmt(value, f),
            View::Document(value) => Free(value).fmt(f),
            View::Stream(value) => value.fmt(f),
            View::Events(_) => f.write_str("(events)"),
            View::List(list) => {
                let member = self.member.target.element();
                f.debug_list()
                    .entries((0..list.len()).map(|at| PrintableView {
                        view: list.get(at),
                        member,
                    }))
                    .finish()
            }
            View::Map(map) => {
                let (key, member) = (self.member.target.key(), self.member.target.value());
                let entries = (0..map.len()).filter_map(|at| map.entry(at));
                f.debug_map()
                    .entries(entries.map(|(name, view)| {
                        let key = PrintableView {
                            view: View::String(name),
                            member: key,
                        };
                        let value = PrintableView { view, member };
                        let is_hidden = secrets::is_secret(name) && may_be_secret(view);
                        (key, Mask(value, is_hidden))
                    }))
                    .finish()
            }
            View::Structure(value) => debug(value, f),
        }
    }
}

/// Whether a value that is called like a secret may be one: it contains text or bytes.
const fn may_be_secret(view: View<'_>) -> bool {
    matches!(
        view,
        View::String(_)
            | View::Blob(_)
            | View::Document(_)
            | View::List(_)
            | View::Map(_)
            | View::Structure(_)
    )
}

/// A value, or `***` instead.
struct Mask<T>(T, bool);

impl<T: fmt::Debug> fmt::Debug for Mask<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.1 {
            return f.write_str("***");
        }
        self.0.fmt(f)
    }
}

/// A value of any form, whose names are not the model's.
struct Free<'a>(&'a Document);

impl fmt::Debug for Free<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Document::Object(entries) => f
                .debug_tuple("Object")
                .field(&DocumentEntries(entries))
                .finish(),
            Document::Array(items) => f.debug_tuple("Array").field(&DocumentItems(items)).finish(),
            value => value.fmt(f),
        }
    }
}

struct DocumentItems<'a>(&'a [Document]);

impl fmt::Debug for DocumentItems<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(Free)).finish()
    }
}

struct DocumentEntries<'a>(&'a HashMap<String, Document>);

impl fmt::Debug for DocumentEntries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = by_key(self.0).into_iter().map(|(name, value)| {
            let is_secret = secrets::is_secret(name)
                && !matches!(value, Document::Bool(_) | Document::Number(_));
            (name, Mask(Free(value), is_secret))
        });
        f.debug_map().entries(entries).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use aws_smithy_types::{DateTime, Document};

    use crate::Dynamic;
    use crate::schema::{Member, Shape, shapes};
    use crate::view::{Slot, Structure};

    static PROPERTIES: Shape = Shape::map(
        "Properties",
        &[
            Member::new("key", &shapes::STRING),
            Member::new("value", &shapes::STRING),
        ],
    );
    static CONNECTION: Shape = Shape::structure(
        "Connection",
        &[
            Member::new("Properties", &PROPERTIES),
            Member::new("Free", &shapes::DOCUMENT),
        ],
    );

    #[test]
    fn what_a_key_calls_a_secret_is_not_shown() {
        let mut connection = Dynamic::new(&CONNECTION);
        if let Some(Slot::Map(map)) = connection.get_mut(0).map(|value| value.slot()) {
            for (key, value) in [("USERNAME", "me"), ("ENCRYPTED_PASSWORD", "hunter2")] {
                if let Slot::String(place) = map.insert(key.to_owned()) {
                    value.clone_into(place);
                }
            }
        }
        if let Some(Slot::Document(place)) = connection.get_mut(1).map(|value| value.slot()) {
            let inner = HashMap::from([("apiKey".to_owned(), Document::from("hunter2"))]);
            *place = Document::Array(vec![Document::Object(inner)]);
        }
        insta::assert_snapshot!(
            format!("{connection:?}"),
            @r#"Connection { Properties: {"USERNAME": "me", "ENCRYPTED_PASSWORD": ***}, Free: Array([Object({"apiKey": ***})]) }"#
        );
    }

    static EVENT: Shape = Shape::structure("Event", &[Member::new("At", &shapes::TIMESTAMP)]);

    #[test]
    fn a_time_beyond_every_calendar_can_be_shown() {
        let mut event = Dynamic::new(&EVENT);
        if let Some(Slot::Timestamp(at)) = event.get_mut(0).map(|value| value.slot()) {
            *at = DateTime::from_secs(i64::MAX);
        }
        assert!(
            format!("{event:?}").contains("922337203685477"),
            "{event:?}"
        );
    }
}
