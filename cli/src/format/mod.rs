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

/// What an output is printed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line of JSON.
    #[default]
    Json,
    /// Lines of values between tabs, as `aws --output text` prints them.
    Text,
    /// A table with a title; what nests has tables of its own in it.
    Table,
}
