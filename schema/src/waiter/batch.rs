//! Checks how ids relate to the operation that a waiter polls.

use super::definition;
use super::misfit::Misfit;
use crate::expression::comparison::{Times, ValueKind};
use crate::expression::{Mistake, Shape, Type};

/// The default maximum of ids per call. If it is too many for a service, the call is halved.
pub const BATCH_LIMIT: u32 = 100;

/// How the ids of a wait relate to the polled operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The input member that carries the ids, as an index.
    pub ids: u16,
    /// Maximum number of ids per call, if the definition states it or it is one.
    pub limit: Option<u32>,
    /// The lists whose items each belong to one id; none if a whole answer does.
    pub lists: Vec<BatchList>,
}

/// A list in an output whose items each belong to one id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchList {
    /// The path in the model's names.
    pub path: String,
    /// The member indices from the output down.
    pub members: Vec<u16>,
    /// The members of an item that may hold its id, as indices.
    pub ids: Vec<u16>,
}

/// Checks how ids relate to an operation with this input and output. The acceptors look at the members `roots`; `None` if
/// one looks at the whole output.
///
/// `None` if it does not fit; mistakes go to the misfits. [`read`](definition::read) has reported missing and mistyped
/// parts.
pub fn check_batch<S: Shape>(
    place: &str,
    batch: &definition::Batch,
    (input, output): (&Type<S>, Option<&Type<S>>),
    roots: Option<&[&str]>,
    misfits: &mut Vec<Misfit>,
) -> Option<Batch> {
    let mut checker = BatchChecker { misfits };
    let ids_place = format!("{place}/ids");
    let found = checker.member(&ids_place, input, &batch.ids);
    let lists = batch.lists.iter();
    let lists: Vec<_> = lists.map(|list| checker.list(list, output)).collect();
    let (ids, kind) = found?;
    let is_many = match kind.known() {
        ValueKind::List if is_text(&kind.element()) => true,
        _ if is_text(&kind) => false,
        other => {
            let message = format!(
                "ids are a list of strings or a string, `{}` is {}",
                batch.ids,
                other.describe(Times::Seconds)
            );
            checker.tell(&ids_place, message);
            return None;
        }
    };
    if !is_many && (!lists.is_empty() || batch.limit.is_some_and(|limit| limit != 1)) {
        let message = format!(
            "`{}` carries one id, so that a whole answer is about it; `items`, `id`, `limit` and `beside` are for lists",
            batch.ids
        );
        checker.tell(place, message);
        return None;
    }
    if is_many && lists.is_empty() {
        let message = format!(
            "`{}` is a list, so `items` and `id` must be there",
            batch.ids
        );
        checker.tell(place, message);
        return None;
    }
    let lists = lists.into_iter().collect::<Option<Vec<_>>>()?;
    checker.covers(place, &lists, roots)?;
    Some(Batch {
        ids,
        limit: if is_many { batch.limit } else { Some(1) },
        lists,
    })
}

struct BatchChecker<'m> {
    misfits: &'m mut Vec<Misfit>,
}

