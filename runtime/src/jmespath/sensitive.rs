//! Tracks whether an expression read something sensitive.

use pageboy_schema::secrets;

use crate::schema::{Kind, Member};
use crate::view::{Structure, View};

use super::evaluate::Evaluator;
use super::value::{ExpressionValue, Repr};

/// Maximum depth of lists and maps directly in each other; a deeper value counts as sensitive.
const NESTING: usize = 16;

impl Evaluator<'_, '_> {
    /// Records that a member was read.
    pub(super) fn note_member(&self, structure: &dyn Structure, index: usize) {
        if let Some(sensitive) = self.sensitive
            && let Some(member) = structure.shape().members().get(index)
            && is_sensitive(member, NESTING)
        {
            sensitive.set(true);
        }
    }

    /// Records that the value of a map's key was read.
    pub(super) fn note_key(&self, key: &str) {
        if let Some(sensitive) = self.sensitive
            && secrets::is_secret(key)
        {
            sensitive.set(true);
        }
    }

    /// Records that a whole value was read, not member by member.
    pub(super) fn note_whole(&self, found: &ExpressionValue<'_>) {
        if let Some(sensitive) = self.sensitive
            && holds_sensitive(found)
        {
            sensitive.set(true);
        }
    }
}

/// Whether a member or its elements, keys or values are sensitive.
fn is_sensitive(member: &Member, nesting: usize) -> bool {
    let Some(nesting) = nesting.checked_sub(1) else {
        return true;
    };
    let target = member.target;
    member.is_sensitive()
        || match target.kind {
            Kind::List => is_sensitive(target.element(), nesting),
            Kind::Map => {
                is_sensitive(target.key(), nesting) || is_sensitive(target.value(), nesting)
            }
            _ => false,
        }
}

fn holds_sensitive(found: &ExpressionValue<'_>) -> bool {
    match &found.0 {
        Repr::View(view) | Repr::Shown(view) => view_holds_sensitive(*view),
        Repr::List(items) => items.iter().any(holds_sensitive),
        Repr::Object(entries) => entries.values().any(holds_sensitive),
        Repr::Unsigned(_) | Repr::Text(_) | Repr::Literal(_) => false,
    }
}

fn view_holds_sensitive(view: View<'_>) -> bool {
    match view {
        View::Structure(structure) => {
            let members = structure.shape().members().iter().enumerate();
            members
                .map(|(index, member)| (member, structure.view_of(index)))
                .filter(|(_, view)| !view.is_null())
                .any(|(member, view)| is_sensitive(member, NESTING) || view_holds_sensitive(view))
        }
        View::List(list) => (0..list.len()).any(|at| view_holds_sensitive(list.get(at))),
        View::Map(map) => (0..map.len())
            .filter_map(|at| map.entry(at))
            .any(|(key, view)| secrets::is_secret(key) || view_holds_sensitive(view)),
        _ => false,
    }
}
