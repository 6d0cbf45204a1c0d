//! Vendoring a release.

mod folder;

use std::fs;
use std::path::PathBuf;

use folder::{Folder, model, waiters};
use pageboy_models::import::{Difference, Options, Report, import, verify};
use pageboy_models::{Error, FileKind, Models};

/// An installed botocore and an installed boto3, with two versions of one service.
fn release(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(
        "botocore/__init__.py",
        "import os\n\n__version__ = '9.8.7'\n",
    );
    folder.write("botocore/data/partitions.json", r#"{"partitions": []}"#);
    folder.write(
        "botocore/data/endpoints.json",
        r#"{"partitions": [], "version": 3}"#,
    );
    let data = "botocore/data/toy";
    folder.write(
        &format!("{data}/2001-01-01/service-2.json"),
        &model("2001-01-01", "Old"),
    );
    let text = model("2020-02-02", "New")
        .replace(r#""min":1"#, r#""min":1,"documentation":"<p>Text.</p>""#);
    folder.pack(&format!("{data}/2020-02-02/service-2.json.gz"), &text);
    folder.write(
        &format!("{data}/2020-02-02/service-2.sdk-extras.json"),
        r#"{"version": 1.0, "merge": {"shapes": {"Text": {"max": 4}}}}"#,
    );
    folder.write(
        &format!("{data}/2020-02-02/waiters-2.json"),
        &waiters("New", &[("Done", 5)]).replace(r#""delay""#, r#""description":"Waits.","delay""#),
    );
    folder.write(
        &format!("{data}/2020-02-02/paginators-1.json"),
        r#"{"pagination": {}}"#,
    );
    folder.write(
        &format!("{data}/2020-02-02/examples-1.json"),
        r#"{"version": "1.0"}"#,
    );
    folder.write("boto3/__init__.py", "__version__ = \"9.8.6\"\n");
    folder.write(
        "boto3/data/toy/2020-02-02/resources-1.json",
        r#"{"service": {}, "resources": {}}"#,
    );
    folder
}

fn run(folder: &Folder, to: &str) -> Result<Report, Error> {
    import(&Options {
        botocore: folder.path().join("botocore"),
        boto3: Some(folder.path().join("boto3")),
        to: folder.path().join(to),
        ..Options::default()
    })
}

fn imported(folder: &Folder, to: &str) -> Vec<(String, Vec<u8>)> {
    let prefix = format!("{to}/");
    folder
        .files()
        .into_iter()
        .filter_map(|(name, bytes)| Some((name.strip_prefix(&prefix)?.to_owned(), bytes)))
        .collect()
}

#[test]
fn the_latest_version_comes_over_without_prose() {
    let folder = release("import");
    let report = run(&folder, "out").unwrap();
    assert_eq!((report.services, report.files, report.written), (1, 6, 6));
    assert_eq!(
        (report.botocore.as_str(), report.boto3.as_deref()),
        ("9.8.7", Some("9.8.6"))
    );
    let files = imported(&folder, "out");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "SOURCE.json",
            "endpoints.json.gz",
            "partitions.json.gz",
            "toy/2020-02-02/resources-1.json.gz",
            "toy/2020-02-02/service-2.json.gz",
            "toy/2020-02-02/service-2.sdk-extras.json.gz",
            "toy/2020-02-02/waiters-2.json.gz",
        ]
    );
    let size: usize = files.iter().skip(1).map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(report.bytes, size as u64);

    let models = Models::from_dir(folder.path().join("out"));
    let toy = models.load("toy", None).unwrap();
    let text = toy.service.shape("Text").unwrap().traits;
    assert_eq!(
        (text.min, text.max, text.documentation),
        (Some(1.0), Some(4.0), None)
    );
    let request = toy.service.shape("Request").unwrap();
    assert_eq!(request.members.keys().collect::<Vec<_>>(), ["Z", "A"]);
    assert_eq!(toy.waiters.find("Done").unwrap().description, None);
    let resources = models
        .document("toy", &toy.api_version, FileKind::Resources)
        .unwrap();
    assert_eq!(
        resources.value().to_string(),
        r#"{"service":{},"resources":{}}"#
    );
}

#[test]
fn the_same_input_gives_the_same_bytes_and_importing_again_changes_nothing() {
    let folder = release("again");
    run(&folder, "one").unwrap();
    run(&folder, "two").unwrap();
    let first = imported(&folder, "one");
    assert_eq!(first, imported(&folder, "two"));
    for (name, bytes) in first.iter().filter(|(name, _)| name.ends_with(".gz")) {
        assert_eq!(bytes.get(4..8), Some(&[0; 4][..]), "{name} carries a time");
    }
    let report = run(&folder, "one").unwrap();
    assert_eq!((report.written, report.removed), (0, 0));
    assert_eq!(first, imported(&folder, "one"));
}

#[test]
fn stale_files_go_and_files_of_others_stay() {
    let folder = release("stale");
    run(&folder, "out").unwrap();
    folder.write("out/NOTICE", "whose it is");
    let data = folder.path().join("botocore/data/toy");
    fs::rename(data.join("2020-02-02"), data.join("2025-05-05")).unwrap();
    let resources = folder.path().join("boto3/data/toy");
    fs::rename(resources.join("2020-02-02"), resources.join("2025-05-05")).unwrap();
    let report = run(&folder, "out").unwrap();
    assert_eq!((report.files, report.written, report.removed), (6, 4, 4));
    assert!(!folder.path().join("out/toy/2020-02-02").exists());
    assert!(folder.path().join("out/NOTICE").exists());
    assert_eq!(verify(&folder.path().join("out")).unwrap(), []);
}

#[test]
fn resources_stay_when_boto3_is_not_given() {
    let folder = release("resources");
    let first = run(&folder, "out").unwrap();
    let again = import(&Options {
        botocore: folder.path().to_owned(),
        to: folder.path().join("out"),
        ..Options::default()
    })
    .unwrap();
    assert_eq!(
        again,
        Report {
            written: 0,
            ..first
        }
    );
}

#[test]
fn every_form_of_a_release_is_found_and_anything_else_is_an_error() {
    let folder = release("forms");
    let data = folder.path().join("botocore/data");
    let options = |botocore: PathBuf| Options {
        botocore,
        to: folder.path().join("out"),
        ..Options::default()
    };
    for place in [
        folder.path().to_owned(),
        folder.path().join("botocore"),
        data,
    ] {
        assert_eq!(import(&options(place)).unwrap().botocore, "9.8.7");
    }
    let message = |options: &Options| folder.message(&import(options).unwrap_err());
    let wrong = options(folder.path().join("boto3"));
    assert!(message(&wrong).contains("there is no `<service>/<API version>/service-2.json` in it"));

    fs::remove_file(folder.path().join("botocore/__init__.py")).unwrap();
    let mut silent = options(folder.path().join("botocore"));
    assert!(message(&silent).ends_with("it does not say which version of botocore it is"));
    silent.botocore_version = Some("1.2.3".to_owned());
    assert_eq!(import(&silent).unwrap().botocore, "1.2.3");
}

#[test]
fn resources_for_another_version_than_the_model_are_an_error() {
    let folder = release("pairing");
    folder.write(
        "boto3/data/toy/2024-04-04/resources-1.json",
        r#"{"service": {}}"#,
    );
    let message = folder.message(&run(&folder, "out").unwrap_err());
    assert!(
        message.ends_with("the newest resources of toy are for API version 2024-04-04, the newest model is 2020-02-02"),
        "{message}"
    );
}

#[test]
fn a_record_cannot_name_files_outside_its_folder() {
    let folder = release("outside");
    let kept = folder.write("precious.txt", "kept");
    folder.write(
        "out/SOURCE.json",
        r#"{"botocore":"1","boto3":null,"files":{"../precious.txt":"00"}}"#,
    );
    assert_eq!(
        folder.message(&run(&folder, "out").unwrap_err()),
        "out/SOURCE.json: /files: `../precious.txt` is not a path inside the folder"
    );
    assert!(kept.exists());
}

#[test]
fn differences_from_the_record_are_found() {
    let folder = release("differences");
    run(&folder, "out").unwrap();
    let out = folder.path().join("out");
    assert_eq!(verify(&out).unwrap(), []);
    let changed = folder.write("out/partitions.json.gz", "x");
    let missing = out.join("toy/2020-02-02/waiters-2.json.gz");
    fs::remove_file(&missing).unwrap();
    let unlisted = folder.write("out/toy/2020-02-02/paginators-1.json", "{}");
    assert_eq!(
        verify(&out).unwrap(),
        [
            Difference::Changed(changed),
            Difference::Missing(missing),
            Difference::Unlisted(unlisted),
        ]
    );
}

#[test]
fn an_import_that_fails_leaves_everything_as_it_was() {
    let folder = release("atomic");
    run(&folder, "data").unwrap();
    folder.write("data/NOTICE", "kept");
    let before = folder.files();
    folder.write(
        "boto3/data/toy/2021-01-01/resources-1.json",
        r#"{"service": {}, "resources": {}}"#,
    );
    folder.write(
        "botocore/data/toy/2020-02-02/waiters-2.json",
        &waiters("New", &[("Done", 6)]),
    );
    let error = run(&folder, "data").unwrap_err();
    assert!(
        error.to_string().contains("the newest resources of toy"),
        "{error}"
    );
    let data = |files: Vec<(String, Vec<u8>)>| {
        let ours = |(name, _): &(String, Vec<u8>)| !name.starts_with("boto");
        files.into_iter().filter(ours).collect::<Vec<_>>()
    };
    assert_eq!(data(folder.files()), data(before));
}

#[test]
fn a_service_that_is_gone_is_said_to_be() {
    let folder = release("gone");
    let kite = "botocore/data/kite/2001-01-01/service-2.json";
    folder.write(kite, &model("2001-01-01", "Fly"));
    run(&folder, "data").unwrap();
    fs::remove_dir_all(folder.path().join("botocore/data/kite")).unwrap();
    run(&folder, "data").unwrap();
    let models = Models::from_dir(folder.path().join("data"));
    let error = models.load("kite", None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown service `kite`; botocore 9.8.7 does not have it any more"
    );
}
