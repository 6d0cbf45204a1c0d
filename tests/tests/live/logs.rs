//! CloudWatch Logs: the `json` 1.1 protocol, and a list that never ends by itself.

use std::time::{SystemTime, UNIX_EPOCH};

use pageboy_tests::moto;

use crate::REGION;
use crate::services::logs::Client;
use crate::services::logs::types::InputLogEvent;

/// A group with this many streams of five events each.
async fn group(logs: &Client, name: &str, streams: u8) -> Result<(), pageboy::Error> {
    logs.create_log_group().log_group_name(name).send().await?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = i64::try_from(now.as_millis()).unwrap_or_default();
    for stream in 0..streams {
        let stream = format!("stream-{stream}");
        let create = logs.create_log_stream().log_group_name(name);
        create.log_stream_name(&stream).send().await?;
        let event = |number: i64| {
            let message = format!("{stream}: event {number}");
            InputLogEvent::default()
                .timestamp(now + number)
                .message(message)
        };
        let put = logs
            .put_log_events()
            .log_group_name(name)
            .log_stream_name(&stream);
        put.log_events((0..5).map(event)).send().await?;
    }
    Ok(())
}

#[tokio::test]
async fn groups_are_listed_in_pages_of_three() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let logs = Client::new(&config);
    let names: Vec<_> = (0..7).map(|number| format!("/listed/{number}")).collect();
    for name in &names {
        logs.create_log_group()
            .log_group_name(name)
            .send()
            .await
            .unwrap();
    }
    let list = || {
        logs.describe_log_groups()
            .log_group_name_prefix("/listed/")
            .page_size(3)
    };
    let mut sizes = Vec::new();
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.log_groups().len());
    }
    assert_eq!(sizes, [3, 3, 1]);
    let groups = list().items().collect_all().await.unwrap();
    let listed: Vec<_> = groups
        .into_iter()
        .flat_map(|group| group.log_group_name)
        .collect();
    assert_eq!(listed, names);
}

#[tokio::test]
async fn streams_are_listed_in_pages_of_three() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let logs = Client::new(&config);
    group(&logs, "streams", 7).await.unwrap();
    let mut sizes = Vec::new();
    let list = logs
        .describe_log_streams()
        .log_group_name("streams")
        .page_size(3);
    let mut pages = list.pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.log_streams().len());
    }
    assert_eq!(sizes, [3, 3, 1]);
}

#[tokio::test]
async fn events_are_filtered_in_pages_of_four() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let logs = Client::new(&config);
    group(&logs, "filtered", 3).await.unwrap();
    let list = || {
        logs.filter_log_events()
            .log_group_name("filtered")
            .page_size(4)
    };
    let mut sizes = Vec::new();
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.events().len());
    }
    assert_eq!(sizes, [4, 4, 4, 3]);

    let whole = list().items().collect_all().await.unwrap();
    let mut first = list().items().max_items(6);
    let mut found = Vec::new();
    while let Some(event) = first.try_next().await.unwrap() {
        found.push(event);
    }
    let token = first.resume_token().unwrap();
    found.extend(
        list()
            .items()
            .starting_token(token)
            .collect_all()
            .await
            .unwrap(),
    );
    assert_eq!(found, whole);
    assert_eq!(found.len(), 15);
}

#[tokio::test]
async fn the_end_of_a_stream_repeats_its_token() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let logs = Client::new(&config);
    group(&logs, "ends", 1).await.unwrap();
    let read = || {
        let read = logs
            .get_log_events()
            .log_group_name("ends")
            .log_stream_name("stream-0");
        read.start_from_head(true).limit(2)
    };
    // There is no paginator for this operation, for this reason: a token always comes.
    let mut messages = Vec::new();
    let mut answer = read().send().await.unwrap();
    loop {
        messages.extend(
            answer
                .events()
                .iter()
                .flat_map(|event| event.message.clone()),
        );
        let token = answer.next_forward_token.unwrap();
        answer = read().next_token(&token).send().await.unwrap();
        if answer.next_forward_token.as_ref() == Some(&token) {
            break;
        }
    }
    assert!(answer.events().is_empty());
    assert_eq!(messages.len(), 5);
    assert_eq!(messages[4], "stream-0: event 4");
}

#[tokio::test]
async fn a_missing_group_ends_the_pages_with_an_error() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let logs = Client::new(&config);
    let mut streams = logs
        .describe_log_streams()
        .log_group_name("missing")
        .items();
    let error = streams.try_next().await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    assert_eq!(error.service(), "logs");
    assert_eq!(error.operation(), "DescribeLogStreams");
}
