//! IAM: the `query` protocol.

use std::collections::BTreeSet;

use pageboy_tests::moto;

use crate::services::iam::Client;
use crate::services::iam::operations::CreateRole;
use crate::services::iam::types::{NoSuchEntityException, Tag};
use crate::{DELAY, REGION, after_poll};

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;

fn role(iam: &Client, name: &str) -> CreateRole {
    iam.create_role()
        .role_name(name)
        .assume_role_policy_document(POLICY)
}

#[tokio::test]
async fn a_role_that_comes_late_is_waited_for() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let iam = Client::new(&config);
    let description = "R\u{f4}le & \"pflicht\" <1>";
    let create = role(&iam, "late").description(description).send();
    let waited = iam
        .wait_until_role_exists()
        .role_name("late")
        .delay(DELAY)
        .on_poll(after_poll(2, create))
        .await
        .unwrap();
    assert!(waited.attempts() > 2, "{waited}");
    let role = waited.into_output().unwrap().role.unwrap();
    assert_eq!(role.description.as_deref(), Some(description));
    assert!(role.create_date.is_some());
}

#[tokio::test]
async fn roles_are_listed_in_pages_of_three() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let iam = Client::new(&config);
    let names: BTreeSet<_> = (0..7).map(|number| format!("listed-{number}")).collect();
    for name in &names {
        role(&iam, name).path("/listed/").send().await.unwrap();
    }
    let list = || iam.list_roles().path_prefix("/listed/").page_size(3);
    let mut sizes = Vec::new();
    let mut truncated = Vec::new();
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.roles().len());
        truncated.push(page.is_truncated);
    }
    assert_eq!(sizes, [3, 3, 1]);
    assert_eq!(truncated, [Some(true), Some(true), Some(false)]);
    let roles = list().items().collect_all().await.unwrap();
    let listed: BTreeSet<_> = roles.into_iter().flat_map(|role| role.role_name).collect();
    assert_eq!(listed, names);
}

#[tokio::test]
async fn the_tags_of_a_role_are_listed_in_pages_of_two() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let iam = Client::new(&config);
    role(&iam, "tagged").send().await.unwrap();
    let tag = |number: u8| {
        Tag::default()
            .key(format!("key {number}"))
            .value(format!("a=b&{number}"))
    };
    let tags: Vec<_> = (0..5).map(tag).collect();
    let request = iam.tag_role().role_name("tagged").tags(tags.clone());
    request.send().await.unwrap();
    let list = || iam.list_role_tags().role_name("tagged").page_size(2);
    let mut sizes = Vec::new();
    let mut pages = list().pages();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.tags().len());
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(list().items().collect_all().await.unwrap(), tags);
}

#[tokio::test]
async fn a_missing_role_is_a_modelled_error_whose_code_is_not_its_name() {
    let Some(config) = moto::config(REGION) else {
        return;
    };
    let iam = Client::new(&config);
    let error = iam
        .list_role_tags()
        .role_name("missing")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("NoSuchEntity"));
    assert_eq!(error.status(), Some(404));
    let details: NoSuchEntityException = error.details().unwrap();
    assert_eq!(details.message.as_deref(), error.message());
    assert!(details.message.is_some());
}
