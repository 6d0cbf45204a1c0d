//! `partitions.json`: groups of regions that share DNS suffixes.

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The partitions, in the order of the file: the first one takes unknown regions.
#[derive(Clone, Debug, Deserialize)]
pub struct Partitions {
    /// `partitions`.
    pub partitions: Vec<Partition>,
}

/// A group of regions.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Partition {
    /// `id`, for example `aws-cn`.
    pub id: String,
    /// `outputs`: facts that hold for all its regions.
    pub outputs: Outputs,
    /// `regionRegex`, which also matches regions that are not listed.
    pub region_regex: String,
    /// `regions`: the listed ones.
    regions: IndexMap<String, IgnoredAny>,
}

impl Partition {
    /// The names of the listed regions, sorted.
    pub fn regions(&self) -> impl ExactSizeIterator<Item = &str> {
        self.regions.keys().map(String::as_str)
    }
}

/// `outputs` of a partition.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outputs {
    /// `dnsSuffix`: the end of host names.
    pub dns_suffix: String,
    /// `dualStackDnsSuffix`: the end of host names that also have an IPv6 address.
    pub dual_stack_dns_suffix: String,
    /// `supportsFIPS`.
    #[serde(rename = "supportsFIPS")]
    pub supports_fips: bool,
    /// `supportsDualStack`.
    pub supports_dual_stack: bool,
    /// `implicitGlobalRegion`: the region that requests to all regions are signed for.
    pub implicit_global_region: String,
}
