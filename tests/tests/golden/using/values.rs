//! Structures, unions and enums.

use std::time::{Duration, SystemTime};

use pageboy::schema::Kind as ShapeKind;
use pageboy::view::Structure;
use pageboy::{Blob, DateTime, Document};

use crate::ledger::types::{
    Amount, Answer, Builder, Category, CreateEntryInput, DefaultShape, DescribeEntryOutput, Entry,
    InvalidEntry, Kind, ListBalancesOutput, OptionShape, Ring, Tag,
};
use crate::museum::types::PutExhibitRequest;

#[test]
fn setters_are_chained_and_take_what_people_have() {
    let category = Category::default()
        .name("food")
        .parent(Category::default().name(String::from("life")))
        .children([Category::default().name("bread")])
        .related([("see", Category::default())])
        .ring(Ring::default().next(Ring::default()));
    assert_eq!(
        category
            .parent
            .as_ref()
            .and_then(|parent| parent.name.as_deref()),
        Some("life")
    );
    assert_eq!(category.children.as_ref().map(Vec::len), Some(1));
    assert_eq!(category, category.clone());
}

#[test]
fn names_that_are_rusts_are_set_under_other_names() {
    let builder = Builder::default()
        .set_from("a")
        .set_clone(true)
        .add(1)
        .set_default("d")
        .set_new("n");
    assert_eq!(builder.from.as_deref(), Some("a"));
    assert_eq!((builder.clone, builder.add), (Some(true), Some(1)));
    assert_eq!(
        (builder.default.as_deref(), builder.new.as_deref()),
        (Some("d"), Some("n"))
    );
}

#[test]
fn a_list_or_map_that_is_absent_reads_as_empty() {
    let output = DescribeEntryOutput::default();
    assert!(output.entries.is_none() && output.entries().is_empty());
    let output = ListBalancesOutput::default();
    assert!(output.balances.is_none() && output.balances().is_empty());
    let entries = vec![Entry::default(), Entry::default()];
    let output = DescribeEntryOutput {
        entries: Some(entries),
        ..Default::default()
    };
    assert_eq!(output.entries().len(), 2);
}

