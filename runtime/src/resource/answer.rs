//! Makes resources from answers and data (`boto3/resources/response.py`, `ResourceHandler`).

use crate::jmespath::{Expression, ExpressionValue, write_to};
use crate::view::{Structure, View};

use super::fill::text;
use super::{Handle, IdentifierSource, ResourceType, ResponseResource};

/// A resource, before its Rust type is known.
pub struct UntypedResource {
    /// Its kind, identifiers and client.
    pub handle: Handle,
    /// Its data, if the answer contains it.
    pub data: Option<Box<dyn Structure>>,
}

/// Makes empty data for a kind of resource; `None` when the resource comes without data.
pub(super) type NewData = fn(&'static ResourceType) -> Option<Box<dyn Structure>>;

/// The parts of new resources that are known before the answer: the parent, and the request.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    made: &'static ResponseResource,
    handle: Handle,
    /// The identifiers that are known; `None` for those that come from the answer.
    known: Vec<Option<Values>>,
}

/// The values of one identifier.
#[derive(Clone, Debug, PartialEq)]
enum Values {
    /// The same value for every resource; `None` if it is absent.
    One(Option<String>),
    /// One value per resource.
    Many(Vec<String>),
}

impl Recipe {
    /// The parts from the parent; `data` is its data, if it is loaded.
    pub(super) fn new(
        made: &'static ResponseResource,
        handle: &Handle,
        data: Option<&dyn Structure>,
    ) -> Result<Self, String> {
        let known = made.identifiers.iter().map(|source| match source {
            IdentifierSource::Identifier(index) => {
                let value = handle.identifier(usize::from(*index)).to_owned();
                Ok(Some(Values::One(Some(value))))
            }
            IdentifierSource::Data(path) => match data {
                Some(data) => Values::find(path, data).map(Some),
                None => Ok(Some(Values::One(None))),
            },
            IdentifierSource::Answer(_) | IdentifierSource::Request(_) => Ok(None),
        });
        Ok(Self {
            made,
            handle: handle.clone(),
            known: known.collect::<Result<_, String>>()?,
        })
    }

    /// Reads identifiers from the request.
    pub(super) fn request(&mut self, input: &dyn Structure) -> Result<(), String> {
        for (source, known) in self.made.identifiers.iter().zip(&mut self.known) {
            if let IdentifierSource::Request(path) = source {
                *known = Some(Values::find(path, input)?);
            }
        }
        Ok(())
    }

    /// The resources of an answer, or of data; none if an identifier is absent.
    ///
    /// # Errors
    ///
    /// Lists of identifiers and data with different lengths.
    pub(super) fn make(
        &self,
        answer: &dyn Structure,
        new_data: NewData,
    ) -> Result<Vec<UntypedResource>, String> {
        let mut columns = Vec::with_capacity(self.known.len());
        for (source, known) in self.made.identifiers.iter().zip(&self.known) {
            columns.push(match (known, source) {
                (Some(known), _) => known.clone(),
                (None, IdentifierSource::Answer(path)) => Values::find(path, answer)?,
                (None, _) => Values::One(None),
            });
        }
        let is_list = columns.iter().any(|it| matches!(it, Values::Many(_)));
        let rows = self.rows(columns)?;
        let mut data = self.data(answer, is_list)?;
        if let Some(data) = &data
            && data.len() != rows.len()
            && !rows.is_empty()
        {
            return Err(self.mismatch(&[rows.len(), data.len()]));
        }
        let kind = self.made.resource;
        let reached = rows.into_iter().enumerate().map(|(at, row)| {
            let found = data.as_mut().and_then(|data| data.get_mut(at));
            UntypedResource {
                handle: self.handle.beside(kind, row),
                data: found.and_then(|found| new_data(kind).and_then(|new| filled(found, new))),
            }
        });
        Ok(reached.collect())
    }

    /// The error if an answer has no resource; it names the absent identifier.
    pub(super) fn missing(&self) -> String {
        let path = self
            .made
            .identifiers
            .iter()
            .find_map(|source| match source {
                IdentifierSource::Answer(path)
                | IdentifierSource::Request(path)
                | IdentifierSource::Data(path) => Some(path),
                IdentifierSource::Identifier(_) => None,
            });
        let name = self.made.resource.name;
        match path {
            Some(path) => format!("there is no {name}: `{path}` is absent"),
            None => format!("there is no {name}"),
        }
    }

    /// The identifiers of each resource.
    fn rows(&self, columns: Vec<Values>) -> Result<Vec<Vec<String>>, String> {
        if columns.contains(&Values::One(None)) {
            return Ok(Vec::new());
        }
        let outer = self.made.for_each.map(usize::from);
        let lengths: Vec<usize> = columns
            .iter()
            .enumerate()
            .filter(|(at, _)| Some(*at) != outer)
            .filter_map(|(_, column)| column.len())
            .collect();
        let length = lengths.first().copied().unwrap_or(1);
        if lengths.iter().any(|other| *other != length) {
            return Err(self.mismatch(&lengths));
        }
        let outer_length = outer
            .and_then(|at| columns.get(at))
            .and_then(Values::len)
            .unwrap_or(1);
        let mut rows = Vec::with_capacity(outer_length.saturating_mul(length));
        for outer_at in 0..outer_length {
            for inner_at in 0..length {
                let row = columns.iter().enumerate().map(|(at, column)| {
                    column.at(if Some(at) == outer {
                        outer_at
                    } else {
                        inner_at
                    })
                });
                rows.push(row.collect());
            }
        }
        Ok(rows)
    }

    /// The data of each resource; `None` when they come without.
    fn data<'a>(
        &'a self,
        answer: &'a dyn Structure,
        is_list: bool,
    ) -> Result<Option<Vec<ExpressionValue<'a>>>, String> {
        let Some(path) = self.made.data else {
            return Ok(None);
        };
        let found = path
            .evaluate(View::Structure(answer))
            .map_err(|error| error.to_string())?;
        let data = match (is_list, found.clone().into_items()) {
            (true, items) => items.unwrap_or_default(),
            (false, Some(items)) => items.into_iter().take(1).collect(),
            (false, None) => vec![found],
        };
        Ok(Some(data))
    }

    fn mismatch(&self, lengths: &[usize]) -> String {
        let lengths: Vec<_> = lengths.iter().map(usize::to_string).collect();
        format!(
            "identifier length mismatch: the parts of each {} are in lists of {} elements",
            self.made.resource.name,
            lengths.join(" and ")
        )
    }
}

impl Values {
    fn find(path: &Expression, root: &dyn Structure) -> Result<Self, String> {
        let found = path
            .evaluate(View::Structure(root))
            .map_err(|error| error.to_string())?;
        Ok(match found.clone().into_items() {
            // An element that is not text keeps its place, so that lists stay aligned.
            Some(items) => Self::Many(
                items
                    .iter()
                    .map(|item| text(item).unwrap_or_default())
                    .collect(),
            ),
            None => Self::One(text(&found)),
        })
    }

    fn len(&self) -> Option<usize> {
        match self {
            Self::One(_) => None,
            Self::Many(values) => Some(values.len()),
        }
    }

    fn at(&self, index: usize) -> String {
        let value = match self {
            Self::One(value) => value.as_ref(),
            Self::Many(values) => values.get(index),
        };
        value.cloned().unwrap_or_default()
    }
}

/// Data with these values; `None` if there are none.
pub(super) fn filled(
    found: &ExpressionValue<'_>,
    mut data: Box<dyn Structure>,
) -> Option<Box<dyn Structure>> {
    if found.is_null() {
        return None;
    }
    write_to(found, &mut *data);
    Some(data)
}
