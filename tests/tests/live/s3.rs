//! S3: the `rest-xml` protocol.

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use pageboy_tests::moto;

use crate::services::s3::Client;
use crate::services::s3::types::{NoSuchBucket, NoSuchKey, VersioningConfiguration};
use crate::{DELAY, REGION, after_poll};

/// Puts an object whose content is its key.
async fn put(s3: &Client, bucket: &str, key: &str) -> Result<(), pageboy::Error> {
    let object = s3.put_object().bucket(bucket).key(key);
    object.body(key.to_owned()).send().await.map(drop)
}

#[tokio::test]
async fn a_bucket_that_comes_late_is_waited_for_and_waited_away() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = Client::new(&config);
    let create = s3.create_bucket().bucket("late-bucket").send();
    let waited = s3
        .wait_until_bucket_exists()
        .bucket("late-bucket")
        .delay(DELAY)
        .on_poll(after_poll(2, create))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");

    let delete = s3.delete_bucket().bucket("late-bucket").send();
    let waited = s3
        .wait_until_bucket_not_exists()
        .bucket("late-bucket")
        .delay(DELAY)
        .on_poll(after_poll(2, delete))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    assert_eq!(waited.error().unwrap().status(), Some(404));
}

#[tokio::test]
async fn an_object_that_comes_late_is_waited_for_and_waited_away() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = Client::new(&config);
    s3.create_bucket()
        .bucket("late-object")
        .send()
        .await
        .unwrap();
    let key = "a/late one.txt";
    let create = s3
        .put_object()
        .bucket("late-object")
        .key(key)
        .body("here")
        .send();
    let waited = s3
        .wait_until_object_exists()
        .bucket("late-object")
        .key(key)
        .delay(DELAY)
        .on_poll(after_poll(2, create))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    assert_eq!(waited.output().unwrap().content_length, Some(4));

    let delete = s3.delete_object().bucket("late-object").key(key).send();
    let waited = s3
        .wait_until_object_not_exists()
        .bucket("late-object")
        .key(key)
        .delay(DELAY)
        .on_poll(after_poll(2, delete))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
}

#[tokio::test]
async fn thousands_of_objects_are_listed_in_pages() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = Client::new(&config);
    s3.create_bucket().bucket("thousands").send().await.unwrap();
    let keys: Vec<_> = (0..2500)
        .map(|number| format!("objects/{number:04}"))
        .collect();
    stream::iter(&keys)
        .map(|key| put(&s3, "thousands", key))
        .buffer_unordered(8)
        .try_collect::<()>()
        .await
        .unwrap();

    // The service's own page size.
    let mut sizes = Vec::new();
    let mut listed = Vec::new();
    let mut pages = s3.list_objects_v2().bucket("thousands").pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert_eq!(page.key_count, i32::try_from(page.contents().len()).ok());
        sizes.push(page.contents().len());
        listed.extend(page.contents().iter().flat_map(|object| object.key.clone()));
    }
    assert_eq!(sizes, [1000, 1000, 500]);
    assert_eq!(listed, keys);

    // A smaller one, through items, both ways to list.
    let list = s3.list_objects_v2().bucket("thousands").page_size(300);
    let objects = list.items().collect_all().await.unwrap();
    assert_eq!(objects.len(), 2500);
    assert!(
        objects
            .iter()
            .all(|object| object.size == Some(12) && object.last_modified.is_some())
    );
    let list = s3.list_objects().bucket("thousands").page_size(300);
    let listed = list.items().collect_all().await.unwrap();
    let listed: Vec<_> = listed.into_iter().flat_map(|it| it.key).collect();
    assert_eq!(listed, keys);

    // Part of it, and the rest of it.
    let list = || s3.list_objects_v2().bucket("thousands").page_size(300);
    let mut first = list().items().max_items(1234);
    let mut count = 0;
    while first.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 1234);
    let token = first.resume_token().unwrap();
    let rest = list()
        .items()
        .starting_token(token)
        .collect_all()
        .await
        .unwrap();
    assert!(rest == objects[1234..], "{:?}", rest.first());
}

