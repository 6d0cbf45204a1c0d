//! Tokens, page sizes and errors: what is requested, and when.

use super::*;

#[tokio::test]
async fn tokens_are_followed_and_other_parameters_kept() {
    let pages = [
        json!({"Users": [1], "Marker": "t1"}),
        json!({"Users": [2], "Marker": "t2"}),
        json!({"Users": [3]}),
    ];
    let (pages, end, calls) = run(users(), &json!({"Foo": "foo"}), &pages).each().await;
    assert_eq!((pages.len(), end), (3, None));
    assert_eq!(
        calls,
        [
            json!({"Foo": "foo"}),
            json!({"Foo": "foo", "Marker": "t1"}),
            json!({"Foo": "foo", "Marker": "t2"}),
        ]
    );
}

#[tokio::test]
async fn falsy_tokens_end_the_pages() {
    for marker in [json!(""), json!(0), json!(false), json!(null)] {
        let page = json!({"Users": [1], "Marker": marker});
        let (pages, end, _) = run(users(), &json!({}), &[page]).each().await;
        assert_eq!((pages.len(), end), (1, None));
    }
}

#[tokio::test]
async fn more_results_decides_before_tokens_do() {
    let more = || Paginator {
        more_results: Some(expression("More")),
        ..users()
    };
    let count = async |pages: &[Json]| run(more(), &json!({}), pages).each().await.0.len();
    let a = json!({"More": true, "Marker": "a"});
    assert_eq!(count(&[a, json!({"More": false, "Marker": "b"})]).await, 2);
    assert_eq!(count(&[json!({"More": true})]).await, 1);
    let text = json!({"More": "false", "Marker": "a"});
    assert_eq!(count(&[text, json!({})]).await, 2);
    assert_eq!(count(&[json!({"More": 0, "Marker": "a"})]).await, 1);
}

#[tokio::test]
async fn a_repeated_token_is_an_error_after_the_page() {
    let page = |marker: &str| json!({"Marker": marker});
    let pages = [page("t1"), page("t2"), page("t2")];
    let (pages, end, calls) = run(users(), &json!({}), &pages).each().await;
    assert_eq!((pages.len(), calls.len()), (3, 3));
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Error during pagination: The same next token was received twice: {'Marker': 't2'}");

    let pages = [page("T"), page("T")];
    let run = run(users(), &json!({}), &pages)
        .with(|pages| pages.starting_token(enc(r#"{"Marker": "T"}"#)));
    let (pages, end, calls) = run.each().await;
    assert_eq!(pages.len(), 2);
    assert!(end.is_some());
    assert_eq!(calls, [json!({"Marker": "T"}), json!({"Marker": "T"})]);
}

#[tokio::test]
async fn the_text_none_is_sent_as_no_token() {
    let pages = [json!({"Marker": "None"}), json!({"Marker": ""})];
    let (_, end, calls) = run(users(), &json!({"Marker": "x"}), &pages).each().await;
    assert_eq!(end, None);
    assert_eq!(calls, [json!({"Marker": "x"}), json!({})]);
}

#[tokio::test]
async fn of_several_tokens_absent_ones_are_removed() {
    let two = || paginator(&[(0, "Marker"), (1, "Second")], &[USERS]);
    let pages = [
        json!({"Users": [1], "Marker": "a"}),
        json!({"Users": [2, 3], "Second": "b"}),
        json!({"Users": [4]}),
    ];
    let (_, calls) = run(two(), &json!({}), &pages).full().await;
    assert_eq!(
        calls,
        [json!({}), json!({"Marker": "a"}), json!({"Second": "b"})]
    );
    let cut = run(two(), &json!({}), &pages).with(|pages| pages.max_items(2));
    assert_eq!(
        cut.full().await.0["NextToken"],
        json!(enc(
            r#"{"Marker": "a", "Second": null, "boto_truncate_amount": 1}"#
        ))
    );
    let old =
        run(two(), &json!({"Second": "x"}), &[json!({})]).with(|pages| pages.starting_token("m0"));
    assert_eq!(old.full().await.1, [json!({"Marker": "m0"})]);
}

#[tokio::test]
async fn a_token_that_the_input_cannot_hold_is_an_error_that_names_the_member() {
    let number = paginator(&[(2, "Marker")], &[USERS]);
    let (pages, end, _) = run(number, &json!({}), &[json!({"Marker": "abc"})])
        .each()
        .await;
    assert_eq!(pages.len(), 1);
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Bad token: MaxKeys cannot hold 'abc'");
}

#[tokio::test]
async fn a_sensitive_token_is_not_shown() {
    let secret = paginator(&[(7, "Marker")], &[USERS]);
    let page = json!({"Marker": "hunter2"});
    let (_, end, _) = run(secret, &json!({}), &[page.clone(), page]).each().await;
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Error during pagination: The same next token was received twice: {'Secret': ***}");
}

#[tokio::test]
async fn the_page_size_is_sent_with_every_page_in_the_members_type() {
    let sized = |limit| Paginator {
        limit: Some(limit),
        ..users()
    };
    let pages = [json!({"Marker": "a"}), json!({})];
    let run_sized = async |limit, input: Json| {
        let run = run(sized(limit), &input, &pages).with(|pages| pages.page_size(2));
        run.full().await.1
    };
    assert_eq!(
        run_sized(2, json!({"MaxKeys": 9})).await,
        [json!({"MaxKeys": 2}), json!({"MaxKeys": 2, "Marker": "a"})]
    );
    assert_eq!(run_sized(3, json!({})).await[0], json!({"MaxItems": "2"}));
    let none = run(users(), &json!({}), &[]).with(|pages| pages.page_size(5));
    let (_, end, calls) = none.each().await;
    assert!(calls.is_empty());
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Error during pagination: PageSize parameter is not supported for the pagination interface for this operation.");
}

#[tokio::test]
async fn pages_before_an_error_are_delivered_and_it_ends_the_stream() {
    let pages = [
        json!({"Users": [1], "Marker": "a"}),
        json!("connection refused"),
    ];
    let (pages, end, calls) = run(users(), &json!({}), &pages).each().await;
    assert_eq!((pages.len(), calls.len()), (1, 2));
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: connection refused");
}

#[tokio::test]
async fn an_expression_that_fails_is_an_error_after_the_page() {
    let wrong = paginator(&[(0, "length(Marker)")], &[USERS]);
    let (pages, end, _) = run(wrong, &json!({}), &[json!({})]).each().await;
    assert_eq!(pages.len(), 1);
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: the expression `length(Marker)` could not be evaluated: length() expects a string, an array or an object as argument 1, but got null");
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_asked_for() {
    let pages = [
        json!({"Users": [1], "Marker": "a"}),
        json!({"Users": [2], "Marker": "b"}),
    ];
    let mut run = run(users(), &json!({}), &pages);
    let sent = run.calls.clone();
    let sent = || sent.lock().unwrap().len();
    assert_eq!(sent(), 0);
    run.pages.try_next().await.unwrap();
    assert_eq!(sent(), 1);
    drop(run);
    assert_eq!(sent(), 1);
}

#[test]
fn streams_can_be_sent_between_threads() {
    fn is_stream<T: futures_core::Stream + Send + Unpin + 'static>() {}
    is_stream::<Pages<Dynamic>>();
    is_stream::<Items<Dynamic>>();
}
