//! How ids relate to the operation that a waiter polls: as its definition says, or as the model says beyond doubt.

use std::path::Path;

use pageboy_models::pointer;
use pageboy_models::service::Operation;
use pageboy_models::waiters::Waiter;
use pageboy_schema::waiter::{BATCH_LIMIT, Batch, BatchList, check_batch, definition};

use super::BatchPlan;
use super::expression::{Expression, value_type};
use super::model::{Model, Type};

/// Plans how ids relate to a waiter; mistakes in its `batch` go to the model's problems.
pub(super) fn plan<'e>(
    model: &Model<'_>,
    file: &Path,
    (name, waiter): (&str, &Waiter),
    paths: impl Iterator<Item = &'e Expression>,
) -> Option<BatchPlan> {
    let operation = model.operation(&waiter.operation)?;
    let input = operation.input.as_ref()?.shape.as_str();
    let relation = Relation {
        model,
        input,
        output: operation
            .output
            .as_ref()
            .map(|output| output.shape.as_str()),
        roots: Expression::roots(paths),
    };
    match &waiter.batch {
        Some(batch) => relation.defined(file, &pointer(["waiters", name, "batch"]), batch),
        None => relation.derive(&operation),
    }
}

struct Relation<'a, 'm> {
    model: &'a Model<'m>,
    input: &'a str,
    output: Option<&'a str>,
    /// The members of the output that the acceptors look at; `None` if one looks at the whole output.
    roots: Option<Vec<&'a str>>,
}

impl Relation<'_, '_> {
    /// Derived from the model: a list `ThingIds` in the input, and the only list in the output that the acceptors look at,
    /// whose items have a text `ThingId`; else the only required member of the input, if it is a text.
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

    /// Stated by the definition.
    fn defined(&self, file: &Path, place: &str, batch: &definition::Batch) -> Option<BatchPlan> {
        let of = |shape: &str| value_type(self.model, &self.model.type_of(shape));
        let (input, output) = (of(self.input), self.output.map(of));
        let mut misfits = Vec::new();
        let ends = (&input, output.as_ref());
        let checked = check_batch(place, batch, ends, self.roots.as_deref(), &mut misfits);
        for misfit in misfits {
            self.model.report_misfit(file, misfit);
        }
        let Batch { ids, limit, lists } = checked?;
        let limit = match limit {
            Some(limit) => limit,
            None => {
                let shape = self.model.shape(self.input)?;
                self.limit(&shape.members.get(&batch.ids)?.shape)
            }
        };
        Some(BatchPlan {
            ids,
            limit,
            lists,
            paginator: None,
        })
    }

    /// The lists in the output whose items have a text of this name, at the least possible depth.
    fn lists_with(&self, id: &str) -> Vec<BatchList> {
        let (Some(output), Some(roots)) = (self.output, &self.roots) else {
            return Vec::new();
        };
        let mut level = self.lists_in(output, "", &[]);
        level.retain(|(path, ..)| {
            let root = path.trim_end_matches("[]");
            roots.iter().all(|other| *other == root)
        });
        for _depth in 0..2 {
            let fitting: Vec<_> = level
                .iter()
                .filter_map(|(path, members, item)| {
                    let (index, kind) = self.model.member_type(item, id).ok()?;
                    is_text(&kind).then(|| BatchList {
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

    /// One call for each id, where the only required member is a text.
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
            .map_or(BATCH_LIMIT, |max| max as u32)
    }
}

const fn is_text(kind: &Type) -> bool {
    matches!(kind, Type::String | Type::Enum(_))
}