#[tokio::test]
async fn keys_of_any_characters_are_listed_and_fetched() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = Client::new(&config);
    s3.create_bucket()
        .bucket("characters")
        .send()
        .await
        .unwrap();
    let keys = [
        "a b",
        "a+b",
        "a%20b",
        "a%2Bb",
        "a&b=c",
        "a?b#c",
        "a//b",
        "/a",
        "a/",
        "<a>\"'</a>",
        "\u{e9}t\u{e9}",
        "\u{65e5}\u{672c}",
        "\u{1f4c4}",
        "~a_b-c.d",
        "a;b,c:d@e",
        "{a|b}^[c]`",
        "a\\b",
    ];
    for key in keys {
        put(&s3, "characters", key).await.unwrap();
    }
    let sorted: BTreeSet<_> = keys.map(str::to_owned).into();

    let list = s3.list_objects_v2().bucket("characters").page_size(2);
    let listed = list.items().collect_all().await.unwrap();
    let listed: BTreeSet<_> = listed.into_iter().flat_map(|object| object.key).collect();
    assert_eq!(listed, sorted);

    let list = s3.list_objects().bucket("characters").page_size(2);
    let listed = list.items().collect_all().await.unwrap();
    let listed: BTreeSet<_> = listed.into_iter().flat_map(|object| object.key).collect();
    assert_eq!(listed, sorted);

    for key in keys {
        let object = s3
            .get_object()
            .bucket("characters")
            .key(key)
            .send()
            .await
            .unwrap();
        assert_eq!(object.content_length, i64::try_from(key.len()).ok());
        let content = object.body.unwrap().collect().await.unwrap();
        assert_eq!(content, key.as_bytes(), "{key}");
    }
}

#[tokio::test]
async fn common_prefixes_are_counted_with_the_page() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = Client::new(&config);
    s3.create_bucket().bucket("prefixes").send().await.unwrap();
    for key in ["a/1", "a/2", "b c/1", "d", "e"] {
        put(&s3, "prefixes", key).await.unwrap();
    }
    let mut prefixes = Vec::new();
    let mut keys = Vec::new();
    let mut count = 0;
    let list = s3
        .list_objects_v2()
        .bucket("prefixes")
        .delimiter("/")
        .page_size(2);
    let mut pages = list.pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        count += 1;
        prefixes.extend(
            page.common_prefixes()
                .iter()
                .flat_map(|it| it.prefix.clone()),
        );
        keys.extend(page.contents().iter().flat_map(|it| it.key.clone()));
    }
    assert_eq!(count, 2);
    assert_eq!(prefixes, ["a/", "b c/"]);
    assert_eq!(keys, ["d", "e"]);
}

#[tokio::test]
async fn object_versions_are_paged_by_two_tokens() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = Client::new(&config);
    s3.create_bucket().bucket("versions").send().await.unwrap();
    let on = VersioningConfiguration::default().status("Enabled");
    let switch = s3.put_bucket_versioning().bucket("versions");
    switch.versioning_configuration(on).send().await.unwrap();
    for _ in 0..3 {
        for key in ["a b", "c", "d"] {
            put(&s3, "versions", key).await.unwrap();
        }
    }
    s3.delete_object()
        .bucket("versions")
        .key("c")
        .send()
        .await
        .unwrap();

    let list = || s3.list_object_versions().bucket("versions").page_size(2);
    let mut versions = BTreeSet::new();
    let mut markers = Vec::new();
    let mut count = 0;
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        count += 1;
        assert!(page.versions().len() + page.delete_markers().len() <= 2);
        for version in page.versions() {
            let (key, id) = (version.key.clone(), version.version_id.clone());
            assert!(
                versions.insert((key.unwrap(), id.unwrap())),
                "{version:?} came twice"
            );
        }
        markers.extend(page.delete_markers().iter().flat_map(|it| it.key.clone()));
    }
    assert_eq!(count, 5);
    assert_eq!(versions.len(), 9);
    assert_eq!(markers, ["c"]);
    for key in ["a b", "c", "d"] {
        assert_eq!(
            versions.iter().filter(|(of, _)| of == key).count(),
            3,
            "{key}"
        );
    }

    // Resumed between two versions of one key.
    let whole = list().items().collect_all().await.unwrap();
    let mut first = list().items().max_items(4);
    let mut found = Vec::new();
    while let Some(version) = first.try_next().await.unwrap() {
        found.push(version);
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
}

#[tokio::test]
async fn missing_buckets_and_keys_are_errors_with_their_codes() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let s3 = Client::new(&config);
    let mut pages = s3.list_objects_v2().bucket("no-such-bucket").pages();
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.code(), Some("NoSuchBucket"));
    assert_eq!(error.status(), Some(404));
    assert!(error.details::<NoSuchBucket>().is_some());
    assert!(
        error
            .to_string()
            .starts_with("s3 ListObjectsV2: NoSuchBucket: "),
        "{error}"
    );
    assert!(
        pages.try_next().await.unwrap().is_none(),
        "an error ends the stream"
    );

    s3.create_bucket()
        .bucket("no-such-key")
        .send()
        .await
        .unwrap();
    let get = s3.get_object().bucket("no-such-key").key("nothing");
    let error = get.send().await.unwrap_err();
    assert_eq!(error.code(), Some("NoSuchKey"));
    assert!(error.details::<NoSuchKey>().is_some());
    assert!(error.details::<NoSuchBucket>().is_none());
}
