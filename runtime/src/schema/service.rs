//! Services: where requests go, and their wire format.

use super::{EndpointRules, Protocol};

/// A service: one `service-2.json`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Service {
    /// The folder name botocore uses, for example `ec2` or `cognito-idp`.
    pub name: &'static str,
    /// `metadata.serviceId`, for example `CloudWatch Logs`.
    pub id: &'static str,
    /// `metadata.apiVersion`.
    pub api_version: &'static str,
    /// The wire format that requests and responses use.
    pub protocol: Protocol,
    /// The service part of the credential scope.
    pub signing_name: &'static str,
    /// Precedes the operation's name in `X-Amz-Target`, or in the path of CBOR requests; empty where the protocol has
    /// neither.
    pub target_prefix: &'static str,
    /// Where requests go when no endpoint URL is configured.
    pub endpoint: Endpoint,
    /// `metadata.awsQueryCompatible`: error codes may come in the `x-amzn-query-error` header.
    pub query_compatible: bool,
    /// Whether it is somebody's own and not one of Amazon's: requests then have no headers that only Amazon's services know, and
    /// messages name no variable of theirs.
    pub foreign: bool,
}

impl Service {
    /// A service with the given folder name, service id and API version.
    pub const fn new(
        name: &'static str,
        id: &'static str,
        api_version: &'static str,
        protocol: Protocol,
        endpoint: Endpoint,
    ) -> Self {
        Self {
            name,
            id,
            api_version,
            protocol,
            signing_name: endpoint.prefix,
            target_prefix: "",
            endpoint,
            query_compatible: false,
            foreign: false,
        }
    }

    /// Sets the service part of the credential scope.
    pub const fn signing_name(mut self, name: &'static str) -> Self {
        self.signing_name = name;
        self
    }

    /// Sets what precedes the operation's name in `X-Amz-Target`, or in the path of CBOR requests.
    pub const fn target_prefix(mut self, prefix: &'static str) -> Self {
        self.target_prefix = prefix;
        self
    }

    /// Marks the service as migrated from the query protocol.
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }

    /// Marks the service as somebody's own.
    pub const fn foreign(mut self) -> Self {
        self.foreign = true;
        self
    }
}

/// Where a service's requests go by default.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// `metadata.endpointPrefix`, which is also the service in the credential scope unless the model names another.
    pub prefix: &'static str,
    /// `endpoint-rule-set-1.json`; `None` when the service has none.
    pub rules: Option<&'static EndpointRules>,
    /// The first label of the service's hosts, where its rules are shared.
    pub host: &'static str,
    /// `metadata.globalEndpoint`, used where there are no rules: a host or a URL, in which `{region}` stands for the region.
    pub global: Option<&'static str>,
    /// The name for all regions (`endpoints.json`, `partitionEndpoint`): the default region.
    pub default_region: Option<&'static str>,
}

impl Endpoint {
    /// No endpoint: without rules, requests go to the configured endpoint URL, and nowhere else.
    pub const fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            rules: None,
            host: prefix,
            global: None,
            default_region: None,
        }
    }

    /// The usual hosts, `<prefix>.<region>.<suffix>`, by the rules that most services share.
    pub const fn regional(prefix: &'static str) -> Self {
        Self::new(prefix).rules(&super::shared_rules::REGIONAL)
    }

    /// Sets the rules.
    pub const fn rules(mut self, rules: &'static EndpointRules) -> Self {
        self.rules = Some(rules);
        self
    }

    /// Sets the first label of the service's hosts.
    pub const fn host(mut self, host: &'static str) -> Self {
        self.host = host;
        self
    }

    /// Sets the host or URL that is used where there are no rules.
    pub const fn global(mut self, host: &'static str) -> Self {
        self.global = Some(host);
        self
    }

    /// Sets the name for all regions.
    pub const fn default_region(mut self, region: &'static str) -> Self {
        self.default_region = Some(region);
        self
    }
}
