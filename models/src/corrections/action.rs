use indexmap::IndexMap;

use super::edit::{self, Edit, matches};
use crate::origins::ElementOrigin;
use pageboy_schema::json::{Json, pointer};

/// The effect of an entry on the value at its place.
pub(super) enum Action<'o> {
    /// Sets or removes the value; the second is the pointer of the value below the entry, `/$set` or nothing.
    Set(Option<Json>, &'static str),
    /// Edits the list there.
    Edit(Vec<Edit<'o>>),
}

impl Action<'_> {
    /// The effect in words.
    pub(super) fn words(&self, base: Option<&Json>) -> String {
        match self {
            Self::Set(None, _) => "removes it".to_owned(),
            Self::Set(Some(value), _) if base.is_some() => format!("replaces it by {value}"),
            Self::Set(Some(value), _) => format!("adds {value}"),
            Self::Edit(edits) => {
                let words: Vec<String> = edits.iter().map(Edit::words).collect();
                words.join("; ")
            }
        }
    }

    /// The entry applied to the value that it was written for.
    pub(super) fn ours(&self, was: Option<&Json>, name: &str) -> Option<Json> {
        match (self, was) {
            (Self::Set(set, _), _) => set.clone(),
            (Self::Edit(edits), Some(Json::Array(list))) => {
                let list = edit::apply(edits, list, None, name);
                list.ok().map(Json::Array)
            }
            (Self::Edit(_), _) => None,
        }
    }

    /// The values whose pointer in the document is not that in their file.
    pub(super) fn sources(
        &self,
        before: Option<&Json>,
        after: Option<&Json>,
        place: &str,
    ) -> Vec<(String, ElementOrigin)> {
        match (self, before, after) {
            (Self::Set(_, ""), ..) => Vec::new(),
            (Self::Set(_, below), ..) => {
                let source = ElementOrigin::Overlay(format!("/merge{place}{below}"));
                vec![(place.to_owned(), source)]
            }
            (Self::Edit(edits), Some(Json::Array(before)), Some(Json::Array(after))) => {
                let elements = after.iter().enumerate();
                let sources = elements
                    .flat_map(|(at, element)| of_element(edits, before, (at, element), place));
                sources.collect()
            }
            (Self::Edit(_), ..) => Vec::new(),
        }
    }
}

/// Where an element of an edited list stands: in a step, or where it stood before; and the members that a step merged into it.
fn of_element(
    edits: &[Edit<'_>],
    before: &[Json],
    (at, element): (usize, &Json),
    list: &str,
) -> Vec<(String, ElementOrigin)> {
    let place = format!("{list}/{at}");
    let earlier = |at: usize| ElementOrigin::Earlier(format!("{list}/{at}"));
    let step = |index: usize, below: &str| {
        ElementOrigin::Overlay(format!("/merge{list}/$edit/{index}/{below}"))
    };
    if let Some(was) = before.iter().position(|it| it == element) {
        return vec![(place, earlier(was))];
    }
    let mut steps = edits.iter().enumerate();
    let written = steps.find_map(|(index, edit)| match edit {
        Edit::Append(new) if *new == element => Some(step(index, "append")),
        Edit::Insert(new, _) if *new == element => Some(step(index, "insert")),
        Edit::Replace(_, new) if *new == element => Some(step(index, "with")),
        _ => None,
    });
    if let Some(source) = written {
        return vec![(place, source)];
    }
    let was = before.iter().position(|it| merged(edits, it) == *element);
    let mut found: Vec<_> = was
        .map(|was| (place.clone(), earlier(was)))
        .into_iter()
        .collect();
    for (index, edit) in edits.iter().enumerate() {
        if let Edit::Merge(members, _) = edit
            && matches(element, members)
        {
            for name in members.as_object().into_iter().flat_map(IndexMap::keys) {
                let below = pointer([name.as_str()]);
                let source = step(index, &format!("merge{below}"));
                found.push((format!("{place}{below}"), source));
            }
        }
    }
    found
}

/// An element with all that the steps merge into it.
fn merged(edits: &[Edit<'_>], element: &Json) -> Json {
    let mut element = element.clone();
    for edit in edits {
        if let Edit::Merge(members, wanted) = edit
            && matches(&element, wanted)
        {
            element.merge((*members).clone());
        }
    }
    element
}
