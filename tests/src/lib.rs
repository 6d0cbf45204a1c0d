//! What the tests share: Python, and the services that moto serves.

pub mod moto;
pub mod python;
