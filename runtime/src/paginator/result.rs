//! The results of a page: their place, the number of their items, and how they are cut.

use crate::schema::{Kind, Operation, Shape};
use crate::view::{Slot, Structure, Value, View};

use super::ResultPath;

impl ResultPath {
    /// The result in a page.
    pub(super) fn view<'p>(&self, page: &'p dyn Structure) -> View<'p> {
        let mut view = View::Structure(page);
        for member in self.members {
            view = match view {
                View::Structure(structure) => structure.view_of(usize::from(*member)),
                _ => View::Null,
            };
        }
        view
    }

    /// The result in a page, for writing; structures on the way are made present.
    pub(super) fn place<'p>(&self, page: &'p mut dyn Structure) -> Option<&'p mut dyn Value> {
        let (last, parents) = self.members.split_last()?;
        let mut structure = page;
        for member in parents {
            structure = match structure.get_mut(usize::from(*member))?.slot() {
                Slot::Structure(inner) => inner,
                _ => return None,
            };
        }
        structure.get_mut(usize::from(*last))
    }

    /// The number of items, as botocore counts: elements, code points, or keys.
    pub(super) fn count(&self, page: &dyn Structure) -> usize {
        match self.view(page) {
            View::List(list) => list.len(),
            View::String(text) => text.chars().count(),
            View::Map(map) => map.len(),
            View::Structure(structure) => (0..structure.shape().members().len())
                .filter(|index| !structure.view_of(*index).is_null())
                .count(),
            _ => 0,
        }
    }

    /// Whether it is a structure.
    pub(super) fn is_structure(&self, page: &dyn Structure) -> bool {
        matches!(self.view(page), View::Structure(_))
    }

    /// Whether the model has a list or text there.
    pub(super) fn is_list_or_text(&self, operation: &Operation) -> bool {
        let mut shape = operation.output;
        for member in self.members {
            let members = shape.map_or(&[][..], Shape::members);
            shape = members
                .get(usize::from(*member))
                .map(|member| member.target);
        }
        shape.is_some_and(|shape| matches!(shape.kind, Kind::List | Kind::String | Kind::Enum))
    }

    /// Whether a part of it can be kept: a list or string, or a map if maps are cut too.
    pub(super) fn can_be_cut(&self, page: &dyn Structure, maps: bool) -> bool {
        match self.view(page) {
            View::List(_) | View::String(_) => true,
            View::Map(_) => maps,
            _ => false,
        }
    }

    /// Keeps `len` items from `start` on; returns whether it [can be cut](Self::can_be_cut).
    pub(super) fn cut(
        &self,
        page: &mut dyn Structure,
        start: usize,
        len: usize,
        maps: bool,
    ) -> bool {
        if !self.can_be_cut(page, maps) {
            return false;
        }
        match self.place(page).map(|value| value.slot()) {
            Some(Slot::List(list)) => list.keep(start, len),
            Some(Slot::Map(map)) => map.keep(start, len),
            Some(Slot::String(text)) => *text = text.chars().skip(start).take(len).collect(),
            Some(Slot::Enum(value)) => {
                let kept: String = value.as_str().chars().skip(start).take(len).collect();
                value.set(&kept);
            }
            _ => return false,
        }
        true
    }

    /// Makes it absent, and the structures on the way present.
    pub(super) fn clear(&self, page: &mut dyn Structure) {
        if let Some(value) = self.place(page) {
            value.clear();
        }
    }

    /// Empties a secondary result of a page that was delivered before; numbers stay, as in botocore.
    pub(super) fn blank(&self, page: &mut dyn Structure) {
        match self.view(page) {
            View::List(_) | View::String(_) => {
                self.cut(page, 0, 0, false);
            }
            View::Boolean(_)
            | View::Integer(_)
            | View::Long(_)
            | View::Float(_)
            | View::Double(_) => {}
            _ => self.clear(page),
        }
    }
}
