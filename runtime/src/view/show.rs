//! Values as people may see them.

use std::fmt;

use super::{Structure, View};
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
            output.field(member.name, &Shown { view, member });
        }
    }
    output.finish()
}

/// A value with the member that says whether it may be printed.
struct Shown<'a> {
    view: View<'a>,
    member: &'a Member,
}

impl fmt::Debug for Shown<'_> {
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
            View::Document(value) => value.fmt(f),
            View::Stream(value) => value.fmt(f),
            View::Events(_) => f.write_str("(events)"),
            View::List(list) => {
                let member = self.member.target.element();
                f.debug_list()
                    .entries((0..list.len()).map(|at| Shown {
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
                        (
                            Shown {
                                view: View::String(name),
                                member: key,
                            },
                            Shown { view, member },
                        )
                    }))
                    .finish()
            }
            View::Structure(value) => debug(value, f),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::DateTime;

    use crate::Dynamic;
    use crate::schema::{Member, Shape, shapes};
    use crate::view::{Slot, Structure};

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
