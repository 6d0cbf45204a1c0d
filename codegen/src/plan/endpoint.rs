//! Where requests go by default, from `endpoints.json`.

use pageboy_models::Endpoints;

/// The one host of a service that is not regionalised in a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobalEndpoint {
    /// The partition, for example `aws-cn`.
    pub partition: String,
    /// The host name.
    pub host: String,
    /// The region of the credential scope.
    pub region: String,
}

/// The partitions in which the service with this endpoint prefix has one host for all regions
/// (`partitionEndpoint` and `isRegionalized: false`).
pub(super) fn global(endpoints: &Endpoints, prefix: &str) -> Vec<GlobalEndpoint> {
    let mut result = Vec::new();
    for partition in &endpoints.partitions {
        let Some(service) = partition.services.get(prefix) else {
            continue;
        };
        if service.is_regionalized {
            continue;
        }
        let endpoint =
            service.partition_endpoint.as_ref().and_then(|name| service.endpoints.get(name));
        let Some(endpoint) = endpoint else {
            continue;
        };
        if let (Some(host), Some(region)) = (&endpoint.hostname, endpoint.credential_region()) {
            result.push(GlobalEndpoint {
                partition: partition.partition.clone(),
                host: host.clone(),
                region: region.to_owned(),
            });
        }
    }
    result
}
