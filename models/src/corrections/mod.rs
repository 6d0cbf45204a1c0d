//! Overlays: what each entry of one changes, why, and how it fits the definitions it is merged over.

mod correction;
mod difference;
mod directives;
mod edit;
mod merger;
mod mistake;
mod replacement;

pub use correction::{Correction, Fit};
pub(crate) use merger::{Merger, Unsaid};
pub(crate) use replacement::replacement;
