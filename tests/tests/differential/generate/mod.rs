//! Sequences of answers for a definition, and the caller's requests: made from a seed, the same for both sides.

mod looked_at;
mod pages;
mod values;
mod waits;

use fastrand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::wire::Answer;

pub(crate) use looked_at::Subject;
pub(crate) use pages::{page, pages};
pub(crate) use values::{Filler, input, inputs};
pub(crate) use waits::wait;

/// A wait and its answers.
#[derive(Debug, Serialize)]
pub(crate) struct WaitCase {
    pub(crate) waiter: &'static str,
    pub(crate) params: Value,
    /// `Delay` and `MaxAttempts`.
    pub(crate) config: Map<String, Value>,
    pub(crate) answers: Vec<Answer>,
}

/// Runs over pages; each may go on where the one before ended.
#[derive(Debug, Serialize)]
pub(crate) struct PagesCase {
    pub(crate) paginator: &'static str,
    pub(crate) params: Value,
    pub(crate) runs: Vec<Run>,
    /// Its features.
    #[serde(skip)]
    pub(crate) traits: Vec<Trait>,
}

/// The features that an exception may name.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trait {
    /// The caller sets the token's member.
    OwnToken,
    /// The first run starts at a token from the caller.
    StartingToken,
    /// Our own rules apply where they are stricter than botocore's.
    OwnRules,
    /// The same, and it is random whether a page says that there is more.
    OwnRulesByChance,
    /// A run starts at a token, and results that botocore would then empty are kept.
    KeepsSecondary,
    /// A collection ends after this many resources.
    Limited,
    /// A page has no resources.
    EmptyPage,
    /// The caller sets members that the resources of a batch fill in.
    SetsFilled,
}

/// One run over pages and its answers.
#[derive(Debug, Serialize)]
pub(crate) struct Run {
    /// `MaxItems`, `PageSize` and `StartingToken`.
    pub(crate) config: Map<String, Value>,
    pub(crate) answers: Vec<Answer>,
    /// Whether all pages are collected into one object.
    pub(crate) full: bool,
    /// Whether it starts at the token that the run before left.
    pub(crate) resume: bool,
    /// Whether that object is a typed output here.
    #[serde(skip)]
    pub(crate) typed: bool,
    /// Whether botocore's rules apply where ours are stricter.
    #[serde(skip)]
    pub(crate) botocore_rules: bool,
}

/// The chance of one sequence of one definition: the same in every run with the same seed.
pub(crate) fn chance(seed: u64, definition: &str, number: usize) -> Rng {
    // FNV-1a.
    let bytes = definition.bytes().chain(number.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Rng::with_seed(hash)
}
