//! Finds enum values that look final by their names.

/// Words of a value that looks final.
const TERMINAL: &[&str] = &[
    "aborted",
    "canceled",
    "cancelled",
    "deleted",
    "error",
    "errored",
    "expired",
    "failed",
    "failure",
    "fault",
    "rejected",
    "terminated",
    "timeout",
];

/// Words before such a word that deny it: `NOT_FAILED`, `partially_failed`.
const BUT: &[&str] = &["no", "non", "not", "partial", "partially", "without"];

/// Beginnings of words about removal.
const LEAVING: &[&str] = &["delet", "deregist", "remov", "terminat"];

/// Whether a value looks like a final state other than success: its last word says so, as in `CREATE_FAILED` or `timedOut`.
pub(super) fn looks_terminal(value: &str) -> bool {
    let words = words(value);
    match words.as_slice() {
        [.., timed, out] if timed == "timed" && out == "out" => true,
        [before @ .., last] => {
            TERMINAL.contains(&last.as_str())
                && before
                    .last()
                    .is_none_or(|word| !BUT.contains(&word.as_str()))
        }
        [] => false,
    }
}

/// Whether a value is about removal: `deleted`, `DELETE_FAILED`.
pub(super) fn tells_of_leaving(value: &str) -> bool {
    let leaving = |word: &String| LEAVING.iter().any(|beginning| word.starts_with(beginning));
    words(value).iter().any(leaving)
}

/// The words of a value in any notation, in lower case.
fn words(value: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for c in value.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower_before) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{looks_terminal, tells_of_leaving};

    #[test]
    fn going_away_is_told_by_any_word() {
        assert!(tells_of_leaving("DELETE_FAILED") && tells_of_leaving("terminated"));
        assert!(!tells_of_leaving("CREATE_FAILED") && !tells_of_leaving("undeletable"));
    }

    #[test]
    fn the_last_word_decides_in_any_spelling() {
        for value in [
            "failed",
            "CREATE_FAILED",
            "CreateFailed",
            "timed-out",
            "TIMED_OUT",
            "timedOut",
            "deleted",
            "Error",
        ] {
            assert!(looks_terminal(value), "{value}");
        }
        for value in [
            "",
            "available",
            "FAILED_OVER",
            "error-correcting",
            "PARTIALLY_FAILED",
            "stopped",
            "not_deleted",
        ] {
            assert!(!looks_terminal(value), "{value}");
        }
    }
}
