//! Edits of lists: elements are appended, inserted, replaced, merged or removed.

use indexmap::IndexMap;

use super::mistake::{Mistake, expected};
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::nearest;

/// One step of `$edit`.
#[derive(Debug)]
pub(super) enum Edit<'o> {
    /// `{"append": element}`.
    Append(&'o Json),
    /// `{"insert": element, "before": match}`, or `after`, or `"at": position`.
    Insert(&'o Json, Spot<'o>),
    /// `{"replace": match, "with": element}`.
    Replace(&'o Json, &'o Json),
    /// `{"merge": members, "into": match}`.
    Merge(&'o Json, &'o Json),
    /// `{"remove": match}`.
    Remove(&'o Json),
}

/// Where an element is inserted.
#[derive(Debug)]
pub(super) enum Spot<'o> {
    Before(&'o Json),
    After(&'o Json),
    At(usize),
}

const FORMS: &str = "`append`; `insert` with `before`, `after` or `at`; `replace` with `with`; `merge` with `into`; or `remove`";

pub(super) fn read_edits(value: &Json) -> Result<Vec<Edit<'_>>, Mistake> {
    let Some(steps) = value.as_array() else {
        return Err(Mistake::new("/$edit", expected("a list of steps", value)));
    };
    if steps.is_empty() {
        return Err(Mistake::new("/$edit", "there is no step in it"));
    }
    let mut edits = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let place = format!("/$edit/{index}");
        let Some(members) = step.as_object() else {
            return Err(Mistake::new(place, expected("an object", step)));
        };
        edits.push(read_edit(members, &place)?);
    }
    Ok(edits)
}

fn read_edit<'o>(members: &'o IndexMap<String, Json>, place: &str) -> Result<Edit<'o>, Mistake> {
    const KNOWN: [&str; 10] = [
        "after", "append", "at", "before", "insert", "into", "merge", "remove", "replace", "with",
    ];
    if let Some(unknown) = members.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        let hint = match nearest(unknown, KNOWN.into_iter()).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a step is {FORMS}"),
        };
        let place = format!("{place}{}", pointer([unknown.as_str()]));
        return Err(Mistake::new(place, format!("unknown key; {hint}")));
    }
    let has: Vec<&str> = {
        let mut has: Vec<&str> = members.keys().map(String::as_str).collect();
        has.sort_unstable();
        has
    };
    let get = |name: &str| {
        members
            .get(name)
            .ok_or_else(|| Mistake::new(place, format!("`{name}` is missing")))
    };
    let edit = match has.as_slice() {
        ["append"] => Edit::Append(get("append")?),
        ["before", "insert"] => Edit::Insert(get("insert")?, Spot::Before(get("before")?)),
        ["after", "insert"] => Edit::Insert(get("insert")?, Spot::After(get("after")?)),
        ["at", "insert"] => {
            let at = get("at")?;
            let position = at.as_number().and_then(serde_json::Number::as_u64);
            let Some(position) = position.and_then(|at| usize::try_from(at).ok()) else {
                return Err(Mistake::new(
                    format!("{place}/at"),
                    expected("a position, 0 or more", at),
                ));
            };
            Edit::Insert(get("insert")?, Spot::At(position))
        }
        ["replace", "with"] => Edit::Replace(get("replace")?, get("with")?),
        ["into", "merge"] => {
            let members = get("merge")?;
            if members.as_object().is_none() {
                let message = expected("an object", members);
                return Err(Mistake::new(format!("{place}/merge"), message));
            }
            Edit::Merge(members, get("into")?)
        }
        ["remove"] => Edit::Remove(get("remove")?),
        _ => return Err(Mistake::new(place, format!("a step is {FORMS}"))),
    };
    Ok(edit)
}

