//! DynamoDB: the `json` 1.0 protocol, and tokens that are maps.

use std::collections::BTreeSet;
use std::io;
use std::process::Command;

use pageboy::Blob;
use pageboy::Map;
use pageboy::dynamodb::{Attr, Binary, Key, Number, Placeholders, Set, from_item, to_item};
use pageboy_tests::{moto, python};
use serde::{Deserialize, Serialize};

use crate::services::dynamodb::Client;
use crate::services::dynamodb::operations::CreateTable;
use crate::services::dynamodb::types::{
    AttributeDefinition, AttributeValue, ConditionalCheckFailedException, KeySchemaElement,
    ResourceNotFoundException, TableStatus,
};
use crate::{DELAY, REGION, after_poll};

/// A table whose key is bytes and a number.
fn table(dynamodb: &Client, name: &str) -> CreateTable {
    let attribute = |name, kind| {
        AttributeDefinition::default()
            .attribute_name(name)
            .attribute_type(kind)
    };
    let key = |name, kind| {
        KeySchemaElement::default()
            .attribute_name(name)
            .key_type(kind)
    };
    dynamodb
        .create_table()
        .table_name(name)
        .attribute_definitions([attribute("id", "B"), attribute("version", "N")])
        .key_schema([key("id", "HASH"), key("version", "RANGE")])
        .billing_mode("PAY_PER_REQUEST")
}

/// Bytes that are no text.
fn id(number: u8) -> Vec<u8> {
    vec![0, 0xff, number, b'"']
}

fn key(number: u8) -> [(&'static str, AttributeValue); 2] {
    let version = AttributeValue::n(number.to_string());
    [
        ("id", AttributeValue::b(Blob::new(id(number)))),
        ("version", version),
    ]
}

/// A table with this many items.
async fn filled(dynamodb: &Client, name: &str, items: u8) -> Result<(), pageboy::Error> {
    table(dynamodb, name).send().await?;
    for number in 0..items {
        let note = AttributeValue::s(format!("note \u{1F4C4} {number} \"quoted\"\n"));
        let item = key(number).into_iter().chain([("note", note)]);
        dynamodb
            .put_item()
            .table_name(name)
            .item(item)
            .send()
            .await?;
    }
    Ok(())
}

/// The number in an item's key.
fn number(item: &Map<AttributeValue>) -> Option<u8> {
    item.get("version")?.as_n()?.parse().ok()
}

#[tokio::test]
async fn a_table_that_comes_late_is_waited_for_and_waited_away() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let dynamodb = Client::new(&config);
    let waited = dynamodb
        .wait_until_table_exists()
        .table_name("late")
        .delay(DELAY)
        .on_poll(after_poll(2, table(&dynamodb, "late").send()))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    let described = waited.into_output().unwrap().table.unwrap();
    assert_eq!(described.table_status, Some(TableStatus::Active));
    assert_eq!(described.attribute_definitions().len(), 2);

    let delete = dynamodb.delete_table().table_name("late").send();
    let waited = dynamodb
        .wait_until_table_not_exists()
        .table_name("late")
        .delay(DELAY)
        .on_poll(after_poll(2, delete))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    assert!(waited.output().is_none());
    let error = waited.error().unwrap();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
}

