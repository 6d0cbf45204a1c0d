//! The order of merging, and how a value is traced to its file.

mod folder;

use folder::{Folder, model, waiters};
use pageboy_models::Models;

/// A base with two waiters, one paginator and an extras file for each kind.
fn base(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(
        "base/toy/2020-02-02/service-2.json",
        &model("2020-02-02", "Open"),
    );
    folder.write(
        "base/toy/2020-02-02/service-2.sdk-extras.json",
        r#"{"version":1.0,"merge":{"shapes":{"Text":{"max":9},"Request":{"members":{"N":{"shape":"Text"}}}}}}"#,
    );
    folder.write(
        "base/toy/2020-02-02/waiters-2.json",
        &waiters("Open", &[("First", 1), ("Second", 2)]),
    );
    folder.write(
        "base/toy/2020-02-02/waiters-2.sdk-extras.json",
        r#"{"merge":{"waiters":{"Second":{"delay":20}}}}"#,
    );
    folder.pack(
        "base/toy/2020-02-02/paginators-1.json.gz",
        r#"{"pagination":{"Open":{"input_token":"Z","output_token":"T","result_key":["A","B"]}}}"#,
    );
    folder
}

fn models(folder: &Folder, overlays: &[&str]) -> Models {
    let models = Models::from_dir(folder.path().join("base"));
    overlays.iter().fold(models, |models, name| {
        models.overlay(folder.path().join(name))
    })
}

#[test]
fn extras_apply_first_and_then_the_overlays_in_order() {
    let folder = base("order");
    let delay = |overlays: &[&str]| {
        let toy = models(&folder, overlays).load("toy", None).unwrap();
        toy.waiters.find("Second").unwrap().delay
    };
    assert!((delay(&[]) - 20.0).abs() < f64::EPSILON);
    folder.write(
        "one/toy/waiters-2.json",
        r#"{"merge":{"waiters":{"Second":{"delay":30}}}}"#,
    );
    folder.write(
        "two/toy/waiters-2.json",
        r#"{"merge":{"waiters":{"Second":{"delay":40}}}}"#,
    );
    assert!((delay(&["one"]) - 30.0).abs() < f64::EPSILON);
    assert!((delay(&["one", "two"]) - 40.0).abs() < f64::EPSILON);
    assert!((delay(&["two", "one"]) - 30.0).abs() < f64::EPSILON);
}

#[test]
fn extras_change_parts_of_shapes_and_keep_the_rest() {
    let folder = base("extras");
    let service = models(&folder, &[]).load("toy", None).unwrap().service;
    let text = service.shape("Text").unwrap().traits;
    assert_eq!((text.min, text.max), (Some(1.0), Some(9.0)));
    let request = service.shape("Request").unwrap();
    assert_eq!(request.members.keys().collect::<Vec<_>>(), ["Z", "A", "N"]);
    let origin = |pointer| folder.relative(service.origin(pointer));
    assert_eq!(
        origin("/shapes/Text/max"),
        "base/toy/2020-02-02/service-2.sdk-extras.json"
    );
    assert_eq!(
        origin("/operations/Open"),
        "base/toy/2020-02-02/service-2.json"
    );
    assert_eq!(origin(""), "base/toy/2020-02-02/service-2.json");
}

