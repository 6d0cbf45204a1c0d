//! Overlays: the effect of each entry, its reason, and its fit with the definitions beneath.

mod action;
mod correction;
mod difference;
mod directives;
mod edit;
mod merger;
mod mistake;
mod replacement;

pub use correction::{Correction, Fit};
pub(crate) use merger::{DefaultExpectation, Merger};
pub(crate) use replacement::replacement;
