//! What the tests share: Python, the services that moto serves, and the sources of botocore.

pub mod moto;
pub mod not_run;
pub mod python;

/// The README's Rust is compiled, as a consumer's.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
