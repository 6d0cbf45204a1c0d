//! Outputs for people: text in lines, and tables.

mod page;
mod scalar;
mod table;
#[cfg(test)]
mod tests;
mod text;

use clap::ValueEnum;

pub use page::page;
pub use table::table;
pub use text::text;

/// The format of an output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line of JSON.
    #[default]
    Json,
    /// Lines of values between tabs, as in `aws --output text`.
    Text,
    /// A table with a title; nested values are tables inside it.
    Table,
}
