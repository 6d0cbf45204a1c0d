//! Runs over pages that are JSON written down, in the notation of botocore's own tests.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use crate::Dynamic;
use crate::client::{Metadata, Reply};
use crate::error::{Error, ErrorKind};
use crate::jmespath::Found;
use crate::request::{Called, Caller};
use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};
use crate::view::View;

use super::*;

static SERVICE: Service = Service::new(
    "made-up",
    "MadeUp",
    "2020-01-01",
    Protocol::Json10,
    Endpoint::regional("made-up"),
);

static NUMBERS: Shape = Shape::list("Numbers", &[Member::new("member", &shapes::LONG)]);
static COUNTS: Shape = Shape::map(
    "Counts",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &shapes::LONG),
    ],
);
static VALUE: Shape = Shape::union(
    "Value",
    &[
        Member::new("S", &shapes::STRING),
        Member::new("B", &shapes::BLOB),
    ],
);
static KEY: Shape = Shape::map(
    "Key",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &VALUE),
    ],
);
static NESTED: Shape = Shape::structure(
    "Nested",
    &[
        Member::new("P", &NUMBERS),
        Member::new("Q", &shapes::LONG),
        Member::new("Z", &shapes::STRING),
    ],
);

static INPUT: Shape = Shape::structure(
    "Input",
    &[
        Member::new("Marker", &shapes::STRING),
        Member::new("Second", &shapes::STRING),
        Member::new("MaxKeys", &shapes::INTEGER),
        Member::new("MaxItems", &shapes::STRING),
        Member::new("Foo", &shapes::STRING),
        Member::new("Key", &KEY),
        Member::new("Bytes", &shapes::BLOB),
        Member::new("Secret", &shapes::STRING).sensitive(),
    ],
);

static OUTPUT: Shape = Shape::structure(
    "Output",
    &[
        Member::new("Users", &NUMBERS),
        Member::new("Groups", &NUMBERS),
        Member::new("Marker", &shapes::DOCUMENT),
        Member::new("Second", &shapes::STRING),
        Member::new("More", &shapes::DOCUMENT),
        Member::new("Log", &shapes::STRING),
        Member::new("Count", &shapes::LONG),
        Member::new("M", &COUNTS),
        Member::new("E", &NESTED),
        Member::new("Key", &KEY),
        Member::new("Bytes", &shapes::BLOB),
        Member::new("X", &shapes::STRING),
    ],
);

static OPERATION: Operation = Operation::new(&SERVICE, "ListThings")
    .input(&INPUT)
    .output(&OUTPUT);

const USERS: ResultPath = path("Users", &[0]);
const GROUPS: ResultPath = path("Groups", &[1]);
const LOG: ResultPath = path("Log", &[5]);
const COUNT: ResultPath = path("Count", &[6]);
const MAP: ResultPath = path("M", &[7]);
const NESTED_P: ResultPath = path("E.P", &[8, 0]);

const fn path(path: &'static str, members: &'static [u16]) -> ResultPath {
    ResultPath { path, members }
}

/// A paginator with the given tokens (input member, output expression) and results.
fn paginator(tokens: &[(u16, &str)], results: &[ResultPath]) -> Paginator {
    let tokens: Vec<Token> = tokens
        .iter()
        .map(|(input, output)| Token {
            input: *input,
            output: Expression::parse(output).unwrap(),
        })
        .collect();
    Paginator {
        operation: &OPERATION,
        tokens: tokens.leak(),
        more_results: None,
        results: results.to_vec().leak(),
        limit: None,
        non_aggregate: &[],
    }
}

/// `input_token` and `output_token` are `Marker`, `result_key` is `Users`.
fn users() -> Paginator {
    paginator(&[(0, "Marker")], &[USERS])
}

fn users_and_groups() -> Paginator {
    paginator(&[(0, "Marker")], &[USERS, GROUPS])
}

/// One run: pages served, parameters, and what came out.
struct Script {
    pages: Arc<Mutex<VecDeque<Json>>>,
    calls: Arc<Mutex<Vec<Json>>>,
}

