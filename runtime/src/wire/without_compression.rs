//! Bodies in gzip, without the feature `compression`.

use crate::body::Body;
use crate::error::ErrorKind;

/// The error that names the feature.
pub(super) fn compressed(_: Body) -> Result<Body, ErrorKind> {
    const NO_COMPRESSION: &str = "the request is compressed, for which pageboy's feature `compression` is needed: \
        in Cargo.toml, pageboy = { version = \"…\", features = [\"compression\"] }; \
        or switch it off with `request_compression(false)`";
    Err(ErrorKind::Config(NO_COMPRESSION.to_owned()))
}
