//! Which files the loader reads, and what it says about bad ones.

mod folder;

use std::path::Path;

use folder::{Folder, model, waiters};
use pageboy_models::{Error, FileKind, Models};

#[test]
fn the_latest_version_is_loaded_unless_another_is_named() {
    let folder = Folder::new("versions");
    folder.write("toy/2001-01-01/service-2.json", &model("2001-01-01", "Old"));
    folder.pack(
        "toy/2020-02-02/service-2.json.gz",
        &model("2020-02-02", "New"),
    );
    folder.write(
        "toy/2020-02-02/waiters-2.json",
        &waiters("New", &[("Done", 5)]),
    );
    folder.write(
        "toy/2030-03-03/waiters-2.json",
        &waiters("New", &[("Later", 5)]),
    );
    let models = Models::from_dir(folder.path());
    assert_eq!(models.services().unwrap(), ["toy"]);
    assert_eq!(
        models.versions("toy").unwrap(),
        ["2001-01-01", "2020-02-02"]
    );

    let latest = models.load("toy", None).unwrap();
    assert_eq!(latest.api_version, "2020-02-02");
    assert!(latest.service.has_operation("New"));
    assert!(latest.waiters.find("Done").is_some());
    let files: Vec<String> = latest.files().map(|path| folder.relative(path)).collect();
    assert_eq!(
        files,
        [
            "toy/2020-02-02/service-2.json.gz",
            "toy/2020-02-02/waiters-2.json"
        ]
    );

    let named = models.load("toy", Some("2001-01-01")).unwrap();
    assert!(named.service.has_operation("Old"));
    assert!(named.waiters.all().is_empty());
    assert!(named.waiters.problems().is_empty());
}

#[test]
fn a_file_is_read_once_on_the_way_to_its_definitions() {
    let (base, own) = (Folder::new("once-beneath"), Folder::new("once"));
    let path = "toy/2001-01-01/service-2.json";
    own.write(path, &model("2001-01-01", "Own"));
    let models = Models::from_dir(base.path()).overlay(own.path());
    assert_eq!(models.services().unwrap(), ["toy"]);
    let contents = models.contents("toy", None).unwrap();
    own.write(path, "a later edit");
    assert!(contents.load().unwrap().service.has_operation("Own"));
    assert!(
        models
            .load("toy", None)
            .unwrap()
            .service
            .has_operation("Own")
    );

    base.write(path, &model("2001-01-01", "Base"));
    let models = Models::from_dir(base.path());
    let contents = models.contents("toy", None).unwrap();
    base.write(path, "a later edit");
    assert!(contents.load().unwrap().service.has_operation("Base"));
    assert!(models.load("toy", None).is_err());
}

#[test]
fn plain_json_goes_before_gzip() {
    let folder = Folder::new("plain");
    folder.pack(
        "toy/2020-02-02/service-2.json.gz",
        &model("2020-02-02", "Packed"),
    );
    folder.write(
        "toy/2020-02-02/service-2.json",
        &model("2020-02-02", "Plain"),
    );
    let toy = Models::from_dir(folder.path()).load("toy", None).unwrap();
    assert_eq!(toy.service.operation_names().collect::<Vec<_>>(), ["Plain"]);
}

#[test]
fn entries_are_listed_in_order_and_parsed_when_asked_for() {
    let folder = Folder::new("entries");
    folder.write(
        "toy/2020-02-02/service-2.json",
        &model("2020-02-02", "Open"),
    );
    let service = Models::from_dir(folder.path())
        .load("toy", None)
        .unwrap()
        .service;
    assert_eq!(service.name(), "toy");
    assert_eq!(service.metadata().endpoint_prefix, "toy");
    assert_eq!(
        service.shape_names().collect::<Vec<_>>(),
        ["Request", "Text"]
    );
    let input = service.operation("Open").unwrap().input.unwrap();
    let shape = service.shape(&input.shape).unwrap();
    assert_eq!(shape.members.keys().collect::<Vec<_>>(), ["Z", "A"]);
    assert_eq!(
        service.operation("Opne").unwrap_err().to_string(),
        "toy has no operation `Opne`; did you mean `Open`?"
    );
    assert_eq!(
        service.shape("Requests").unwrap_err().to_string(),
        "toy has no shape `Requests`; did you mean `Request`?"
    );
}

