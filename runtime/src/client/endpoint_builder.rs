//! Settings of endpoints.

use super::config_builder::ConfigBuilder;
use super::endpoint::{AccountIdEndpointMode, AddressingStyle, EndpointValue, RegionalEndpoints};

/// Settings of endpoints. An endpoint URL takes precedence over the first two (botocore/args.py,
/// `compute_endpoint_resolver_builtin_defaults`).
impl ConfigBuilder {
    /// Sets whether requests go to endpoints with cryptography validated by FIPS 140. Default: no.
    ///
    /// A region that is written `fips-us-east-1` or `us-east-1-fips` sets it, too.
    pub fn use_fips(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.use_fips = Some(wanted);
        self
    }

    /// Sets whether requests go to endpoints that also have an IPv6 address. Default: no.
    pub fn use_dual_stack(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.use_dual_stack = Some(wanted);
        self
    }

    /// Sets whether the account id is a part of host names, in services whose rules allow it (DynamoDB). Default: if the
    /// credentials have one.
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.draft_mut().endpoints.account_id_mode = Some(mode);
        self
    }

    /// Sets the endpoint of STS. Default: the region's.
    ///
    /// The older one, `sts.amazonaws.com`, stands for the regions that there were before 2019.
    pub fn sts_regional_endpoints(mut self, wanted: RegionalEndpoints) -> Self {
        self.draft_mut().endpoints.sts_regional_endpoints = Some(wanted);
        self
    }

    /// Sets the place of an S3 bucket's name in the URL. Default: [`AddressingStyle::Auto`].
    pub fn s3_addressing_style(mut self, style: AddressingStyle) -> Self {
        self.draft_mut().endpoints.s3.addressing_style = Some(style);
        self
    }

    /// Sets whether S3 requests go to the endpoints of Transfer Acceleration. Default: no.
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

    /// Sets whether signatures of S3 cover the bodies of requests (`payload_signing_enabled` in the block `s3` of a profile); if
    /// not set, they do unless the body goes over TLS and has a checksum.
    pub fn s3_payload_signing(mut self, wanted: bool) -> Self {
        self.draft_mut().endpoints.s3.payload_signing = Some(wanted);
        self
    }

    /// Sets a parameter of endpoint rules by its name (`clientContextParams`), in services whose rules have it. It takes precedence over
    /// the setting that the rules would take otherwise.
    pub fn endpoint_parameter(
        mut self,
        name: impl Into<String>,
        value: impl Into<EndpointValue>,
    ) -> Self {
        let name = name.into();
        let parameters = &mut self.draft_mut().endpoints.parameters;
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value.into()));
        self
    }
}