#[tokio::test]
async fn a_scan_in_pages_hands_on_binary_keys() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let dynamodb = Client::new(&config);
    filled(&dynamodb, "scanned", 8).await.unwrap();

    let mut numbers = Vec::new();
    let mut counts = Vec::new();
    let mut pages = dynamodb.scan().table_name("scanned").page_size(3).pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        counts.push(page.count);
        numbers.extend(page.items().iter().flat_map(number));
        let last = page.items().last().unwrap();
        let token = page.last_evaluated_key();
        assert!(
            token.is_empty() || token.get("id") == last.get("id"),
            "{token:?}"
        );
    }
    assert_eq!(counts, [Some(3), Some(3), Some(2)]);
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn a_scan_is_resumed_inside_a_page_and_at_its_end() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let dynamodb = Client::new(&config);
    filled(&dynamodb, "resumed", 8).await.unwrap();
    let scan = || dynamodb.scan().table_name("resumed").page_size(3);
    let whole = scan().items().collect_all().await.unwrap();
    assert_eq!(whole.len(), 8);

    for taken in [1, 3, 5, 6, 7] {
        let mut first = scan().items().max_items(taken);
        let mut found = Vec::new();
        while let Some(item) = first.try_next().await.unwrap() {
            found.push(item);
        }
        assert_eq!(found.len(), taken);
        let token = first.resume_token().unwrap();
        let rest = scan().items().starting_token(token);
        found.extend(rest.collect_all().await.unwrap());
        assert_eq!(found, whole, "resumed after {taken}");
    }
}

/// What boto3 says: the token for the rest, and the numbers of the items.
fn scan_by_boto3(arguments: &[&str]) -> io::Result<(String, Vec<u8>)> {
    let python = python::interpreter().map_err(io::Error::other)?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/live/scan.py");
    let mut command = Command::new(python);
    moto::without_settings(&mut command);
    let output = command.arg(script).args(arguments).output()?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let said = String::from_utf8_lossy(&output.stdout);
    let mut lines = said.lines();
    let token = lines.next().unwrap_or_default().to_owned();
    Ok((token, lines.flat_map(str::parse).collect()))
}

#[tokio::test]
async fn boto3_and_pageboy_go_on_where_the_other_ended() {
    let Some(moto) = moto::server() else { return };
    let dynamodb = Client::new(&moto.config(REGION));
    filled(&dynamodb, "shared", 8).await.unwrap();
    let scan = || dynamodb.scan().table_name("shared").page_size(3);
    let whole = scan().items().collect_all().await.unwrap();
    let whole: Vec<_> = whole.iter().flat_map(number).collect();

    for taken in [1, 3, 5] {
        let mut first = scan().items().max_items(taken);
        while first.try_next().await.unwrap().is_some() {}
        let ours = first.resume_token().unwrap();
        let count = taken.to_string();
        let (theirs, items) = scan_by_boto3(&[moto.endpoint(), "shared", &count]).unwrap();
        assert_eq!(ours, theirs, "after {taken}");
        assert_eq!(items, whole[..taken]);

        let (end, items) = scan_by_boto3(&[moto.endpoint(), "shared", "100", &ours]).unwrap();
        assert_eq!(end, "");
        assert_eq!(items, whole[taken..]);
        let rest = scan().items().starting_token(theirs).collect_all();
        let rest: Vec<_> = rest.await.unwrap().iter().flat_map(number).collect();
        assert_eq!(rest, whole[taken..]);
    }
}

