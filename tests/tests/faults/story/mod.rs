//! The contents of a service, and its true answer to each request.

mod pages;
mod states;
mod writes;

use fastrand::Rng;
use pageboy::view::Structure;
use serde_json::Value;

pub(crate) use pages::{Page, Pages};
pub(crate) use states::States;
pub(crate) use writes::{TABLE, Writes};

/// The contents of a service.
#[derive(Debug)]
pub(crate) enum Story {
    Pages(Box<Pages>),
    States(States),
    Writes(Writes),
}

impl Story {
    /// The output for this input. `acts` says whether the request is carried out.
    ///
    /// # Errors
    ///
    /// A request that no client under the contract would make.
    pub(crate) fn answer(
        &mut self,
        input: &dyn Structure,
        rng: &mut Rng,
        acts: bool,
    ) -> Result<Value, String> {
        match self {
            Self::Pages(pages) => pages.answer(input),
            Self::States(states) => states.answer(input),
            Self::Writes(writes) => writes.answer(input, rng, acts),
        }
    }

    /// The output's members for the result and for the next token.
    pub(crate) fn members(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Pages(pages) => (pages.names.list, Some(pages.names.token)),
            Self::States(_) => ("States", Some("NextToken")),
            Self::Writes(_) => ("UnprocessedItems", None),
        }
    }

    pub(crate) fn pages(&mut self) -> Option<&mut Pages> {
        match self {
            Self::Pages(pages) => Some(pages),
            _ => None,
        }
    }
}