impl Edit<'_> {
    /// The step in words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Append(element) => format!("appends {element}"),
            Self::Insert(element, Spot::Before(anchor)) => {
                format!("inserts {element} before {anchor}")
            }
            Self::Insert(element, Spot::After(anchor)) => {
                format!("inserts {element} after {anchor}")
            }
            Self::Insert(element, Spot::At(position)) => {
                format!("inserts {element} at position {position}")
            }
            Self::Replace(wanted, with) => format!("replaces {wanted} by {with}"),
            Self::Merge(members, wanted) => format!("merges {members} into {wanted}"),
            Self::Remove(wanted) => format!("removes {wanted}"),
        }
    }

    /// Applies it to a list, unless the list has the change already; `was` is the list that the entry was written for, if
    /// that is known: what is missing now and was there then has been removed since.
    fn apply(&self, list: &mut Vec<Json>, was: Option<&[Json]>, name: &str) -> Result<(), Mistake> {
        match self {
            Self::Append(element) => {
                if !list.contains(element) {
                    list.push((*element).clone());
                }
            }
            Self::Insert(element, spot) => {
                if list.contains(element) {
                    return Ok(());
                }
                let position = match spot {
                    Spot::Before(anchor) => find(list, anchor, name, "/before")?,
                    Spot::After(anchor) => find(list, anchor, name, "/after")? + 1,
                    Spot::At(position) if *position <= list.len() => *position,
                    Spot::At(position) => {
                        let message = format!(
                            "`{name}` has {} elements, so that there is no position {position}",
                            list.len()
                        );
                        return Err(Mistake::new("/at", message));
                    }
                };
                list.insert(position, (*element).clone());
            }
            Self::Replace(wanted, with) => match find(list, wanted, name, "/replace") {
                Ok(position) => {
                    if let Some(element) = list.get_mut(position) {
                        *element = (*with).clone();
                    }
                }
                Err(mistake) => {
                    let is_there = list.iter().any(|element| matches(element, wanted));
                    if is_there || !list.contains(with) {
                        return Err(mistake);
                    }
                }
            },
            Self::Merge(members, wanted) => {
                let position = match find(list, wanted, name, "/into") {
                    Ok(position) => position,
                    // The step may change the members that find the element.
                    Err(mistake) => {
                        let mut after = (*wanted).clone();
                        after.merge((*members).clone());
                        find(list, &after, name, "/into").map_err(|_| mistake)?
                    }
                };
                if let Some(element) = list.get_mut(position) {
                    element.merge((*members).clone());
                }
            }
            Self::Remove(wanted) => match find(list, wanted, name, "/remove") {
                Ok(position) => {
                    list.remove(position);
                }
                Err(mistake) => {
                    let was_there = was.is_some_and(|was| find(was, wanted, name, "").is_ok());
                    let is_there = list.iter().any(|element| matches(element, wanted));
                    if is_there || !was_there {
                        return Err(mistake);
                    }
                }
            },
        }
        Ok(())
    }

    /// Whether the list has changed the same as the step, since the list it was written for.
    fn clashes(&self, list: &[Json], was: &[Json], name: &str) -> bool {
        match self {
            Self::Append(element) | Self::Insert(element, _) => list.iter().any(|other| {
                other != *element && !was.contains(other) && is_about_the_same(other, element, name)
            }),
            Self::Replace(wanted, _) | Self::Merge(_, wanted) | Self::Remove(wanted) => {
                let now = find(list, wanted, name, "")
                    .ok()
                    .and_then(|at| list.get(at));
                let then = find(was, wanted, name, "").ok().and_then(|at| was.get(at));
                matches!((now, then), (Some(now), Some(then)) if now != then)
            }
        }
    }
}

/// Applies all steps to a list, and returns the new one.
pub(super) fn apply(
    edits: &[Edit<'_>],
    list: &[Json],
    was: Option<&[Json]>,
    name: &str,
) -> Result<Vec<Json>, Mistake> {
    let mut list = list.to_vec();
    for (index, edit) in edits.iter().enumerate() {
        edit.apply(&mut list, was, name).map_err(|mistake| {
            Mistake::new(format!("/$edit/{index}{}", mistake.below), mistake.message)
        })?;
    }
    Ok(list)
}

/// Whether a list has changed the same as any of the steps.
pub(super) fn clash(edits: &[Edit<'_>], list: &[Json], was: &[Json], name: &str) -> bool {
    edits.iter().any(|edit| edit.clashes(list, was, name))
}

/// Whether an element matches: it has all members of the match, or equals it.
pub(super) fn matches(element: &Json, wanted: &Json) -> bool {
    match (element, wanted) {
        (Json::Object(members), Json::Object(wanted)) => wanted
            .iter()
            .all(|(name, value)| members.get(name).is_some_and(|own| matches(own, value))),
        (element, wanted) => element == wanted,
    }
}

/// The position of the only element that matches.
fn find(list: &[Json], wanted: &Json, name: &str, below: &str) -> Result<usize, Mistake> {
    let mut found = (0..)
        .zip(list)
        .filter(|(_, element)| matches(element, wanted));
    match (found.next(), found.next()) {
        (Some((position, _)), None) => Ok(position),
        (Some((first, _)), Some((second, _))) => Err(Mistake::new(
            below,
            format!("{first} and {second} in `{name}` both match {wanted}; give more members"),
        )),
        (None, _) => {
            let hint = match suggestion(list, wanted) {
                Some(near) => format!("; did you mean {near}?"),
                None => String::new(),
            };
            let message = format!("`{name}` has no element that matches {wanted}{hint}");
            Err(Mistake::new(below, message))
        }
    }
}

/// The element nearest to a match: the same members, with near values.
fn suggestion(list: &[Json], wanted: &Json) -> Option<String> {
    if let Some(text) = wanted.as_str() {
        let near = nearest(text, list.iter().filter_map(Json::as_str));
        return near
            .first()
            .map(|near| Json::String(near.clone()).to_string());
    }
    let wanted = wanted.as_object()?;
    let mut best: Option<(usize, String)> = None;
    for element in list {
        let mut equal = 0;
        let mut near = IndexMap::new();
        for (name, value) in wanted {
            let Some(own) = element.get(name) else {
                continue;
            };
            let is_equal = own == value;
            let text = |value: &Json| value.as_str().map(str::to_owned);
            let is_near = match (text(value), text(own)) {
                (Some(value), Some(own)) => !nearest(&value, [own.as_str()].into_iter()).is_empty(),
                _ => false,
            };
            if is_equal || is_near {
                near.insert(name.clone(), own.clone());
            }
            equal += usize::from(is_equal);
        }
        let is_better = best.as_ref().is_none_or(|(most, _)| equal > *most);
        if near.len() == wanted.len() && is_better {
            best = Some((equal, Json::Object(near).to_string()));
        }
    }
    best.map(|(_, near)| near)
}

/// Whether two elements judge or fill in the same, so that there should be one of them.
fn is_about_the_same(one: &Json, other: &Json, list: &str) -> bool {
    let names: &[&str] = match list {
        "acceptors" => &["matcher", "argument", "expected"],
        "identifiers" | "params" => &["target", "name"],
        _ => return false,
    };
    one.as_object().is_some()
        && other.as_object().is_some()
        && names.iter().all(|name| one.get(name) == other.get(name))
}
