//! Batches are written: every item is there, or in the error.

use std::collections::BTreeSet;
use std::error::Error as _;

use pageboy::Map;
use pageboy::dynamodb::{BatchWriteError, BatchWriter, WriteRequest};
use pageboy::schema::{Operation, Shape};
use pageboy::view::{Slot, Structure};
use pageboy::{Client, Dynamic};

use super::{End, chain, explains};
use crate::story::{Story, TABLE};
use crate::world::World;

/// Writes all, and what an error gives back once more, with right answers.
pub(super) async fn write(
    world: &World,
    client: &Client,
    operation: &'static Operation,
) -> Result<End, String> {
    let keys = world.story(|story| match story {
        Story::Writes(writes) => writes.keys(),
        _ => Vec::new(),
    });
    let shape = value_shape(operation);
    let requests: Vec<_> = keys
        .iter()
        .map(|(key, is_deleted)| request(shape, key, *is_deleted))
        .collect();
    let error = match put_all(client, operation, requests).await {
        Ok(()) => {
            check(world, &keys, &BTreeSet::new())?;
            return Ok(End::Complete);
        }
        Err((error, rest)) => (error, rest),
    };
    let (error, rest) = error;
    explained(&error, operation)?;
    let mut left = error.into_unwritten();
    left.extend(rest);
    let unwritten: Vec<String> = left.iter().map(key_of).collect();
    let unique: BTreeSet<String> = unwritten.iter().cloned().collect();
    if unique.len() < unwritten.len() {
        return Err(format!("doubled: in the error: {unwritten:?}"));
    }
    check(world, &keys, &unique)?;
    world.switch_off();
    if let Err((error, _)) = put_all(client, operation, left).await {
        let error = chain(&error);
        return Err(format!(
            "stuck: it fails when all answers are right: {error}"
        ));
    }
    check(world, &keys, &BTreeSet::new())?;
    Ok(End::Resumed)
}

type Request = WriteRequest<Dynamic>;

/// Writes all; an error comes with what the writer was not given.
async fn put_all(
    client: &Client,
    operation: &'static Operation,
    requests: Vec<Request>,
) -> Result<(), (BatchWriteError<Dynamic>, Vec<Request>)> {
    let mut writer = BatchWriter::dynamic(client.clone(), operation, TABLE);
    let mut rest = requests.into_iter();
    while let Some(request) = rest.next() {
        if let Err(error) = writer.write(request).await {
            return Err((error, rest.collect()));
        }
    }
    writer
        .finish()
        .await
        .map(drop)
        .map_err(|error| (error, Vec::new()))
}

/// Checks that every request was carried out or is left.
fn check(world: &World, keys: &[(String, bool)], left: &BTreeSet<String>) -> Result<(), String> {
    if world.is_believed() {
        return Ok(());
    }
    let lost = keys.iter().filter(|(key, _)| {
        let is_done =
            world.story(|story| matches!(story, Story::Writes(writes) if writes.is_done(key)));
        !is_done && !left.contains(key)
    });
    let lost: Vec<_> = lost.map(|(key, _)| key).collect();
    match lost.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "lost: {} of {} requests: {lost:?}",
            lost.len(),
            keys.len()
        )),
    }
}

fn explained(
    error: &BatchWriteError<Dynamic>,
    operation: &'static Operation,
) -> Result<(), String> {
    let text = error.to_string();
    let start = format!("{} {}: ", operation.service.name, operation.name);
    if !text.starts_with(&start) || !text.contains(TABLE) {
        return Err(format!(
            "text: it names neither operation nor table: {text:?}"
        ));
    }
    match (error.call(), error.source()) {
        (Some(call), Some(_)) => explains(call, operation),
        (Some(_), None) => Err("text: the cause is no source".to_owned()),
        (None, _) => Ok(()),
    }
}

/// The shape of an attribute's value.
fn value_shape(operation: &'static Operation) -> &'static Shape {
    let member =
        |shape: &'static Shape, name: &str| shape.members()[shape.index_of(name).unwrap()].target;
    let tables = member(operation.input.unwrap(), "RequestItems");
    let request = tables.value().target.element().target;
    member(member(request, "PutRequest"), "Item").value().target
}

fn request(shape: &'static Shape, key: &str, is_deleted: bool) -> Request {
    let text = |text: &str| {
        let mut value = Dynamic::new(shape);
        if let Slot::String(place) = value.get_mut(shape.index_of("S").unwrap()).unwrap().slot() {
            text.clone_into(place);
        }
        value
    };
    let id = ("id".to_owned(), text(key));
    match is_deleted {
        true => WriteRequest::Delete(Map::from_iter([id])),
        false => WriteRequest::Put(Map::from_iter([id, ("text".to_owned(), text("<&>é"))])),
    }
}

fn key_of(request: &Request) -> String {
    let (WriteRequest::Put(map) | WriteRequest::Delete(map)) = request;
    let value: Option<&dyn Structure> = map.get("id").map(|value| value as &dyn Structure);
    let text = value.and_then(|value| value.view_by_name("S").as_str());
    text.unwrap_or("without key").to_owned()
}