#[test]
fn a_merge_file_changes_parts_and_a_whole_file_replaces_entries() {
    let folder = base("forms");
    folder.write(
        "deep/toy/waiters-2.json",
        r#"{"merge":{"waiters":{"First":{"maxAttempts":99},"Third":{"operation":"Open","delay":1,"maxAttempts":1,
        "acceptors":[]}}}}"#,
    );
    folder.write(
        "whole/toy/waiters-2.json",
        &waiters("Open", &[("Second", 7), ("Fourth", 8)]),
    );
    let toy = models(&folder, &["deep", "whole"])
        .load("toy", None)
        .unwrap();
    let found: Vec<(&str, f64, u32)> = toy
        .waiters
        .all()
        .iter()
        .map(|(name, waiter)| (name.as_str(), waiter.delay, waiter.max_attempts))
        .collect();
    assert_eq!(
        found,
        [
            ("First", 1.0, 99),
            ("Second", 7.0, 3),
            ("Third", 1.0, 1),
            ("Fourth", 8.0, 3)
        ]
    );
    let document = toy.waiters.document();
    let origin = |pointer| folder.relative(document.origin(pointer));
    // A part has the file that writes it, not the last one that touches its waiter.
    assert_eq!(
        origin("/waiters/First/maxAttempts"),
        "deep/toy/waiters-2.json"
    );
    assert_eq!(
        origin("/waiters/First/delay"),
        "base/toy/2020-02-02/waiters-2.json"
    );
    assert_eq!(
        origin("/waiters/Second/acceptors/0"),
        "whole/toy/waiters-2.json"
    );
    assert_eq!(
        origin("/waiters/Missing"),
        "base/toy/2020-02-02/waiters-2.json"
    );
    assert_eq!(origin("/version"), "whole/toy/waiters-2.json");
    let files: Vec<String> = toy.files().map(|path| folder.relative(path)).collect();
    assert_eq!(
        files,
        [
            "base/toy/2020-02-02/service-2.json",
            "base/toy/2020-02-02/service-2.sdk-extras.json",
            "base/toy/2020-02-02/waiters-2.json",
            "base/toy/2020-02-02/waiters-2.sdk-extras.json",
            "deep/toy/waiters-2.json",
            "whole/toy/waiters-2.json",
            "base/toy/2020-02-02/paginators-1.json.gz",
        ]
    );
}

#[test]
fn a_whole_service_file_replaces_shapes_and_operations_by_name() {
    let folder = base("shapes");
    folder.write(
        "own/toy/service-2.json",
        r#"{"metadata":{"signingName":"playthings"},"shapes":{"Text":{"type":"string"}},
        "operations":{"Close":{"name":"Close"}}}"#,
    );
    let service = models(&folder, &["own"]).load("toy", None).unwrap().service;
    assert_eq!(service.metadata().resolved_signing_name(), "playthings");
    assert_eq!(service.metadata().protocol, "json");
    assert_eq!(service.shape("Text").unwrap().traits.min, None);
    assert_eq!(
        service.operation_names().collect::<Vec<_>>(),
        ["Open", "Close"]
    );
}

#[test]
fn a_version_folder_narrows_an_overlay_to_that_version() {
    let folder = base("narrow");
    folder.write(
        "own/toy/2020-02-02/waiters-2.json",
        &waiters("Open", &[("First", 50)]),
    );
    folder.write(
        "own/toy/2001-01-01/waiters-2.json",
        &waiters("Open", &[("First", 60)]),
    );
    folder.pack(
        "own/toy/paginators-1.json.gz",
        r#"{"merge":{"pagination":{"Open":{"limit_key":"N"}}}}"#,
    );
    let toy = models(&folder, &["own"]).load("toy", None).unwrap();
    assert!((toy.waiters.find("First").unwrap().delay - 50.0).abs() < f64::EPSILON);
    let paginator = toy.paginators.find("Open").unwrap();
    assert_eq!(paginator.limit_key.as_deref(), Some("N"));
    assert_eq!(paginator.result_key.values(), ["A", "B"]);
    let places: Vec<(String, &str)> = paginator.result_key.with_pointers("/r").collect();
    assert_eq!(places, [("/r/0".to_owned(), "A"), ("/r/1".to_owned(), "B")]);
    let places: Vec<(String, &str)> = paginator.input_token.with_pointers("/i").collect();
    assert_eq!(places, [("/i".to_owned(), "Z")]);
}

#[test]
fn an_overlay_may_hold_services_of_its_own() {
    let folder = base("services");
    folder.write("own/abacus/service-2.json", &model("2019-09-09", "Count"));
    folder.write(
        "own/abacus/waiters-2.json",
        &waiters("Count", &[("Counted", 1)]),
    );
    folder.write(
        "own/kite/2018-08-08/service-2.json",
        &model("2018-08-08", "Fly"),
    );
    folder.write(
        "own/toy/2021-01-01/service-2.json",
        &model("2021-01-01", "Newer"),
    );
    folder.write("own/notes/README.md", "nothing of ours");
    let models = models(&folder, &["own"]);
    assert_eq!(models.services().unwrap(), ["abacus", "kite", "toy"]);
    let abacus = models.load("abacus", None).unwrap();
    assert_eq!(abacus.api_version, "2019-09-09");
    assert!(abacus.waiters.find("Counted").is_some());
    assert!(
        models
            .load("kite", Some("2018-08-08"))
            .unwrap()
            .service
            .has_operation("Fly")
    );
    assert!(
        models
            .load("toy", None)
            .unwrap()
            .service
            .has_operation("Newer")
    );
    assert_eq!(
        models.versions("toy").unwrap(),
        ["2020-02-02", "2021-01-01"]
    );
}

