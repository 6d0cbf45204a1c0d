use std::time::Duration;

use super::Explanation;
use crate::definitions::{DefinitionSource, Service};

fn waiter(service: &str, name: &str, delay: Option<u64>) -> Explanation {
    let service = Service::find(service, DefinitionSource::default()).unwrap();
    let delay = delay.map(Duration::from_secs);
    Explanation::of_waiter(service.waiter(name).unwrap(), delay, None)
}

fn paginator(service: &str, operation: &str) -> Explanation {
    let service = Service::find(service, DefinitionSource::default()).unwrap();
    Explanation::of_paginator(service.paginator(operation).unwrap())
}

#[test]
fn a_wait_is_told_with_its_times_and_what_ends_it() {
    insta::assert_snapshot!(waiter("dynamodb", "TableExists", None), @r#"
    dynamodb TableExists

    Polls DescribeTable at once and then every 20 s, at most 25 times: it gives up after 8 min, and the time the calls take.

    Polls at 0 s, 20 s, 40 s, 1 min, …, 8 min.

    The first of these that an answer matches decides:
       1. success:    Table.TableStatus is "ACTIVE"
       2. poll again: error ResourceNotFoundException
    After any other output it polls again; any other error of the service is a failure.

    start --> DescribeTable
              |-- Table.TableStatus is "ACTIVE" --> success
              |-- error ResourceNotFoundException --> again in 20 s
              |-- any other output --> again in 20 s
              |-- any other error --> failure
              |-- no end after 25 polls --> failure
    "#);
    insta::assert_snapshot!(waiter("dynamodb", "TableExists", Some(1)).to_string().lines().nth(2).unwrap(), @"Polls DescribeTable at once and then every 1 s, at most 25 times: it gives up after 24 s, and the time the calls take.");
}

#[test]
fn pages_are_told_with_their_tokens_and_what_ends_them() {
    insta::assert_snapshot!(paginator("s3", "ListObjectsV2"), @"
    s3 ListObjectsV2

    Calls ListObjectsV2; for the next page, NextContinuationToken of the page becomes ContinuationToken of the call. Ends with the page that has no NextContinuationToken, or in which IsTruncated is false. A token of an earlier page is an error.

    Items are in Contents; a full result also has all of CommonPrefixes. A full result takes RequestCharged, Prefix from the first page. --page-size sets MaxKeys.

    start --> ListObjectsV2
              |-- IsTruncated is false --> end
              |-- IsTruncated is true, and no NextContinuationToken --> error
              |-- no NextContinuationToken --> end
              |-- a token of an earlier page --> error
              |-- another token --> again with ContinuationToken
    ");
    insta::assert_snapshot!(paginator("logs", "GetLogEvents"), @"
    logs GetLogEvents

    Calls GetLogEvents; for the next page, nextForwardToken of the page becomes nextToken of the call. Ends with the page that has no nextForwardToken. A token of an earlier page ends them, too. startFromHead is true in every request; anything else is refused.

    Items are in events. --page-size sets limit.

    start --> GetLogEvents
              |-- no nextForwardToken --> end
              |-- a token of an earlier page --> end
              |-- another token --> again with nextToken
    ");
    let last = |service, operation| {
        let told = paginator(service, operation).to_string();
        let paragraphs: Vec<&str> = told.lines().skip(2).step_by(2).take(2).collect();
        let sentences = paragraphs.iter().flat_map(|text| text.split(". "));
        let ours = ["first request", "--page-size", "refused"];
        let sentences = sentences.filter(|text| ours.iter().any(|word| text.contains(word)));
        sentences.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(last("rds", "DownloadDBLogFilePortion"), @r"
    The first request has Marker 0.
    --page-size sets NumberOfLines.
    ");
    insta::assert_snapshot!(last("sqs", "ListQueues"), @"--page-size sets MaxResults, which is 1000 otherwise, since there is no token without it.");
    insta::assert_snapshot!(last("resource-explorer-2", "ListResources"), @r"
    --page-size sets MaxResults
    More than 999 is refused, since there is no token then.
    ");
}

#[test]
fn a_diagram_can_be_drawn_by_mermaid_or_as_svg() {
    let explanation = waiter("s3", "ObjectExists", None);
    insta::assert_snapshot!(explanation.mermaid(), @r#"
    ---
    title: s3 ObjectExists
    ---
    stateDiagram-v2
        state "HeadObject" as call
        state "again in 5 s" as again
        [*] --> call
        call --> success: HTTP status 200
        call --> again: HTTP status 404
        call --> again: any other output
        call --> failure: any other error
        call --> failure: no end after 20 polls
        again --> call
        success --> [*]
        failure --> [*]
    "#);
    let svg = explanation.svg();
    assert!(
        svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
        "{svg}"
    );
    for text in [
        ">s3 ObjectExists<",
        ">HeadObject<",
        ">again in 5 s<",
        ">success<",
    ] {
        assert!(svg.contains(text), "{text}: {svg}");
    }
}

#[test]
fn what_stands_in_an_expression_is_escaped_in_svg() {
    let svg = waiter("ecs", "ServicesStable", None).svg();
    assert!(svg.contains("&amp;&amp; runningCount"), "{svg}");
}

#[test]
fn what_overlays_change_is_told_with_file_place_and_reason() {
    let service = Service::find("ec2", DefinitionSource::default()).unwrap();
    let waiter = service.waiter("VolumeAvailable").unwrap();
    let explanation = Explanation::of_waiter(waiter, None, None)
        .with_corrections(service.corrections("waiters", waiter.name, waiter.operation.name));
    let text = explanation.to_string();
    let (_, told) = text.split_once("\n\nOverlays").unwrap();
    insta::assert_snapshot!(format!("Overlays{told}"), @r#"
    Overlays have changed it:
      <built-in overlays>/ec2/2016-11-15/waiters-2.json /waiters/VolumeAvailable/acceptors
        appends {"state":"failure","matcher":"pathAny","argument":"Volumes[].State","expected":"error"}
        reason: The model's VolumeState has `error`, which is an end: no volume becomes available after it. The waiter knows `deleted` alone, and polls on for ten minutes.
    "#);
}
