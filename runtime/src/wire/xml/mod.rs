//! XML documents: the answers of `ec2` and `query`, and both directions of `rest-xml`.

pub(super) mod characters;
pub(super) mod read;
pub(super) mod root;
mod scan;
pub(super) mod write;

pub(super) use scan::{Element, Scanner};

#[cfg(test)]
mod tests;
