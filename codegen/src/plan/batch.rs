//! How ids relate to what a waiter polls: as its definition says, or as the model says beyond doubt.

use std::collections::BTreeSet;
use std::path::Path;

use pageboy_models::pointer;
use pageboy_models::service::Operation;
use pageboy_models::waiters::{Batch, BatchList, Waiter};

use super::expression::Expression;
use super::model::{Model, Type};
use super::{BatchListPlan, BatchPlan};
use crate::problem::Problem;

/// The most ids of one call where nothing says how many a service takes. What is too many for it is halved.
const LIMIT: u32 = 100;

/// Settles how ids relate to a waiter; what is wrong with its `batch` goes to the model's problems.
pub(super) fn plan<'e>(
    model: &Model<'_>,
    file: &Path,
    (name, waiter): (&str, &Waiter),
    paths: impl Iterator<Item = &'e Expression>,
) -> Option<BatchPlan> {
    let operation = model.operation(&waiter.operation)?;
    let paths: Vec<_> = paths.collect();
    let input = operation.input.as_ref()?.shape.as_str();
    let relation = Relation {
        model,
        input,
        output: operation
            .output
            .as_ref()
            .map(|output| output.shape.as_str()),
        roots: roots(&paths),
    };
    match &waiter.batch {
        Some(batch) => Checked {
            relation,
            file,
            base: pointer(["waiters", name]),
        }
        .plan(batch),
        None => relation.derive(&operation),
    }
}

/// The members of the output that the acceptors look at; `None` if one looks at the whole.
fn roots<'e>(paths: &[&'e Expression]) -> Option<BTreeSet<&'e str>> {
    let mut roots = BTreeSet::new();
    for path in paths {
        roots.extend(path.roots()?);
    }
    Some(roots)
}

struct Relation<'a, 'm> {
    model: &'a Model<'m>,
    input: &'a str,
    output: Option<&'a str>,
    roots: Option<BTreeSet<&'a str>>,
}

impl Relation<'_, '_> {
    /// What the model says: a list `ThingIds` of the input, and the one list of the output that the acceptors look at,
    /// whose items have a text `ThingId`; else the only thing the input requires, if that is a text.
    fn derive(&self, operation: &Operation) -> Option<BatchPlan> {
        let mut found: Vec<BatchPlan> = Vec::new();
        let input = self.model.shape(self.input)?;
        for (at, (member, reference)) in input.members.iter().enumerate() {
            if let Some(singular) = member.strip_suffix('s')
                && self.is_list_of_text(&reference.shape)
            {
                let lists = self.lists_with(singular);
                found.extend(lists.into_iter().filter_map(|list| {
                    Some(BatchPlan {
                        ids: u16::try_from(at).ok()?,
                        limit: self.limit(&reference.shape),
                        lists: vec![list],
                        paginator: None,
                    })
                }));
            }
        }
        match found.len() {
            0 => self.one_required(operation),
            1 => found.pop(),
            _ => None,
        }
    }

    /// The lists of the output whose items have a text of this name, no deeper than need be.
    fn lists_with(&self, id: &str) -> Vec<BatchListPlan> {
        let (Some(output), Some(roots)) = (self.output, &self.roots) else {
            return Vec::new();
        };
        let mut level = self.lists_in(output, "", &[]);
        level.retain(|(path, ..)| {
            let root = path.trim_end_matches("[]");
            roots.len() <= 1 && (roots.is_empty() || roots.contains(root))
        });
        for _depth in 0..2 {
            let fitting: Vec<_> = level
                .iter()
                .filter_map(|(path, members, item)| {
                    let (index, kind) = self.model.member_type(item, id).ok()?;
                    is_text(&kind).then(|| BatchListPlan {
                        path: path.clone(),
                        members: members.clone(),
                        ids: vec![index],
                    })
                })
                .collect();
            if !fitting.is_empty() {
                return fitting;
            }
            level = level
                .iter()
                .flat_map(|(path, members, item)| self.lists_in(item, &format!("{path}."), members))
                .collect();
        }
        Vec::new()
    }

    /// The lists of structures directly in a structure: path, indices, and the structure's name.
    fn lists_in(
        &self,
        structure: &str,
        prefix: &str,
        before: &[u16],
    ) -> Vec<(String, Vec<u16>, String)> {
        let Some(shape) = self.model.shape(structure) else {
            return Vec::new();
        };
        let members = shape.members.iter().enumerate();
        members
            .filter_map(|(at, (name, reference))| {
                let Type::List(item) = self.model.type_of(&reference.shape) else {
                    return None;
                };
                let Type::Structure(item) = item.as_ref() else {
                    return None;
                };
                let mut indices = before.to_vec();
                indices.push(u16::try_from(at).ok()?);
                Some((format!("{prefix}{name}[]"), indices, item.clone()))
            })
            .collect()
    }

    /// One call for each id, where the only member that is required is a text.
    fn one_required(&self, operation: &Operation) -> Option<BatchPlan> {
        let input = self.model.shape(&operation.input.as_ref()?.shape)?;
        let [required] = input.required.as_slice() else {
            return None;
        };
        let (ids, kind) = self.model.member_type(self.input, required).ok()?;
        is_text(&kind).then_some(BatchPlan {
            ids,
            limit: 1,
            lists: Vec::new(),
            paginator: None,
        })
    }

    fn is_list_of_text(&self, shape: &str) -> bool {
        matches!(self.model.type_of(shape), Type::List(item) if is_text(&item))
    }

    fn limit(&self, list: &str) -> u32 {
        let max = self.model.shape(list).and_then(|shape| shape.traits.max);
        max.filter(|max| *max >= 1.0)
            .map_or(LIMIT, |max| max as u32)
    }
}

