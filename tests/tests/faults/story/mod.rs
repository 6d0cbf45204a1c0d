//! What a service has, and what it truly says to each request.

mod pages;
mod states;
mod writes;

use fastrand::Rng;
use pageboy::view::Structure;
use serde_json::Value;

pub(crate) use pages::{Page, Pages};
pub(crate) use states::States;
pub(crate) use writes::{TABLE, Writes};

/// What a service has.
#[derive(Debug)]
pub(crate) enum Story {
    Pages(Box<Pages>),
    States(States),
    Writes(Writes),
}

impl Story {
    /// The output for this input. `acts` says whether what the request asks for is done.
    ///
    /// # Errors
    ///
    /// What no client that keeps the contract would ask.
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

    /// The output's member that holds what is asked for, and that with the next token.
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
