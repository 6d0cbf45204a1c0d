//! Partitions: groups of regions that share DNS suffixes.

/// One partition of `partitions.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// `id`, for example `aws-cn`.
    pub id: &'static str,
    /// `regionRegex`, which also matches regions that are not listed; from the first character to the last.
    pub pattern: &'static [RegionPart],
    /// `regions`.
    pub regions: &'static [&'static str],
    /// `dnsSuffix`: the end of host names.
    pub dns_suffix: &'static str,
    /// `dualStackDnsSuffix`: the end of host names that also have an IPv6 address.
    pub dual_stack_dns_suffix: &'static str,
    /// `supportsFIPS`.
    pub supports_fips: bool,
    /// `supportsDualStack`.
    pub supports_dual_stack: bool,
    /// `implicitGlobalRegion`: the region that requests to all regions are signed for.
    pub implicit_global_region: &'static str,
}

/// A part of a `regionRegex`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionPart {
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// `\w+`: letters, digits and `_`, at least one.
    Word,
    /// `\d+`: digits, at least one.
    Digits,
}

impl Partition {
    /// Whether a region belongs to it: it is listed, or matches the form of its regions.
    pub fn has(&self, region: &str) -> bool {
        self.regions.contains(&region) || matches(self.pattern, region)
    }
}

/// Whether a text has a form. The generator ensures that a word or digits are never followed by more of the same, so the
/// longest match is the only one.
fn matches(pattern: &[RegionPart], text: &str) -> bool {
    let Some((part, rest)) = pattern.split_first() else {
        return text.is_empty();
    };
    let after = |is_part: fn(u8) -> bool| {
        let end = text.bytes().position(|byte| !is_part(byte));
        let end = end.unwrap_or(text.len());
        end > 0 && text.get(end..).is_some_and(|text| matches(rest, text))
    };
    match part {
        RegionPart::OneOf(texts) => texts
            .iter()
            .filter_map(|known| text.strip_prefix(known))
            .any(|text| matches(rest, text)),
        RegionPart::Word => after(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
        RegionPart::Digits => after(|byte| byte.is_ascii_digit()),
    }
}