#[test]
fn a_service_or_version_that_is_not_there_is_named_with_those_that_are() {
    let folder = Folder::new("unknown");
    for version in ["2001-01-01", "2020-02-02"] {
        let path = format!("toybox/{version}/service-2.json");
        folder.write(&path, &model(version, "Open"));
    }
    let models = Models::from_dir(folder.path());
    let message = |service, version| models.load(service, version).unwrap_err().to_string();
    assert_eq!(
        message("tobyox", None),
        "unknown service `tobyox`; did you mean `toybox`?"
    );
    assert_eq!(
        message("../toybox", None),
        "unknown service `../toybox`; did you mean `toybox`?"
    );
    assert_eq!(
        message("quite-another", None),
        "unknown service `quite-another`"
    );
    assert_eq!(
        message("toybox", Some("2020-02-03")),
        "toybox has no API version `2020-02-03`; it has `2001-01-01`, `2020-02-02`"
    );
}

#[test]
fn malformed_json_is_located() {
    let folder = Folder::new("malformed");
    folder.write(
        "toy/2020-02-02/service-2.json",
        "{\n  \"shapes\": {\n    \"A\": {]\n",
    );
    let models = Models::from_dir(folder.path());
    let error = models.load("toy", None).unwrap_err();
    assert_eq!(
        folder.message(&error),
        "toy/2020-02-02/service-2.json:3:11: expected a name in double quotes, found `]`"
    );

    folder.write(
        "toy/2020-02-02/service-2.json",
        &model("2020-02-02", "Open"),
    );
    folder.pack(
        "toy/2020-02-02/waiters-2.json.gz",
        "{\"version\":2,\n\"waiters\":{},\n}",
    );
    let error = models.load("toy", None).unwrap_err();
    assert_eq!(
        folder.message(&error),
        "toy/2020-02-02/waiters-2.json.gz:2:13: a comma before `}`: remove it"
    );
    assert!(
        error
            .path()
            .is_some_and(|path| path.ends_with("waiters-2.json.gz"))
    );

    folder.write("toy/2020-02-02/waiters-2.json", "[]");
    let error = models.load("toy", None).unwrap_err();
    assert_eq!(
        folder.message(&error),
        "toy/2020-02-02/waiters-2.json: expected an object, found an array"
    );
}

#[test]
fn text_that_is_not_utf_8_is_located() {
    let folder = Folder::new("encoding");
    let path = folder.write("toy/2020-02-02/service-2.json", "");
    std::fs::write(path, b"{\n\"a\": \"\xff\"}").unwrap();
    let error = Models::from_dir(folder.path())
        .load("toy", None)
        .unwrap_err();
    assert_eq!(
        folder.message(&error),
        "toy/2020-02-02/service-2.json:2:7: not UTF-8"
    );
}

