//! What a document has shown so far of the order of members.

use crate::schema::Shape;

/// The order of the members of structures that do not follow the model's.
#[derive(Default)]
pub(super) struct Orders(Vec<Order>);

struct Order {
    shape: &'static Shape,
    /// At 0, the index of the member that came first; at `index + 1`, that of the member that came after `index`.
    after: Vec<usize>,
}

impl Orders {
    /// The order of a shape, if there is one.
    #[inline]
    pub(super) fn of(&self, shape: &'static Shape) -> Option<usize> {
        let is_same = |order: &Order| std::ptr::eq(order.shape, shape);
        self.0.iter().position(is_same)
    }

    /// Adds the model's order of a shape.
    pub(super) fn add(&mut self, shape: &'static Shape) -> usize {
        let after = (0..=shape.members().len()).collect();
        self.0.push(Order { shape, after });
        self.0.len() - 1
    }

    /// The index of the member that is due after `last`, which is 1 more than an index, or 0.
    #[inline]
    pub(super) fn after(&self, order: usize, last: usize) -> usize {
        let order = self.0.get(order);
        order
            .and_then(|order| order.after.get(last))
            .copied()
            .unwrap_or(last)
    }

    /// Notes that a member came after `last`.
    pub(super) fn note(&mut self, order: usize, last: usize, index: usize) {
        if let Some(order) = self.0.get_mut(order)
            && let Some(place) = order.after.get_mut(last)
        {
            *place = index;
        }
    }
}
