//! The folders of this crate's definitions.

/// The definitions that this crate ships, and our corrections of them.
pub(crate) const VENDORED: [&str; 2] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/data"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/overlays"),
];
