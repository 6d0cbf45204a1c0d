//! Names as people write them: `DescribeInstances`, `describe-instances` and `describe_instances` are one.

use pageboy_models::nearest;

/// Finds the known name that `wanted` means: the exact name, or else the only one with the same letters and digits, whatever
/// the case and with or without `-` and `_` between words.
///
/// # Errors
///
/// The end of a sentence about an unknown name: possible names, or nothing.
pub fn find<'a>(
    wanted: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Result<&'a str, String> {
    if let Some(name) = known.clone().find(|name| *name == wanted) {
        return Ok(name);
    }
    let letters = folded(wanted);
    let same: Vec<&str> = known
        .clone()
        .filter(|name| folded(name) == letters)
        .collect();
    match same[..] {
        [name] => Ok(name),
        [] => Err(did_you_mean(wanted, known)),
        _ => Err(format!("; which of {}?", list(same.into_iter(), "and"))),
    }
}

/// `; did you mean `A` or `B`?`, or nothing when no known name is close.
pub fn did_you_mean<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = nearest(wanted, known);
    if nearest.is_empty() {
        return String::new();
    }
    let nearest = nearest.iter().map(String::as_str);
    format!("; did you mean {}?", list(nearest, "or"))
}

fn folded(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

fn list<'a>(names: impl Iterator<Item = &'a str>, word: &str) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    names.join(&format!(" {word} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["DescribeInstances", "DescribeDBInstances", "GetTMB"];

    #[test]
    fn a_name_is_known_in_every_spelling_of_its_words() {
        for wanted in [
            "DescribeInstances",
            "describe-instances",
            "describe_instances",
        ] {
            assert_eq!(find(wanted, KNOWN.into_iter()), Ok("DescribeInstances"));
        }
        let wanted = "describe-db-instances";
        assert_eq!(find(wanted, KNOWN.into_iter()), Ok("DescribeDBInstances"));
    }

    #[test]
    fn the_very_name_goes_first_and_two_that_look_alike_are_both_named() {
        let known = ["GetID", "GetId"];
        assert_eq!(find("GetId", known.into_iter()), Ok("GetId"));
        let problem = find("get-id", known.into_iter()).unwrap_err();
        assert_eq!(problem, "; which of `GetID` and `GetId`?");
    }

    #[test]
    fn a_name_that_is_close_is_suggested() {
        let problem = find("descibe-instances", KNOWN.into_iter()).unwrap_err();
        assert!(
            problem.starts_with("; did you mean `DescribeInstances`"),
            "{problem}"
        );
        assert_eq!(find("zzz", KNOWN.into_iter()), Err(String::new()));
    }
}