#[tokio::test]
async fn an_item_comes_back_as_it_was_put() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let dynamodb = Client::new(&config);
    table(&dynamodb, "kept").send().await.unwrap();
    let list = AttributeValue::l([
        AttributeValue::null(true),
        AttributeValue::bool(false),
        AttributeValue::n("-1.5"),
    ]);
    let nested = AttributeValue::m([("list", list), ("texts", AttributeValue::ss(["b", "a"]))]);
    let item = Map::from([
        ("id".to_owned(), AttributeValue::b(Blob::new(id(1)))),
        ("version".to_owned(), AttributeValue::n("1")),
        ("nested".to_owned(), nested),
        ("empty".to_owned(), AttributeValue::s("")),
        (
            "blobs".to_owned(),
            AttributeValue::bs([Blob::new([0_u8]), Blob::new([0xff_u8])]),
        ),
    ]);
    let put = dynamodb.put_item().table_name("kept").item(item.clone());
    put.send().await.unwrap();
    let got = dynamodb
        .get_item()
        .table_name("kept")
        .key(key(1))
        .send()
        .await
        .unwrap();
    assert_eq!(got.item, Some(item));
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Order {
    id: Binary,
    version: u64,
    price: f64,
    weight: Number,
    note: Option<String>,
    tags: Set<BTreeSet<String>>,
    lines: Vec<Line>,
    state: State,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Line {
    article: String,
    count: i32,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
enum State {
    New,
    Sent { days: u8 },
}

/// Order number `version` of customer `id`.
fn order(customer: u8, version: u64) -> Order {
    let is_even = version.is_multiple_of(2);
    Order {
        id: Binary(id(customer)),
        version,
        price: 0.1 + f64::from(customer) * 1e-7,
        weight: Number::from(version),
        note: is_even.then(|| format!("note \u{1F4C4} {version}")),
        tags: ["a", "b"].map(String::from).into_iter().collect(),
        lines: vec![Line {
            article: String::new(),
            count: -1,
        }],
        state: if is_even {
            State::New
        } else {
            State::Sent { days: 3 }
        },
    }
}

#[tokio::test]
async fn structs_are_written_in_batches_and_found_by_a_condition() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let dynamodb = Client::new(&config);
    table(&dynamodb, "orders").send().await.unwrap();

    let mut writer = dynamodb
        .batch_writer("orders")
        .overwrite_by_keys(["id", "version"]);
    for version in 0..30 {
        for customer in [1, 2] {
            writer
                .put(to_item(&order(customer, version)).unwrap())
                .await
                .unwrap();
        }
    }
    writer.delete(key(2)).await.unwrap();
    let written = writer.finish().await.unwrap();
    assert_eq!((written.requests, written.calls), (61, 3), "{written:?}");

    let mut placeholders = Placeholders::<AttributeValue>::new();
    let filter = Attr("lines[0].count").lt(0) & !Attr("note").attribute_type("NULL");
    let filter = placeholders.condition(&filter).unwrap();
    let customer = Binary(id(1));
    let keys = Key("id").eq(&customer) & Key("version").between(10, 19);
    let keys = placeholders.key_condition(&keys).unwrap();
    let found = dynamodb
        .query()
        .table_name("orders")
        .key_condition_expression(keys)
        .filter_expression(filter)
        .expression_attribute_names(placeholders.names)
        .expression_attribute_values(placeholders.values)
        .items()
        .collect_all()
        .await
        .unwrap();
    let found: Vec<Order> = found.iter().map(|item| from_item(item).unwrap()).collect();
    let expected: Vec<_> = (10..20)
        .step_by(2)
        .map(|version| order(1, version))
        .collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_modelled_error_has_its_fields() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let dynamodb = Client::new(&config);
    let scan = dynamodb.scan().table_name("missing");
    let error = scan.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    assert_eq!(error.status(), Some(400));
    let details: ResourceNotFoundException = error.details().unwrap();
    assert_eq!(details.message.as_deref(), error.message());
    assert!(error.details::<ConditionalCheckFailedException>().is_none());

    filled(&dynamodb, "checked", 1).await.unwrap();
    let put = dynamodb.put_item().table_name("checked").item(key(0));
    let put = put.condition_expression("attribute_not_exists(id)");
    let put = put.return_values_on_condition_check_failure("ALL_OLD");
    let error = put.send().await.unwrap_err();
    let details: ConditionalCheckFailedException = error.details().unwrap();
    assert_eq!(number(&details.item.unwrap()), Some(0));
}

#[tokio::test]
async fn tables_are_listed_by_a_token_that_is_the_last_item() {
    let Some(config) = moto::config("ap-south-1") else {
        return;
    };
    let dynamodb = Client::new(&config);
    let names: Vec<_> = (0..7).map(|number| format!("table.{number}")).collect();
    for name in &names {
        table(&dynamodb, name).send().await.unwrap();
    }
    let mut sizes = Vec::new();
    let mut pages = dynamodb.list_tables().page_size(3).pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.table_names().len());
    }
    assert_eq!(sizes, [3, 3, 1]);
    let listed = dynamodb
        .list_tables()
        .page_size(3)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert_eq!(listed, names);
}
