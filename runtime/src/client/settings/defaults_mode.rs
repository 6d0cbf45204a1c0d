//! Sets of defaults for several settings.

use std::time::Duration;

use super::sources::TextForm;

/// Defaults for settings that nothing else sets (botocore's `sdk-default-configuration.json`).
///
/// Every mode uses the regional endpoint of S3 in `us-east-1`. Without a mode, the connect timeout is 60 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DefaultsMode {
    /// Connect timeout: 3.1 seconds.
    Standard,
    /// For programs in the region of the services. Connect timeout: 1.1 seconds.
    InRegion,
    /// For programs elsewhere. Connect timeout: 3.1 seconds.
    CrossRegion,
    /// For programs on the move. Connect timeout: 30 seconds.
    Mobile,
}

impl DefaultsMode {
    /// The connect timeout.
    pub(crate) const fn connect_timeout(self) -> Duration {
        Duration::from_millis(match self {
            Self::Standard | Self::CrossRegion => 3100,
            Self::InRegion => 1100,
            Self::Mobile => 30_000,
        })
    }
}

/// The mode, or `None` for `legacy`. botocore's `auto` asks the instance metadata service at every start.
pub(super) const DEFAULTS_MODE: TextForm<Option<DefaultsMode>> = TextForm {
    expected: "legacy, standard, in-region, cross-region or mobile (auto is not supported: name the mode)",
    read: |text| {
        let modes = [
            ("legacy", None),
            ("standard", Some(DefaultsMode::Standard)),
            ("in-region", Some(DefaultsMode::InRegion)),
            ("cross-region", Some(DefaultsMode::CrossRegion)),
            ("mobile", Some(DefaultsMode::Mobile)),
        ];
        let mut modes = modes.into_iter();
        modes.find_map(|(name, mode)| text.eq_ignore_ascii_case(name).then_some(mode))
    },
};

/// Whether endpoints are discovered where a service allows it; `true` is not supported.
pub(super) const DISCOVERY: TextForm<()> = TextForm {
    expected: "auto or false: endpoint discovery is not supported",
    read: |text| {
        let mut known = ["auto", "false"].into_iter();
        known
            .find(|known| text.eq_ignore_ascii_case(known))
            .map(|_| ())
    },
};
