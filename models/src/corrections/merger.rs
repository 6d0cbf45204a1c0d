use std::mem;
use std::path::Path;

use indexmap::IndexMap;

use super::action::Action;
use super::correction::{Correction, Fit};
use super::difference::difference;
use super::directives::Directives;
use super::edit;
use super::mistake::Mistake;
use crate::origins::ElementOrigin;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::nearest;

/// The expectation of an entry without `$expects`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DefaultExpectation<'a> {
    /// Anything: it is merged unconditionally, as by botocore.
    Anything,
    /// No value: a value that is there may be upstream's own.
    Nothing,
    /// The value at the same place of this document.
    Was(&'a Json),
}

/// Merges one file of an overlay into a document, and notes how each entry fits.
pub(crate) struct Merger<'a> {
    file: &'a Path,
    found: Vec<Correction>,
    sources: Vec<(String, ElementOrigin)>,
}

/// The merger's place, and the rules there.
#[derive(Clone, Copy)]
struct At<'a> {
    /// The pointer in the document.
    pointer: &'a str,
    reason: Option<&'a str>,
    expects: Expects<'a>,
    /// Inside something new: entries are noted as a whole.
    is_new: bool,
}

/// The expectation at a place.
#[derive(Clone, Copy)]
enum Expects<'a> {
    Anything,
    Value(Option<&'a Json>),
}

impl<'a> Expects<'a> {
    fn of(unsaid: DefaultExpectation<'a>) -> Self {
        match unsaid {
            DefaultExpectation::Anything => Self::Anything,
            DefaultExpectation::Nothing => Self::Value(None),
            DefaultExpectation::Was(document) => Self::Value(Some(document)),
        }
    }

    fn member(self, name: &str) -> Self {
        match self {
            Self::Anything => Self::Anything,
            Self::Value(value) => Self::Value(value.and_then(|value| value.get(name))),
        }
    }
}

/// The sibling names nearest to the last one of a place.
type Near<'n> = &'n dyn Fn() -> Vec<String>;

