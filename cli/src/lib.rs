//! The library behind the `pageboy` command.

pub mod command;
pub mod definitions;
pub mod dynamic;
pub mod explain;
pub mod format;
pub mod input;
pub mod names;
pub mod parameters;
mod scalar;
pub mod shorthand;
pub mod text_file;
pub mod time;
