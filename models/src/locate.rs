//! Finds the place of a JSON pointer's value in a file's text.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use serde_json::value::RawValue;

use pageboy_schema::json::unescape;

/// Finds the value at a JSON pointer in the text of a definitions file, in bytes.
///
/// For a member that is an object or an array, the place is its name, which says more than a bracket. A missing value falls
/// back to its nearest existing ancestor. In a file with a `merge` object, pointers are those of the document it is merged
/// into. `None` when no part of the pointer exists, or when the text is not JSON.
pub fn locate(text: &str, pointer: &str) -> Option<Range<usize>> {
    let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let merged = ["merge"].into_iter().chain(tokens.iter().copied());
    let merged: Vec<&str> = merged.collect();
    // Without its first token, a pointer names only the whole file.
    match find(text, &merged) {
        Some((depth, range)) if depth > 1 => Some(range),
        _ => find(text, &tokens)
            .filter(|(depth, _)| *depth > 0)
            .map(|(_, range)| range),
    }
}

/// How many of the tokens exist, and the place of the last of them.
fn find(text: &str, tokens: &[&str]) -> Option<(usize, Range<usize>)> {
    let mut value = text.trim();
    let mut in_object = false;
    let mut depth = 0;
    for token in tokens {
        let is_array = value.starts_with('[');
        let inner = if is_array {
            let items: Vec<&RawValue> = serde_json::from_str(value).ok()?;
            token
                .parse::<usize>()
                .ok()
                .and_then(|at| items.get(at).copied())
        } else if value.starts_with('{') {
            let members: HashMap<Cow<'_, str>, &RawValue> = serde_json::from_str(value).ok()?;
            members.get(*token).copied()
        } else {
            None
        };
        let Some(inner) = inner else {
            break;
        };
        value = inner.get();
        in_object = !is_array;
        depth += 1;
    }
    let start = (value.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let name = (depth > 0 && in_object && value.starts_with(['{', '[']))
        .then(|| name_before(text, start))
        .flatten();
    Some((depth, name.unwrap_or(start..start + value.len())))
}

/// The name of the member whose value starts here, with its quotes.
fn name_before(text: &str, start: usize) -> Option<Range<usize>> {
    let before = text.get(..start)?.trim_end().strip_suffix(':')?.trim_end();
    let inside = before.strip_suffix('"')?;
    Some(inside.rfind('"')?..before.len())
}

#[cfg(test)]
mod tests {
    use super::locate;

    const TEXT: &str = r#"
{"waiters": {
  "Done": {"operation": "Describe", "acceptors": [
    {"state": "success", "argument" : "a.b"}]}}}"#;

    fn found<'t>(text: &'t str, pointer: &str) -> Option<&'t str> {
        locate(text, pointer).map(|range| &text[range])
    }

    #[test]
    fn a_value_is_found_and_an_object_by_its_name() {
        assert_eq!(
            found(TEXT, "/waiters/Done/acceptors/0/argument"),
            Some(r#""a.b""#)
        );
        assert_eq!(found(TEXT, "/waiters/Done"), Some(r#""Done""#));
        assert_eq!(
            found(TEXT, "/waiters/Done/acceptors/0"),
            Some(r#"{"state": "success", "argument" : "a.b"}"#)
        );
    }

    #[test]
    fn what_is_missing_is_where_it_is_missing() {
        assert_eq!(found(TEXT, "/waiters/Done/delay"), Some(r#""Done""#));
        assert_eq!(
            found(TEXT, "/waiters/Done/acceptors/7"),
            Some(r#""acceptors""#)
        );
        assert_eq!(found(TEXT, "/pagination/Done"), None);
        assert_eq!(found("{", "/waiters"), None);
        assert_eq!(found("", "/waiters"), None);
    }

    #[test]
    fn a_change_is_found_below_merge_and_by_its_own_pointer() {
        let text = r#"{"reason": "", "merge": {"shapes": {"A": {"type": "string"}}}}"#;
        assert_eq!(found(text, "/shapes/A/type"), Some(r#""string""#));
        assert_eq!(found(text, "/merge/shapes/A/type"), Some(r#""string""#));
    }
}