impl BatchChecker<'_> {
    fn tell(&mut self, place: &str, message: impl Into<String>) {
        self.add(place, Mistake::new(message.into(), 0..0));
    }

    fn add(&mut self, place: &str, mistake: Mistake) {
        self.misfits.push(Misfit {
            pointer: place.to_owned(),
            expression: None,
            mistake,
        });
    }

    /// Reports members that acceptors look at and that no list contains: an output for a single id would
    /// lack them.
    fn covers(&mut self, place: &str, lists: &[BatchList], roots: Option<&[&str]>) -> Option<()> {
        if lists.is_empty() {
            return Some(());
        }
        let root = |list: &BatchList| {
            let end = list.path.find(['.', '[']).unwrap_or(list.path.len());
            list.path.get(..end).unwrap_or_default().to_owned()
        };
        let known: Vec<String> = lists.iter().map(root).collect();
        let Some(roots) = roots else {
            self.tell(
                place,
                "an acceptor looks at the whole output, which is about many ids",
            );
            return None;
        };
        let mut missing = roots
            .iter()
            .filter(|name| !known.iter().any(|known| known == *name));
        if let Some(name) = missing.next() {
            let message = format!("an acceptor looks at `{name}`, which is in none of the lists");
            let mistake = Mistake {
                fix: Some("name the list, and what is its id, in `beside`".to_owned()),
                ..Mistake::new(message, 0..0)
            };
            self.add(place, mistake);
            return None;
        }
        Some(())
    }

    fn list<S: Shape>(
        &mut self,
        list: &definition::BatchList,
        output: Option<&Type<S>>,
    ) -> Option<BatchList> {
        let place = format!("{}/items", list.place);
        let Some(output) = output else {
            self.tell(&place, "the operation returns nothing");
            return None;
        };
        let (members, item) = self.items(&place, &list.items, output)?;
        let ValueKind::Structure(_) = item.known() else {
            let found = item.known().describe(Times::Seconds);
            self.tell(&place, format!("items are structures, not {found}"));
            return None;
        };
        if !list.items.ends_with("[]") {
            self.tell(&place, "it is the path of a list, which ends with `[]`");
            return None;
        }
        let ids: Vec<_> = list
            .id
            .with_pointers(&format!("{}/id", list.place))
            .map(|(place, id)| {
                let (index, kind) = self.member(&place, &item, id)?;
                if !is_text(&kind) {
                    let found = kind.known().describe(Times::Seconds);
                    self.tell(&place, format!("an id is a string, `{id}` is {found}"));
                    return None;
                }
                Some(index)
            })
            .collect();
        Some(BatchList {
            path: list.items.clone(),
            members,
            ids: ids.into_iter().collect::<Option<_>>()?,
        })
    }

    /// The members on a path, and the type at its end.
    fn items<S: Shape>(
        &mut self,
        place: &str,
        path: &str,
        output: &Type<S>,
    ) -> Option<(Vec<u16>, Type<S>)> {
        let mut kind = output.clone();
        let mut members = Vec::new();
        for part in path.split('.') {
            let name = part.trim_end_matches("[]");
            let ValueKind::Structure(_) = kind.known() else {
                let known = kind.known().describe(Times::Seconds);
                self.tell(place, format!("{known} has no member `{name}`"));
                return None;
            };
            let (index, found) = self.member(place, &kind, name)?;
            members.push(index);
            kind = match (part.ends_with("[]"), found.known()) {
                (true, ValueKind::List) => found.element(),
                (false, ValueKind::Structure(_)) => found,
                (true, other) => {
                    let other = other.describe(Times::Seconds);
                    self.tell(place, format!("`{name}` is not a list but {other}"));
                    return None;
                }
                (false, other) => {
                    let other = other.describe(Times::Seconds);
                    let message =
                        format!("`{name}` is {other}; of a list the items are meant, `{name}[]`");
                    self.tell(place, message);
                    return None;
                }
            };
        }
        Some((members, kind))
    }

    /// A member of a structure; an unknown one is reported here, one without a name was reported before.
    fn member<S: Shape>(
        &mut self,
        place: &str,
        structure: &Type<S>,
        member: &str,
    ) -> Option<(u16, Type<S>)> {
        let Type::Shape(shape) = structure else {
            return None;
        };
        if let Some((index, found)) = shape.member(member) {
            return Some((index, Type::Shape(found)));
        }
        if !member.is_empty() {
            let name = match structure.known() {
                ValueKind::Structure(name) => name,
                other => other.describe(Times::Seconds),
            };
            let mistake = Mistake {
                unknown: Some((member.to_owned(), shape.member_names())),
                ..Mistake::new(format!("no member `{member}` in {name}"), 0..0)
            };
            self.add(place, mistake);
        }
        None
    }
}

fn is_text<S: Shape>(kind: &Type<S>) -> bool {
    matches!(kind.known(), ValueKind::Text | ValueKind::Enum { .. })
}
