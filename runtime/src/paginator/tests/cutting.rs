//! Limits and resume tokens: what is delivered, and where the next run starts.

use super::*;

#[tokio::test]
async fn max_items_cuts_the_page_and_leaves_a_token() {
    let full = async |max, pages: &[Json]| {
        let run = run(users(), &json!({}), pages).with(|pages| pages.max_items(max));
        run.full().await.0
    };
    let page = |items: &[u8], marker: &str| json!({"Users": items, "Marker": marker});
    assert_eq!(
        full(1, &[page(&[1], "m1")]).await,
        json!({"Users": [1], "NextToken": enc(r#"{"Marker": "m1"}"#)})
    );
    assert_eq!(
        full(0, &[page(&[1, 2], "m1")]).await,
        json!({"Users": [], "NextToken": enc(r#"{"Marker": null, "boto_truncate_amount": 0}"#)})
    );
    assert_eq!(
        full(0, &[page(&[], "m1")]).await,
        json!({"Users": [], "NextToken": enc(r#"{"Marker": "m1"}"#)})
    );
    assert_eq!(
        full(2, &[page(&[1, 2], "")]).await,
        json!({"Users": [1, 2]}),
        "nothing is left"
    );
    assert_eq!(
        full(4, &[page(&[1, 2, 3], "m1"), page(&[4, 5, 6], "m2")]).await,
        json!({
            "Users": [1, 2, 3, 4],
            "NextToken": enc(r#"{"Marker": "m1", "boto_truncate_amount": 1}"#)
        })
    );
    assert_eq!(
        full(1, &[page(&[], "a"), page(&[1, 2], "b")]).await,
        json!({
            "Users": [1],
            "NextToken": enc(r#"{"Marker": "a", "boto_truncate_amount": 1}"#)
        })
    );
}

#[tokio::test]
async fn a_run_resumes_where_a_page_was_cut() {
    let resume = async |token: &str, max: Option<usize>, pages: &[Json]| {
        let run = run(users(), &json!({}), pages).with(|pages| {
            let pages = pages.starting_token(token);
            match max {
                Some(max) => pages.max_items(max),
                None => pages,
            }
        });
        run.full().await
    };
    let page = |items: &[u8], marker: &str| json!({"Users": items, "Marker": marker});
    let token = enc(r#"{"Marker": "m1", "boto_truncate_amount": 1}"#);
    let (result, calls) = resume(&token, None, &[page(&[4, 5, 6], "m2"), page(&[7], "")]).await;
    assert_eq!(result, json!({"Users": [5, 6, 7]}));
    assert_eq!(calls, [json!({"Marker": "m1"}), json!({"Marker": "m2"})]);

    let token = enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#);
    let (result, _) = resume(&token, Some(1), &[page(&[1, 2, 3, 4], "a")]).await;
    let rest = enc(r#"{"Marker": null, "boto_truncate_amount": 2}"#);
    assert_eq!(result, json!({"Users": [2], "NextToken": rest}));

    let token = enc(r#"{"Marker": null, "boto_truncate_amount": 5}"#);
    let pages = [page(&[1, 2], "a"), page(&[3], "")];
    let shrunk =
        run(users(), &json!({}), &pages).with(|pages| pages.starting_token(&token).max_items(1));
    let (pages, error, _) = shrunk.each().await;
    assert_eq!(pages, [json!(null); 0]);
    assert!(error.unwrap().contains("the listing has changed"));

    let (result, calls) = resume("m1___2", None, &[page(&[1, 2, 3], "a"), page(&[4], "")]).await;
    assert_eq!(result, json!({"Users": [3, 4]}));
    assert_eq!(calls, [json!({"Marker": "m1"}), json!({"Marker": "a"})]);
}

#[tokio::test]
async fn a_token_of_the_service_is_a_starting_token() {
    for token in [
        enc(r#"{"foo":1}"#),
        String::from("MTIz"),
        String::from("a___b"),
    ] {
        let run = run(users(), &json!({}), &[json!({"Users": [1]})])
            .with(|pages| pages.starting_token(&token));
        assert_eq!(run.full().await.1, [json!({"Marker": token})]);
    }
}

#[tokio::test]
async fn a_bad_starting_token_is_an_error_before_any_call() {
    let run = run(users(), &json!({}), &[]).with(|pages| pages.starting_token("a___b___1"));
    let (pages, end, calls) = run.each().await;
    assert!(pages.is_empty() && calls.is_empty());
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Bad starting token: a___b___1");
}

#[tokio::test]
async fn secondary_results_come_once() {
    let cut = enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#);
    let page = json!({"Users": [1, 2], "Groups": [7, 8], "Marker": "m1"});
    let first = run(users_and_groups(), &json!({}), std::slice::from_ref(&page))
        .with(|pages| pages.max_items(1));
    assert_eq!(
        first.full().await.0,
        json!({"Users": [1], "Groups": [7, 8], "NextToken": cut})
    );
    let second = run(users_and_groups(), &json!({}), &[page])
        .with(|pages| pages.max_items(1).starting_token(&cut));
    assert_eq!(
        second.full().await.0,
        json!({"Users": [2], "Groups": [], "NextToken": enc(r#"{"Marker": "m1"}"#)})
    );
}

#[tokio::test]
async fn a_resumed_page_that_nobody_saw_keeps_its_secondary_results() {
    let pages = [
        json!({"Users": [1], "Groups": [7], "Marker": "a"}),
        json!({"Users": [2], "Groups": [8]}),
    ];
    let resume = async |compat| {
        let run = run(users_and_groups(), &json!({}), &pages).with(|pages| {
            pages
                .starting_token(enc(r#"{"Marker": "T"}"#))
                .compat_blank_secondary(compat)
        });
        run.full().await.0
    };
    assert_eq!(
        resume(false).await,
        json!({"Users": [1, 2], "Groups": [7, 8]})
    );
    assert_eq!(resume(true).await, json!({"Users": [1, 2], "Groups": [8]}));
}

#[tokio::test]
async fn resuming_blanks_by_type() {
    let all = paginator(&[(0, "Marker")], &[USERS, LOG, COUNT, MAP]);
    let page = json!({"Users": [1, 2], "Log": "abc", "Count": 3, "M": {"a": 1}});
    let run = run(all, &json!({}), &[page])
        .with(|pages| pages.starting_token(enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#)));
    assert_eq!(
        run.each().await.0,
        [json!({"Users": [2], "Log": "", "Count": 3})]
    );
}

#[tokio::test]
async fn a_missing_primary_result_of_a_resumed_page_is_null_in_its_parents() {
    let nested = paginator(&[(0, "Marker")], &[NESTED_P]);
    let run = run(nested, &json!({}), &[json!({"Count": 1})])
        .with(|pages| pages.starting_token(enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#)))
        .with(|pages| pages.botocore_rules(true));
    assert_eq!(run.full().await.0, json!({}));
}

#[tokio::test]
async fn a_map_is_never_cut() {
    let maps = paginator(&[(0, "Marker")], &[MAP]);
    let page = json!({"M": {"a": 1, "b": 2}, "Marker": "m1"});
    let run = run(maps, &json!({}), &[page]).with(|pages| pages.max_items(1));
    assert_eq!(
        run.full().await.0,
        json!({"M": {"a": 1, "b": 2}, "NextToken": enc(r#"{"Marker": "m1"}"#)})
    );
}

#[tokio::test]
async fn a_text_is_cut_by_characters() {
    let log = || paginator(&[(0, "Marker")], &[LOG]);
    let page = json!({"Log": "fößbar", "Marker": "2"});
    let token = enc(r#"{"Marker": null, "boto_truncate_amount": 4}"#);
    let first =
        run(log(), &json!({}), std::slice::from_ref(&page)).with(|pages| pages.max_items(4));
    assert_eq!(
        first.full().await.0,
        json!({"Log": "fößb", "NextToken": token})
    );
    let rest = run(log(), &json!({}), &[page, json!({"Log": "!"})])
        .with(|pages| pages.starting_token(&token));
    assert_eq!(rest.full().await.0, json!({"Log": "ar!"}));
}

#[tokio::test]
async fn a_token_the_caller_set_is_what_a_cut_first_page_resumes_from() {
    let page = json!({"Users": [1, 2], "Marker": "b"});
    let run = run(users(), &json!({"Marker": "usr"}), &[page]).with(|pages| pages.max_items(1));
    assert_eq!(
        run.full().await.0["NextToken"],
        json!(enc(r#"{"Marker": "usr", "boto_truncate_amount": 1}"#))
    );
}

#[tokio::test]
async fn map_tokens_go_back_as_they_came() {
    let key = || paginator(&[(5, "Key")], &[USERS]);
    let pages = [
        json!({"Users": [1], "Key": {"id": {"B": "/w=="}, "at": {"S": "x"}}}),
        json!({"Users": [2, 3]}),
    ];
    let (_, calls) = run(key(), &json!({}), &pages).full().await;
    assert_eq!(calls[1], json!({"Key": pages[0]["Key"]}));

    let cut = run(key(), &json!({}), &pages).with(|pages| pages.max_items(2));
    let token = cut.full().await.0["NextToken"].as_str().unwrap().to_owned();
    let expected = "{\"Key\": {\"at\": {\"S\": \"x\"}, \"id\": {\"B\": \"/w==\"}}, \
        \"boto_truncate_amount\": 1, \"boto_encoded_keys\": [[\"Key\", \"id\", \"B\"]]}";
    assert_eq!(token, enc(expected));
    let resumed = run(key(), &json!({}), &pages[1..]).with(|pages| pages.starting_token(token));
    let (result, calls) = resumed.full().await;
    assert_eq!(result, json!({"Users": [3]}));
    assert_eq!(calls, [json!({"Key": pages[0]["Key"]})]);
}

#[tokio::test]
async fn bytes_are_tokens() {
    let bytes = || paginator(&[(6, "Bytes")], &[USERS]);
    let pages = [
        json!({"Users": [1, 2], "Bytes": "/w=="}),
        json!({"Users": [3, 4], "Bytes": "/g=="}),
    ];
    let cut = run(bytes(), &json!({}), &pages).with(|pages| pages.max_items(3));
    let (result, calls) = cut.full().await;
    assert_eq!(calls, [json!({}), json!({"Bytes": "/w=="})]);
    assert_eq!(
        result["NextToken"],
        json!(enc(
            r#"{"Bytes": "/w==", "boto_truncate_amount": 1, "boto_encoded_keys": [["Bytes"]]}"#
        ))
    );
}

fn take_users(page: Dynamic) -> Vec<i64> {
    let users = shown(&page)["Users"].clone();
    serde_json::from_value(users).unwrap_or_default()
}

#[tokio::test]
async fn items_pass_over_empty_pages() {
    let pages = [
        json!({"Users": [], "Marker": "a"}),
        json!({"Users": [1, 2], "Marker": "b"}),
        json!({"Marker": "c"}),
        json!({"Users": [3]}),
    ];
    let run = run(users(), &json!({}), &pages);
    let items = run.pages.items(take_users).collect_all().await.unwrap();
    assert_eq!(items, [1, 2, 3]);
}

#[tokio::test]
async fn items_leave_a_token_once_the_last_is_taken() {
    let pages = [json!({"Users": [1, 2, 3], "Marker": "a"})];
    let run = run(users(), &json!({}), &pages);
    let mut items = run.pages.items(take_users).max_items(2);
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(items.resume_token(), None);
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert_eq!(
        items.resume_token(),
        Some(enc(r#"{"Marker": null, "boto_truncate_amount": 2}"#))
    );
    assert_eq!(items.try_next().await.unwrap(), None);
}