const fn is_text(kind: &Type) -> bool {
    matches!(kind, Type::String | Type::Enum(_))
}

/// A `batch` that is checked against the model.
struct Checked<'a, 'm> {
    relation: Relation<'a, 'm>,
    file: &'a Path,
    base: String,
}

impl Checked<'_, '_> {
    fn plan(&self, batch: &Batch) -> Option<BatchPlan> {
        let place = format!("{}/batch", self.base);
        let ids_place = format!("{place}/ids");
        let input = self.relation.input;
        // A name that is missing was reported when the file was read.
        let found = self.member(&ids_place, input, &batch.ids);
        let lists: Vec<_> = batch.lists.iter().map(|list| self.list(list)).collect();
        let (ids, kind) = found?;
        let (limit, is_many) = match &kind {
            Type::List(item) if is_text(item) => {
                let shape = self.relation.model.shape(input)?;
                let list = &shape.members.get(&batch.ids)?.shape;
                (
                    batch.limit.unwrap_or_else(|| self.relation.limit(list)),
                    true,
                )
            }
            kind if is_text(kind) => (1, false),
            other => {
                let message = format!(
                    "ids are a list of strings or a string, `{}` is {}",
                    batch.ids,
                    other.describe()
                );
                self.report(&ids_place, message);
                return None;
            }
        };
        if !is_many && (!lists.is_empty() || batch.limit.is_some_and(|limit| limit != 1)) {
            let message = format!(
                "`{}` carries one id, so that a whole answer is about it; `items`, `id`, `limit` and `beside` are for lists",
                batch.ids
            );
            self.report(&place, message);
            return None;
        }
        if is_many && lists.is_empty() {
            let message = format!(
                "`{}` is a list, so `items` and `id` must be there",
                batch.ids
            );
            self.report(&place, message);
            return None;
        }
        let lists = lists.into_iter().collect::<Option<Vec<_>>>()?;
        self.covers(&place, &lists)?;
        Some(BatchPlan {
            ids,
            limit,
            lists,
            paginator: None,
        })
    }

    /// Reports what acceptors look at that is in none of the lists, and would not be there for a single id.
    fn covers(&self, place: &str, lists: &[BatchListPlan]) -> Option<()> {
        if lists.is_empty() {
            return Some(());
        }
        let root = |list: &BatchListPlan| {
            let end = list.path.find(['.', '[']).unwrap_or(list.path.len());
            list.path.get(..end).unwrap_or_default().to_owned()
        };
        let known: Vec<String> = lists.iter().map(root).collect();
        let Some(roots) = &self.relation.roots else {
            self.report(
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
            let problem = self.problem(place, message);
            self.relation
                .model
                .report(problem.help("name the list, and what is its id, in `beside`"));
            return None;
        }
        Some(())
    }

    fn list(&self, list: &BatchList) -> Option<BatchListPlan> {
        let place = format!("{}/items", list.place);
        let Some(output) = self.relation.output else {
            self.report(&place, "the operation returns nothing");
            return None;
        };
        let mut kind = Type::Structure(output.to_owned());
        let mut members = Vec::new();
        for part in list.items.split('.') {
            let name = part.trim_end_matches("[]");
            let Type::Structure(structure) = &kind else {
                self.report(&place, format!("`{name}` is asked of {}", kind.describe()));
                return None;
            };
            let (index, found) = self.member(&place, structure, name)?;
            members.push(index);
            kind = match (part.ends_with("[]"), found) {
                (true, Type::List(item)) => item.as_ref().clone(),
                (false, found @ Type::Structure(_)) => found,
                (true, other) => {
                    self.report(
                        &place,
                        format!("`{name}` is no list, but {}", other.describe()),
                    );
                    return None;
                }
                (false, other) => {
                    let message = format!(
                        "`{name}` is {}; of a list the items are meant, `{name}[]`",
                        other.describe()
                    );
                    self.report(&place, message);
                    return None;
                }
            };
        }
        let Type::Structure(item) = kind else {
            self.report(
                &place,
                format!("items are structures, not {}", kind.describe()),
            );
            return None;
        };
        if !list.items.ends_with("[]") {
            self.report(&place, "it is the path of a list, which ends with `[]`");
            return None;
        }
        let ids: Vec<_> = list
            .id
            .with_pointers(&format!("{}/id", list.place))
            .map(|(place, id)| {
                let (index, kind) = self.member(&place, &item, id)?;
                if !is_text(&kind) {
                    self.report(
                        &place,
                        format!("an id is a string, `{id}` is {}", kind.describe()),
                    );
                    return None;
                }
                Some(index)
            })
            .collect();
        Some(BatchListPlan {
            path: list.items.clone(),
            members,
            ids: ids.into_iter().collect::<Option<_>>()?,
        })
    }

    /// A member of a structure; that there is none is reported, unless the name is missing, which was.
    fn member(&self, place: &str, structure: &str, member: &str) -> Option<(u16, Type)> {
        match self.relation.model.member_type(structure, member) {
            Ok(found) => Some(found),
            Err(known) => {
                if !member.is_empty() {
                    let message = format!("no member `{member}` in {structure}");
                    let problem = self.problem(place, message);
                    let known = known.iter().map(String::as_str);
                    self.relation.model.report(problem.nearest(member, known));
                }
                None
            }
        }
    }

    fn problem(&self, place: &str, message: impl Into<String>) -> Problem {
        Problem::at_pointer(self.file, place, message)
    }

    fn report(&self, place: &str, message: impl Into<String>) {
        self.relation.model.report(self.problem(place, message));
    }
}
