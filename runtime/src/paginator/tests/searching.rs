//! Expressions on pages.

use serde::Deserialize;

use super::*;

fn pages() -> [Json; 3] {
    [
        json!({"Users": [1, 2], "E": {"P": [9], "Z": "x"}, "Marker": "a"}),
        json!({"Marker": "b"}),
        json!({"Users": [3], "E": {"Z": "y"}}),
    ]
}

async fn search(expression: &str) -> Vec<Json> {
    let pages = run(users(), &json!({}), &pages()).pages;
    pages
        .search(expression)
        .unwrap()
        .collect_all()
        .await
        .unwrap()
}

#[tokio::test]
async fn elements_come_one_by_one_and_anything_else_once() {
    assert_eq!(
        search("Users[]").await,
        [json!(1), json!(2), json!(null), json!(3)],
        "a page without users has null"
    );
    assert_eq!(search("(Users || `[]`)[?@ > `1`]").await, [2, 3]);
    assert_eq!(search("E.Z").await, [json!("x"), json!(null), json!("y")]);
    assert_eq!(
        search("[[E.Z]]").await,
        [json!(["x"]), json!([null]), json!(["y"])]
    );
    assert_eq!(
        search("merge({z: E.Z}).z | [0]").await,
        [json!(null), json!(null), json!(null)]
    );
}

#[tokio::test]
async fn values_are_read_as_the_type_asked_for() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "PascalCase")]
    struct Detail {
        p: Option<Vec<u8>>,
        z: String,
    }
    let found = run(users(), &json!({}), &pages())
        .pages
        .search::<Option<Detail>>("E");
    let found = found.unwrap().collect_all().await.unwrap();
    let nested = |p, z: &str| Some(Detail { p, z: z.to_owned() });
    assert_eq!(found, [nested(Some(vec![9]), "x"), None, nested(None, "y")]);

    let mut wrong = run(users(), &json!({}), &pages())
        .pages
        .search::<u8>("E.Z")
        .unwrap();
    let error = wrong.try_next().await.unwrap_err();
    insta::assert_snapshot!(error, @r#"made-up ListThings: what the expression `E.Z` found does not have the requested type: expected a whole number, 0 to 255, found a string"#);
    assert_eq!(
        wrong.try_next().await.unwrap(),
        None,
        "the stream has ended"
    );
    assert_eq!(
        wrong.cursor().unwrap().to_resume_token(),
        Ok(enc(r#"{"Marker": null}"#))
    );
}

#[tokio::test]
async fn what_is_not_there_is_a_value_only_where_the_type_takes_null() {
    let run = || run(users(), &json!({}), &pages()).pages;
    let users = run().search::<i64>("Users[?@ > `1`]").unwrap();
    assert_eq!(users.collect_all().await.unwrap(), [2, 3]);
    let texts = run().search::<String>("[E.Z, Marker]").unwrap();
    assert_eq!(texts.collect_all().await.unwrap(), ["x", "a", "b", "y"]);
    let maybe = run().search::<Option<String>>("[E.Z]").unwrap();
    let found = maybe.collect_all().await.unwrap();
    assert_eq!(found, [Some("x".to_owned()), None, Some("y".to_owned())]);
}

#[tokio::test]
async fn a_mistake_in_the_expression_is_found_before_any_call() {
    let mistake = |text: &str| {
        let run = run(users(), &json!({}), &[]);
        run.pages.search::<Json>(text).unwrap_err().to_string()
    };
    insta::assert_snapshot!(mistake("Usrs[]"), @"`Usrs[]` does not fit the output: no member `Usrs` in Output; did you mean `Users`? (at 0)");
    insta::assert_snapshot!(mistake("E.Nothing"), @"`E.Nothing` does not fit the output: no member `Nothing` in Nested; known are P, Q, Z (at 2)");
    insta::assert_snapshot!(mistake("Users["), @"`Users[` is not a JMESPath expression: it ends too early");
    insta::assert_snapshot!(mistake(&"!".repeat(1000)).replace('!', ""), @"`…` is not a JMESPath expression: it nests too deep: at most 50 brackets in each other and 500 operators in a chain");
}

#[tokio::test]
async fn an_expression_that_cannot_be_evaluated_ends_the_search_before_the_page() {
    let mut found = run(users(), &json!({}), &pages())
        .pages
        .search::<Json>("length(Users)")
        .unwrap();
    assert_eq!(found.try_next().await.unwrap(), Some(json!(2)));
    let error = found.try_next().await.unwrap_err();
    insta::assert_snapshot!(error, @"made-up ListThings: the expression `length(Users)` could not be evaluated: length() expects a string, an array or an object as argument 1, but got null");
    assert_eq!(
        found.cursor().unwrap().to_resume_token(),
        Ok(enc(r#"{"Marker": "a"}"#))
    );
}

#[tokio::test]
async fn a_search_goes_on_at_the_page_it_has_not_finished() {
    let mut found = run(users(), &json!({}), &pages())
        .pages
        .search::<Json>("Users[]")
        .unwrap();
    assert_eq!(found.try_next().await.unwrap(), Some(json!(1)));
    assert_eq!(
        found.cursor().unwrap().to_resume_token(),
        Ok(enc(r#"{"Marker": null}"#))
    );
    assert_eq!(found.try_next().await.unwrap(), Some(json!(2)));
    assert_eq!(
        found.cursor().unwrap().to_resume_token(),
        Ok(enc(r#"{"Marker": "a"}"#))
    );
}
