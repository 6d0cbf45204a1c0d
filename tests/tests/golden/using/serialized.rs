//! Generated shapes as `serde` sees them, with the feature `serde` of `pageboy`.

use pageboy::{Blob, DateTime};

use crate::ledger::types::{Amount, Category, CreateEntryInput, Kind, Tag};

#[test]
fn a_structure_is_its_members_by_their_names_in_the_model() {
    let mut input = CreateEntryInput::default();
    input.account = Some("abc".to_owned());
    input.amount = Some(Amount::Split(vec![Amount::Whole(1), Amount::Exact(0.5)]));
    input.kind = Some(Kind::V2fa);
    input.secret = Some("told".to_owned());
    input.seal = Some(Blob::new([1, 2]));
    input.category = Some(Category::default().children([Category::default().name("bread")]));
    input.notes = Some(vec![Some("a".to_owned()), None]);
    input.tags = Some(vec![Tag::default().key("k")]);
    input.due = Some(DateTime::from_secs(0));
    insta::assert_snapshot!(serde_json::to_string(&input).unwrap(), @r#"{"Account":"abc","Amount":{"Split":[{"Whole":1},{"Exact":0.5}]},"Kind":"2fa","Secret":"told","Seal":"AQI=","Category":{"Children":[{"Name":"bread"}]},"Notes":["a",null],"Tags":[{"Key":"k"}],"Due":"1970-01-01T00:00:00Z"}"#);
    assert_eq!(
        serde_json::to_string(&CreateEntryInput::default()).unwrap(),
        "{}"
    );
}

#[test]
fn an_enum_is_its_text_whether_the_model_lists_it_or_not() {
    let kinds = [Kind::V2fa, Kind::from("a new kind"), Kind::Empty];
    assert_eq!(
        serde_json::to_string(&kinds).unwrap(),
        r#"["2fa","a new kind",""]"#
    );
}

#[test]
fn a_union_is_an_object_with_its_member() {
    let amount = Amount::Whole(7);
    assert_eq!(serde_json::to_string(&amount).unwrap(), r#"{"Whole":7}"#);
}
