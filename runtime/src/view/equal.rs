//! Equality of values.

use super::{Structure, View};

/// Whether two structures of one type are equal, member by member.
///
/// Generated code calls this from `PartialEq`. NaN and a payload that is not held in memory equal nothing, not even
/// themselves.
pub fn equal(a: &dyn Structure, b: &dyn Structure) -> bool {
    let members = a.shape().members().len();
    std::ptr::eq(a.shape(), b.shape())
        && a.unknown() == b.unknown()
        && (0..members).all(|at| same(a.view_of(at), b.view_of(at)))
}

fn same(a: View<'_>, b: View<'_>) -> bool {
    match (a, b) {
        (View::Null, View::Null) => true,
        (View::Boolean(a), View::Boolean(b)) => a == b,
        (View::Integer(a), View::Integer(b)) => a == b,
        (View::Long(a), View::Long(b)) => a == b,
        (View::Float(a), View::Float(b)) => a == b,
        (View::Double(a), View::Double(b)) => a == b,
        (View::String(a), View::String(b)) => a == b,
        (View::Blob(a), View::Blob(b)) => a == b,
        (View::Timestamp(a), View::Timestamp(b)) => a == b,
        (View::Document(a), View::Document(b)) => a == b,
        (View::List(a), View::List(b)) => {
            a.len() == b.len() && (0..a.len()).all(|at| same(a.get(at), b.get(at)))
        }
        (View::Map(a), View::Map(b)) => {
            let in_both = |(key, value): (&str, View<'_>)| {
                // An absent value and a missing entry look alike; the number of entries tells them apart.
                same(value, b.get(key))
            };
            a.len() == b.len() && (0..a.len()).filter_map(|at| a.entry(at)).all(in_both)
        }
        (View::Structure(a), View::Structure(b)) => equal(a, b),
        _ => false,
    }
}
