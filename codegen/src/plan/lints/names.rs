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
const LEAVING: &[&str] = &[
    "delet", "deregist", "detach", "disassoc", "remov", "terminat",
];

/// Last words of a value that says that something came to its end as it should.
const COMPLETE: &[&str] = &["archived", "complete", "completed", "finished", "succeeded"];

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
    words(value).iter().any(is_leaving)
}

/// Whether a value says by its last word that the thing is gone, or on its way: `deleted`, `PENDING_DELETION`.
pub(super) fn is_left(value: &str) -> bool {
    words(value).last().is_some_and(is_leaving)
}

/// Whether a value says that something came to its end as it should: `completed`, `CREATE_COMPLETE`.
pub(super) fn looks_complete(value: &str) -> bool {
    let words = words(value);
    let last = words.last();
    last.is_some_and(|last| COMPLETE.contains(&last.as_str()))
}

#[allow(
    clippy::ptr_arg,
    reason = "it is given to `any` and `is_some_and` of texts"
)]
fn is_leaving(word: &String) -> bool {
    LEAVING.iter().any(|beginning| word.starts_with(beginning))
}

/// Whether a final value is of the same course of events as some names: each word before its last one begins like a word of
/// theirs, as `CREATE` of `CREATE_FAILED` begins like `Created` of `StackCreated`.
pub(super) fn is_of_the_same<'n>(value: &str, names: impl Iterator<Item = &'n str>) -> bool {
    const BEGINNING: usize = 4;
    let beginning = |word: &String| word.chars().take(BEGINNING).collect::<String>();
    let known: Vec<String> = names.flat_map(words).map(|word| beginning(&word)).collect();
    let words = words(value);
    let before = words.len().saturating_sub(1);
    let timed_out = words.ends_with(&["timed".to_owned(), "out".to_owned()]);
    let before = before.saturating_sub(usize::from(timed_out));
    words
        .iter()
        .take(before)
        .all(|word| known.contains(&beginning(word)))
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
    use super::{is_of_the_same, looks_terminal, tells_of_leaving};

    #[test]
    fn a_value_of_another_course_of_events_is_told_by_its_words() {
        let same = |value| {
            is_of_the_same(
                value,
                ["StackCreateComplete", "CREATE_COMPLETE"].into_iter(),
            )
        };
        assert!(same("CREATE_FAILED") && same("FAILED") && same("creation_timed_out"));
        assert!(!same("IMPORT_ROLLBACK_FAILED") && !same("UPDATE_FAILED"));
    }

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
