//! The rule sets that many services share except for the first label. They are in the runtime, once.

use super::rules::RulesPlan;

/// A shared rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedRules {
    /// `<host>.<region>.<suffix>`, `<host>-fips`, and the suffix of dual-stack hosts.
    Regional,
    /// The same, but in `aws-us-gov` the plain host is the one validated by FIPS 140.
    RegionalGov,
    /// Always the suffix of dual-stack hosts.
    DualStack,
}

pub(crate) const ALL: [SharedRules; 3] = [
    SharedRules::Regional,
    SharedRules::RegionalGov,
    SharedRules::DualStack,
];

/// The hash of each one's tables, and a service that has it; a test of this crate writes it, together with the tables of the
/// runtime.
const HASHES: &str = include_str!("shared.txt");

impl SharedRules {
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

    pub(crate) const fn doc(self) -> &'static str {
        match self {
            Self::Regional => "The hosts that most services have.",
            Self::RegionalGov => {
                "As [`REGIONAL`], but in `aws-us-gov` the plain host is the one that is validated by FIPS 140."
            }
            Self::DualStack => "Hosts that always have an IPv6 address as well.",
        }
    }

    /// A service that has it.
    pub(crate) const fn example(self) -> &'static str {
        match self {
            Self::Regional => "athena",
            Self::RegionalGov => "ec2",
            Self::DualStack => "application-signals",
        }
    }
}

/// A hash of tables that does not depend on the compiler: FNV-1a of 128 bits.
pub(crate) fn hash(plan: &RulesPlan) -> String {
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

    use pageboy_models::Models;

    use super::*;

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

    #[test]
    fn tables_stay_small() {
        let models = Models::vendored();
        let mut sizes = BTreeMap::new();
        for service in models.services().unwrap() {
            let definitions = models.load(&service, None).unwrap();
            let (plan, _) = super::super::tables(&definitions.endpoint_rules).unwrap();
            sizes.insert(hash(&plan), (bytes(&plan), service));
        }
        let all: usize = sizes.values().map(|(bytes, _)| bytes).sum();
        let largest = sizes.values().max().unwrap();
        println!("all {all} bytes, the largest {largest:?}");
        assert!(
            all < 256 * 1024 && largest.0 < 32 * 1024,
            "{all}, {largest:?}"
        );
    }

    /// The size of the tables in a program, without parameters.
    fn bytes(plan: &RulesPlan) -> usize {
        let texts = plan.texts.iter().map(|text| size_of::<&str>() + text.len());
        texts.sum::<usize>()
            + size_of_val(&*plan.terms)
            + size_of_val(&*plan.operands)
            + size_of_val(&*plan.tests)
            + size_of_val(&*plan.branches)
            + size_of_val(&*plan.outcomes)
    }
}
