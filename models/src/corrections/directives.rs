use indexmap::IndexMap;

use super::edit::{Edit, read_edits};
use super::mistake::{Mistake, expected};
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::nearest;

/// The keys with `$` of an object in an overlay.
#[derive(Debug, Default)]
pub(super) struct Directives<'o> {
    /// `$reason`.
    pub(super) reason: Option<&'o str>,
    /// `$expects`: the value without the overlay; `null` stands for no value.
    pub(super) expects: Option<&'o Json>,
    /// `$set`: the new value; `null` removes it.
    pub(super) set: Option<&'o Json>,
    /// `$edit`: the steps that edit a list.
    pub(super) edits: Option<Vec<Edit<'o>>>,
}

const KNOWN: [&str; 4] = ["$edit", "$expects", "$reason", "$set"];

impl<'o> Directives<'o> {
    /// Reads the keys with `$` of an object; any other value has none.
    pub(super) fn read(value: &'o Json) -> Result<Self, Mistake> {
        let mut found = Self::default();
        let Some(members) = value.as_object() else {
            return Ok(found);
        };
        for (name, value) in members {
            match name.as_str() {
                "$reason" => match value.as_str() {
                    Some(reason) => found.reason = Some(reason),
                    None => return Err(Mistake::new("/$reason", expected("a string", value))),
                },
                "$expects" => found.expects = Some(value),
                "$set" => found.set = Some(value),
                "$edit" => found.edits = Some(read_edits(value)?),
                other if other.starts_with('$') => {
                    let hint = match nearest(other, KNOWN.into_iter()).first() {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("known are {}", KNOWN.join(", ")),
                    };
                    let message = format!("unknown key; {hint}");
                    return Err(Mistake::new(pointer([other]), message));
                }
                _ => {}
            }
        }
        found.check(members)?;
        Ok(found)
    }

    fn check(&self, members: &IndexMap<String, Json>) -> Result<(), Mistake> {
        let whole = match (&self.set, &self.edits) {
            (Some(_), Some(_)) => {
                return Err(Mistake::new("/$set", "either `$set` or `$edit`, not both"));
            }
            (Some(_), None) => "$set",
            (None, Some(_)) => "$edit",
            (None, None) => return Ok(()),
        };
        match members.keys().find(|name| !name.starts_with('$')) {
            Some(name) => Err(Mistake::new(
                pointer([name.as_str()]),
                format!("beside `{whole}` there are no members to merge"),
            )),
            None => Ok(()),
        }
    }
}