#[test]
fn a_name_given_twice_is_an_error_in_every_kind_of_file() {
    let whole = model("2020-02-02", "Open");
    for kind in [
        "service-2",
        "waiters-2",
        "paginators-1",
        "resources-1",
        "endpoint-rule-set-1",
        "waiters-2.sdk-extras",
        "service-2.sdk-extras",
    ] {
        let folder = Folder::new("twice");
        folder.write("toy/2020-02-02/service-2.json", &whole);
        let path = format!("toy/2020-02-02/{kind}.json");
        folder.write(&path, "{\"merge\": {\n\"a\": {}, \"b\": 1,\n \"a\": []}}");
        let models = Models::from_dir(folder.path());
        let error = models.load("toy", None).unwrap_err();
        assert_eq!(
            folder.message(&error),
            format!(
                "{path}:3:2: /merge/a is given twice, first at line 2, column 1; rename or remove one of the two"
            )
        );
    }
    let folder = Folder::new("twice-above");
    for file in ["endpoints.json", "partitions.json"] {
        folder.write(file, r#"{"partitions": [{"a": 1, "a": 2}]}"#);
    }
    let models = Models::from_dir(folder.path());
    for error in [
        models.endpoints().unwrap_err(),
        models.partitions().unwrap_err(),
    ] {
        assert!(
            error.to_string().contains("/partitions/0/a is given twice"),
            "{error}"
        );
    }
}

#[test]
fn definitions_may_have_a_byte_order_mark_or_be_utf_16() {
    let folder = Folder::new("marks");
    let whole = model("2020-02-02", "Open").replace('\n', "\r\n");
    let path = folder.write("toy/2020-02-02/service-2.json", "");
    let wide = std::iter::once(0xfeff).chain(whole.encode_utf16());
    for bytes in [
        format!("\u{feff}{whole}").into_bytes(),
        wide.flat_map(u16::to_le_bytes).collect(),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let models = Models::from_dir(folder.path());
        assert!(models.load("toy", None).is_ok());
    }
}

#[test]
fn damaged_gzip_is_named() {
    let folder = Folder::new("damaged");
    let path = folder.pack(
        "toy/2020-02-02/service-2.json.gz",
        &model("2020-02-02", "Open"),
    );
    let models = Models::from_dir(folder.path());
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(bytes.len() / 2);
    for bytes in [bytes, b"not gzip at all".to_vec(), Vec::new()] {
        std::fs::write(&path, bytes).unwrap();
        let error = models.load("toy", None).unwrap_err();
        assert!(
            matches!(&error, Error::Read { path: named, .. } if *named == path),
            "{error}"
        );
    }
}

#[test]
fn a_part_of_the_wrong_type_is_located() {
    let folder = Folder::new("types");
    let text = "{\"metadata\":{\"apiVersion\":\"1\",\"endpointPrefix\":\"t\",\"protocol\":\"json\"},\n\
                \"operations\":{\"Open\":{\"name\":7}},\n\
                \"shapes\":{\n  \"A\":{\"type\":\"structure\",\n   \"members\":{\"B\":{\"shape\":\"C\",\"location\":\"body\"}}}}}";
    folder.write("toy/1/service-2.json", text);
    let service = Models::from_dir(folder.path())
        .load("toy", None)
        .unwrap()
        .service;
    assert_eq!(
        folder.message(&service.operation("Open").unwrap_err()),
        "toy/1/service-2.json: /operations/Open/name: expected a string, found 7"
    );
    assert_eq!(
        folder.message(&service.shape("A").unwrap_err()),
        "toy/1/service-2.json: /shapes/A/members/B/location: unknown location `body`; known are header, headers, querystring, \
         statusCode, uri"
    );
}

#[test]
fn a_model_without_metadata_is_an_error() {
    let folder = Folder::new("metadata");
    folder.write(
        "toy/1/service-2.json",
        r#"{"metadata":{"apiVersion":"1","endpointPrefix":"toy"}}"#,
    );
    let error = Models::from_dir(folder.path())
        .load("toy", None)
        .unwrap_err();
    assert_eq!(
        folder.message(&error),
        "toy/1/service-2.json: /metadata: `protocol` is missing"
    );
}

#[test]
fn a_model_of_ones_own_names_its_version() {
    let folder = Folder::new("version");
    folder.write("base/else/1/service-2.json", &model("1", "Open"));
    folder.write(
        "own/toy/service-2.json",
        r#"{"metadata":{"endpointPrefix":"toy","protocol":"json"},"operations":{},"shapes":{}}"#,
    );
    let models = Models::from_dir(folder.path().join("base")).overlay(folder.path().join("own"));
    assert_eq!(
        folder.message(&models.load("toy", None).unwrap_err()),
        "own/toy/service-2.json: /metadata: `apiVersion` is missing"
    );
    models.load("else", None).unwrap();
}

#[test]
fn other_kinds_of_file_are_read_on_request() {
    let folder = Folder::new("kinds");
    folder.write("toy/1/service-2.json", &model("1", "Open"));
    folder.pack(
        "toy/1/endpoint-rule-set-1.json.gz",
        r#"{"version":"1.0","rules":[]}"#,
    );
    let models = Models::from_dir(folder.path());
    let rules = models
        .document("toy", "1", FileKind::EndpointRules)
        .unwrap();
    assert_eq!(rules.value().to_string(), r#"{"version":"1.0","rules":[]}"#);
    let resources = models.document("toy", "1", FileKind::Resources).unwrap();
    assert!(resources.sources().is_empty());
    assert_eq!(resources.value().to_string(), "{}");
    assert!(
        resources
            .origin("/resources")
            .ends_with(Path::new("toy/1/resources-1.json"))
    );
}
