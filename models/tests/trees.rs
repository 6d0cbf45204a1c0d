//! Importing from Smithy's JSON AST.
//!
//! What becomes of one is in the golden tests; here is what is said about them, and what an import does to a folder.

mod folder;

use std::fs;

use folder::{Folder, model, waiters};
use pageboy_models::import::{
    Options, TreeOptions, TreeReport, Trees, import, import_trees, verify,
};
use pageboy_models::{Error, Json, Models};
use serde::Deserialize;

/// A tree, and what is said about it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default = "version")]
    version: String,
    shapes: Json,
    #[serde(default)]
    mistakes: Vec<String>,
    #[serde(default)]
    warnings: Vec<String>,
}

fn version() -> String {
    "2.0".to_owned()
}

const TREE: &str = r#"{"smithy": "2.0", "shapes": {
    "a#S_1": {"type": "service", "version": "2030-01-01", "operations": [{"target": "a#Get"}], "traits": {
        "aws.protocols#awsJson1_0": {}, "aws.api#service": {"sdkId": "Big Toy"}, "smithy.api#documentation": "Text."}},
    "a#Get": {"type": "operation", "input": {"target": "a#In"}, "output": {"target": "smithy.api#Unit"}},
    "a#In": {"type": "structure", "members": {"A": {"target": "smithy.api#String", "traits": {"smithy.api#documentation": "Text."}}}}
}}"#;

