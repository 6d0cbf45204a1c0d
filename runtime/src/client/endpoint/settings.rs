//! The settings that say which of a service's endpoints is asked.

use std::collections::BTreeMap;

use crate::client::config_builder::ConfigBuilder;

/// What was set. Options are `None` until set.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointSettings {
    pub(crate) use_fips: Option<bool>,
    pub(crate) use_dual_stack: Option<bool>,
    pub(crate) account_id_mode: Option<AccountIdEndpointMode>,
    pub(crate) sts_regional_endpoints: Option<RegionalEndpoints>,
    pub(crate) s3: S3Settings,
    /// Where services are asked whose definitions do not say it: in tests, where no request leaves the program.
    pub(crate) otherwise: Option<&'static str>,
    /// Parameters of services' own, by name.
    pub(crate) parameters: BTreeMap<String, EndpointValue>,
}

/// What was set for S3, and for S3 Control where it says so.
#[derive(Clone, Debug, Default)]
pub(crate) struct S3Settings {
    pub(crate) addressing_style: Option<AddressingStyle>,
    pub(crate) accelerate: Option<bool>,
    /// In place of the setting for all services; S3 Control, too.
    pub(crate) use_dual_stack: Option<bool>,
    /// S3 Control, too.
    pub(crate) use_arn_region: Option<bool>,
    pub(crate) us_east_1_regional_endpoint: Option<RegionalEndpoints>,
    pub(crate) disable_multi_region_access_points: Option<bool>,
    pub(crate) disable_express_session_auth: Option<bool>,
    pub(crate) payload_signing: Option<bool>,
}

/// Where the name of an S3 bucket stands in a URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressingStyle {
    /// In the host, if it can stand there and no endpoint URL is set; else in the path.
    #[default]
    Auto,
    /// In the path.
    Path,
    /// In the host, if it can stand there, also if an endpoint URL is set.
    Virtual,
}

/// Whether requests go to the endpoint of a region or to an older one that stands for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegionalEndpoints {
    /// To that of the region.
    Regional,
    /// To the older one, where there is one.
    Legacy,
}

/// Whether the account's id is a part of host names (DynamoDB).
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

/// The value of a parameter of a service's own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointValue {
    /// Text.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
}

impl AccountIdEndpointMode {
    /// As the rules call it.
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

/// Settings of endpoints. An endpoint URL goes before the first two (botocore/args.py,
/// `compute_endpoint_resolver_builtin_defaults`).
impl ConfigBuilder {
    /// Sets whether requests go to endpoints whose cryptography is validated by FIPS 140; they do not if not set.
    ///
    /// A region that is written `fips-us-east-1` or `us-east-1-fips` sets it, too.
    pub fn use_fips(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.use_fips = Some(wanted);
        self
    }

    /// Sets whether requests go to endpoints that also have an IPv6 address; they do not if not set.
    pub fn use_dual_stack(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.use_dual_stack = Some(wanted);
        self
    }

    /// Sets whether the account's id is a part of host names, in services that can have it there (DynamoDB); if the
    /// credentials have one, if not set.
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.draft_mut().endpoints.account_id_mode = Some(mode);
        self
    }

    /// Sets which endpoint STS is asked at, that of the region if not set.
    ///
    /// The older one, `sts.amazonaws.com`, stands for the regions that there were before 2019.
    pub fn sts_regional_endpoints(mut self, wanted: RegionalEndpoints) -> Self {
        self.draft_mut().endpoints.sts_regional_endpoints = Some(wanted);
        self
    }

    /// Sets where the name of an S3 bucket stands in the URL; [`AddressingStyle::Auto`] if not set.
    pub fn s3_addressing_style(mut self, style: AddressingStyle) -> Self {
        self.draft_mut().endpoints.s3.addressing_style = Some(style);
        self
    }

    /// Sets whether S3 is asked at the endpoints of Transfer Acceleration; it is not if not set.
    pub fn s3_accelerate(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.s3.accelerate = Some(wanted);
        self
    }

    /// Sets whether a bucket's ARN may lead to another region than the configured one, in S3 and in S3 Control; in S3 it
    /// may, in S3 Control it may not, if not set.
    pub fn s3_use_arn_region(mut self, allowed: bool) -> Self {
        self.draft_mut().endpoints.s3.use_arn_region = Some(allowed);
        self
    }

    /// Sets which endpoint S3 is asked at in `us-east-1`: `s3.amazonaws.com`, [`RegionalEndpoints::Legacy`], if not set.
    pub fn s3_us_east_1_regional_endpoint(mut self, wanted: RegionalEndpoints) -> Self {
        self.draft_mut().endpoints.s3.us_east_1_regional_endpoint = Some(wanted);
        self
    }

    /// Refuses ARNs of S3 multi-region access points; they are allowed if not set.
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

    /// Sets whether signatures of S3 cover the bodies of requests (`payload_signing_enabled` in the block `s3` of a profile); if
    /// not set, they do unless the body goes over TLS and has a checksum.
    pub fn s3_payload_signing(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.s3.payload_signing = Some(wanted);
        self
    }

    /// Sets a parameter of endpoint rules by its name (`clientContextParams`), in services whose rules have it. It goes before
    /// the setting that the rules would take otherwise.
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
