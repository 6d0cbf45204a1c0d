//! The settings that choose among a service's endpoints.

/// The settings of endpoints. Options are `None` until set.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointSettings {
    pub(crate) use_fips: Option<bool>,
    pub(crate) use_dual_stack: Option<bool>,
    pub(crate) account_id_mode: Option<AccountIdEndpointMode>,
    pub(crate) sts_regional_endpoints: Option<RegionalEndpoints>,
    pub(crate) s3: S3Settings,
    /// The endpoint of services whose definitions name none: in tests, where no request leaves the program.
    pub(crate) otherwise: Option<&'static str>,
    /// Parameters that only some services have, by name.
    pub(crate) parameters: Vec<(String, EndpointValue)>,
}

/// Settings for S3, and for S3 Control where noted.
#[derive(Clone, Debug, Default)]
pub(crate) struct S3Settings {
    pub(crate) addressing_style: Option<AddressingStyle>,
    pub(crate) accelerate: Option<bool>,
    /// Overrides the setting for all services; S3 Control, too.
    pub(crate) use_dual_stack: Option<bool>,
    /// S3 Control, too.
    pub(crate) use_arn_region: Option<bool>,
    pub(crate) us_east_1_regional_endpoint: Option<RegionalEndpoints>,
    pub(crate) disable_multi_region_access_points: Option<bool>,
    pub(crate) disable_express_session_auth: Option<bool>,
    pub(crate) payload_signing: Option<bool>,
}

/// The place of an S3 bucket's name in a URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressingStyle {
    /// In the host, if possible and no endpoint URL is set; else in the path.
    #[default]
    Auto,
    /// In the path.
    Path,
    /// In the host, if possible, even if an endpoint URL is set.
    Virtual,
}

/// Whether to use a region's endpoint, or an older one that serves several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegionalEndpoints {
    /// The region's.
    Regional,
    /// The older endpoint, if one exists.
    Legacy,
}

/// Whether the account id is part of host names (DynamoDB).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccountIdEndpointMode {
    /// If the credentials have one.
    #[default]
    Preferred,
    /// Always; credentials without one are an error.
    Required,
    /// Never.
    Disabled,
}

/// The value of a parameter that only some services have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointValue {
    /// Text.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
}

impl AccountIdEndpointMode {
    /// The name in rules.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Required => "required",
            Self::Disabled => "disabled",
        }
    }
}

impl From<&str> for EndpointValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for EndpointValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for EndpointValue {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}
