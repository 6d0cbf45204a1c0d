use std::collections::HashSet;

use crate::client::{Client, Config};
use crate::dynamic::Dynamic;
use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};
use crate::view::{Slot, Structure, View};

use super::fill::{Mode, merge};
use super::target::{Argument, Misfit, write};
use super::*;

static SERVICE: Service = Service::new(
    "made-up",
    "MadeUp",
    "2020-01-01",
    Protocol::Json10,
    Endpoint::regional("made-up"),
);
static STRINGS: Shape = Shape::list("Strings", &[Member::new("member", &shapes::STRING)]);
static ITEM: Shape = Shape::structure(
    "Item",
    &[
        Member::new("K", &shapes::STRING),
        Member::new("V", &shapes::STRING),
        Member::new("Values", &STRINGS),
        Member::new("Number", &shapes::INTEGER),
    ],
);
static ITEMS: Shape = Shape::list("Items", &[Member::new("member", &ITEM)]);
static INPUT: Shape = Shape::structure(
    "Input",
    &[
        Member::new("Items", &ITEMS),
        Member::new("Texts", &STRINGS),
        Member::new("One", &ITEM),
        Member::new("Text", &shapes::STRING),
    ],
);

const ITEMS_AT: u16 = 0;
const TEXTS: u16 = 1;
const ONE: u16 = 2;
const TEXT: u16 = 3;
const K: u16 = 0;
const V: u16 = 1;
const VALUES: u16 = 2;
const NUMBER: u16 = 3;

fn step(member: u16, element: Element) -> Step {
    Step::new(member, element)
}

/// Writes each text to its target, with the index of its batch.
fn written(writes: &[(&[Step], &str, Option<usize>)]) -> String {
    let mut input = Dynamic::new(&INPUT);
    for (target, text, index) in writes {
        write(
            &mut input,
            target,
            &Argument::Text((*text).to_owned()),
            *index,
        )
        .unwrap();
    }
    shown(&input)
}

fn shown(input: &Dynamic) -> String {
    crate::search(input, "@").map_or_else(
        |e| e.to_string(),
        |value: serde_json::Value| value.to_string(),
    )
}

#[test]
fn targets_make_what_is_on_the_way() {
    use Element::{At, New, None, Same};
    let (a, k, v) = (
        |element| step(ITEMS_AT, element),
        step(K, None),
        step(V, None),
    );
    let values = |element| step(VALUES, element);
    let texts = |element| step(TEXTS, element);
    insta::assert_snapshot!(
        written(&[(&[a(At(0)), k], "n", Option::None), (&[a(At(0)), values(At(0))], "v", Option::None)]),
        @r#"{"Items":[{"K":"n","Values":["v"]}]}"#
    );
    insta::assert_snapshot!(
        written(&[(&[a(New), values(Same)], "v", Option::None)]),
        @r#"{"Items":[{"Values":["v"]}]}"#
    );
    // The index of the second element is carried to its list, whose first element is made.
    insta::assert_snapshot!(
        written(&[(&[a(New), values(Same)], "v", Option::None), (&[a(New), values(Same)], "w", Option::None)]),
        @r#"{"Items":[{"Values":["v"]},{"Values":["","w"]}]}"#
    );
    // An explicit index wins over that of the batch.
    insta::assert_snapshot!(
        written(&[(&[a(At(0)), values(Same)], "v", Some(3))]),
        @r#"{"Items":[{"Values":["v"]}]}"#
    );
    insta::assert_snapshot!(
        written(&[(&[texts(New)], "x", Option::None), (&[texts(New)], "y", Option::None)]),
        @r#"{"Texts":["x","y"]}"#
    );
    insta::assert_snapshot!(
        written(&[(&[a(Same), k], "x", Some(0)), (&[a(Same), v], "y", Some(0)), (&[a(Same), k], "z", Some(1))]),
        @r#"{"Items":[{"K":"x","V":"y"},{"K":"z"}]}"#
    );
    // Only `[*]` keeps together what belongs to one resource.
    insta::assert_snapshot!(
        written(&[(&[a(New), k], "x", Some(0)), (&[a(New), v], "y", Some(0))]),
        @r#"{"Items":[{"K":"x"},{"V":"y"}]}"#
    );
    insta::assert_snapshot!(
        written(&[(&[texts(Same)], "x", Some(2))]),
        @r#"{"Texts":["","","x"]}"#
    );
    insta::assert_snapshot!(
        written(&[(&[step(ONE, None), k], "x", Option::None), (&[step(ONE, None), v], "y", Option::None)]),
        @r#"{"One":{"K":"x","V":"y"}}"#
    );
}

#[test]
fn a_value_that_does_not_fit_is_refused() {
    let mut input = Dynamic::new(&INPUT);
    let number = [step(ONE, Element::None), step(NUMBER, Element::None)];
    let text = |text: &str| Argument::Text(text.to_owned());
    assert_eq!(write(&mut input, &number, &text("12"), None), Ok(()));
    assert_eq!(
        write(&mut input, &number, &text("twelve"), None),
        Err(Misfit)
    );
    assert_eq!(
        write(&mut input, &number, &Argument::Integer(1 << 40), None),
        Err(Misfit)
    );
    assert_eq!(
        write(&mut input, &[step(TEXT, Element::New)], &text("x"), None),
        Err(Misfit)
    );
    assert_eq!(write(&mut input, &[], &text("x"), None), Err(Misfit));
    assert_eq!(
        write(&mut input, &[step(9, Element::None)], &text("x"), None),
        Err(Misfit)
    );
}

