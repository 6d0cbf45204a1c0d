//! Copies values from a view to a slot.

use aws_smithy_types::Blob;

use super::{Slot, Structure, Value, View};

/// A copy of a structure, member by member. Generated code calls this from `Clone`.
pub fn cloned<T: Structure + Default>(value: &T) -> T {
    let mut copy = T::default();
    copy_structure(value, &mut copy);
    copy
}

/// Copies a view to a place of the same type; an absent value leaves the place unchanged.
///
/// From a structure of another shape, members of the same names are copied. A place of another type stays unchanged, and so
/// do streams, which can be read only once.
pub(crate) fn copy(from: View<'_>, to: Slot<'_>) {
    match (from, to) {
        (View::Boolean(value), Slot::Boolean(slot)) => *slot = value,
        (View::Integer(value), Slot::Integer(slot)) => *slot = value,
        (View::Long(value), Slot::Long(slot)) => *slot = value,
        (View::Float(value), Slot::Float(slot)) => *slot = value,
        (View::Double(value), Slot::Double(slot)) => *slot = value,
        (View::String(text), Slot::String(slot)) => text.clone_into(slot),
        (View::String(text), Slot::Enum(slot)) => slot.set(text),
        (View::Blob(bytes), Slot::Blob(slot)) => *slot = Blob::new(bytes),
        (View::Timestamp(time), Slot::Timestamp(slot)) => *slot = *time,
        (View::Document(document), Slot::Document(slot)) => document.clone_into(slot),
        (View::List(from), Slot::List(to)) => {
            for at in 0..from.len() {
                match from.get(at) {
                    View::Null => to.push_null(),
                    item => copy(item, to.push()),
                }
            }
        }
        (View::Map(from), Slot::Map(to)) => {
            if to.is_empty() {
                to.expect(&from.keys());
            }
            for (key, value) in (0..from.len()).filter_map(|at| from.entry(at)) {
                match value {
                    View::Null => to.insert_null(key.to_owned()),
                    value => copy(value, to.insert_expected(key)),
                }
            }
        }
        (View::Structure(from), Slot::Structure(to)) => copy_structure(from, to),
        _ => {}
    }
}

/// Makes a member present with the value of a view; an absent value leaves it unchanged.
pub(crate) fn copy_member(from: View<'_>, to: &mut dyn Value) {
    if !from.is_null() {
        copy(from, to.slot());
    }
}

/// Copies the present members to a structure of the same type; the others stay unchanged.
pub(crate) fn copy_structure(from: &dyn Structure, to: &mut dyn Structure) {
    if let Some(name) = from.unknown() {
        to.set_unknown(name);
        return;
    }
    let same = std::ptr::eq(from.shape(), to.shape());
    for (index, member) in from.shape().members().iter().enumerate() {
        let view = from.view_of(index);
        if view.is_null() {
            continue;
        }
        let target = if same {
            Some(index)
        } else {
            to.shape().index_of(member.name)
        };
        if let Some(member) = target.and_then(|index| to.get_mut(index)) {
            copy_member(view, member);
        }
    }
}
