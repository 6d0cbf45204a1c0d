//! The form of requests in `BatchWriteItem`; members are found by name.

use crate::dynamic::Dynamic;
use crate::map::Map;
use crate::schema::{Kind, Operation, Shape};
use crate::view::{self, Slot, Structure, View, copy};

use super::error::Problem;
use super::write_request::WriteRequest;

/// The places of requests in the operation's tables.
#[derive(Clone, Copy)]
pub(super) struct Requests {
    input: &'static Shape,
    output: &'static Shape,
    /// `RequestItems`, by the table's name.
    items: usize,
    /// `UnprocessedItems`, likewise.
    unprocessed: usize,
    request: &'static Shape,
    /// `PutRequest` and its `Item`.
    put: [usize; 2],
    /// `DeleteRequest` and its `Key`.
    delete: [usize; 2],
    /// The union of DynamoDB's types.
    value: &'static Shape,
}

impl Requests {
    /// Finds the members; `None` for another operation.
    pub(super) fn of(operation: &'static Operation) -> Option<Self> {
        let (input, output) = (operation.input?, operation.output?);
        let (items, by_table) = member(input, "RequestItems", Kind::Map)?;
        let request = list_of(by_table.value().target)?;
        let (unprocessed, left) = member(output, "UnprocessedItems", Kind::Map)?;
        let (put, put_request) = member(request, "PutRequest", Kind::Structure)?;
        let (item, attributes) = member(put_request, "Item", Kind::Map)?;
        let (delete, delete_request) = member(request, "DeleteRequest", Kind::Structure)?;
        let (key, key_attributes) = member(delete_request, "Key", Kind::Map)?;
        let value = attributes.value().target;
        let is_same = std::ptr::eq(list_of(left.value().target)?, request)
            && std::ptr::eq(key_attributes.value().target, value);
        is_same.then_some(Self {
            input,
            output,
            items,
            unprocessed,
            request,
            put: [put, item],
            delete: [delete, key],
            value,
        })
    }

    /// The request in the operation's form; `None` if its values belong to another table.
    pub(super) fn encode<V: Structure>(&self, request: &WriteRequest<V>) -> Option<Dynamic> {
        let (path, attributes) = match request {
            WriteRequest::Put(item) => (self.put, item),
            WriteRequest::Delete(key) => (self.delete, key),
        };
        let mut encoded = Dynamic::new(self.request);
        let [outer, inner] = path;
        let Slot::Structure(holder) = encoded.get_mut(outer)?.slot() else {
            return None;
        };
        let Slot::Map(map) = holder.get_mut(inner)?.slot() else {
            return None;
        };
        for (name, value) in attributes {
            if !std::ptr::eq(value.shape(), self.value) {
                return None;
            }
            copy(View::Structure(value), map.insert(name.to_owned()));
        }
        Some(encoded)
    }

    /// The request in the caller's form; `None` when it is neither put nor delete.
    pub(super) fn decode<V: Structure>(
        &self,
        request: &dyn Structure,
        empty: fn(&'static Shape) -> V,
    ) -> Option<WriteRequest<V>> {
        let (is_put, attributes) = self.attributes(request)?;
        let entries = (0..attributes.len()).filter_map(|at| attributes.entry(at));
        let map: Map<V> = entries
            .map(|(name, view)| {
                let mut value = empty(self.value);
                copy(view, Slot::Structure(&mut value));
                (name, value)
            })
            .collect();
        Some(if is_put {
            WriteRequest::Put(map)
        } else {
            WriteRequest::Delete(map)
        })
    }

    /// Whether a request is a put, and its item or key.
    pub(super) fn attributes<'a>(
        &self,
        request: &'a dyn Structure,
    ) -> Option<(bool, &'a dyn view::Map)> {
        let found = |[outer, inner]: [usize; 2]| match request.view_of(outer) {
            View::Structure(holder) => match holder.view_of(inner) {
                View::Map(map) => Some(map),
                _ => None,
            },
            _ => None,
        };
        let put = found(self.put).map(|item| (true, item));
        put.or_else(|| found(self.delete).map(|key| (false, key)))
    }

    /// The input of a call.
    pub(super) fn input(&self, table: &str, requests: &[Dynamic]) -> Option<Dynamic> {
        let mut input = Dynamic::new(self.input);
        let Slot::Map(by_table) = input.get_mut(self.items)?.slot() else {
            return None;
        };
        let Slot::List(list) = by_table.insert(table.to_owned()) else {
            return None;
        };
        for request in requests {
            copy(View::Structure(request), list.push());
        }
        Some(input)
    }

    /// An empty output of a call.
    pub(super) fn output(&self) -> Box<dyn Structure> {
        Box::new(Dynamic::new(self.output))
    }

    /// The unprocessed requests, under any name that the answer gives the table.
    ///
    /// # Errors
    ///
    /// When the answer does not list them, or one of them is neither put nor delete.
    pub(super) fn unprocessed(&self, output: &dyn Structure) -> Result<Vec<Dynamic>, Problem> {
        let View::Map(by_table) = output.view_of(self.unprocessed) else {
            return Err(Problem::Silent);
        };
        let lists = (0..by_table.len()).filter_map(|at| by_table.entry(at));
        let mut left = Vec::new();
        for (_, list) in lists {
            let View::List(list) = list else { continue };
            for at in 0..list.len() {
                let View::Structure(request) = list.get(at) else {
                    return Err(Problem::Answer);
                };
                self.attributes(request).ok_or(Problem::Answer)?;
                let mut copied = Dynamic::new(self.request);
                copy(View::Structure(request), Slot::Structure(&mut copied));
                left.push(copied);
            }
        }
        Ok(left)
    }
}

/// The index of a member and its shape, if that has this kind.
fn member(shape: &Shape, name: &str, kind: Kind) -> Option<(usize, &'static Shape)> {
    let index = shape.index_of(name)?;
    let target = shape.members().get(index)?.target;
    (target.kind == kind).then_some((index, target))
}

/// The structure that a list holds.
fn list_of(shape: &'static Shape) -> Option<&'static Shape> {
    let element = shape.element().target;
    (shape.kind == Kind::List && element.kind == Kind::Structure).then_some(element)
}
