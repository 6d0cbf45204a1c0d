//! Partitions, with the forms of their regions.

use pageboy_models::partitions::Partitions;

/// A partition as the runtime's table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the runtime's table")]
pub struct PartitionPlan {
    pub id: String,
    pub pattern: Vec<RegionPart>,
    pub regions: Vec<String>,
    pub dns_suffix: String,
    pub dual_stack_dns_suffix: String,
    pub supports_fips: bool,
    pub supports_dual_stack: bool,
    pub implicit_global_region: String,
}

/// A part of the form of a region. The runtime's `RegionPart` is the same in a `static`, with borrowed texts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the runtime's table")]
pub enum RegionPart {
    OneOf(Vec<String>),
    Word,
    Digits,
}

/// Plans the partitions.
///
/// # Errors
///
/// When a `regionRegex` has an unknown form.
pub fn plan(partitions: &Partitions) -> Result<Vec<PartitionPlan>, String> {
    let plans = partitions.partitions.iter().map(|partition| {
        let outputs = &partition.outputs;
        let pattern = pattern(&partition.region_regex).ok_or_else(|| {
            format!(
                "the regionRegex of {} has an unknown form: {}",
                partition.id, partition.region_regex
            )
        })?;
        Ok(PartitionPlan {
            id: partition.id.clone(),
            pattern,
            regions: partition.regions().map(str::to_owned).collect(),
            dns_suffix: outputs.dns_suffix.clone(),
            dual_stack_dns_suffix: outputs.dual_stack_dns_suffix.clone(),
            supports_fips: outputs.supports_fips,
            supports_dual_stack: outputs.supports_dual_stack,
            implicit_global_region: outputs.implicit_global_region.clone(),
        })
    });
    plans.collect()
}

/// The parts of a regular expression made of text, `(a|b)`, `\w+` and `\d+`, between `^` and `$`; `None` for any other, and
/// for one in which a word could be followed by more of the same.
fn pattern(regex: &str) -> Option<Vec<RegionPart>> {
    let mut rest = regex.strip_prefix('^')?.strip_suffix('$')?;
    let mut parts: Vec<RegionPart> = Vec::new();
    while !rest.is_empty() {
        let (part, after) = if let Some(after) = rest.strip_prefix("\\w+") {
            (RegionPart::Word, after)
        } else if let Some(after) = rest.strip_prefix("\\d+") {
            (RegionPart::Digits, after)
        } else if let Some(group) = rest.strip_prefix('(') {
            let (group, after) = group.split_once(')')?;
            let texts = group.split('|').map(|text| text.to_owned());
            let texts: Vec<String> = texts.collect();
            let plain = |text: &String| !text.is_empty() && text.chars().all(is_plain);
            if !texts.iter().all(plain) {
                return None;
            }
            (RegionPart::OneOf(texts), after)
        } else {
            let (text, after) = literal(rest)?;
            (RegionPart::OneOf(vec![text]), after)
        };
        if let (Some(RegionPart::Word | RegionPart::Digits), starts_word) =
            (parts.last(), part.may_start_with_word())
            && starts_word
        {
            return None;
        }
        parts.push(part);
        rest = after;
    }
    Some(parts)
}

/// Text up to the next character with a meaning; `\-` is a hyphen.
fn literal(regex: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = regex;
    loop {
        if let Some(after) = rest.strip_prefix("\\-") {
            text.push('-');
            rest = after;
        } else if let Some(first) = rest.chars().next().filter(|first| is_plain(*first)) {
            text.push(first);
            rest = rest.get(first.len_utf8()..)?;
        } else {
            return (!text.is_empty()).then_some((text, rest));
        }
    }
}

/// Whether a character stands for itself.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

impl RegionPart {
    fn may_start_with_word(&self) -> bool {
        match self {
            Self::Word | Self::Digits => true,
            Self::OneOf(texts) => texts.iter().any(|text| !text.starts_with('-')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_region_is_taken_apart_and_no_other_is() {
        use RegionPart::{Digits, OneOf, Word};
        let texts = |texts: &[&str]| OneOf(texts.iter().map(ToString::to_string).collect());
        assert_eq!(
            pattern(r"^(us|eu)\-\w+\-\d+$"),
            Some(vec![
                texts(&["us", "eu"]),
                texts(&["-"]),
                Word,
                texts(&["-"]),
                Digits
            ])
        );
        assert_eq!(
            pattern(r"^eusc\-(de)\-\w+\-\d+$"),
            Some(vec![
                texts(&["eusc-"]),
                texts(&["de"]),
                texts(&["-"]),
                Word,
                texts(&["-"]),
                Digits
            ])
        );
        for other in [
            r"(us)\-\w+$",
            r"^(us)\-\w+",
            r"^us\-\w*$",
            r"^us\-[a-z]+$",
            r"^us\-\w+a$",
            r"^us\-\w+\d+$",
            r"^us.\w+$",
            r"^(us|)\-\d+$",
        ] {
            assert_eq!(pattern(other), None, "{other}");
        }
    }

    #[test]
    fn the_partitions_of_the_definitions_have_known_forms() {
        let partitions = pageboy_models::Models::vendored().partitions().unwrap();
        let plans = plan(&partitions).unwrap();
        assert_eq!(plans.first().map(|plan| plan.id.as_str()), Some("aws"));
    }
}
