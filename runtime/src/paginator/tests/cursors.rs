//! Cursors: after every page and item, through text, and where they are refused.

use std::fmt;

use super::*;

fn users_of(page: Dynamic) -> Vec<i64> {
    numbers(&page, "Users")
}

fn groups_of(page: Dynamic) -> Vec<i64> {
    numbers(&page, "Groups")
}

fn numbers(page: &Dynamic, member: &str) -> Vec<i64> {
    serde_json::from_value(shown(page)[member].clone()).unwrap_or_default()
}

fn keys_of(page: Dynamic) -> Vec<String> {
    let page = shown(&page);
    let map = page["M"].as_object();
    map.map(|map| map.keys().cloned().collect())
        .unwrap_or_default()
}

/// The pages that the script's tokens lead to: no token, `a`, `b`, `c`.
fn served(pages: &[Json], token: Option<&str>) -> Vec<Json> {
    let at = match token {
        None => 0,
        Some(token) => {
            let gives = |page: &Json| page["Marker"] == token || page["Second"] == token;
            pages.iter().position(gives).unwrap() + 1
        }
    };
    pages[at..].to_vec()
}

/// The token in a cursor's text.
fn token_of(cursor: &Cursor) -> Option<&str> {
    cursor.tokens.values().find_map(|token| match token {
        TokenValue::String(text) => Some(text.as_str()),
        _ => None,
    })
}

/// Stops after every number of items, carries the cursor through text, and goes on: nothing is lost, nothing comes
/// twice.
async fn every_item_can_be_the_last<T: Clone + PartialEq + fmt::Debug + 'static>(
    pages: &[Json],
    paginator: impl Fn() -> Paginator,
    result: usize,
    take: fn(Dynamic) -> Vec<T>,
) {
    let items = |pages: &[Json]| {
        run(paginator(), &json!({}), pages)
            .pages
            .items_of(result, take)
    };
    let all = items(pages).collect_all().await.unwrap();
    for stop in 0..=all.len() {
        let mut first = items(pages);
        let mut found = Vec::new();
        for _ in 0..stop {
            found.extend(first.try_next().await.unwrap());
        }
        if stop == 0 {
            assert_eq!(first.cursor(), None);
            continue;
        }
        let Some(cursor) = first.cursor() else {
            assert_eq!(first.try_next().await.unwrap(), None);
            assert_eq!(found, all);
            continue;
        };
        let text = cursor.to_text();
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        );
        assert_eq!(text.parse(), Ok(cursor.clone()));
        let json = serde_json::to_string(&cursor).unwrap();
        assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);

        let rest = served(pages, token_of(&cursor));
        let rest = items(&rest).start_at(cursor).collect_all().await.unwrap();
        found.extend(rest);
        assert_eq!(found, all, "after {stop} items");
    }
}

fn three_pages() -> Vec<Json> {
    vec![
        json!({"Users": [1, 2, 3], "Groups": [7], "Marker": "a"}),
        json!({"Users": [], "Groups": [8, 9], "Marker": "b"}),
        json!({"Users": [4], "Groups": [], "Marker": "c"}),
        json!({"Users": [5, 6], "Groups": [10]}),
    ]
}

#[tokio::test]
async fn a_run_goes_on_after_any_item() {
    every_item_can_be_the_last(&three_pages(), users_and_groups, 0, users_of).await;
    every_item_can_be_the_last(&three_pages(), users_and_groups, 1, groups_of).await;
    let maps = [
        json!({"M": {"a": 1, "b": 2, "c": 3}, "Marker": "a"}),
        json!({"M": {"d": 4, "e": 5}}),
    ];
    every_item_can_be_the_last(&maps, || paginator(&[(0, "Marker")], &[MAP]), 0, keys_of).await;
    let two = [
        json!({"Users": [1, 2], "Marker": "a"}),
        json!({"Users": [3], "Second": "b"}),
        json!({"Users": [4]}),
    ];
    let two_tokens = || paginator(&[(0, "Marker"), (1, "Second")], &[USERS]);
    every_item_can_be_the_last(&two, two_tokens, 0, users_of).await;
}

#[tokio::test]
async fn a_run_goes_on_after_any_page() {
    let pages = three_pages();
    for stop in 1..pages.len() {
        let mut first = run(users_and_groups(), &json!({}), &pages).pages;
        for _ in 0..stop {
            first.try_next().await.unwrap();
        }
        let cursor = first.cursor().unwrap();
        assert_eq!(cursor.delivered(), 0);
        let rest = run(users_and_groups(), &json!({}), &pages[stop..])
            .with(|pages| pages.start_at(cursor));
        let (rest, end, _) = rest.each().await;
        assert_eq!((&rest[0]["Users"], end), (&pages[stop]["Users"], None));
        assert_eq!(rest[0]["Groups"], pages[stop]["Groups"], "nobody saw them");
    }
    let mut last = run(users(), &json!({}), &[json!({"Users": [1]})]).pages;
    last.try_next().await.unwrap();
    assert_eq!(last.cursor(), None, "nothing is left");
}