#[test]
fn what_is_sensitive_is_never_printed() {
    let input = CreateEntryInput {
        account: Some("visible".into()),
        secret: Some("hidden".into()),
        seal: Some(Blob::new("hidden")),
        ..Default::default()
    };
    insta::assert_snapshot!(format!("{input:?}"), @r#"CreateEntryInput { Account: "visible", Secret: ***, Seal: *** }"#);
    let error = InvalidEntry {
        secret: Some("hidden".into()),
        ..Default::default()
    };
    insta::assert_snapshot!(format!("{error:?}"), @"InvalidEntry { Secret: *** }");
    let input = PutExhibitRequest {
        key: Some("visible".into()),
        secret: Some("hidden".into()),
        ..Default::default()
    };
    insta::assert_snapshot!(format!("{input:?}"), @r#"PutExhibitRequest { Key: "visible", Secret: *** }"#);
}

#[test]
fn what_is_printed_has_the_names_of_the_model() {
    let mut output = DescribeEntryOutput::default();
    let entry = Entry {
        kind: Some("2fa".into()),
        amount: Some(Amount::Split(vec![
            Amount::Whole(1),
            Amount::Unknown("Later".into()),
        ])),
        balances: Some(
            [("EUR".to_owned(), Amount::Exact(0.5))]
                .into_iter()
                .collect(),
        ),
        notes: Some(vec![Some("a".into()), None]),
        ..Default::default()
    };
    output.entry = Some(entry);
    insta::assert_snapshot!(format!("{output:#?}"), @r#"
    DescribeEntryOutput {
        Entry: Entry {
            Kind: "2fa",
            Amount: Amount {
                Split: [
                    Amount {
                        Whole: 1,
                    },
                    Amount(
                        unknown member Later,
                    ),
                ],
            },
            Balances: {
                "EUR": Amount {
                    Exact: 0.5,
                },
            },
            Notes: [
                "a",
                null,
            ],
        },
    }
    "#);
}

#[test]
fn an_enum_keeps_values_the_model_does_not_list() {
    assert_eq!(Kind::from("t2.micro"), Kind::T2Micro);
    assert_eq!(Kind::from("T2_MICRO"), Kind::T2Micro2);
    assert_eq!(
        Kind::from("from tomorrow"),
        Kind::Unknown("from tomorrow".into())
    );
    assert_eq!(Kind::from("from tomorrow").as_str(), "from tomorrow");
    assert_eq!(Kind::from(String::from("Unknown")), Kind::UnknownValue2);
    assert_eq!(Kind::Asterisk.to_string(), "*");
    assert_eq!(format!("{:?}", Kind::V2fa), "\"2fa\"");
    assert_eq!(DefaultShape::from("default"), DefaultShape::Default2);
}

#[test]
fn every_known_value_is_read_back_from_its_text() {
    for (text, value) in Kind::known() {
        assert_eq!(value.as_str(), *text);
        assert_eq!(&Kind::from(*text), value);
        assert!(!matches!(value, Kind::Unknown(_)), "{text}");
    }
    assert_eq!(Kind::known().len(), 21);
}

#[test]
fn a_union_is_one_of_its_members() {
    let amount = Amount::Whole(7);
    assert_eq!((amount.as_whole(), amount.as_exact()), (Some(&7), None));
    let mut answer = Answer::default();
    let index = |name| answer_index(name);
    assert!(answer.get_mut(index("Because")).is_some());
    assert_eq!(answer, Answer::Because(String::new()));
    assert!(answer.get(index("Yes")).is_none());
    answer.set_unknown("Perhaps");
    assert_eq!(answer, Answer::Unknown("Perhaps".into()));
    assert_eq!(
        Answer::Unknown2("a member".into())
            .as_unknown()
            .map(String::as_str),
        Some("a member")
    );
}

fn answer_index(name: &str) -> usize {
    Answer::default().shape().index_of(name).unwrap()
}

#[test]
fn every_member_is_found_at_its_index_and_nothing_beyond() {
    fn all<T: Structure + Default>() {
        let mut value = T::default();
        let count = value.shape().members().len();
        for index in 0..count {
            let name = value.shape().members()[index].name;
            assert!(value.get_mut(index).is_some(), "{name}");
            value.get_mut(index).unwrap().slot();
            assert!(
                !(&value as &dyn Structure).view_of(index).is_null(),
                "{name}"
            );
        }
        assert!(value.get(count).is_none() && value.get_mut(count).is_none());
        assert_eq!(value.shape().kind, ShapeKind::Structure);
    }
    all::<CreateEntryInput>();
    all::<Builder>();
    all::<crate::ledger::types::BuildInput>();
    all::<crate::museum::types::Gallery>();
    all::<crate::museum::types::Exhibit>();
    all::<crate::depot::types::ListParcelsInput>();
    all::<crate::yard::types::DescribeCranesRequest>();
}

#[test]
fn times_documents_and_text_convert_on_the_way_in() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let (config, _) = super::config([]);
    let request = crate::ledger::Client::new(&config)
        .create_entry()
        .account("abc")
        .kind("2fa")
        .booked(now)
        .due(DateTime::from_secs(0))
        .details(Document::from("x"))
        .seal(Blob::new([1, 2]))
        .notes(vec![Some("a".into()), None])
        .matrix([vec![1.0, 2.0], vec![]])
        .tags([Tag::default().key("k")]);
    insta::assert_snapshot!(format!("{request:?}").split(", request: ").next().unwrap(), @r#"CreateEntry { input: CreateEntryInput { Account: "abc", Kind: "2fa", Seal: ***, Details: String("x"), Notes: ["a", null], Matrix: [[1.0, 2.0], []], Tags: [Tag { Key: "k" }], Booked: 2001-09-09T01:46:40Z, Due: 1970-01-01T00:00:00Z }"#);
}

/// What a program holds on to, and moves between tasks.
#[test]
fn values_are_send_sync_and_free() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Amount>();
    check::<CreateEntryInput>();
    check::<OptionShape>();
    check::<PutExhibitRequest>();
    check::<crate::ledger::Client>();
    check::<crate::ledger::operations::CreateEntry>();
}

/// A worker of tokio has a stack of 2 MiB; where one would not do, the process ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn answers_as_deep_as_may_be_are_read_shown_copied_and_compared_on_a_worker() {
    let deepest = |open: &str, close: &str, levels: usize| {
        let times = 125 / levels;
        let (open, close) = (open.repeat(times), close.repeat(times));
        super::json(&format!(
            r#"{{"Entry": {{"Category": {open}{{}}{close}}}}}"#
        ))
    };
    let script = [
        deepest(r#"{"Parent":"#, "}", 1),
        deepest(r#"{"Children":["#, "]}", 2),
        deepest(r#"{"Related":{"k":"#, "}}", 2),
        deepest(r#"{"Ring":{"Category":"#, "}}", 2),
        deepest(r#"{"Parent":"#, "}", 1),
    ];
    let answers = script.len();
    let (config, transport) = super::config(script);
    let worker = tokio::spawn(async move {
        let ledger = crate::ledger::Client::new(&config);
        for _ in 0..answers {
            let request = ledger.create_entry().account("abc").client_token("once");
            let output = request.amount(Amount::Whole(1)).send().await.unwrap();
            assert_eq!(output, output.clone());
            assert!(format!("{output:?}").contains("Category"));
            assert!(serde_json::to_string(&output).unwrap().contains("Category"));
        }
    });
    worker.await.unwrap();
    assert_eq!(transport.unused(), 0);
}
