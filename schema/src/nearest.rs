//! Finds the known names nearest to a misspelt one.

/// Maximum number of suggestions.
const SUGGESTIONS: usize = 3;

/// Maximum number of names listed when none is near.
const LISTED: usize = 8;

/// Returns the known names closest to `wanted`, best first, at most three; empty if none is close.
///
/// A name is close if its edit distance, ignoring case, is at most a third of the wanted name's length (but always of two),
/// or if it contains the wanted one. Equally close names are in alphabetical order.
pub fn nearest<'a>(wanted: &str, mut known: impl Iterator<Item = &'a str>) -> Vec<String> {
    nearest_of(wanted, &mut known)
}

/// Compiled once, whatever lists the names.
fn nearest_of(wanted: &str, known: &mut dyn Iterator<Item = &str>) -> Vec<String> {
    let folded: Vec<char> = fold(wanted);
    let limit = (folded.len() / 3).max(2);
    let mut close: Vec<(usize, &str)> = known
        .filter_map(|name| rank(&folded, &fold(name), limit).map(|rank| (rank, name)))
        .collect();
    close.sort_unstable();
    close.dedup();
    close
        .into_iter()
        .take(SUGGESTIONS)
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// `did you mean …?` with the nearest names; `None` if none is near.
pub fn did_you_mean<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let names = nearest(wanted, known);
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => None,
        [name] => Some(format!("did you mean {name}?")),
        [names @ .., last] => Some(format!("did you mean {} or {last}?", names.join(", "))),
    }
}

/// `did you mean …?`; if none is near, `known are …`, unless there are many.
pub fn suggestion<'a>(
    wanted: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<String> {
    did_you_mean(wanted, known.clone()).or_else(|| {
        let named = known.filter(|name| !name.is_empty());
        let known: Vec<_> = named.take(LISTED + 1).collect();
        let few = (1..=LISTED).contains(&known.len());
        few.then(|| format!("known are {}", known.join(", ")))
    })
}

/// The mistake, possible names, and the fix.
pub(crate) fn advice(
    message: &str,
    unknown: Option<&(String, Vec<String>)>,
    fix: Option<&str>,
) -> String {
    let mut advice = message.to_owned();
    if let Some((name, known)) = unknown
        && let Some(suggestion) = suggestion(name, known.iter().map(String::as_str))
    {
        advice.push_str("; ");
        advice.push_str(&suggestion);
    }
    if let Some(fix) = fix {
        advice.push_str(if advice.ends_with('?') { " " } else { "; " });
        advice.push_str(fix);
    }
    advice
}

fn fold(name: &str) -> Vec<char> {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The order of a candidate: its distance, or just beyond the limit when it merely contains the name.
fn rank(wanted: &[char], name: &[char], limit: usize) -> Option<usize> {
    if name.len().abs_diff(wanted.len()) <= limit {
        let distance = distance(wanted, name);
        if distance <= limit && distance < name.len().max(1) {
            return Some(distance);
        }
    }
    let contained = wanted.len() >= 3 && name.windows(wanted.len()).any(|part| part == wanted);
    contained.then(|| limit + name.len() - wanted.len())
}

/// The number of letters to insert, remove or replace to turn one word into the other (Levenshtein).
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (done, a) in from.iter().enumerate() {
        let mut diagonal = done;
        let mut left = done + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (b, above) in to.iter().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *above;
            left = replaced.min(left + 1).min(diagonal + 1);
            *above = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_best_name_comes_first_and_at_most_three_come() {
        let known = [
            "InstanceRunning",
            "InstanceStopped",
            "InstanceRuning22",
            "InstanceRun",
            "Zone",
        ];
        assert_eq!(
            nearest("InstanceRuning", known.into_iter()),
            ["InstanceRunning", "InstanceRuning22", "InstanceRun"]
        );
    }

    #[test]
    fn case_and_separators_do_not_count() {
        let known = ["describe_instances", "DescribeInstance"];
        assert_eq!(
            nearest("DescribeInstances", known.into_iter()),
            ["describe_instances", "DescribeInstance"]
        );
    }

    #[test]
    fn a_name_that_contains_the_wanted_one_is_close() {
        assert_eq!(
            nearest("dynamo", ["dynamodb", "ec2"].into_iter()),
            ["dynamodb"]
        );
        assert_eq!(
            nearest("cognito", ["cognito-idp"].into_iter()),
            ["cognito-idp"]
        );
    }

    #[test]
    fn nothing_close_gives_nothing() {
        assert!(nearest("zz", ["ec2", "s3"].into_iter()).is_empty());
        assert!(nearest("", ["ec2", "s3"].into_iter()).is_empty());
    }
}
