//! The formats of definitions as tables: the objects that files consist of, and the keys of each.
//!
//! The tables say what a wrong value should have been, tell unknown keys, and print themselves ([`table`]).

mod check;
mod endpoint_rules;
mod operation;
mod others;
mod print;
#[cfg(test)]
mod sample;
mod service;
mod shape;
mod words;

pub use print::table;

pub(crate) use check::{Findings, check};
pub(crate) use operation::OPERATION;
pub(crate) use service::SERVICE;
pub(crate) use shape::SHAPE;
#[cfg(feature = "import")]
pub(crate) use words::AUTH;

/// An object in a file.
#[derive(Debug)]
pub(crate) struct Place {
    /// Where it stands in the file, for example `shapes.<name>`.
    pub(crate) path: &'static str,
    /// Its keys.
    pub(crate) keys: &'static [Key],
}

/// A key of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
    pub(crate) need: Need,
    /// botocore does not know it.
    pub(crate) ours: bool,
    /// Its meaning, the last column of a table.
    pub(crate) about: &'static str,
}

/// The value of a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    Anything,
    Boolean,
    Number,
    /// A whole number, 1 or more.
    Count,
    /// A status of HTTP.
    Status,
    Text,
    /// A text that names something, and is not empty.
    Name,
    /// A part of a host.
    Host,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A text; one that is nearly one of these is misspelt, and any other may be of a later time.
    Word(&'static [&'static str]),
    Texts,
    /// Such texts.
    Words(&'static [&'static str]),
    TextOrTexts,
    Object(&'static Place),
    /// An object of this kind, or a text that stands for it.
    TextOr(&'static Place),
    List(&'static Place),
    /// An object with free names.
    Map(&'static Place),
    /// An object with free names, and any values.
    Free,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    No,
    Yes,
    /// Where `type` is this.
    OfType(&'static str),
}

const fn key(name: &'static str, value: Value, about: &'static str) -> Key {
    Key {
        name,
        value,
        need: Need::No,
        ours: false,
        about,
    }
}

impl Key {
    const fn required(mut self) -> Self {
        self.need = Need::Yes;
        self
    }

    const fn required_of(mut self, kind: &'static str) -> Self {
        self.need = Need::OfType(kind);
        self
    }

    const fn ours(mut self) -> Self {
        self.ours = true;
        self
    }
}
