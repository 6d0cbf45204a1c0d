//! Resources of a generated service, as a program uses them.

use std::collections::HashSet;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use pageboy::testing::{Answer, Script};
use pageboy::{ErrorKind, WaitError};

use crate::orchard;
use crate::orchard::resources::{Collection, Field, Loaded, Row};

fn resource(script: &Script) -> orchard::Resource {
    orchard::Resource::new(&script.config())
}

/// What was called, with what.
fn called(script: &Script) -> Vec<String> {
    let calls = script.calls();
    let shown = calls.iter().map(|call| {
        let input: serde_json::Value = call.search("@").unwrap();
        format!("{} {input}", call.operation())
    });
    shown.collect()
}

#[tokio::test]
async fn a_resource_is_loaded_and_leads_to_others() {
    let script = Script::new().on(
        "DescribeFields",
        Answer::json(
            r#"{"Fields": [{"Name": "west"}, {"Name": "east", "State": "ripe", "NextField": "west", "Deed": "d",
                "Rows": [{"Number": 1, "Crop": "oats"}, {"Number": 2}]}]}"#,
        ),
    );
    let field = resource(&script).plot("east");
    assert_eq!(format!("{field:?}"), r#"orchard.Field(name="east")"#);
    let field: Loaded<Field> = field.load().await.unwrap();
    assert_eq!(field.data().state.as_deref(), Some("ripe"));
    assert_eq!(field.name(), "east");
    assert_eq!(field.next_field().unwrap().unwrap().name(), "west");
    let rows = field.sown_rows().unwrap();
    assert_eq!(rows[0].data().crop.as_deref(), Some("oats"));
    assert_eq!((rows[1].field_name(), rows[1].number()), ("east", 2));
    assert_eq!(called(&script), [r#"DescribeFields {"Names":["east"]}"#]);
}

#[tokio::test]
async fn a_resource_that_is_not_there_is_an_error_when_it_is_loaded() {
    let nothing = Answer::json(r#"{"Fields": [{"Name": "west"}]}"#);
    let script = Script::new()
        .on("DescribeFields", nothing)
        .on("DescribeFields", Answer::error("NoSuchField", "no"));
    let field = resource(&script).plot("east");
    let error = field.load().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(_)) && error.is_not_found());
    insta::assert_snapshot!(error, @r#"orchard DescribeFields: orchard.Field(name="east") was not found: the answer has no `Fields[]` of it"#);
    assert!(field.load().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn what_is_loaded_stays_as_it_was_until_it_is_loaded_anew() {
    let state = |state: &str| {
        Answer::json(format!(
            r#"{{"Fields": [{{"Name": "east", "State": "{state}"}}]}}"#
        ))
    };
    let script = Script::new()
        .on("DescribeFields", state("green"))
        .on("HarvestFields", Answer::json("{}"))
        .on("DescribeFields", state("bare"));
    let mut field = resource(&script).plot("east").load().await.unwrap();
    field.harvest().send().await.unwrap();
    let before = field.clone();
    assert_eq!(field.data().state.as_deref(), Some("green"));
    field.reload().await.unwrap();
    assert_eq!(field.data().state.as_deref(), Some("bare"));
    assert_eq!(before.data().state.as_deref(), Some("green"));
    assert_eq!(before, field, "they are the same field");
}

#[tokio::test]
async fn actions_fill_in_what_the_caller_does_not_set() {
    let script = Script::new()
        .on("HarvestFields", Answer::json(r#"{"Tons": 3}"#).times(2))
        .on("Rain", Answer::json("{}"));
    let orchard = resource(&script);
    let field = orchard.plot("east");
    assert_eq!(field.harvest().send().await.unwrap().tons, Some(3));
    let request = field.harvest().names(["west"]).gently(false);
    request.send().await.unwrap();
    orchard.rain().send().await.unwrap();
    assert_eq!(
        called(&script),
        [
            r#"HarvestFields {"Gently":true,"Names":["east"]}"#,
            r#"HarvestFields {"Gently":false,"Names":["west"]}"#,
            "Rain {}",
        ]
    );
}

#[tokio::test]
async fn an_empty_identifier_is_named_before_any_call() {
    let script = Script::new();
    let error = resource(&script)
        .plot("")
        .harvest()
        .send()
        .await
        .unwrap_err();
    assert!(error.is_invalid_input());
    insta::assert_snapshot!(error, @"orchard HarvestFields: invalid input: the identifier `name` of Field is empty");
    let error: WaitError = resource(&script)
        .plot("")
        .wait_until_ripe()
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"Waiter FieldRipe failed: orchard DescribeFields: invalid input: the identifier `name` of Field is empty");
    assert!(script.calls().is_empty());
}

#[tokio::test]
async fn answers_are_made_into_resources() {
    let script = Script::new()
        .on(
            "CreateField",
            Answer::json(r#"{"Field": {"Name": "east", "State": "bare"}}"#),
        )
        .on("CreateField", Answer::json("{}"))
        .on("LabelThings", Answer::json("{}"))
        .on(
            "SowRow",
            Answer::json(r#"{"Row": {"Number": 7, "Crop": "rye"}}"#),
        );
    let orchard = resource(&script);
    let field = orchard.create_field().name("east").send().await.unwrap();
    assert_eq!(field.data().state.as_deref(), Some("bare"));
    let error = orchard
        .create_field()
        .name("east")
        .send()
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"orchard CreateField: there is no Field: `Field.Name` is absent (HTTP 200)");
    let label = orchard::types::Label::default();
    let labels = [label.clone().key("a").value("1"), label.key("b").value("")];
    let labelled = orchard.label().things(["x", "y"]).labels(labels);
    let labelled = labelled.send().await.unwrap();
    let shown: Vec<_> = labelled.iter().map(|label| format!("{label:?}")).collect();
    assert_eq!(
        shown,
        [
            r#"orchard.Label(thing="x", key="a", value="1")"#,
            r#"orchard.Label(thing="x", key="b", value="")"#,
            r#"orchard.Label(thing="y", key="a", value="1")"#,
            r#"orchard.Label(thing="y", key="b", value="")"#,
        ]
    );
    let row = field.row(7).sow().crop("rye").send().await.unwrap();
    assert_eq!((row.field_name(), row.number()), ("east", 7));
    let sown = script.calls_of("SowRow");
    assert_eq!(sown[0].search::<i64>("Number").unwrap(), 7);
}

fn pages() -> [Answer; 2] {
    [
        Answer::json(r#"{"Fields": [{"Name": "a", "State": "ripe"}, {"Name": "b"}], "Next": "n"}"#),
        Answer::json(r#"{"Fields": [{"Name": "c"}]}"#),
    ]
}

#[tokio::test]
async fn a_collection_is_a_stream_over_all_pages() {
    let script = Script::new().on_each("DescribeFields", pages());
    let fields = resource(&script).fields().page_size(2).items();
    let names: Vec<String> = fields
        .map_ok(|field| field.name().to_owned())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(
        called(&script),
        [
            r#"DescribeFields {"Most":2}"#,
            r#"DescribeFields {"Most":2,"Next":"n"}"#
        ]
    );
}

#[tokio::test]
async fn a_limit_ends_a_collection_and_zero_sends_nothing() {
    let script = Script::new().on_each("DescribeFields", pages().into_iter().take(1));
    let orchard = resource(&script);
    let one = orchard
        .fields()
        .items()
        .limit(1)
        .collect_all()
        .await
        .unwrap();
    assert_eq!(one[0].data().state.as_deref(), Some("ripe"));
    let none = orchard
        .fields()
        .items()
        .limit(0)
        .collect_all()
        .await
        .unwrap();
    assert!(none.is_empty());
    assert_eq!(script.calls().len(), 1);
}

#[tokio::test]
async fn a_collection_comes_in_pages_too() {
    let script = Script::new().on_each("DescribeFields", pages());
    let pages = resource(&script).fields().items().limit(3).pages();
    let sizes: Vec<usize> = pages.map(|page| page.unwrap().len()).collect().await;
    assert_eq!(sizes, [2, 1]);
}

#[tokio::test]
async fn a_filter_of_the_caller_goes_beside_that_of_the_resource() {
    let script = Script::new().on("DescribeRows", Answer::json(r#"{"Rows": [{"Number": 1}]}"#));
    let filter = orchard::types::Filter::default()
        .name("crop")
        .values(["rye"]);
    let rows = resource(&script)
        .plot("east")
        .rows_collection()
        .filters([filter]);
    let rows: Vec<Loaded<Row>> = rows.items().collect_all().await.unwrap();
    assert_eq!(rows[0].number(), 1);
    assert_eq!(
        called(&script),
        [
            r#"DescribeRows {"Filters":[{"Name":"field","Values":["east"]},{"Name":"crop","Values":["rye"]}]}"#
        ]
    );
}

#[tokio::test]
async fn a_batch_action_takes_as_many_as_the_model_allows_at_a_time() {
    let script = Script::new()
        .on(
            "DescribeFields",
            Answer::json(r#"{"Fields": [{"Name": "a"}, {"Name": "b"}, {"Name": "c"}]}"#),
        )
        .on("HarvestFields", Answer::json(r#"{"Tons": 1}"#).times(2));
    let harvested = resource(&script).fields().items().harvest().gently(true);
    let outputs = harvested.send().await.unwrap();
    assert_eq!(outputs.len(), 2);
    assert_eq!(
        called(&script)[1..],
        [
            r#"HarvestFields {"Gently":true,"Names":["a","b"]}"#,
            r#"HarvestFields {"Gently":true,"Names":["c"]}"#
        ]
    );
}

#[tokio::test]
async fn a_batch_of_nothing_calls_nothing() {
    let script = Script::new();
    let nothing: [Field; 0] = [];
    let outputs = Collection::of(nothing).harvest().send().await.unwrap();
    assert!(outputs.is_empty() && script.calls().is_empty());
}

#[tokio::test]
async fn what_a_batch_could_not_do_is_told() {
    let failed = r#"{"Tons": 1, "Failures": [{"Name": "b", "Reason": "flooded"}]}"#;
    let script = Script::new()
        .on("HarvestFields", Answer::json(failed))
        .on("HarvestFields", Answer::error("Frost", "too cold"));
    let orchard = resource(&script);
    let two = || Collection::of([orchard.plot("a"), orchard.plot("b")]);
    let error = two().harvest().send().await.unwrap_err();
    insta::assert_snapshot!(error, @r#"orchard HarvestFields: not done for some: {"Name":"b","Reason":"flooded"}"#);
    assert_eq!(error.outputs()[0].tons, Some(1));
    let error = two().harvest().send().await.unwrap_err();
    insta::assert_snapshot!(error, @r#"orchard HarvestFields: Frost: too cold (HTTP 400); it was called for orchard.Field(name="a"), orchard.Field(name="b")"#);
    assert_eq!(error.resources().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_wait_gives_the_resource_loaded_where_the_answer_holds_its_data() {
    let state = |state: &str| {
        Answer::json(format!(
            r#"{{"Fields": [{{"Name": "east", "State": "{state}"}}]}}"#
        ))
    };
    let script = Script::new()
        .on("DescribeFields", state("green"))
        .on("DescribeFields", state("ripe"))
        .on("DescribeFields", Answer::error("NoSuchField", "gone"));
    let field = resource(&script).plot("east");
    let before = tokio::time::Instant::now();
    let ripe = field.wait_until_ripe().delay(Duration::from_secs(9)).await;
    assert_eq!(before.elapsed(), Duration::from_secs(9));
    assert_eq!(ripe.unwrap().data().state.as_deref(), Some("ripe"));
    let gone: Field = field.wait_until_gone().await.unwrap();
    assert_eq!(gone, field);
}

#[tokio::test]
async fn meta_leads_to_the_client_and_back() {
    let script = Script::new().on("Rain", Answer::json("{}"));
    let client = orchard::Client::new(&script.config());
    let field = Field::new(&client, "east");
    let meta = field.meta();
    meta.client().rain().send().await.unwrap();
    assert_eq!(
        (meta.service_name(), meta.resource_name()),
        ("orchard", "Field")
    );
    assert_eq!(meta.identifiers().collect::<Vec<_>>(), [("name", "east")]);
    let again = orchard::Resource::from(meta.client()).plot("east");
    assert_eq!(HashSet::from([field, again]).len(), 1);
}
