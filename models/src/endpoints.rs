//! `endpoints.json`: the partitions, their regions, and the services with one host for all regions.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::error::Error;
use pageboy_schema::in_words;
use pageboy_schema::json::pointer;

/// The partitions.
#[derive(Clone, Debug)]
pub struct Endpoints {
    partitions: Vec<Partition>,
}

impl Endpoints {
    /// The partitions, in the order of the file: `aws` first.
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let file: File<'_> =
            serde_json::from_str(text).map_err(|error| Error::malformed(path, text, &error))?;
        let partitions = file
            .partitions
            .into_iter()
            .map(|raw| Partition::new(path, raw))
            .collect();
        Ok(Self { partitions })
    }
}

/// A set of regions that is separate from others, for example `aws` or `aws-cn`.
#[derive(Clone, Debug)]
pub struct Partition {
    /// `partition`.
    pub name: String,
    /// `dnsSuffix` of its hosts.
    pub dns_suffix: String,
    /// `regionRegex`, which also matches regions that are not listed.
    pub region_regex: String,
    /// `regions`: the names of the listed ones.
    pub regions: Vec<String>,
    path: PathBuf,
    /// Text, parsed on demand.
    services: IndexMap<String, Box<RawValue>>,
}

impl Partition {
    /// The entry of a service, by its endpoint prefix; `None` when the partition does not list it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a part of the entry has the wrong type.
    pub fn service(&self, endpoint_prefix: &str) -> Result<Option<ServiceEndpoints>, Error> {
        let Some(raw) = self.services.get(endpoint_prefix) else {
            return Ok(None);
        };
        serde_json::from_str(raw.get()).map(Some).map_err(|error| {
            let place = pointer([
                "partitions",
                self.name.as_str(),
                "services",
                endpoint_prefix,
            ]);
            Error::invalid(&self.path, place, in_words(&error))
        })
    }

    /// The endpoint prefixes of its services.
    pub fn service_names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.services.keys().map(String::as_str)
    }

    fn new(path: &Path, raw: RawPartition<'_>) -> Self {
        Self {
            name: raw.partition,
            dns_suffix: raw.dns_suffix,
            region_regex: raw.region_regex,
            regions: raw.regions.into_keys().collect(),
            path: path.to_owned(),
            services: raw
                .services
                .into_iter()
                .map(|(name, text)| (name, text.to_owned()))
                .collect(),
        }
    }
}

/// A service in a partition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceEndpoints {
    /// `isRegionalized`: false when there is one host for all regions. True when absent.
    #[serde(default = "yes")]
    pub is_regionalized: bool,
    /// `partitionEndpoint`: the key in `endpoints` of that host.
    pub partition_endpoint: Option<String>,
    /// `defaults` for its endpoints.
    #[serde(default)]
    pub defaults: RegionEndpoint,
    /// `endpoints`, by region or by the name of a global endpoint.
    #[serde(default)]
    pub endpoints: IndexMap<String, RegionEndpoint>,
}

/// The host of a service in a region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RegionEndpoint {
    /// `hostname`, with `{service}`, `{region}` and `{dnsSuffix}` placeholders; `None` for the default.
    pub hostname: Option<String>,
    /// `credentialScope`: the region and service of signatures, where they differ.
    pub credential_scope: CredentialScope,
    /// `deprecated`: an alias that is kept for old configurations.
    pub deprecated: bool,
}

/// `credentialScope` of an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CredentialScope {
    /// The region.
    pub region: Option<String>,
    /// The service's signing name.
    pub service: Option<String>,
}

#[derive(Deserialize)]
struct File<'t> {
    #[serde(borrow)]
    partitions: Vec<RawPartition<'t>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPartition<'t> {
    partition: String,
    dns_suffix: String,
    region_regex: String,
    regions: IndexMap<String, IgnoredAny>,
    #[serde(borrow)]
    services: IndexMap<String, &'t RawValue>,
}

const fn yes() -> bool {
    true
}
