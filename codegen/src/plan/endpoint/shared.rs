//! The rule sets that many services share except for the first label. They are in the runtime, once.

use pageboy_models::Models;

use super::partitions;
use super::rules::RulesPlan;
use crate::emit;

/// A shared rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// `<host>.<region>.<suffix>`, `<host>-fips`, and the suffix of dual-stack hosts.
    Regional,
    /// The same, but in `aws-us-gov` the plain host is the one validated by FIPS 140.
    RegionalGov,
    /// Always the suffix of dual-stack hosts.
    DualStack,
}

const ALL: [Shared; 3] = [Shared::Regional, Shared::RegionalGov, Shared::DualStack];

/// The hash of each one's tables, and a service that has it; a test of this crate writes it, together with the tables of the
/// runtime.
const HASHES: &str = include_str!("shared.txt");

impl Shared {
    /// The shared rule set with these tables.
    pub(super) fn find(plan: &RulesPlan) -> Option<Self> {
        let hash = hash(plan);
        let line = HASHES
            .lines()
            .find(|line| line.split(' ').nth(1) == Some(hash.as_str()))?;
        let name = line.split(' ').next()?;
        ALL.into_iter().find(|shared| shared.table() == name)
    }

    /// The name of its table in the runtime.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Regional => "REGIONAL",
            Self::RegionalGov => "REGIONAL_GOV",
            Self::DualStack => "DUAL_STACK",
        }
    }

    const fn doc(self) -> &'static str {
        match self {
            Self::Regional => "The hosts that most services have.",
            Self::RegionalGov => {
                "As [`REGIONAL`], but in `aws-us-gov` the plain host is the one that is validated by FIPS 140."
            }
            Self::DualStack => "Hosts that always have an IPv6 address as well.",
        }
    }

    /// A service that has it.
    const fn example(self) -> &'static str {
        match self {
            Self::Regional => "athena",
            Self::RegionalGov => "ec2",
            Self::DualStack => "application-signals",
        }
    }
}

/// The runtime's files of shared rules and partitions, and the file of hashes: paths from the root of the workspace, and
/// texts. For those who vendor other definitions.
///
/// # Errors
///
/// A mistake in the definitions, or an unknown form.
pub fn common_tables(models: &Models) -> Result<Vec<(&'static str, String)>, String> {
    let mut hashes = String::new();
    let mut rules = Vec::new();
    for shared in ALL {
        let definitions = models.load(shared.example(), None);
        let definitions = definitions.map_err(|error| error.to_string())?;
        let (plan, _) = super::tables(&definitions.endpoint_rules).map_err(|all| all.join("\n"))?;
        hashes.push_str(&format!(
            "{} {} {}\n",
            shared.table(),
            hash(&plan),
            shared.example()
        ));
        rules.push((shared.table(), shared.doc(), plan));
    }
    let partitions = models.partitions().map_err(|error| error.to_string())?;
    let partitions = partitions::plan(&partitions)?;
    Ok(vec![
        ("codegen/src/plan/endpoint/shared.txt", hashes),
        (
            "runtime/src/schema/shared_rules.rs",
            emit::endpoint::shared_rules(&rules),
        ),
        (
            "runtime/src/schema/partitions.rs",
            emit::endpoint::partitions(&partitions),
        ),
    ])
}

/// A fingerprint of tables that does not depend on the compiler: FNV-1a of 128 bits.
fn hash(plan: &RulesPlan) -> String {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let text = format!("{plan:?}");
    let hash = text.bytes().fold(BASIS, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    });
    format!("{hash:032x}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_runtime_has_the_tables_of_the_definitions() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for (path, text) in common_tables(&Models::vendored()).unwrap() {
            if std::env::var_os("BLESS").is_some() {
                fs::write(root.join(path), text).unwrap();
            } else {
                let present = fs::read_to_string(root.join(path)).unwrap();
                assert!(
                    present == text,
                    "{path} is of other definitions: BLESS=1 writes it anew"
                );
            }
        }
    }

    #[test]
    fn every_rule_set_has_tables_and_the_most_frequent_ones_are_shared() {
        let models = Models::vendored();
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for service in models.services().unwrap() {
            let definitions = models.load(&service, None).unwrap();
            let (plan, _) = super::super::tables(&definitions.endpoint_rules).unwrap();
            groups.entry(hash(&plan)).or_default().push(service);
        }
        let mut groups: Vec<_> = groups.into_values().collect();
        groups.sort_by_key(|services| std::cmp::Reverse(services.len()));
        for (shared, services) in ALL.into_iter().zip(&groups) {
            let example = shared.example().to_owned();
            assert!(services.contains(&example), "{shared:?}: {services:?}");
        }
    }
}
