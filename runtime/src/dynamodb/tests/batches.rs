//! The batch writer over a scripted transport and a paused clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::testing::{ScriptStep, ScriptedTransport};
use crate::waiter::Backoff;
use crate::{Client, Config, Credentials};

use super::*;

type Writer = BatchWriter<AttributeValue>;

const JSON: &[(&str, &str)] = &[("content-type", "application/x-amz-json-1.0")];

fn client(transport: &ScriptedTransport) -> Client {
    let config = Config::builder()
        .region("eu-central-1")
        .credentials(Credentials::new("id", "secret", None, None, "test"))
        .transport(transport.clone())
        .build()
        .unwrap();
    Client::new(&SERVICE, &config)
}

fn writer(transport: &ScriptedTransport) -> Writer {
    BatchWriter::new(client(transport), &BATCH_WRITE_ITEM, "t").backoff(Backoff::Fixed)
}

/// Answers of the service, by what each leaves unprocessed.
fn script(unprocessed: impl IntoIterator<Item = Vec<Json>>) -> ScriptedTransport {
    ScriptedTransport::new(unprocessed.into_iter().map(|left| {
        let body = if left.is_empty() {
            json!({"UnprocessedItems": {}})
        } else {
            json!({"UnprocessedItems": {"t": left}})
        };
        ScriptStep::response(200, JSON, body.to_string())
    }))
}

/// The requests of each call.
fn sent(transport: &ScriptedTransport) -> Vec<Vec<Json>> {
    let bodies = transport
        .requests()
        .into_iter()
        .map(|request| request.text());
    bodies
        .map(|body| {
            let body: Json = serde_json::from_str(&body).unwrap();
            let requests = body["RequestItems"]["t"].as_array().unwrap();
            requests.clone()
        })
        .collect()
}

fn sizes(transport: &ScriptedTransport) -> Vec<usize> {
    sent(transport).iter().map(Vec::len).collect()
}

fn item(id: u32) -> Map<AttributeValue> {
    Map::from([("id", written(&id))])
}

fn put(id: u32) -> Json {
    json!({"PutRequest": {"Item": {"id": {"N": id.to_string()}}}})
}

async fn put_all(writer: &mut Writer, ids: std::ops::Range<u32>) {
    for id in ids {
        writer.put(item(id)).await.unwrap();
    }
}

/// R46.
#[tokio::test(start_paused = true)]
async fn thirty_puts_are_batches_of_25_and_5() {
    let transport = script([vec![], vec![]]);
    let mut writer = writer(&transport);
    put_all(&mut writer, 0..30).await;
    assert_eq!((sizes(&transport), writer.buffered()), (vec![25], 5));
    let written = writer.finish().await.unwrap();
    assert_eq!(sizes(&transport), [25, 5]);
    assert_eq!(sent(&transport)[1][4], put(29));
    assert_eq!(
        (written.requests, written.calls, written.unprocessed),
        (30, 2, 0)
    );
}

/// R47.
#[tokio::test(start_paused = true)]
async fn what_is_left_unprocessed_is_sent_again_after_a_delay() {
    let transport = script([vec![put(1)], vec![]]);
    let mut writer = writer(&transport);
    put_all(&mut writer, 0..3).await;
    let before = Instant::now();
    let written = writer.finish().await.unwrap();
    assert_eq!(before.elapsed(), Duration::from_millis(50));
    assert_eq!(sent(&transport)[1], [put(1)]);
    assert_eq!(
        (written.requests, written.calls, written.unprocessed),
        (3, 2, 1)
    );
}

