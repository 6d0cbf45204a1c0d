//! What the tests share: Python, and the services that moto serves.

pub mod moto;
pub mod python;

/// The README's Rust is compiled, as a consumer's.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
