//! Full results.

use super::*;

#[tokio::test]
async fn nested_results_are_cut_and_aggregated() {
    let nested = || paginator(&[(0, "Marker")], &[NESTED_P]);
    let pages = [
        json!({"E": {"P": [1, 2], "Q": 1}, "Marker": "a"}),
        json!({"E": {"P": [3, 4], "Q": 2}}),
    ];
    let (result, _) = run(nested(), &json!({}), &pages).full().await;
    assert_eq!(result, json!({"E": {"P": [1, 2, 3, 4]}}));
    let (pages, ..) = run(nested(), &json!({}), &pages)
        .with(|pages| pages.max_items(3))
        .each()
        .await;
    assert_eq!(pages[1], json!({"E": {"P": [3], "Q": 2}}));
}

#[tokio::test]
async fn what_is_not_aggregated_comes_from_the_first_page() {
    const ONCE: &[ResultPath] = &[path("X", &[11]), path("E.Z", &[8, 2])];
    let paginator = || Paginator {
        non_aggregate: ONCE,
        ..users()
    };
    let (result, _) = run(paginator(), &json!({}), &[json!({"Users": [1]})])
        .full()
        .await;
    assert_eq!(result, json!({"Users": [1], "X": null, "E": {"Z": null}}));
    let pages = [
        json!({"Users": [1], "X": "first", "Marker": "a"}),
        json!({"Users": [2], "X": "second", "E": {"Z": "z"}}),
    ];
    let (result, _) = run(paginator(), &json!({}), &pages).full().await;
    assert_eq!(
        result,
        json!({"Users": [1, 2], "X": "first", "E": {"Z": null}})
    );
}

#[tokio::test]
async fn full_results_append_add_and_join() {
    let all = paginator(&[(0, "Marker")], &[USERS, COUNT, LOG]);
    let pages = [
        json!({"Users": [1], "Count": 1, "Log": "x", "Marker": "a"}),
        json!({"Marker": "b"}),
        json!({"Users": [2, 3], "Count": 2, "Log": "y", "Marker": "c"}),
        json!({"Users": [4], "Count": 3, "Log": "z"}),
    ];
    assert_eq!(
        run(all, &json!({}), &pages).full().await.0,
        json!({"Users": [1, 2, 3, 4], "Count": 6, "Log": "xyz"})
    );
}

#[tokio::test]
async fn maps_are_of_the_first_page_unless_they_are_to_be_merged() {
    let pages = [
        json!({"M": {"a": 1}, "Marker": "2"}),
        json!({"M": {"b": 1}}),
    ];
    let full = async |merge| {
        let maps = paginator(&[(0, "Marker")], &[MAP]);
        let run = run(maps, &json!({}), &pages).with(|pages| pages.merge_maps(merge));
        run.full().await.0
    };
    assert_eq!(full(false).await, json!({"M": {"a": 1}}));
    assert_eq!(full(true).await, json!({"M": {"a": 1, "b": 1}}));
}

#[tokio::test]
async fn a_typed_full_result_holds_what_the_json_one_holds() {
    const ONCE: &[ResultPath] = &[path("X", &[11]), path("E.Z", &[8, 2])];
    let all = || Paginator {
        non_aggregate: ONCE,
        ..paginator(&[(0, "Marker")], &[USERS, COUNT, LOG, NESTED_P, MAP])
    };
    let pages = [
        json!({"Users": [1], "Count": 1, "X": "first", "M": {"a": 1}, "Groups": [7], "Marker": "a"}),
        json!({"E": {"P": [3], "Z": "z"}, "Marker": "b"}),
        json!({"Users": [2, 3], "Count": 2, "Log": "y", "M": {"b": 1}, "X": "later", "Marker": "c"}),
        json!({"Users": [4], "Count": 3, "Log": "z", "E": {"P": [4, 5]}}),
    ];
    for merge in [false, true] {
        let with = || run(all(), &json!({}), &pages).with(|pages| pages.merge_maps(merge));
        let mut expected = with().full().await.0;
        // What is absent is null there.
        expected["E"].as_object_mut().unwrap().remove("Z");
        let typed = with().pages.collect_all().await.unwrap();
        assert_eq!(shown(&typed), expected);
    }
}

#[tokio::test]
async fn a_typed_full_result_leaves_the_stream_to_tell_what_is_left() {
    let pages = [json!({"Users": [1, 2], "Marker": "a"})];
    let mut limited = run(users(), &json!({}), &pages)
        .with(|pages| pages.max_items(1))
        .pages;
    let all = limited.collect_all().await.unwrap();
    assert_eq!(shown(&all), json!({"Users": [1]}));
    let token = enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#);
    assert_eq!(limited.resume_token(), Some(token.clone()));
    assert_eq!(limited.cursor().unwrap().to_resume_token(), Ok(token));

    let pages = [
        json!({"Users": [1], "Marker": "a"}),
        json!("connection refused"),
    ];
    let mut failed = run(users(), &json!({}), &pages).pages;
    failed.collect_all().await.unwrap_err();
    let token = failed.cursor().unwrap().to_resume_token();
    assert_eq!(token, Ok(enc(r#"{"Marker": "a"}"#)));
}

#[tokio::test]
async fn a_result_inside_of_what_is_not_aggregated_is_of_all_pages() {
    const ONCE: &[ResultPath] = &[path("E", &[8])];
    let nested = Paginator {
        non_aggregate: ONCE,
        ..paginator(&[(0, "Marker")], &[NESTED_P])
    };
    let pages = [
        json!({"E": {"P": [1], "Q": 1}, "Marker": "a"}),
        json!({"E": {"P": [2], "Q": 2}}),
    ];
    let (result, _) = run(nested, &json!({}), &pages).full().await;
    assert_eq!(result, json!({"E": {"P": [1, 2], "Q": 1}}));
}
