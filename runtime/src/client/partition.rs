//! Partitions: groups of regions that share a DNS suffix.

/// One partition of botocore/data/partitions.json.
#[derive(Debug)]
pub(crate) struct Partition {
    /// Its id, for example `aws-cn`.
    pub(crate) id: &'static str,
    /// The end of its host names.
    pub(crate) dns_suffix: &'static str,
    /// What `regionRegex` allows before `-<word>-<digits>`.
    prefixes: &'static [&'static str],
    /// The name that stands for all its regions; empty when there is none.
    global: &'static str,
}

impl Partition {
    /// The partition of a region, known or not; the first one if no other matches.
    pub(crate) fn of(region: &str) -> &'static Self {
        let named = |partition: &&Self| partition.global == region && !region.is_empty();
        let matched = |partition: &&Self| partition.matches(region);
        PARTITIONS
            .iter()
            .find(named)
            .or_else(|| PARTITIONS.iter().find(matched))
            .unwrap_or(&AWS)
    }

    /// Whether the region is the name that stands for all regions of the partition.
    pub(crate) fn is_global(&self, region: &str) -> bool {
        self.global == region
    }

    /// `regionRegex`: a prefix, a word, digits, joined by hyphens.
    fn matches(&self, region: &str) -> bool {
        self.prefixes.iter().any(|prefix| {
            let parts = region
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix('-'))
                .and_then(|rest| rest.split_once('-'));
            parts.is_some_and(|(word, digits)| {
                let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                !word.is_empty()
                    && word.bytes().all(is_word)
                    && !digits.is_empty()
                    && digits.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    }
}

const AWS: Partition = Partition {
    id: "aws",
    dns_suffix: "amazonaws.com",
    prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
    global: "aws-global",
};

static PARTITIONS: [Partition; 8] = [
    AWS,
    Partition {
        id: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        prefixes: &["cn"],
        global: "aws-cn-global",
    },
    Partition {
        id: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        prefixes: &["eusc-de"],
        global: "",
    },
    Partition {
        id: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        prefixes: &["us-iso"],
        global: "aws-iso-global",
    },
    Partition {
        id: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        prefixes: &["us-isob"],
        global: "aws-iso-b-global",
    },
    Partition {
        id: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        prefixes: &["eu-isoe"],
        global: "aws-iso-e-global",
    },
    Partition {
        id: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        prefixes: &["us-isof"],
        global: "aws-iso-f-global",
    },
    Partition {
        id: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        prefixes: &["us-gov"],
        global: "aws-us-gov-global",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_finds_its_partition() {
        for (region, id) in [
            ("us-east-1", "aws"),
            ("mx-central-1", "aws"),
            ("aws-global", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("aws-us-gov-global", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"),
            // Not known yet, but of the right form.
            ("us-northwest-77", "aws"),
            // Of no partition's form: the first one, botocore/endpoint_provider.py, `aws_partition`.
            ("local", "aws"),
            ("", "aws"),
        ] {
            assert_eq!(Partition::of(region).id, id, "{region}");
        }
    }
}
