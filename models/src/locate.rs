//! Finds the places of JSON pointers' values in a file's text.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use serde_json::value::RawValue;

use pageboy_schema::json::unescape;

/// The text of a definitions file in which values are found. Each object and array on the way to them is read once, so that thousands
/// of places in one file cost little more than one.
#[derive(Debug)]
pub struct Locator {
    text: String,
    /// The contents of objects and arrays, by their first byte.
    levels: HashMap<usize, Level>,
}

/// The contents of an object or array, in bytes of the file.
#[derive(Debug)]
enum Level {
    Object(HashMap<String, Range<usize>>),
    Array(Vec<Range<usize>>),
}

impl Locator {
    /// Finds values in this text.
    pub fn new(text: String) -> Self {
        Self {
            text,
            levels: HashMap::new(),
        }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Finds the value at a JSON pointer, in bytes.
    ///
    /// For a member that is an object or an array, the place is its name, which says more than a bracket. A missing value falls
    /// back to its nearest existing ancestor. In a file with a `merge` object, pointers are those of the document it is merged
    /// into. The empty pointer is the whole value. `None` when no part of another exists, or when the text is not JSON.
    pub fn locate(&mut self, pointer: &str) -> Option<Range<usize>> {
        if pointer.is_empty() {
            return self.find(&[]).map(|(_, range)| range);
        }
        let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let merged = ["merge"].into_iter().chain(tokens.iter().copied());
        let merged: Vec<&str> = merged.collect();
        // Without its first token, a pointer names only the whole file.
        match self.find(&merged) {
            Some((depth, range)) if depth > 1 => Some(range),
            _ => self
                .find(&tokens)
                .filter(|(depth, _)| *depth > 0)
                .map(|(_, range)| range),
        }
    }

    /// Finds the name of the member at a JSON pointer; what [`locate`](Self::locate) finds if there is no such member.
    pub fn locate_name(&mut self, pointer: &str) -> Option<Range<usize>> {
        let found = self.locate(pointer)?;
        Some(name_before(&self.text, found.start).unwrap_or(found))
    }

    /// How many of the tokens exist, and the place of the last of them.
    fn find(&mut self, tokens: &[&str]) -> Option<(usize, Range<usize>)> {
        let trimmed = self.text.trim();
        let start = range_in(&self.text, trimmed)?.start;
        let mut value = start..start + trimmed.len();
        let mut in_object = false;
        let mut depth = 0;
        for token in tokens {
            let (inner, of_object) = match self.level(&value)? {
                Some(Level::Object(members)) => (members.get(*token), true),
                Some(Level::Array(items)) => {
                    let item = token.parse::<usize>().ok().and_then(|at| items.get(at));
                    (item, false)
                }
                None => break,
            };
            let Some(inner) = inner else {
                break;
            };
            value = inner.clone();
            in_object = of_object;
            depth += 1;
        }
        let is_tree = self.text.get(value.clone())?.starts_with(['{', '[']);
        let name = (depth > 0 && in_object && is_tree)
            .then(|| name_before(&self.text, value.start))
            .flatten();
        Some((depth, name.unwrap_or(value)))
    }

    /// The contents of an object or array; the outer `None` if it is not JSON.
    fn level(&mut self, value: &Range<usize>) -> Option<Option<&Level>> {
        if !self.levels.contains_key(&value.start) {
            let text = self.text.get(value.clone())?;
            let level = match text.as_bytes().first() {
                Some(b'{') => {
                    let members: HashMap<Cow<'_, str>, &RawValue> =
                        serde_json::from_str(text).ok()?;
                    let range = |(name, value): (Cow<'_, str>, &RawValue)| {
                        Some((name.into_owned(), range_in(&self.text, value.get())?))
                    };
                    Level::Object(members.into_iter().filter_map(range).collect())
                }
                Some(b'[') => {
                    let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                    let range = |item: &&RawValue| range_in(&self.text, item.get());
                    Level::Array(items.iter().filter_map(range).collect())
                }
                _ => return Some(None),
            };
            self.levels.insert(value.start, level);
        }
        Some(self.levels.get(&value.start))
    }
}

/// Where a part of a text stands in it.
fn range_in(text: &str, part: &str) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    Some(start..start + part.len())
}

/// The name of the member whose value starts here, with its quotes.
fn name_before(text: &str, start: usize) -> Option<Range<usize>> {
    let before = text.get(..start)?.trim_end().strip_suffix(':')?.trim_end();
    let inside = before.strip_suffix('"')?;
    Some(inside.rfind('"')?..before.len())
}

#[cfg(test)]
mod tests {
    use super::Locator;

    const TEXT: &str = r#"
{"waiters": {
  "Done": {"operation": "Describe", "acceptors": [
    {"state": "success", "argument" : "a.b"}]}}}"#;

    fn found<'t>(text: &'t str, pointer: &str) -> Option<&'t str> {
        let mut locator = Locator::new(text.to_owned());
        // The second time, it is found among what was read the first time.
        let range = locator.locate(pointer);
        assert_eq!(locator.locate(pointer), range);
        range.map(|range| &text[range])
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