#[tokio::test]
async fn an_error_leaves_a_cursor_to_go_on_from() {
    let pages = [
        json!({"Users": [1, 2], "Marker": "a"}),
        json!("connection refused"),
    ];
    let mut items = run(users(), &json!({}), &pages).pages.items(users_of);
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    items.try_next().await.unwrap_err();
    let cursor = items.cursor().unwrap();
    let again = run(users(), &json!({}), &[json!({"Users": [3]})]);
    let calls = again.calls.clone();
    let rest = again.pages.items(users_of).start_at(cursor);
    assert_eq!(rest.collect_all().await.unwrap(), [3]);
    assert_eq!(*calls.lock().unwrap(), [json!({"Marker": "a"})]);

    let mut first = run(users(), &json!({}), &[json!("connection refused")]).pages;
    first.try_next().await.unwrap_err();
    let cursor = first.cursor().unwrap();
    let again = run(users(), &json!({}), &[json!({"Users": [1]})]);
    let again = again.with(|pages| pages.start_at(cursor));
    assert_eq!(again.full().await.1, [json!({})]);
}

#[tokio::test]
async fn a_cursor_of_something_else_is_refused_before_any_call() {
    let page = json!({"Users": [1, 2], "Groups": [3, 4], "Marker": "a"});
    let mut items = run(users_and_groups(), &json!({"Foo": "x"}), &[page])
        .pages
        .items(users_of);
    items.try_next().await.unwrap();
    let cursor = items.cursor().unwrap();
    let refused = async |cursor: Cursor, paginator: Paginator, input: Json| {
        let run = run(paginator, &input, &[]).with(|pages| pages.start_at(cursor));
        let (pages, end, calls) = run.each().await;
        assert!(pages.is_empty() && calls.is_empty());
        end.unwrap()
    };
    let other_input = refused(cursor.clone(), users_and_groups(), json!({"Foo": "y"})).await;
    insta::assert_snapshot!(other_input, @"made-up ListThings: the cursor belongs to another input");
    let other_size = refused(
        cursor.clone(),
        Paginator {
            limit: Some(2),
            ..users_and_groups()
        },
        json!({"Foo": "x", "MaxKeys": 7}),
    )
    .await;
    insta::assert_snapshot!(other_size, @"made-up ListThings: the cursor belongs to another input");
    let other_tokens = paginator(&[(1, "Marker")], &[USERS]);
    let other_tokens = refused(cursor.clone(), other_tokens, json!({"Foo": "x"})).await;
    insta::assert_snapshot!(other_tokens, @"made-up ListThings: the cursor has tokens of another definition");
    let foreign = Cursor {
        operation: String::from("ListOthers"),
        ..cursor.clone()
    };
    let foreign = refused(foreign, users_and_groups(), json!({"Foo": "x"})).await;
    insta::assert_snapshot!(foreign, @"made-up ListThings: the cursor belongs to made-up ListOthers");
    let groups = run(users_and_groups(), &json!({"Foo": "x"}), &[])
        .pages
        .items_of(1, groups_of);
    let error = groups.start_at(cursor).collect_all().await.unwrap_err();
    insta::assert_snapshot!(error, @"made-up ListThings: the cursor stands in the middle of a page's `Users`");
    assert!(matches!(
        error.kind(),
        ErrorKind::Cursor(CursorError::OtherResult { .. })
    ));
}

#[tokio::test]
async fn between_pages_the_page_size_may_change() {
    let sized = || Paginator {
        limit: Some(2),
        ..users()
    };
    let pages = [json!({"Users": [1], "Marker": "a"})];
    let mut first = run(sized(), &json!({}), &pages)
        .with(|pages| pages.page_size(1))
        .pages;
    first.try_next().await.unwrap();
    let cursor = first.cursor().unwrap();
    let rest = run(sized(), &json!({}), &[json!({"Users": [2, 3]})])
        .with(|pages| pages.page_size(100).start_at(cursor));
    assert_eq!(
        rest.full().await.1,
        [json!({"Marker": "a", "MaxKeys": 100})]
    );
}

