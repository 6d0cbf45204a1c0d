//! All pages in one output: the typed result of `botocore/paginate.py`, `PageIterator.build_full_result`.

use aws_smithy_types::{Document, Number};

use crate::view::{Slot, Structure, View, copy, copy_member};

use super::Paginator;

/// An output that grows page by page.
pub(super) struct Accumulator {
    paginator: &'static Paginator,
    merge_maps: bool,
    output: Box<dyn Structure>,
    is_first: bool,
}

impl Accumulator {
    /// Starts with an empty output.
    pub(super) fn new(
        paginator: &'static Paginator,
        merge_maps: bool,
        output: Box<dyn Structure>,
    ) -> Self {
        Self {
            paginator,
            merge_maps,
            output,
            is_first: true,
        }
    }

    /// Adds a page.
    pub(super) fn add(&mut self, page: &dyn Structure) {
        for path in self.paginator.results {
            let value = path.view(page);
            let is_new = path.view(&*self.output).is_null();
            if !value.is_null()
                && let Some(place) = path.place(&mut *self.output)
            {
                if is_new {
                    copy_member(value, place);
                } else {
                    aggregate(place.slot(), value, self.merge_maps);
                }
            }
        }
        if std::mem::replace(&mut self.is_first, false) {
            // A member that is absent in a present structure is null here, as in botocore.
            for path in self.paginator.non_aggregate {
                if let Some(place) = path.place(&mut *self.output) {
                    place.clear();
                    copy_member(path.view(page), place);
                }
            }
        }
    }

    pub(super) fn finish(self) -> Box<dyn Structure> {
        self.output
    }
}

/// Adds the value of a page to that of the pages before.
fn aggregate(existing: Slot<'_>, value: View<'_>, merge_maps: bool) {
    match (existing, value) {
        (Slot::Integer(sum), View::Integer(value)) => *sum = sum.saturating_add(value),
        (Slot::Long(sum), View::Long(value)) => *sum = sum.saturating_add(value),
        (Slot::Float(sum), View::Float(value)) => *sum += value,
        (Slot::Double(sum), View::Double(value)) => *sum += value,
        (Slot::String(text), View::String(value)) => text.push_str(value),
        (slot @ (Slot::Boolean(_) | Slot::List(_)), value) => copy(value, slot),
        (slot @ Slot::Map(_), value) if merge_maps => copy(value, slot),
        (Slot::Document(existing), View::Document(value)) => {
            aggregate_documents(existing, value, merge_maps);
        }
        _ => {}
    }
}

fn aggregate_documents(existing: &mut Document, value: &Document, merge_maps: bool) {
    match (existing, value) {
        (existing @ (Document::Null | Document::Bool(_)), value) => value.clone_into(existing),
        (Document::Array(items), Document::Array(value)) => items.extend_from_slice(value),
        (Document::String(text), Document::String(value)) => text.push_str(value),
        (Document::Number(sum), Document::Number(value)) => *sum = add(*sum, *value),
        (Document::Object(entries), Document::Object(value)) if merge_maps => {
            entries.extend(
                value
                    .iter()
                    .map(|(key, value)| (key.clone(), value.clone())),
            );
        }
        _ => {}
    }
}

fn add(a: Number, b: Number) -> Number {
    if let (Number::PosInt(a), Number::PosInt(b)) = (a, b)
        && let Some(sum) = a.checked_add(b)
    {
        return Number::PosInt(sum);
    }
    Number::Float(a.to_f64_lossy() + b.to_f64_lossy())
}