/// A folder with definitions that know the services `toy` and `big`.
fn known(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("known/partitions.json", r#"{"partitions": []}"#);
    folder.write(
        "known/endpoints.json",
        r#"{"partitions": [], "version": 3}"#,
    );
    folder.write(
        "known/toy/2001-01-01/service-2.json",
        &model("2001-01-01", "Old"),
    );
    folder
}

fn run(folder: &Folder, from: &str, name: Option<&str>) -> Result<TreeReport, Error> {
    import_trees(&TreeOptions {
        trees: Trees::read(&folder.path().join(from))?,
        known: Models::from_dir(folder.path().join("known")),
        name: name.map(str::to_owned),
        to: folder.path().join("out"),
    })
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let text = include_str!("cases/trees.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    for case in cases {
        let folder = known("trees");
        let shapes = &case.shapes;
        let tree = format!(r#"{{"smithy": "{}", "shapes": {shapes}}}"#, case.version);
        let path = folder.write("tree.json", &tree);
        let (mistakes, warnings) = match run(&folder, "tree.json", None) {
            Ok(report) => {
                let warnings = report.warnings.iter();
                (
                    Vec::new(),
                    warnings.map(|(_, problem)| problem.to_string()).collect(),
                )
            }
            Err(Error::Mistakes {
                path: named,
                problems,
            }) => {
                assert_eq!(named, path);
                let texts = problems.iter().map(ToString::to_string);
                (texts.collect(), case.warnings.clone())
            }
            Err(other) => panic!("{}: {other}", case.name),
        };
        assert_eq!(mistakes, case.mistakes, "{}", case.name);
        assert_eq!(warnings, case.warnings, "{}", case.name);
    }
}

#[test]
fn a_service_joins_those_of_the_folder_and_comes_over_without_prose() {
    let folder = known("join");
    folder.write("trees/deep/tree.json", TREE);
    folder.write("trees/other.json", r#"{"version": 1}"#);
    let report = run(&folder, "trees", None).unwrap();
    assert_eq!((report.written, report.removed), (3, 0));
    assert_eq!(report.services[0].name, "big-toy");
    let out = folder.path().join("out");
    assert_eq!(verify(&out).unwrap(), []);
    let models = Models::from_dir(&out);
    assert_eq!(models.services().unwrap(), ["big-toy"]);
    let service = models.load("big-toy", None).unwrap().service;
    assert_eq!(service.metadata().api_version, "2030-01-01");
    assert_eq!(service.metadata().target_prefix.as_deref(), Some("S_1"));
    let member = &service.shape("In").unwrap().members["A"];
    assert_eq!(member.traits.documentation, None);

    let report = run(&folder, "trees", None).unwrap();
    assert_eq!((report.written, report.removed), (0, 0));
    folder.write("trees/deep/tree.json", &TREE.replace("a#In", "a#Input"));
    folder.write(
        "known/partitions.json",
        r#"{"partitions": [], "version": "2"}"#,
    );
    let report = run(&folder, "trees/deep/tree.json", None).unwrap();
    assert_eq!((report.written, report.removed), (1, 0));
    let report = run(&folder, "trees", Some("mine")).unwrap();
    assert_eq!(report.services[0].name, "mine");
    assert_eq!(models.services().unwrap(), ["big-toy", "mine"]);
}

#[test]
fn a_service_that_is_known_gets_its_folder() {
    let folder = known("named");
    let text = model("2001-01-01", "Old");
    let text = text.replacen(
        r#""metadata":{"#,
        r#""metadata":{"serviceId":"Big Toy","#,
        1,
    );
    assert!(text.contains("Big Toy"), "{text}");
    folder.write("known/odd/2001-01-01/service-2.json", &text);
    folder.write("tree.json", TREE);
    let report = run(&folder, "tree.json", None).unwrap();
    assert_eq!(report.services[0].name, "odd");
}

#[test]
fn trees_that_cannot_be_imported_change_nothing() {
    let folder = known("nothing");
    let message = |result: Result<TreeReport, Error>| folder.message(&result.unwrap_err());
    folder.write("none/other.json", r#"{"version": 1}"#);
    assert!(message(run(&folder, "none", None)).contains("nor a JSON AST of Smithy"));
    folder.write("two/a.json", TREE);
    folder.write("two/b.json", TREE);
    assert_eq!(
        message(run(&folder, "two", None)),
        "cannot import from two/b.json: big-toy 2030-01-01 is defined by two/a.json too"
    );
    assert_eq!(
        message(run(&folder, "two", Some("mine"))),
        "cannot import from two/a.json: there are 2 services, and one name, `mine`"
    );
    assert_eq!(
        message(run(&folder, "two/a.json", Some("../mine"))),
        "cannot import from two/a.json: `../mine/2030-01-01` cannot be the name of a folder"
    );
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_file_that_would_hide_the_import_stands_in_its_way() {
    let folder = known("hidden");
    folder.write("tree.json", TREE);
    folder.write(
        "out/big-toy/2030-01-01/waiters-2.json",
        &waiters("Get", &[]),
    );
    assert_eq!(
        folder.message(&run(&folder, "tree.json", None).unwrap_err()),
        "cannot import from out/big-toy/2030-01-01/waiters-2.json: it would be read in place of what is imported: it comes from no \
         import, and stands in the way"
    );
}

#[test]
fn a_service_of_a_tree_outlives_an_import_from_botocore() {
    let folder = known("outlives");
    folder.write("tree.json", TREE);
    run(&folder, "tree.json", None).unwrap();
    let out = folder.path().join("out");
    let botocore = |version: &str| {
        import(&Options {
            botocore: folder.path().join("known"),
            botocore_version: Some(version.to_owned()),
            to: out.clone(),
            ..Options::default()
        })
        .unwrap()
    };
    assert_eq!(botocore("1").removed, 0);
    let services = || Models::from_dir(&out).services().unwrap();
    assert_eq!(services(), ["big-toy", "toy"]);
    assert_eq!(verify(&out).unwrap(), []);
    // Once botocore has it, it is botocore's.
    folder.write(
        "known/big-toy/2031-01-01/service-2.json",
        &model("2031-01-01", "Get"),
    );
    assert_eq!(botocore("2").removed, 1);
    assert_eq!(services(), ["big-toy", "toy"]);
    let versions = Models::from_dir(&out).versions("big-toy").unwrap();
    assert_eq!(versions, ["2031-01-01"]);
}

#[test]
fn a_tree_among_definitions_is_not_overlooked() {
    let folder = known("overlooked");
    folder.write("known/toy/2001-01-01/waiters-2.json", &waiters("Old", &[]));
    let models = Models::from_dir(folder.path().join("known"));
    let path = folder.write("known/big-toy/2030-01-01/model.json", TREE);
    let error = models.load("big-toy", None).unwrap_err();
    let advice = "a JSON AST of Smithy is converted first: `pageboy models import --from";
    assert!(folder.message(&error).contains(advice), "{error}");
    fs::remove_file(path).unwrap();
    folder.write("own/toy/model.json", TREE);
    let unused = models.overlay(folder.path().join("own")).unused().unwrap();
    assert!(unused[0].reason.starts_with(advice), "{unused:?}");
}
