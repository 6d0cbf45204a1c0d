//! Shared by the tests: Python, the services on moto, the sources of botocore, and whole services.

pub mod beside;
pub mod compiler;
pub mod moto;
pub mod not_run;
pub mod python;
pub mod services;

/// The README's Rust is compiled, as a consumer's.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
