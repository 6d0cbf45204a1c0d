//! Finds repeated tokens, and pages that bring nothing new.

use super::*;

fn page(user: u64, marker: &str) -> Json {
    json!({"Users": [user], "Marker": marker})
}

#[tokio::test]
async fn a_longer_cycle_is_an_error_unless_only_the_last_page_counts() {
    let pages = [
        page(1, "a"),
        page(2, "b"),
        page(3, "c"),
        page(4, "a"),
        page(5, ""),
    ];
    let (delivered, end, calls) = run(users(), &json!({}), &pages).each().await;
    assert_eq!((delivered.len(), calls.len()), (4, 4));
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Error during pagination: A next token of an earlier page was received again: {'Marker': 'a'}");

    let with = async |policy| {
        let run = run(users(), &json!({}), &pages).with(|pages| pages.on_repeated_token(policy));
        let (pages, end, _) = run.each().await;
        (pages.len(), end)
    };
    assert_eq!(with(RepeatedToken::OnlyAtOnce).await, (5, None));
    assert_eq!(with(RepeatedToken::Stop).await, (4, None));
}

#[tokio::test]
async fn a_repeated_token_ends_the_pages_where_the_definition_says_so() {
    let stops = || Paginator {
        repeated_token: RepeatedToken::Stop,
        ..users()
    };
    let pages = [page(1, "a"), page(2, "b"), json!({"Marker": "b"})];
    let mut stopped = run(stops(), &json!({}), &pages);
    let mut count = 0;
    while stopped.pages.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, stopped.pages.resume_token()), (3, None));
    // More may be there later.
    let cursor = stopped.pages.cursor().unwrap();
    let later = run(stops(), &json!({}), &[json!({"Marker": "b"})]).with(|p| p.start_at(cursor));
    let (pages, end, calls) = later.each().await;
    assert_eq!(
        (pages.len(), end),
        (1, None),
        "the token it was requested with"
    );
    assert_eq!(calls, [json!({"Marker": "b"})]);

    let strict = run(stops(), &json!({}), &[page(1, "a"), page(2, "a")])
        .with(|pages| pages.on_repeated_token(RepeatedToken::Error));
    assert!(strict.each().await.1.is_some());
}

#[tokio::test]
async fn a_hundred_same_pages_are_an_error() {
    let pages: Vec<Json> = (0..200).map(|at| page(1, &format!("t{at}"))).collect();
    let (delivered, end, calls) = run(users(), &json!({}), &pages).each().await;
    assert_eq!((delivered.len(), calls.len()), (100, 100));
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Error during pagination: 100 pages in a row were with the same results, each with a next token of its own");
}

#[tokio::test]
async fn pages_without_results_are_an_error_only_where_that_is_asked_for() {
    let mut pages: Vec<Json> = (0..300)
        .map(|at| json!({"Marker": format!("t{at}")}))
        .collect();
    pages.push(json!({"Users": [1]}));
    let (delivered, end, _) = run(users(), &json!({}), &pages).each().await;
    assert_eq!((delivered.len(), end), (301, None));

    let run = run(users(), &json!({}), &pages).with(|pages| pages.max_pages_without_progress(5));
    let (delivered, end, _) = run.each().await;
    assert_eq!(delivered.len(), 5);
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Error during pagination: 5 pages in a row were without anything new, each with a next token of its own");
}
