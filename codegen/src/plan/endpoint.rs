//! Where requests go by default, from `endpoints.json`.

use pageboy_models::Error;
use pageboy_models::endpoints::Endpoints;

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
pub(super) fn global(endpoints: &Endpoints, prefix: &str) -> Result<Vec<GlobalEndpoint>, Error> {
    let mut result = Vec::new();
    for partition in endpoints.partitions() {
        let Some(service) = partition
            .service(prefix)?
            .filter(|service| !service.is_regionalized)
        else {
            continue;
        };
        let name = service.partition_endpoint.as_ref();
        let Some(endpoint) = name.and_then(|name| service.endpoints.get(name)) else {
            continue;
        };
        if let (Some(host), Some(region)) = (&endpoint.hostname, &endpoint.credential_scope.region)
        {
            result.push(GlobalEndpoint {
                partition: partition.name.clone(),
                host: host.clone(),
                region: region.clone(),
            });
        }
    }
    Ok(result)
}
