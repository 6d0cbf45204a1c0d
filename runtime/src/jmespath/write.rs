//! Writes the result of an expression to a structure.

use crate::view::{Slot, Structure, View, copy, copy_member};

use super::ExpressionValue;
use super::json::Json;

/// Writes an object to a structure, member by member; unknown members and values of other types are left out.
pub(crate) fn write_to(found: &ExpressionValue<'_>, to: &mut dyn Structure) {
    if let Some(view) = found.view() {
        copy(view, Slot::Structure(to));
        return;
    }
    let Json::Object(entries) = found.json() else {
        return;
    };
    for (name, value) in entries.to_vec() {
        let Some(index) = to.shape().index_of(name) else {
            continue;
        };
        let Some(member) = to.get_mut(index).filter(|_| !value.is_null()) else {
            continue;
        };
        match (value.view(), value.json()) {
            (Some(view), _) => copy_member(view, member),
            (None, Json::String(text)) => copy_member(View::String(&text), member),
            (None, _) => {
                if let Slot::Structure(inner) = member.slot() {
                    write_to(&value, inner);
                }
            }
        }
    }
}
