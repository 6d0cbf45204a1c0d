//! The settings that choose among a service's endpoints.

use std::collections::BTreeMap;

use crate::client::config_builder::ConfigBuilder;

/// The settings. Options are `None` until set.
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
    pub(crate) parameters: BTreeMap<String, EndpointValue>,
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
    /// The older one, if there is one.
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

/// Settings of endpoints. An endpoint URL overrides the first two (botocore/args.py,
/// `compute_endpoint_resolver_builtin_defaults`).
impl ConfigBuilder {
    /// Sets whether to use endpoints with cryptography validated by FIPS 140. Default: `false`.
    ///
    /// A region such as `fips-us-east-1` or `us-east-1-fips` sets it, too.
    pub fn use_fips(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.use_fips = Some(wanted);
        self
    }

    /// Sets whether to use endpoints that also have an IPv6 address. Default: `false`.
    pub fn use_dual_stack(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.use_dual_stack = Some(wanted);
        self
    }

    /// Sets whether the account id is part of host names, in services that support it (DynamoDB). Default: if the
    /// credentials have one.
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.draft_mut().endpoints.account_id_mode = Some(mode);
        self
    }

    /// Sets the endpoint of STS. Default: the region's.
    ///
    /// The older one, `sts.amazonaws.com`, serves the regions that existed before 2019.
    pub fn sts_regional_endpoints(mut self, wanted: RegionalEndpoints) -> Self {
        self.draft_mut().endpoints.sts_regional_endpoints = Some(wanted);
        self
    }

    /// Sets the place of an S3 bucket's name in the URL. Default: [`AddressingStyle::Auto`].
    pub fn s3_addressing_style(mut self, style: AddressingStyle) -> Self {
        self.draft_mut().endpoints.s3.addressing_style = Some(style);
        self
    }

    /// Sets whether S3 uses the endpoints of Transfer Acceleration. Default: `false`.
    pub fn s3_accelerate(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.s3.accelerate = Some(wanted);
        self
    }

    /// Sets whether a bucket's ARN may lead to another region than the configured one, in S3 and in S3 Control. Default:
    /// `true` in S3, `false` in S3 Control.
    pub fn s3_use_arn_region(mut self, allowed: bool) -> Self {
        self.draft_mut().endpoints.s3.use_arn_region = Some(allowed);
        self
    }

    /// Sets the endpoint of S3 in `us-east-1`. Default: `s3.amazonaws.com`, [`RegionalEndpoints::Legacy`].
    pub fn s3_us_east_1_regional_endpoint(mut self, wanted: RegionalEndpoints) -> Self {
        self.draft_mut().endpoints.s3.us_east_1_regional_endpoint = Some(wanted);
        self
    }

    /// Refuses ARNs of S3 multi-region access points. Default: they are allowed.
    pub fn s3_disable_multi_region_access_points(mut self, disabled: bool) -> Self {
        self.draft_mut()
            .endpoints
            .s3
            .disable_multi_region_access_points = Some(disabled);
        self
    }

    /// Signs requests to directory buckets (S3 Express) with the caller's credentials instead of those of a session.
    pub fn s3_disable_express_session_auth(mut self, disabled: bool) -> Self {
        self.draft_mut().endpoints.s3.disable_express_session_auth = Some(disabled);
        self
    }

    /// Sets whether signatures of S3 cover the bodies of requests (`payload_signing_enabled` in the block `s3` of a
    /// profile). Default: they do, unless the body goes over TLS and has a checksum.
    pub fn s3_payload_signing(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.s3.payload_signing = Some(wanted);
        self
    }

    /// Sets a parameter of endpoint rules by its name (`clientContextParams`), in services whose rules have it. It overrides
    /// the setting that the rules would use.
    pub fn endpoint_parameter(
        mut self,
        name: impl Into<String>,
        value: impl Into<EndpointValue>,
    ) -> Self {
        let parameters = &mut self.draft_mut().endpoints.parameters;
        parameters.insert(name.into(), value.into());
        self
    }
}