impl Caller for Script {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = Called> + Send>> {
        let (pages, calls) = (self.pages.clone(), self.calls.clone());
        Box::pin(async move {
            calls.lock().unwrap().push(shown(&*input));
            let result = match pages.lock().unwrap().pop_front() {
                Some(Json::String(message)) => Err(Error::new(
                    &OPERATION,
                    ErrorKind::Transport {
                        message,
                        timeout: false,
                    },
                )),
                Some(page) => Ok(Reply {
                    output: Box::new(made(&OUTPUT, &page)),
                    metadata: Metadata {
                        status: 200,
                        request_id: None,
                        attempts: 1,
                    },
                }),
                None => panic!("no page is left"),
            };
            Called { input, result }
        })
    }
}

struct Run {
    pages: Pages<Dynamic>,
    calls: Arc<Mutex<Vec<Json>>>,
}

fn run(paginator: Paginator, input: &Json, pages: &[Json]) -> Run {
    let calls = Arc::<Mutex<Vec<Json>>>::default();
    let script = Script {
        pages: Arc::new(Mutex::new(pages.iter().cloned().collect())),
        calls: calls.clone(),
    };
    let paginator = Box::leak(Box::new(paginator));
    let input = Box::new(made(&INPUT, input));
    Run {
        pages: Pages::from_caller(Box::new(script), paginator, input),
        calls,
    }
}

impl Run {
    fn with(mut self, set: impl FnOnce(Pages<Dynamic>) -> Pages<Dynamic>) -> Self {
        self.pages = set(self.pages);
        self
    }

    async fn full(self) -> (Json, Vec<Json>) {
        let result = self.pages.full_result().await.unwrap();
        (result, std::mem::take(&mut self.calls.lock().unwrap()))
    }

    /// The pages as JSON, and the error that ended them.
    async fn each(mut self) -> (Vec<Json>, Option<String>, Vec<Json>) {
        let (mut pages, mut end) = (Vec::new(), None);
        while let Some(page) = self.pages.next().await {
            match page {
                Ok(page) => pages.push(shown(&page)),
                Err(error) => end = Some(error.to_string()),
            }
        }
        (pages, end, std::mem::take(&mut self.calls.lock().unwrap()))
    }
}

fn made(shape: &'static Shape, json: &Json) -> Dynamic {
    let mut value = Dynamic::new(shape);
    fill(Slot::Structure(&mut value), json);
    value
}

fn fill(slot: Slot<'_>, json: &Json) {
    match (slot, json) {
        (Slot::String(slot), Json::String(text)) => text.clone_into(slot),
        (Slot::Long(slot), json) => *slot = json.as_i64().unwrap(),
        (Slot::Integer(slot), json) => *slot = json.as_i64().unwrap().try_into().unwrap(),
        (Slot::Blob(slot), Json::String(text)) => {
            *slot = aws_smithy_types::Blob::new(STANDARD.decode(text).unwrap());
        }
        (Slot::Document(slot), json) => {
            *slot = match json {
                Json::String(text) => aws_smithy_types::Document::String(text.clone()),
                Json::Bool(value) => aws_smithy_types::Document::Bool(*value),
                Json::Number(number) => aws_smithy_types::Document::Number(
                    aws_smithy_types::Number::PosInt(number.as_u64().unwrap()),
                ),
                _ => aws_smithy_types::Document::Null,
            };
        }
        (Slot::List(list), Json::Array(items)) => {
            items.iter().for_each(|item| fill(list.push(), item));
        }
        (Slot::Map(map), Json::Object(entries)) => {
            for (key, value) in entries {
                fill(map.insert(key.clone()), value);
            }
        }
        (Slot::Structure(structure), Json::Object(entries)) => {
            for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                let index = structure.shape().index_of(key).unwrap();
                fill(structure.get_mut(index).unwrap().slot(), value);
            }
        }
        (_, json) => panic!("{json} does not belong here"),
    }
}

