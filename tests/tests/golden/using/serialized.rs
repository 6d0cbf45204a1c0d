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

#[test]
fn what_is_written_reads_the_same() {
    let mut input = CreateEntryInput::default();
    input.account = Some("abc".to_owned());
    input.amount = Some(Amount::Split(vec![Amount::Whole(1), Amount::Exact(0.5)]));
    input.kind = Some(Kind::from("a new kind"));
    input.seal = Some(Blob::new([1, 2]));
    input.category = Some(Category::default().children([Category::default().name("bread")]));
    input.notes = Some(vec![Some("a".to_owned()), None]);
    input.tags = Some(vec![Tag::default().key("k")]);
    input.due = Some(DateTime::from_secs(0));
    let text = serde_json::to_string(&input).unwrap();
    let read: CreateEntryInput = serde_json::from_str(&text).unwrap();
    assert_eq!(read, input);
    assert_eq!(read, input);
}

#[test]
fn unknown_names_are_ignored_and_missing_members_stay_absent() {
    let read: CreateEntryInput =
        serde_json::from_str(r#"{"New":[{"x":1}],"Kind":null,"Account":"abc"}"#).unwrap();
    assert_eq!(read.account.as_deref(), Some("abc"));
    assert_eq!(read.kind, None);
}

#[test]
fn a_union_keeps_the_name_of_an_unknown_member_and_has_exactly_one() {
    let unknown = Amount::Unknown("Other".to_owned());
    let text = serde_json::to_string(&unknown).unwrap();
    assert_eq!(serde_json::from_str::<Amount>(&text).unwrap(), unknown);
    assert!(serde_json::from_str::<Amount>(r#"{"Whole":1,"Exact":0.5}"#).is_err());
    assert!(serde_json::from_str::<Amount>("{}").is_err());
}

#[test]
fn a_setter_is_called_for_a_value_that_is_there() {
    use pageboy::SetSome;
    let tag = Tag::default().set_some(Some("k"), Tag::key);
    let tag = tag.set_some(None::<String>, |tag, key| tag.key(key));
    assert_eq!(tag, Tag::default().key("k"));
}
