//! Live tests against moto.