/// R48, and numbers by their value.
#[tokio::test(start_paused = true)]
async fn a_later_request_replaces_the_one_for_the_same_key() {
    let transport = script([vec![]]);
    let mut writer = writer(&transport).overwrite_by_keys(["id"]);
    let again = Map::from([
        ("id", written(&"0.0".parse::<Number>().unwrap())),
        ("new", written(&true)),
    ]);
    writer.put(item(0)).await.unwrap();
    writer.put(item(1)).await.unwrap();
    writer.put(again).await.unwrap();
    writer.delete(item(1)).await.unwrap();
    writer.finish().await.unwrap();
    assert_eq!(
        sent(&transport),
        [vec![
            json!({"PutRequest": {"Item": {"id": {"N": "0.0"}, "new": {"BOOL": true}}}}),
            json!({"DeleteRequest": {"Key": {"id": {"N": "1"}}}}),
        ]]
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_without_the_key_replaces_nothing() {
    let transport = script([vec![]]);
    let mut writer = writer(&transport).overwrite_by_keys(["id", "other"]);
    put_all(&mut writer, 0..1).await;
    put_all(&mut writer, 0..1).await;
    writer.finish().await.unwrap();
    assert_eq!(sizes(&transport), [2]);
}

/// R49.
#[tokio::test(start_paused = true)]
async fn a_scope_that_fails_still_sends_what_is_buffered() {
    let transport = script([vec![]]);
    let result: Result<(), Box<dyn std::error::Error + Send + Sync>> = writer(&transport)
        .scope(async |writer| {
            writer.put(item(1)).await?;
            Err("the program's own mistake".into())
        })
        .await;
    assert_eq!(result.unwrap_err().to_string(), "the program's own mistake");
    assert_eq!(sent(&transport), [vec![put(1)]]);
}

#[tokio::test(start_paused = true)]
async fn the_buffer_never_grows_beyond_a_batch() {
    let all = || (0..25).map(put).collect::<Vec<_>>();
    let transport = script([all(), all(), (0..24).map(put).collect()]);
    let mut writer = writer(&transport);
    put_all(&mut writer, 0..25).await;
    assert_eq!((sizes(&transport), writer.buffered()), (vec![25; 3], 24));
    assert_eq!(writer.into_unwritten().len(), 24);
}

#[tokio::test(start_paused = true)]
async fn an_error_gives_back_everything_that_was_not_written() {
    let refused = r#"{"__type":"ValidationException","message":"duplicates"}"#;
    let transport = script([vec![put(7)]]);
    transport.push(ScriptStep::response(400, JSON, refused));
    let mut writer = writer(&transport);
    put_all(&mut writer, 0..25).await;
    writer.delete(item(30)).await.unwrap();
    let error = writer.finish().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "dynamodb BatchWriteItem: 2 requests for the table t not written: the call failed"
    );
    let call = error.call().unwrap();
    assert_eq!(call.code(), Some("ValidationException"));
    assert!(std::error::Error::source(&error).is_some());
    assert!(!format!("{error:?}").contains("30"), "{error:?}");
    let expected = [WriteRequest::Put(item(7)), WriteRequest::Delete(item(30))];
    assert_eq!(error.unwritten(), expected);

    let transport = script([vec![]]);
    let mut writer = self::writer(&transport);
    for request in error.into_unwritten() {
        writer.write(request).await.unwrap();
    }
    writer.finish().await.unwrap();
    assert_eq!(sizes(&transport), [2]);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_processes_nothing_is_not_asked_for_ever() {
    let transport = script(std::iter::repeat_n(vec![put(1)], 3));
    let mut writer = writer(&transport).max_idle_calls(3);
    put_all(&mut writer, 1..2).await;
    let error = writer.finish().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "dynamodb BatchWriteItem: 1 request for the table t not written: the service left everything unprocessed 3 times \
         in a row; it lacks capacity, so write more slowly or raise `max_idle_calls`"
    );
    assert_eq!((error.unwritten().len(), transport.unused()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn delays_grow_by_default_and_stay_within_their_bounds() {
    let transport = script(std::iter::repeat_n(vec![put(1)], 20).chain([vec![]]));
    let mut writer =
        BatchWriter::new(client(&transport), &BATCH_WRITE_ITEM, "t").max_idle_calls(21);
    put_all(&mut writer, 1..2).await;
    let before = Instant::now();
    writer.finish().await.unwrap();
    // 50 ms, and for the later calls up to 0.1, 0.2, … 12.8 and at most 20 seconds.
    let least = Duration::from_millis(50) * 20;
    let most = Duration::from_millis(50) * 511 + Duration::from_secs(20) * 11;
    let waited = before.elapsed();
    assert!((least..=most).contains(&waited), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn progress_however_small_goes_on() {
    let left = |from: u32| (from..5).map(put).collect::<Vec<_>>();
    let transport = script((1..=5).map(left));
    let mut writer = writer(&transport).max_idle_calls(1);
    put_all(&mut writer, 0..5).await;
    let written = writer.finish().await.unwrap();
    assert_eq!((written.requests, written.calls), (5, 5));
}

#[tokio::test(start_paused = true)]
async fn a_put_that_is_dropped_keeps_what_it_was_sending() {
    let done = || ScriptStep::response(200, JSON, r#"{"UnprocessedItems":{}}"#);
    let slow = done().delay(Duration::from_secs(60));
    let transport = ScriptedTransport::new([slow, done()]);
    let mut writer = writer(&transport);
    put_all(&mut writer, 0..24).await;
    let put = tokio::time::timeout(Duration::from_secs(1), writer.put(item(24)));
    assert!(put.await.is_err());
    assert_eq!(writer.buffered(), 25);
    writer.finish().await.unwrap();
    assert_eq!(sizes(&transport), [25, 25]);
}

#[tokio::test(start_paused = true)]
async fn what_a_dropped_writer_has_left_is_handed_over_once() {
    let transport = script([]);
    let taken = Arc::new(Mutex::new(Vec::new()));
    let into = Arc::clone(&taken);
    let mut writer = writer(&transport).on_drop(move |left| into.lock().unwrap().push(left));
    put_all(&mut writer, 0..2).await;
    drop(writer);
    let expected = vec![WriteRequest::Put(item(0)), WriteRequest::Put(item(1))];
    assert_eq!(*taken.lock().unwrap(), [expected]);
    assert!(transport.requests().is_empty());

    let transport = script([vec![]]);
    let into = Arc::clone(&taken);
    let mut writer = self::writer(&transport).on_drop(move |left| into.lock().unwrap().push(left));
    put_all(&mut writer, 0..2).await;
    writer.finish().await.unwrap();
    assert_eq!(taken.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn values_of_tables_loaded_at_run_time_are_written_too() {
    let transport = script([vec![put(2)]]);
    let mut writer = BatchWriter::dynamic(client(&transport), &BATCH_WRITE_ITEM, "t");
    for id in 1..3 {
        let mut value = Dynamic::new(&ATTRIBUTE_VALUE);
        write_value(&id, &mut value).unwrap();
        writer.put([("id", value)]).await.unwrap();
    }
    let error = writer.finish().await.unwrap_err();
    assert_eq!(sent(&transport)[0], [put(1), put(2)]);
    let [WriteRequest::Put(item)] = error.unwritten() else {
        panic!("{error:?}");
    };
    assert_eq!(
        item.get("id").map(|value| json(value)),
        Some(json!({"N": "2"}))
    );
}

#[tokio::test(start_paused = true)]
async fn another_operation_and_other_values_are_refused_before_anything_is_sent() {
    static OTHER: Operation = Operation::new(&SERVICE, "GetItem").input(&PUT).output(&PUT);
    let transport = script([]);
    let mut writer = Writer::new(client(&transport), &OTHER, "t");
    let error = writer.put(item(1)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "dynamodb GetItem: 1 request for the table t not written: GetItem is not DynamoDB's BatchWriteItem: pass the table \
         of that operation"
    );
    assert_eq!(error.into_unwritten(), [WriteRequest::Put(item(1))]);

    let mut writer = BatchWriter::dynamic(client(&transport), &BATCH_WRITE_ITEM, "t");
    let error = writer.put([("id", Dynamic::new(&PUT))]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "dynamodb BatchWriteItem: 1 request for the table t not written: the values are not of the service whose operation \
         this is"
    );
}

#[allow(dead_code, reason = "it is enough that it compiles")]
fn futures_can_be_spawned(mut writer: Writer) {
    fn is_send<T: Send + 'static>(value: T) {
        drop(value);
    }
    is_send(async move {
        writer.put(item(1)).await?;
        writer
            .scope(async |writer| writer.delete(item(1)).await)
            .await
    });
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_say_what_is_left_is_no_success() {
    for (body, expected) in [
        (
            "",
            "the call failed: dynamodb BatchWriteItem: the answer is not a JSON object: it has no body (HTTP 200)",
        ),
        (
            "[]",
            "the call failed: dynamodb BatchWriteItem: the answer is not a JSON object: it is a list (HTTP 200)",
        ),
        (
            "{}",
            "the answer has no UnprocessedItems, so the whole batch counts as not written",
        ),
        (
            r#"{"UnprocessedItems":null}"#,
            "the answer has no UnprocessedItems, so the whole batch counts as not written",
        ),
    ] {
        let transport = ScriptedTransport::new([ScriptStep::response(200, JSON, body)]);
        let mut writer = writer(&transport);
        put_all(&mut writer, 0..2).await;
        let error = writer.finish().await.unwrap_err();
        let cause = error.call().map(|call| format!(": {call}"));
        let text = format!("{error}{}", cause.unwrap_or_default());
        assert!(text.ends_with(expected), "{text}");
        assert_eq!(error.unwritten().len(), 2, "{body}");
    }
}