#[tokio::test]
async fn boto3s_tokens_become_cursors_and_cursors_boto3s_tokens() {
    let cut = enc(r#"{"Marker": "m1", "boto_truncate_amount": 1}"#);
    let start = run(users(), &json!({}), &[]).with(|pages| pages.starting_token(&cut));
    let cursor = start.pages.into_start().unwrap();
    assert_eq!((cursor.delivered(), cursor.to_resume_token()), (1, Ok(cut)));
    let resumed =
        run(users(), &json!({}), &[json!({"Users": [1, 2]})]).with(|pages| pages.start_at(cursor));
    assert_eq!(resumed.full().await.0, json!({"Users": [2]}));

    let bad = run(users(), &json!({}), &[]).with(|pages| pages.starting_token("a___b___1"));
    let error = bad.pages.into_start().unwrap_err();
    insta::assert_snapshot!(error, @"made-up ListThings: Bad starting token: a___b___1");

    let page = [json!({"Users": [1, 2], "Groups": [3, 4], "M": {"a": 1, "b": 2}, "Marker": "a"})];
    let mut groups = run(users_and_groups(), &json!({}), &page)
        .pages
        .items_of(1, groups_of);
    groups.try_next().await.unwrap();
    let inside = groups.cursor().unwrap();
    assert_eq!(inside.to_resume_token(), Err(CursorError::NoResumeToken));
    groups.try_next().await.unwrap();
    let between = groups.cursor().unwrap();
    assert_eq!(between.to_resume_token(), Ok(enc(r#"{"Marker": "a"}"#)));

    let mut keys = run(paginator(&[(0, "Marker")], &[MAP]), &json!({}), &page)
        .pages
        .items(keys_of)
        .max_items(1);
    assert_eq!(keys.try_next().await.unwrap().as_deref(), Some("a"));
    assert_eq!(
        keys.try_next().await.unwrap(),
        None,
        "a map's items are counted one by one"
    );
    assert_eq!(
        (keys.cursor().unwrap().delivered(), keys.resume_token()),
        (1, None)
    );
}

#[tokio::test]
async fn a_cursor_of_items_leaves_the_other_results_of_its_page() {
    let page = [json!({"Users": [1, 2], "Groups": [3], "Marker": "a"})];
    let mut items = run(users_and_groups(), &json!({}), &page)
        .pages
        .items(users_of);
    items.try_next().await.unwrap();
    let cursor = items.cursor().unwrap();
    let pages = run(
        users_and_groups(),
        &json!({}),
        &[json!({"Users": [1, 2], "Groups": [3]})],
    )
    .with(|pages| pages.start_at(cursor));
    assert_eq!(pages.each().await.0, [json!({"Users": [2], "Groups": [3]})]);
}

#[tokio::test]
async fn texts_that_are_no_cursors_are_refused() {
    let page = [json!({"Users": [1, 2], "Bytes": "/w=="})];
    let mut items = run(paginator(&[(6, "Bytes")], &[USERS]), &json!({}), &page)
        .pages
        .items(users_of);
    items.try_next().await.unwrap();
    let cursor = items.cursor().unwrap();
    let text = cursor.to_text();
    assert_eq!(text.parse(), Ok(cursor.clone()));
    assert_eq!(format!(" {text}\n").parse(), Ok(cursor));
    for end in 0..text.len() {
        assert_eq!(text[..end].parse::<Cursor>(), Err(CursorError::Malformed));
    }
    for at in 0..text.len() {
        let mut damaged = text.clone().into_bytes();
        damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
        let damaged = String::from_utf8(damaged).unwrap();
        assert_eq!(
            damaged.parse::<Cursor>(),
            Err(CursorError::Malformed),
            "{at}"
        );
    }
    for text in [
        "",
        "pb1.",
        "pb2.AAAA",
        "pb1.AAAAAAAA",
        &enc(r#"{"Marker": "m1"}"#),
    ] {
        assert_eq!(text.parse::<Cursor>(), Err(CursorError::Malformed));
    }
    serde_json::from_str::<Cursor>("\"pb1.x\"").unwrap_err();
}

#[tokio::test]
async fn a_cursor_does_not_show_its_tokens() {
    let page = [json!({"Users": [1], "Marker": "hunter2"})];
    let mut pages = run(paginator(&[(7, "Marker")], &[USERS]), &json!({}), &page).pages;
    pages.try_next().await.unwrap();
    let cursor = pages.cursor().unwrap();
    insta::assert_snapshot!(format!("{cursor:?}"), @r#"Cursor { service: "made-up", operation: "ListThings", result: None, delivered: None, .. }"#);
}

#[tokio::test]
async fn the_same_input_has_the_same_cursor_everywhere() {
    let page = [json!({"Users": [1], "Marker": "m"})];
    let mut pages = run(users(), &json!({"Foo": "x"}), &page).pages;
    pages.try_next().await.unwrap();
    // Another text here means that cursors kept by users are refused.
    insta::assert_snapshot!(pages.cursor().unwrap().to_text(), @"pb1.WyJtYWRlLXVwIiwiTGlzdFRoaW5ncyIsIjYzMTlhZjY3Yzk4M2NiMDAiLG51bGwsdHJ1ZV0KeyJNYXJrZXIiOiAibSJ9qR0oVw");
}