fn shown(value: &dyn Structure) -> Json {
    serde_json::to_value(Found::from_view(View::Structure(value))).unwrap()
}

fn enc(json: &str) -> String {
    STANDARD.encode(json)
}

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
        more_results: Some(Expression::parse("More").unwrap()),
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
async fn max_items_cuts_the_page_and_leaves_a_token() {
    let full = async |max, pages: &[Json]| {
        let run = run(users(), &json!({}), pages).with(|pages| pages.max_items(max));
        run.full().await.0
    };
    let page = |items: &[u8], marker: &str| json!({"Users": items, "Marker": marker});
    assert_eq!(
        full(1, &[page(&[1], "m1")]).await,
        json!({"Users": [1], "NextToken": enc(r#"{"Marker": "m1"}"#)})
    );
    assert_eq!(
        full(0, &[page(&[1, 2], "m1")]).await,
        json!({"Users": [], "NextToken": enc(r#"{"Marker": null, "boto_truncate_amount": 0}"#)})
    );
    assert_eq!(
        full(0, &[page(&[], "m1")]).await,
        json!({"Users": [], "NextToken": enc(r#"{"Marker": "m1"}"#)})
    );
    assert_eq!(
        full(2, &[page(&[1, 2], "")]).await,
        json!({"Users": [1, 2]}),
        "nothing is left"
    );
    assert_eq!(
        full(4, &[page(&[1, 2, 3], "m1"), page(&[4, 5, 6], "m2")]).await,
        json!({
            "Users": [1, 2, 3, 4],
            "NextToken": enc(r#"{"Marker": "m1", "boto_truncate_amount": 1}"#)
        })
    );
    assert_eq!(
        full(1, &[page(&[], "a"), page(&[1, 2], "b")]).await,
        json!({
            "Users": [1],
            "NextToken": enc(r#"{"Marker": "a", "boto_truncate_amount": 1}"#)
        })
    );
}

#[tokio::test]
async fn a_run_resumes_where_a_page_was_cut() {
    let resume = async |token: &str, max: Option<usize>, pages: &[Json]| {
        let run = run(users(), &json!({}), pages).with(|pages| {
            let pages = pages.starting_token(token);
            match max {
                Some(max) => pages.max_items(max),
                None => pages,
            }
        });
        run.full().await
    };
    let page = |items: &[u8], marker: &str| json!({"Users": items, "Marker": marker});
    let token = enc(r#"{"Marker": "m1", "boto_truncate_amount": 1}"#);
    let (result, calls) = resume(&token, None, &[page(&[4, 5, 6], "m2"), page(&[7], "")]).await;
    assert_eq!(result, json!({"Users": [5, 6, 7]}));
    assert_eq!(calls, [json!({"Marker": "m1"}), json!({"Marker": "m2"})]);

    let token = enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#);
    let (result, _) = resume(&token, Some(1), &[page(&[1, 2, 3, 4], "a")]).await;
    let rest = enc(r#"{"Marker": null, "boto_truncate_amount": 2}"#);
    assert_eq!(result, json!({"Users": [2], "NextToken": rest}));

    let token = enc(r#"{"Marker": null, "boto_truncate_amount": 5}"#);
    let (result, _) = resume(&token, Some(1), &[page(&[1, 2], "a"), page(&[3], "")]).await;
    assert_eq!(result, json!({"Users": [3]}));

    let (result, calls) = resume("m1___2", None, &[page(&[1, 2, 3], "a"), page(&[4], "")]).await;
    assert_eq!(result, json!({"Users": [3, 4]}));
    assert_eq!(calls, [json!({"Marker": "m1"}), json!({"Marker": "a"})]);
}

#[tokio::test]
async fn a_token_of_the_service_is_a_starting_token() {
    for token in [
        enc(r#"{"foo":1}"#),
        String::from("MTIz"),
        String::from("a___b"),
    ] {
        let run = run(users(), &json!({}), &[json!({"Users": [1]})])
            .with(|pages| pages.starting_token(&token));
        assert_eq!(run.full().await.1, [json!({"Marker": token})]);
    }
}

#[tokio::test]
async fn a_bad_starting_token_is_an_error_before_any_call() {
    let run = run(users(), &json!({}), &[]).with(|pages| pages.starting_token("a___b___1"));
    let (pages, end, calls) = run.each().await;
    assert!(pages.is_empty() && calls.is_empty());
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: Bad starting token: a___b___1");
}

#[tokio::test]
async fn secondary_results_come_once() {
    let cut = enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#);
    let page = json!({"Users": [1, 2], "Groups": [7, 8], "Marker": "m1"});
    let first = run(users_and_groups(), &json!({}), std::slice::from_ref(&page))
        .with(|pages| pages.max_items(1));
    assert_eq!(
        first.full().await.0,
        json!({"Users": [1], "Groups": [7, 8], "NextToken": cut})
    );
    let second = run(users_and_groups(), &json!({}), &[page])
        .with(|pages| pages.max_items(1).starting_token(&cut));
    assert_eq!(
        second.full().await.0,
        json!({"Users": [2], "Groups": [], "NextToken": enc(r#"{"Marker": "m1"}"#)})
    );
}

#[tokio::test]
async fn a_resumed_page_that_nobody_saw_keeps_its_secondary_results() {
    let pages = [
        json!({"Users": [1], "Groups": [7], "Marker": "a"}),
        json!({"Users": [2], "Groups": [8]}),
    ];
    let resume = async |compat| {
        let run = run(users_and_groups(), &json!({}), &pages).with(|pages| {
            pages
                .starting_token(enc(r#"{"Marker": "T"}"#))
                .compat_blank_secondary(compat)
        });
        run.full().await.0
    };
    assert_eq!(
        resume(false).await,
        json!({"Users": [1, 2], "Groups": [7, 8]})
    );
    assert_eq!(resume(true).await, json!({"Users": [1, 2], "Groups": [8]}));
}

#[tokio::test]
async fn resuming_blanks_by_type() {
    let all = paginator(&[(0, "Marker")], &[USERS, LOG, COUNT, MAP]);
    let page = json!({"Users": [1, 2], "Log": "abc", "Count": 3, "M": {"a": 1}});
    let run = run(all, &json!({}), &[page])
        .with(|pages| pages.starting_token(enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#)));
    assert_eq!(
        run.each().await.0,
        [json!({"Users": [2], "Log": "", "Count": 3})]
    );
}

#[tokio::test]
async fn a_missing_primary_result_of_a_resumed_page_is_null_in_its_parents() {
    let nested = paginator(&[(0, "Marker")], &[NESTED_P]);
    let run = run(nested, &json!({}), &[json!({"Count": 1})])
        .with(|pages| pages.starting_token(enc(r#"{"Marker": null, "boto_truncate_amount": 1}"#)));
    assert_eq!(run.full().await.0, json!({}));
}

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
async fn a_map_is_never_cut() {
    let maps = paginator(&[(0, "Marker")], &[MAP]);
    let page = json!({"M": {"a": 1, "b": 2}, "Marker": "m1"});
    let run = run(maps, &json!({}), &[page]).with(|pages| pages.max_items(1));
    assert_eq!(
        run.full().await.0,
        json!({"M": {"a": 1, "b": 2}, "NextToken": enc(r#"{"Marker": "m1"}"#)})
    );
}

#[tokio::test]
async fn a_text_is_cut_by_characters() {
    let log = || paginator(&[(0, "Marker")], &[LOG]);
    let page = json!({"Log": "fößbar", "Marker": "2"});
    let token = enc(r#"{"Marker": null, "boto_truncate_amount": 4}"#);
    let first =
        run(log(), &json!({}), std::slice::from_ref(&page)).with(|pages| pages.max_items(4));
    assert_eq!(
        first.full().await.0,
        json!({"Log": "fößb", "NextToken": token})
    );
    let rest = run(log(), &json!({}), &[page, json!({"Log": "!"})])
        .with(|pages| pages.starting_token(&token));
    assert_eq!(rest.full().await.0, json!({"Log": "ar!"}));
}

#[tokio::test]
async fn a_token_the_caller_set_is_what_a_cut_first_page_resumes_from() {
    let page = json!({"Users": [1, 2], "Marker": "b"});
    let run = run(users(), &json!({"Marker": "usr"}), &[page]).with(|pages| pages.max_items(1));
    assert_eq!(
        run.full().await.0["NextToken"],
        json!(enc(r#"{"Marker": "usr", "boto_truncate_amount": 1}"#))
    );
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
async fn map_tokens_go_back_as_they_came() {
    let key = || paginator(&[(5, "Key")], &[USERS]);
    let pages = [
        json!({"Users": [1], "Key": {"id": {"B": "/w=="}, "at": {"S": "x"}}}),
        json!({"Users": [2, 3]}),
    ];
    let (_, calls) = run(key(), &json!({}), &pages).full().await;
    assert_eq!(calls[1], json!({"Key": pages[0]["Key"]}));

    let cut = run(key(), &json!({}), &pages).with(|pages| pages.max_items(2));
    let token = cut.full().await.0["NextToken"].as_str().unwrap().to_owned();
    let expected = "{\"Key\": {\"at\": {\"S\": \"x\"}, \"id\": {\"B\": \"/w==\"}}, \
        \"boto_truncate_amount\": 1, \"boto_encoded_keys\": [[\"Key\", \"id\", \"B\"]]}";
    assert_eq!(token, enc(expected));
    let resumed = run(key(), &json!({}), &pages[1..]).with(|pages| pages.starting_token(token));
    let (result, calls) = resumed.full().await;
    assert_eq!(result, json!({"Users": [3]}));
    assert_eq!(calls, [json!({"Key": pages[0]["Key"]})]);
}

#[tokio::test]
async fn bytes_are_tokens() {
    let bytes = || paginator(&[(6, "Bytes")], &[USERS]);
    let pages = [
        json!({"Users": [1, 2], "Bytes": "/w=="}),
        json!({"Users": [3, 4], "Bytes": "/g=="}),
    ];
    let cut = run(bytes(), &json!({}), &pages).with(|pages| pages.max_items(3));
    let (result, calls) = cut.full().await;
    assert_eq!(calls, [json!({}), json!({"Bytes": "/w=="})]);
    assert_eq!(
        result["NextToken"],
        json!(enc(
            r#"{"Bytes": "/w==", "boto_truncate_amount": 1, "boto_encoded_keys": [["Bytes"]]}"#
        ))
    );
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

fn take_users(page: Dynamic) -> Vec<i64> {
    let users = shown(&page)["Users"].clone();
    serde_json::from_value(users).unwrap_or_default()
}

#[tokio::test]
async fn items_pass_over_empty_pages() {
    let pages = [
        json!({"Users": [], "Marker": "a"}),
        json!({"Users": [1, 2], "Marker": "b"}),
        json!({"Marker": "c"}),
        json!({"Users": [3]}),
    ];
    let run = run(users(), &json!({}), &pages);
    let items = run.pages.items(take_users).collect_all().await.unwrap();
    assert_eq!(items, [1, 2, 3]);
}

#[tokio::test]
async fn items_leave_a_token_once_the_last_is_taken() {
    let pages = [json!({"Users": [1, 2, 3], "Marker": "a"})];
    let run = run(users(), &json!({}), &pages);
    let mut items = run.pages.items(take_users).max_items(2);
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(items.resume_token(), None);
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert_eq!(
        items.resume_token(),
        Some(enc(r#"{"Marker": null, "boto_truncate_amount": 2}"#))
    );
    assert_eq!(items.try_next().await.unwrap(), None);
}

#[test]
fn streams_can_be_sent_between_threads() {
    fn is_stream<T: futures_core::Stream + Send + Unpin + 'static>() {}
    is_stream::<Pages<Dynamic>>();
    is_stream::<Items<Dynamic>>();
}