/// An input with a text, a list, and a structure that has a list.
fn input(text: &str, list: &str, nested: &str) -> Dynamic {
    let mut input = Dynamic::new(&INPUT);
    let targets = [
        (vec![step(TEXT, Element::None)], text),
        (vec![step(TEXTS, Element::New)], list),
        (
            vec![step(ONE, Element::None), step(VALUES, Element::New)],
            nested,
        ),
    ];
    for (target, text) in targets {
        if !text.is_empty() {
            write(&mut input, &target, &Argument::Text(text.to_owned()), None).unwrap();
        }
    }
    input
}

#[test]
fn what_is_filled_in_goes_together_with_what_is_set() {
    let merged = |mode| {
        let mut filled = input("ours", "ours", "ours");
        let mut given = input("theirs", "theirs", "theirs");
        merge(&mut filled, &mut given, mode, true).map(|()| shown(&given))
    };
    insta::assert_snapshot!(
        merged(Mode::CallersMember).unwrap(),
        @r#"{"One":{"Values":["theirs"]},"Text":"theirs","Texts":["theirs"]}"#
    );
    insta::assert_snapshot!(
        merged(Mode::Together).unwrap(),
        @r#"{"One":{"Values":["theirs"]},"Text":"theirs","Texts":["ours","theirs"]}"#
    );
    assert_eq!(
        merged(Mode::Apart),
        Err(vec![
            "`Texts` of Input is filled in by the collection and cannot be set".to_owned(),
            "`Values` of Item is filled in by the collection and cannot be set".to_owned(),
        ])
    );
}

#[test]
fn what_is_not_set_is_filled_in_whatever_the_mode() {
    for mode in [Mode::CallersMember, Mode::Together, Mode::Apart] {
        let mut filled = input("ours", "ours", "ours");
        let mut given = input("", "", "");
        merge(&mut filled, &mut given, mode, true).unwrap();
        assert_eq!(shown(&given), shown(&filled), "{mode:?}");
    }
}

static THING: ResourceType = ResourceType {
    service: &SERVICE,
    name: "Thing",
    identifiers: &[
        Identifier {
            name: "Name",
            method: "name",
            member: None,
            may_be_empty: false,
        },
        Identifier {
            name: "Value",
            method: "value",
            member: None,
            may_be_empty: true,
        },
    ],
    data: None,
    load: None,
};
static OTHER: ResourceType = ResourceType {
    service: &SERVICE,
    name: "Other",
    identifiers: THING.identifiers,
    data: None,
    load: None,
};

fn thing(kind: &'static ResourceType, identifiers: &[&str]) -> Handle {
    let config = Config::builder().region("us-east-1").build().unwrap();
    Handle::new(
        Client::new(&SERVICE, &config),
        kind,
        identifiers.iter().copied(),
    )
}

#[test]
fn identity_is_kind_and_identifiers() {
    let all: HashSet<Handle> = [
        thing(&THING, &["a", "b"]),
        thing(&THING, &["a", "b"]),
        thing(&THING, &["a", "c"]),
        thing(&OTHER, &["a", "b"]),
    ]
    .into_iter()
    .collect();
    assert_eq!(all.len(), 3);
    insta::assert_debug_snapshot!(thing(&THING, &["a", "b\"c"]), @r#"made-up.Thing(name="a", value="b\"c")"#);
}

#[test]
fn an_empty_identifier_is_named_unless_it_may_be_empty() {
    let thing = thing(&THING, &[]);
    assert_eq!(
        thing.named(0),
        Err("the identifier `name` of Thing is empty".to_owned())
    );
    assert_eq!(thing.named(1), Ok(""));
    assert_eq!(thing.identifier(7), "");
}

#[test]
fn a_handle_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Handle>();
    shared::<Meta<Client>>();
}

#[test]
fn data_that_an_expression_made_is_written_by_name() {
    let mut source = Dynamic::new(&INPUT);
    let target = [step(ONE, Element::None), step(K, Element::None)];
    write(&mut source, &target, &Argument::Text("k".to_owned()), None).unwrap();
    let made = crate::jmespath::Expression::parse_for("{K: One.K, V: 'v', Unknown: Text}", &INPUT);
    let made = made.unwrap();
    let found = made.evaluate(View::Structure(&source)).unwrap();
    let mut item = Dynamic::new(&ITEM);
    crate::jmespath::write_to(&found, &mut item);
    assert_eq!(shown(&item), r#"{"K":"k","V":"v"}"#);
    // Of a structure of another shape, what has the same name.
    let mut other = Dynamic::new(&INPUT);
    crate::view::copy(View::Structure(&item), Slot::Structure(&mut other));
    assert_eq!(shown(&other), "{}");
    assert!(other.get(0).is_some());
}