impl<'a> Merger<'a> {
    pub(crate) fn new(file: &'a Path) -> Self {
        Self {
            file,
            found: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// How the entries fit that were merged, and where the values stand that have another pointer in the document.
    pub(crate) fn finish(self) -> (Vec<Correction>, Vec<(String, ElementOrigin)>) {
        (self.found, self.sources)
    }

    /// Merges a whole document.
    pub(crate) fn document(
        &mut self,
        base: &mut Json,
        over: &Json,
        reason: Option<&str>,
        unsaid: DefaultExpectation<'_>,
    ) {
        let at = At {
            pointer: "",
            reason,
            expects: Expects::of(unsaid),
            is_new: false,
        };
        let (Json::Object(members), Json::Object(over)) = (base, over) else {
            return;
        };
        for name in over.keys().filter(|name| name.starts_with('$')) {
            if name != "$reason" {
                let message = format!("`{name}` stands in an entry, not at the top of `merge`");
                self.mistake(Mistake::new(pointer([name.as_str()]), message), at);
            }
        }
        let mut over = over.clone();
        over.retain(|name, value| {
            let is_right = value.as_object().is_some() || needed(name).is_none();
            if !is_right {
                let place = pointer([name.as_str()]);
                let message = format!("expected an object, found {}", value.kind());
                let at = At {
                    pointer: &place,
                    ..at
                };
                self.mistake(Mistake::new("", message), at);
            }
            is_right
        });
        self.members(members, &over, at);
    }

    /// Merges one entry of a section: an operation, a shape. `None` when it is removed or was not there.
    pub(crate) fn entry(
        &mut self,
        base: Option<Json>,
        over: &Json,
        place: &str,
        reason: Option<&str>,
        near: Near<'_>,
    ) -> Option<Json> {
        let at = At {
            pointer: place,
            reason,
            expects: Expects::Anything,
            is_new: false,
        };
        self.member(base, over, at, near)
    }

    fn members(
        &mut self,
        members: &mut IndexMap<String, Json>,
        over: &IndexMap<String, Json>,
        at: At<'_>,
    ) {
        for (name, value) in over.iter().filter(|(name, _)| !name.starts_with('$')) {
            let base = members
                .get_mut(name)
                .map(|member| mem::replace(member, Json::Null));
            let place = format!("{}{}", at.pointer, pointer([name.as_str()]));
            let below = At {
                pointer: &place,
                expects: at.expects.member(name),
                ..at
            };
            let near = || {
                nearest(
                    name,
                    members
                        .keys()
                        .map(String::as_str)
                        .filter(|known| *known != name.as_str()),
                )
            };
            match self.member(base, value, below, &near) {
                Some(value) => {
                    members.insert(name.clone(), value);
                }
                None => {
                    members.shift_remove(name);
                }
            }
        }
    }

    fn member<'o>(
        &mut self,
        base: Option<Json>,
        over: &'o Json,
        mut at: At<'o>,
        near: Near<'_>,
    ) -> Option<Json> {
        let directives = match Directives::read(over) {
            Ok(directives) => directives,
            Err(mistake) => {
                self.mistake(mistake, at);
                return base;
            }
        };
        at.reason = directives.reason.or(at.reason);
        let own = directives.expects;
        if let Some(expects) = own {
            at.expects = Expects::Value(Some(expects).filter(|value| **value != Json::Null));
        }
        let action = match (directives.edits, directives.set, over) {
            (Some(edits), ..) => {
                if own.is_none() && matches!(at.expects, Expects::Value(None)) {
                    // A missing value is no list: the steps need the elements that they match.
                    at.expects = Expects::Anything;
                }
                Action::Edit(edits)
            }
            (None, Some(Json::Null), _) | (None, None, Json::Null) => Action::Set(None, ""),
            (None, Some(value), _) => Action::Set(Some(value.clone()), "/$set"),
            (None, None, Json::Object(members)) => match base {
                Some(Json::Object(base))
                    if !matches!((own, at.expects), (Some(_), Expects::Value(None))) =>
                {
                    return Some(self.object(base, members, at, own.is_some()));
                }
                Some(_) if own.is_some() && members.keys().all(|name| name.starts_with('$')) => {
                    self.mistake(Mistake::new("", ALONE), at);
                    return base;
                }
                _ => {
                    if base.is_none()
                        && let Some(message) = incomplete(at.pointer, members, near)
                    {
                        self.note(
                            Fit::Gone,
                            "",
                            format!("merges {over}"),
                            message,
                            Vec::new(),
                            at,
                        );
                        return None;
                    }
                    let mut fresh = match &base {
                        Some(Json::Object(base)) => base.clone(),
                        _ => IndexMap::new(),
                    };
                    self.members(&mut fresh, members, At { is_new: true, ..at });
                    Action::Set(Some(Json::Object(fresh)), "")
                }
            },
            (None, None, value) => Action::Set(Some(value.clone()), ""),
        };
        self.act(base, &action, at, near)
    }

    /// Merges members into an object, each for itself.
    fn object(
        &mut self,
        base: IndexMap<String, Json>,
        over: &IndexMap<String, Json>,
        at: At<'_>,
        says_expected: bool,
    ) -> Json {
        let before = Json::Object(base.clone());
        let mut after = base;
        let count = self.found.len();
        self.members(&mut after, over, at);
        let after = Json::Object(after);
        if at.is_new {
            return after;
        }
        let added = self.found.get(count..).unwrap_or_default();
        let fits = |correction: &Correction| matches!(correction.fit, Fit::Fits | Fit::Adopted);
        if depth(at.pointer) >= 2
            && added.is_empty()
            && over.keys().all(|name| name.starts_with('$'))
        {
            let fit = Fit::Adopted;
            self.note(
                fit,
                "",
                "merges {}".to_owned(),
                NOTHING.to_owned(),
                Vec::new(),
                at,
            );
        } else if says_expected
            && let Expects::Value(Some(was)) = at.expects
            && *was != before
            && added.iter().all(fits)
        {
            let lines = difference(Some(was), Some(&before), Some(&after));
            let what = format!("merges {}", Json::Object(over.clone()));
            self.note(Fit::Changed, "", what, CHANGED.to_owned(), lines, at);
        }
        after
    }

    fn act(
        &mut self,
        base: Option<Json>,
        action: &Action<'_>,
        at: At<'_>,
        near: Near<'_>,
    ) -> Option<Json> {
        let was = match at.expects {
            Expects::Anything => None,
            Expects::Value(value) => Some(value),
        };
        let is_expected = was.is_none_or(|was| was == base.as_ref());
        let name = at.pointer.rsplit('/').next().unwrap_or_default();
        let words = action.words(base.as_ref());
        let then = was.flatten().and_then(Json::as_array);
        let done = match action {
            Action::Set(value, _) => Ok(value.clone()),
            Action::Edit(edits) => match &base {
                Some(Json::Array(list)) => {
                    let then = then.filter(|_| !is_expected);
                    edit::apply(edits, list, then, name).map(|list| Some(Json::Array(list)))
                }
                Some(other) => {
                    let message = format!("`$edit` is for lists, and this is {}", other.kind());
                    Err(Mistake::new("/$edit", message))
                }
                None => Err(Mistake::new("", "")),
            },
        };
        let lines = |after: Option<&Json>| match (is_expected, was) {
            (false, Some(was)) => difference(was, base.as_ref(), after),
            _ => Vec::new(),
        };
        let is_missing = base.is_none()
            && match action {
                Action::Edit(_) => true,
                Action::Set(None, _) => is_expected,
                Action::Set(Some(_), _) => !is_expected,
            };
        if is_missing && !at.is_new {
            let is_edit = matches!(action, Action::Edit(_));
            let advice = missing(at.pointer, is_edit, near);
            self.note(Fit::Gone, "", words, advice, Vec::new(), at);
            return None;
        }
        let after = match done {
            Ok(after) => after,
            Err(mistake) if is_expected => {
                let fit = Fit::Mistake;
                self.note(fit, &mistake.below, words, mistake.message, Vec::new(), at);
                return base;
            }
            Err(mistake) => {
                let ours = action.ours(was.flatten(), name);
                let advice = format!("{CONFLICT} ({})", mistake.message);
                let lines = lines(ours.as_ref());
                self.note(Fit::Conflict, &mistake.below, words, advice, lines, at);
                return base;
            }
        };
        if after == base {
            let advice = if is_expected { NOTHING } else { ADOPTED };
            let ours = action.ours(was.flatten(), name);
            let lines = match ours == base {
                true => Vec::new(),
                false => lines(ours.as_ref()),
            };
            self.note(Fit::Adopted, "", words, advice.to_owned(), lines, at);
            return base;
        }
        let sources = action.sources(base.as_ref(), after.as_ref(), at.pointer);
        if is_expected {
            self.sources.extend(sources);
            self.note(Fit::Fits, "", words, String::new(), Vec::new(), at);
            return after;
        }
        let is_clash = match (action, &base, then) {
            (Action::Edit(edits), Some(Json::Array(list)), Some(then)) => {
                edit::clash(edits, list, then, name)
            }
            _ => true,
        };
        let ours = action.ours(was.flatten(), name);
        let lines = lines(ours.as_ref());
        let (fit, advice, result) = match is_clash {
            true => (Fit::Conflict, CONFLICT, base),
            false => {
                self.sources.extend(sources);
                (Fit::Changed, CHANGED, after)
            }
        };
        self.note(fit, "", words, advice.to_owned(), lines, at);
        result
    }

    fn mistake(&mut self, mistake: Mistake, at: At<'_>) {
        let Mistake { below, message } = mistake;
        self.note(Fit::Mistake, &below, String::new(), message, Vec::new(), at);
    }

    fn note(
        &mut self,
        fit: Fit,
        below: &str,
        change: String,
        advice: String,
        difference: Vec<String>,
        at: At<'_>,
    ) {
        // A new value is noted as a whole, but its mistakes are kept.
        if at.is_new && fit != Fit::Mistake {
            return;
        }
        // Every file says its version.
        if at.pointer == "/version" {
            return;
        }
        self.found.push(Correction {
            file: self.file.to_owned(),
            pointer: format!("/merge{}{below}", at.pointer),
            change,
            reason: at.reason.map(str::to_owned),
            fit,
            advice,
            difference,
        });
    }
}

const ALONE: &str = "`$expects` alone changes nothing: `$set` beside it gives the new value";
const ADOPTED: &str = "the definitions have this already: remove the entry";
pub(super) const NOTHING: &str = "this changes nothing: remove the entry";
const CHANGED: &str = "the definitions have changed here since this was written: see whether it is still right, and bring `$expects` up to date";
const CONFLICT: &str = "the definitions have changed the same since this was written: decide which is right, and bring `$expects` up to date";

/// The required keys of a new entry, by section.
pub(super) fn needed(section: &str) -> Option<(&'static str, &'static str)> {
    match section {
        "operations" => Some(("operation", "name")),
        "pagination" => Some(("paginator", "input_token")),
        "resources" => Some(("resource", "identifiers")),
        "shapes" => Some(("shape", "type")),
        "waiters" => Some(("waiter", "operation")),
        _ => None,
    }
}

/// The mistake in an object without a value to merge it into.
fn incomplete(place: &str, members: &IndexMap<String, Json>, near: Near<'_>) -> Option<String> {
    let tokens: Vec<&str> = place.split('/').skip(1).collect();
    let (kind, key, name) = match tokens.as_slice() {
        [section, name] => {
            let (kind, key) = needed(section)?;
            (kind, key, *name)
        }
        ["shapes", _, "members", name] => ("member", "shape", *name),
        _ => return None,
    };
    if members.contains_key(key) {
        return None;
    }
    let hint = match near().first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("remove the entry, or give a new {kind} its `{key}`"),
    };
    Some(format!(
        "there is no {kind} `{name}` to merge this into; {hint}"
    ))
}

/// The mistake for a missing place.
fn missing(place: &str, is_edit: bool, near: Near<'_>) -> String {
    let tokens: Vec<&str> = place.split('/').skip(1).collect();
    let kind = match tokens.as_slice() {
        [section, _] => needed(section).map_or("", |(kind, _)| kind),
        _ => "",
    };
    let gap = if kind.is_empty() { "" } else { " " };
    let name = tokens.last().copied().unwrap_or_default();
    // Short keys of a format are near each other; `max` that went is no `min`.
    let is_free = !kind.is_empty()
        || name.len() >= "delay".len()
        || matches!(tokens.as_slice(), [.., "members", _]);
    let near = is_free.then(|| near().into_iter().next()).flatten();
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if is_edit => "there is nothing to edit: write the whole list".to_owned(),
        None => "remove the entry, or write it for what is there".to_owned(),
    };
    format!("there is no {kind}{gap}`{name}`; {hint}")
}

fn depth(pointer: &str) -> usize {
    pointer.matches('/').count()
}
