//! XML documents: the answers of `ec2` and `query`, and both directions of `rest-xml`.

pub(super) mod characters;
mod escape;
mod outline;
pub(super) mod read;
pub(super) mod root;
mod scan;
mod token;
pub(super) mod write;

pub(super) use escape::unescape;
pub use outline::{OutlineElement, outline};
use scan::Next;
pub(super) use scan::{Element, Scanner};

#[cfg(test)]
mod tests;
