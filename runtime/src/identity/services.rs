//! The services that keys are got from, generated from `runtime/pageboy.toml`.

#[cfg(feature = "login")]
#[rustfmt::skip]
pub(super) mod signin;
#[rustfmt::skip]
pub(super) mod sso;
#[rustfmt::skip]
pub(super) mod sso_oidc;
#[rustfmt::skip]
pub(super) mod sts;
