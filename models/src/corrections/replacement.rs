use std::path::Path;

use super::correction::{Correction, Fit};
use super::merger::{NOTHING, needed};
use pageboy_schema::json::{Json, pointer};

/// The fit of an entry that replaces a whole entry, in a file without `merge`; `None` if it fits without remarks.
pub(crate) fn replacement(
    file: &Path,
    (section, name): (&str, &str),
    base: Option<&Json>,
    over: &Json,
    near: impl FnOnce() -> Vec<String>,
) -> Option<Correction> {
    let (kind, key) = needed(section)?;
    let members = over.as_object()?;
    let (fit, advice) = match base {
        Some(base) if base == over => (Fit::Adopted, NOTHING.to_owned()),
        Some(_) if !members.contains_key(key) => (
            Fit::Mistake,
            format!(
                "without `merge`, this takes the place of the whole {kind}, and it has no `{key}`: put it into `merge` to change parts"
            ),
        ),
        None if !members.contains_key(key) => (
            Fit::Gone,
            format!(
                "there is no {kind} `{name}`; did you mean `{}`?",
                near().first()?
            ),
        ),
        _ => return None,
    };
    Some(Correction {
        file: file.to_owned(),
        pointer: pointer([section, name]),
        change: format!("takes the place of the whole {kind}"),
        reason: None,
        fit,
        advice,
        difference: Vec::new(),
    })
}
