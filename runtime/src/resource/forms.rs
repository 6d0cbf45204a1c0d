//! The types of a call's input and output.

use crate::client::{empty, empty_dynamic, empty_dynamic_input};
use crate::schema::Operation;
use crate::view::Structure;

/// Makes empty inputs and outputs of an operation.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    pub(super) input: fn(&'static Operation) -> Box<dyn Structure>,
    pub(super) output: fn(&'static Operation) -> Box<dyn Structure>,
}

impl Forms {
    /// The forms of generated types.
    #[inline]
    pub(super) fn of<I: Structure + Default, O: Structure + Default>() -> Self {
        Self {
            input: empty::<I>,
            output: empty::<O>,
        }
    }

    /// The forms of tables that were loaded at run time.
    pub(super) fn dynamic() -> Self {
        Self {
            input: empty_dynamic_input,
            output: empty_dynamic,
        }
    }
}