#[test]
fn an_overlay_that_cannot_be_read_or_merged_is_an_error() {
    let folder = base("bad");
    let message = |overlay| {
        let error = models(&folder, &[overlay]).load("toy", None).unwrap_err();
        folder.message(&error)
    };
    assert!(
        message("absent").starts_with("cannot read "),
        "{}",
        message("absent")
    );
    folder.write("list/toy/service-2.json", r#"{"merge":{"shapes":[]}}"#);
    assert_eq!(
        message("list"),
        "list/toy/service-2.json: /merge/shapes: expected an object, found an array"
    );
    folder.write("flag/toy/paginators-1.json", r#"{"merge":true}"#);
    assert_eq!(
        message("flag"),
        "flag/toy/paginators-1.json: /merge: expected an object, found a boolean"
    );
    folder.write(
        "text/toy/waiters-2.json",
        "{\n\"merge\": {\"waiters\": {,}}\n}",
    );
    assert_eq!(
        message("text"),
        "text/toy/waiters-2.json:2:23: expected a name in double quotes, found `,`"
    );
}

#[test]
fn files_that_change_nothing_are_found() {
    let folder = base("unused");
    folder.write("own/toy/waiter-2.json", "{}");
    folder.write("own/toy/2020-02-02/waiters-2.sdk-extras.json", "{}");
    folder.write("own/toy/2020-02-03/waiters-2.json", "{}");
    folder.write("own/toys/waiters-2.json", "{}");
    folder.write("own/waiters-2.json", "{}");
    folder.write("own/README.md", "");
    // What a conversion writes beside the services.
    for name in ["SOURCE.json", "endpoints.json", "partitions.json"] {
        folder.write(&format!("own/{name}"), "{}");
    }
    let unused: Vec<String> = models(&folder, &["own"])
        .unused()
        .unwrap()
        .into_iter()
        .map(|unused| format!("{}: {}", folder.relative(&unused.path), unused.reason))
        .collect();
    assert_eq!(
        unused,
        [
            "own/waiters-2.json: definitions stand in a folder named after their service",
            "own/toy/waiter-2.json: no definitions have this name; did you mean `waiters-2`?",
            "own/toy/2020-02-03: toy has no API version `2020-02-03`; it has `2020-02-02`",
            "own/toys: unknown service `toys`; did you mean `toy`?",
        ]
    );
    assert!(models(&folder, &[]).unused().unwrap().is_empty());
}

#[test]
fn problems_of_waiters_and_paginators_are_all_found() {
    let folder = base("problems");
    folder.write(
        "own/toy/waiters-2.json",
        r#"{"version":3,"comment":"x","waiters":{
        "First":{"operation":7,"delay":-1,"maxAttempt":3,"acceptors":[{"state":"success","matcher":"path",
            "argment":"A","expected":null},4,{}]},
        "Second":[],
        "Third":{"operation":"Open","delay":0.5,"maxAttempts":0,"acceptors":{},"type":"api","description":"d"}}}"#,
    );
    folder.write(
        "own/toy/paginators-1.json",
        r#"{"version":"1.0","pagination":{"Open":{"input_token":[1],"output_token":"T","py_input_token":"x",
        "limit_keys":"N","more_results":true}}}"#,
    );
    let toy = models(&folder, &["own"]).load("toy", None).unwrap();
    let problems: Vec<String> = toy
        .waiters
        .problems()
        .iter()
        .chain(toy.paginators.problems())
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(problems.join("\n"));
    assert!((toy.waiters.find("Third").unwrap().delay - 0.5).abs() < f64::EPSILON);
    assert_eq!(
        toy.paginators.find("Open").unwrap().output_token.first(),
        Some("T")
    );
}
