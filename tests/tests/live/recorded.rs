//! Exchanges with moto, recorded and replayed without it.

use std::error::Error;

use futures_util::TryStreamExt;
use pageboy::testing::{Recorder, Replay};
use pageboy::{Config, HttpTransport};
use pageboy_tests::moto;

use crate::services::{ec2, s3};
use crate::{DELAY, REGION};

/// The id of an instance that runs, how often it was asked for, and what was found in a bucket.
type Findings = (Option<String>, u32, Vec<String>);

/// What a program might do.
async fn story(config: &Config) -> Result<Findings, Box<dyn Error>> {
    let ec2 = ec2::Client::new(config);
    let s3 = s3::Client::new(config);
    let launch = ec2
        .run_instances()
        .image_id("ami-12c6146b")
        .client_token("once");
    let launched = launch.min_count(1).max_count(1).send().await?;
    let ids = launched.instances().iter();
    let id = ids.filter_map(|it| it.instance_id.clone()).next();
    let running = ec2.wait_until_instance_running().instance_ids(id.clone());
    let waited = running.delay(DELAY).await?;

    let bucket = "recorded-and-replayed";
    s3.create_bucket().bucket(bucket).send().await?;
    for key in ["a", "b c", "\u{e9}"] {
        let body = [b"\xff\x00", key.as_bytes()].concat();
        let put = s3.put_object().bucket(bucket).key(key).body(body);
        put.send().await?;
    }
    let objects = s3.list_objects_v2().bucket(bucket).page_size(2).items();
    let objects: Vec<_> = objects.try_collect().await?;
    let mut found: Vec<_> = objects.into_iter().filter_map(|it| it.key).collect();
    let missing = s3.get_object().bucket(bucket).key("none").send().await;
    found.extend(
        missing
            .err()
            .and_then(|error| Some(error.code()?.to_owned())),
    );
    let object = s3.get_object().bucket(bucket).key("a").send().await?;
    let bytes = object.body.unwrap_or_default().collect().await?;
    found.push(format!("{bytes:?}"));
    Ok((id, waited.attempts(), found))
}

#[tokio::test]
async fn what_moto_answered_is_answered_again_without_it() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let recorder = Recorder::new(HttpTransport::builder().build());
    let config = config
        .to_builder()
        .transport(recorder.clone())
        .build()
        .unwrap();
    let first = story(&config).await.unwrap();
    assert_eq!(
        first.2,
        ["a", "b c", "\u{e9}", "NoSuchKey", r#"b"\xff\0a""#]
    );

    let file = std::env::temp_dir().join(format!("pageboy-{}.json", std::process::id()));
    recorder.save(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let replay = Replay::load(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    for secret in ["AKIAIOSFODNN7EXAMPLE", "Signature", "uthorization"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert_eq!(story(&replay.config()).await.unwrap(), first);
    replay.finish().unwrap();
    let error = s3::Client::new(&replay.config())
        .list_objects_v2()
        .bucket("other")
        .send();
    insta::assert_snapshot!(error.await.unwrap_err(), @"s3 ListObjectsV2: not recorded with this input; the nearest recorded input differs in Bucket, MaxKeys");
}
