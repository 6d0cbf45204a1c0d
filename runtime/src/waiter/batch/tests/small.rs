//! Outputs that are kept in little memory.

use std::sync::Arc;

use crate::Dynamic;
use crate::client::{Metadata, empty_dynamic};
use crate::schema::{Endpoint, Member, Operation, Protocol, Service, Shape, shapes};
use crate::view::{Packer, Structure, equal};
use crate::waiter::shared_reply::{SharedCall, SharedReply};
use crate::wire::samples::sample;

static TEXTS: Shape = Shape::list("Texts", &[Member::new("member", &shapes::STRING)]).sparse();
static NUMBERS: Shape = Shape::map(
    "Numbers",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &shapes::INTEGER),
    ],
)
.sparse();
static CHOICE: Shape = Shape::union("Choice", &[Member::new("Text", &shapes::STRING)]);
static OUTPUT: Shape = Shape::structure(
    "Output",
    &[
        Member::new("Boolean", &shapes::BOOLEAN),
        Member::new("Integer", &shapes::INTEGER),
        Member::new("Long", &shapes::LONG),
        Member::new("Float", &shapes::FLOAT),
        Member::new("Double", &shapes::DOUBLE),
        Member::new("Text", &shapes::STRING),
        Member::new("Enum", &shapes::ENUM),
        Member::new("Blob", &shapes::BLOB),
        Member::new("Time", &shapes::TIMESTAMP),
        Member::new("Texts", &TEXTS),
        Member::new("Numbers", &NUMBERS),
        Member::new("Choice", &CHOICE),
        Member::new("Nested", &OUTPUT),
        Member::new("Document", &shapes::DOCUMENT),
    ],
);
static SERVICE: Service = Service::new("s", "S", "1", Protocol::Json11, Endpoint::regional("s"));
static OPERATION: Operation = Operation::new(&SERVICE, "Describe").output(&OUTPUT);

fn small<'a>(outputs: &[&'a dyn Structure]) -> Vec<SharedReply> {
    let mut packer = Packer::default();
    let whole = |it: &&'a dyn Structure| packer.pack(&OUTPUT, [(&[] as &[u16], *it)]);
    let values: Vec<_> = outputs.iter().map(whole).collect();
    let call = Arc::new(SharedCall {
        operation: &OPERATION,
        empty: empty_dynamic,
        texts: packer.into_texts(),
        metadata: Metadata::NONE,
    });
    let small = |values| SharedReply::small(Arc::clone(&call), values);
    values.into_iter().map(small).collect()
}

#[test]
fn values_of_every_kind_are_the_same_afterwards() {
    let long = "x".repeat(300);
    let texts = [
        r#"{}"#.to_owned(),
        r#"{"Boolean": true, "Integer": -7, "Long": -9007199254740993, "Float": 1.5, "Double": 1e300, "Text": "a",
            "Enum": "b", "Blob": "bytes", "Time": 1700000000.5, "Texts": ["a", null, ""], "Numbers": {"a": 1, "b": null},
            "Choice": {"Text": "a"}}"#
            .to_owned(),
        r#"{"Document": {"a": [1, -1, 1.5, "b", null, true, {}], "b": {"c": "a"}}, "Text": "b"}"#.to_owned(),
        format!(r#"{{"Boolean": false, "Text": "", "Texts": [], "Numbers": {{}}, "Nested": {{"Nested": {{"Text": "{long}"}}}}}}"#),
    ];
    let outputs: Vec<_> = texts.iter().map(|text| sample(&OUTPUT, text)).collect();
    let outputs: Vec<&dyn Structure> = outputs.iter().map(|it| it as &dyn Structure).collect();
    for (kept, output) in small(&outputs).into_iter().zip(outputs) {
        assert!(equal(kept.output().unwrap(), output));
        assert!(equal(&*kept.into_output().unwrap(), output));
    }
}

#[test]
fn a_members_name_that_the_table_does_not_have_is_kept() {
    let mut output = sample(&OUTPUT, r#"{"Choice": {"Text": "a"}}"#);
    let choice = OUTPUT.index_of("Choice").unwrap();
    let member = output.get_mut(choice).unwrap();
    let crate::view::Slot::Structure(union) = member.slot() else {
        panic!("it is a union");
    };
    union.set_unknown("Later");
    let kept = small(&[&output]).remove(0);
    assert!(equal(kept.output().unwrap(), &output));
}

#[test]
fn an_output_has_its_items_at_the_ends_of_their_paths() {
    static ITEMS: Shape = Shape::list("Items", &[Member::new("member", &NODE)]);
    static NODE: Shape = Shape::structure(
        "Node",
        &[
            Member::new("Items", &ITEMS),
            Member::new("Node", &NODE),
            Member::new("Text", &shapes::STRING),
        ],
    );
    let [one, two] = ["one", "two"].map(|text| sample(&NODE, &format!(r#"{{"Text": "{text}"}}"#)));
    let mut packer = Packer::default();
    let items: [(&[u16], &dyn Structure); 3] = [(&[1, 0], &one), (&[1, 0], &two), (&[0, 1], &two)];
    let packed = packer.pack(&NODE, items);
    let mut output = Dynamic::new(&NODE);
    packer.into_texts().unpack(&packed, &mut output);
    let whole = r#"{"Node": {"Items": [{"Text": "one"}, {"Text": "two"}]}, "Items": [{"Node": {"Text": "two"}}]}"#;
    assert!(equal(&output, &sample(&NODE, whole)));
}
