//! The library behind the `pageboy` command.

pub mod command;
pub mod dynamic;
