//! `models update` and `models diff`: releases in every form, what they change, and what cannot be taken.
//!
//! pip and the archives are real; they are made here, and pip looks into a folder instead of the network.

use std::fs;
use std::process::{Command, Stdio};

use super::{CommandRun, Folder, SERVICE, WAITERS, release, without_bytes};

/// Makes archives of the packages: a wheel in `index`, source distributions, and archives of other things.
const MAKE: &str = r#"
import os, sys, tarfile, zipfile
def wheel(package, version):
    os.makedirs("index", exist_ok=True)
    info = f"{package}-{version}.dist-info"
    with zipfile.ZipFile(f"index/{package}-{version}-py3-none-any.whl", "w") as archive:
        for folder, _, names in os.walk(package):
            for name in names:
                archive.write(os.path.join(folder, name))
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
def source(package, version):
    with tarfile.open(f"{package}-{version}.tar.gz", "w:gz") as archive:
        archive.add(package, f"{package}-{version}/{package}")
    with zipfile.ZipFile(f"{package}-{version}.zip", "w") as archive:
        for folder, _, names in os.walk(package):
            for name in names:
                path = os.path.join(folder, name)
                archive.write(path, f"{package}-{version}/{path}")
for package, version in [("botocore", "9.8.7"), ("boto3", "9.8.7")]:
    wheel(package, version)
    source(package, version)
with zipfile.ZipFile("requests-2.0.0-py3-none-any.whl", "w") as archive:
    archive.writestr("requests/__init__.py", "__version__ = '2.0.0'\n")
"#;

/// An earlier import, and a later release in every form; `None` without Python and pip.
fn later(test: &str) -> Option<Folder> {
    let folder = release(test);
    folder.write("boto3/__init__.py", "__version__ = '9.8.7'\n");
    folder.run(&super::IMPORT).success();
    folder.write(
        "botocore/data/shop/2020-01-01/service-2.json",
        &SERVICE.replace(
            r#""Text": {"shape": "String"}"#,
            r#""Text": {"shape": "String"}, "Tone": {"shape": "String"}"#,
        ),
    );
    folder.write(
        "botocore/data/shop/2020-01-01/waiters-2.json",
        &WAITERS.replace("sent\"}", "delivered\"}"),
    );
    let made = Command::new("python3")
        .args(["-c", MAKE])
        .current_dir(&folder.0)
        .stdin(Stdio::null())
        .output();
    let pip = Command::new("python3")
        .args(["-m", "pip", "--version"])
        .output();
    if made.is_ok_and(|made| made.status.success()) && pip.is_ok_and(|pip| pip.status.success()) {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "python3 with pip is missing"
    );
    eprintln!("not run: {test} needs python3 with pip");
    None
}

/// Runs the command; pip finds packages in a folder, or at an address where nobody listens.
fn fetching(folder: &Folder, index: [(&str, &str); 2], arguments: &[&str]) -> CommandRun {
    let output = Command::new(env!("CARGO_BIN_EXE_pageboy"))
        .args(arguments)
        .current_dir(&folder.0)
        .envs([
            ("PIP_CONFIG_FILE", "/dev/null"),
            ("PIP_RETRIES", "0"),
            ("PIP_TIMEOUT", "2"),
        ])
        .envs(index)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    CommandRun {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

const HERE: [(&str, &str); 2] = [("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", "index")];
const NOWHERE: [(&str, &str); 2] = [
    ("PIP_INDEX_URL", "http://127.0.0.1:9/simple"),
    ("PIP_NO_CACHE_DIR", "1"),
];

const CHANGES: &str = r#"# What changes with botocore 9.8.7

3 changes in 1 service, 0 of them breaking.

## shop

- `PingRequest`: member `Tone` is new
- waiter `OrderSent`: no longer success if `State` is "sent"
- waiter `OrderSent`: now success if `State` is "delivered"
"#;

const INTO: [&str; 2] = ["--into", "vendored"];

#[test]
fn every_form_of_a_release_is_taken_and_its_changes_are_told() {
    let Some(folder) = later("forms") else {
        return;
    };
    let earlier = folder.0.join("vendored");
    let forms = [
        ("pip", vec!["9.8.7"]),
        ("pip, the latest", vec![]),
        (
            "a wheel",
            vec![
                "--from",
                "index/botocore-9.8.7-py3-none-any.whl",
                "--boto3",
                "index/boto3-9.8.7-py3-none-any.whl",
            ],
        ),
        (
            "a source distribution",
            vec![
                "--from",
                "botocore-9.8.7.tar.gz",
                "--boto3",
                "boto3-9.8.7.tar.gz",
            ],
        ),
        (
            "a zip",
            vec!["--from", "botocore-9.8.7.zip", "--boto3", "boto3-9.8.7.zip"],
        ),
        (
            "an archive of another name",
            vec!["--from", "renamed.whl", "--boto3", "boto3"],
        ),
        ("a folder", vec!["--from", "botocore", "--boto3", "boto3"]),
        ("the folder above it", vec!["--from", ".", "--boto3", "."]),
    ];
    fs::copy(
        folder.0.join("index/botocore-9.8.7-py3-none-any.whl"),
        folder.0.join("renamed.whl"),
    )
    .unwrap();
    fs::rename(&earlier, folder.0.join("earlier")).unwrap();
    for (form, arguments) in forms {
        let _ = fs::remove_dir_all(&earlier);
        copy(&folder.0.join("earlier"), &earlier);
        let arguments = [&["models", "update"], &arguments[..], &INTO].concat();
        let report = fetching(&folder, HERE, &arguments).success();
        let report = report
            .strip_prefix(CHANGES)
            .unwrap_or_else(|| panic!("{form}: {report}"));
        assert_eq!(
            without_bytes(report.trim_start()),
            "botocore 9.8.7 and boto3 9.8.7: 1 services, 5 files, … bytes; 2 written, 0 removed in the folder vendored\n",
            "{form}"
        );
        assert_eq!(folder.read("vendored/CHANGES.md"), CHANGES, "{form}");
        let beside = fs::read_dir(&folder.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = beside
            .filter(|name| name.to_string_lossy().starts_with('.'))
            .collect();
        assert!(left.is_empty(), "{form}: {left:?}");
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

#[test]
fn any_two_sets_of_definitions_are_compared() {
    let Some(folder) = later("diff") else {
        return;
    };
    let changes = CHANGES.split_once("\n\n").unwrap().1;
    for after in [
        "botocore",
        "index/botocore-9.8.7-py3-none-any.whl",
        "botocore-9.8.7.tar.gz",
    ] {
        assert_eq!(
            folder.run(&["models", "diff", "vendored", after]).success(),
            changes
        );
    }
    insta::assert_snapshot!(folder.run(&["models", "diff", "botocore-9.8.7.zip", "vendored"]).success(), @r#"
    3 changes in 1 service, 1 of them breaking.

    ## shop

    - **breaking** `PingRequest`: member `Tone` is gone
    - waiter `OrderSent`: no longer success if `State` is "delivered"
    - waiter `OrderSent`: now success if `State` is "sent"
    "#);
}

#[test]
fn what_is_no_release_is_named_and_nothing_is_changed() {
    let Some(folder) = later("no-release") else {
        return;
    };
    let before = (
        folder.files("vendored"),
        folder.read("vendored/SOURCE.json"),
    );
    folder.write("notes.txt", "not an archive\n");
    folder.write("notes.whl", "not an archive\n");
    let failure = |arguments: &[&str]| {
        let arguments = [&["models", "update"], arguments, &INTO].concat();
        let said = fetching(&folder, HERE, &arguments).failure();
        assert_eq!(
            (
                folder.files("vendored"),
                folder.read("vendored/SOURCE.json")
            ),
            before
        );
        said
    };
    insta::assert_snapshot!(failure(&["9.9.9"]), @"error: pip knows no release 9.9.9 of botocore");
    insta::assert_snapshot!(failure(&["v9; rm"]), @"error: `v9; rm` is not the version of a release");
    insta::assert_snapshot!(failure(&["--from", "notes.txt"]), @"error: notes.txt is no wheel and no source distribution");
    insta::assert_snapshot!(failure(&["--from", "notes.whl"]), @"error: notes.whl is no wheel and no source distribution");
    insta::assert_snapshot!(failure(&["--from", "absent"]), @"error: there is no file or folder absent");
    insta::assert_snapshot!(failure(&["--from", "requests-2.0.0-py3-none-any.whl"]), @"error: cannot import from requests-2.0.0-py3-none-any.whl: there is no `<service>/<API version>/service-2.json` in it, nor in its `data` or `botocore/data`");
    insta::assert_snapshot!(failure(&["--from", "botocore", "--boto3", "botocore-9.8.7.zip"]), @"error: cannot import from botocore-9.8.7.zip: there is no `<service>/<API version>/resources-1.json` in it, nor in its `data` or `boto3/data`");
    let said = fetching(
        &folder,
        NOWHERE,
        &["models", "update", "--into", "vendored"],
    )
    .failure();
    insta::assert_snapshot!(said, @"error: pip finds no botocore: it cannot reach its index, or the index has none; --from takes a release that is here");
    insta::assert_snapshot!(fetching(&folder, HERE, &["models", "update"]).failure(), @"error: name the folder with --into: there is no models/data here, as in pageboy's own sources");
    insta::assert_snapshot!(folder.run(&["models", "diff", "vendored", "notes.txt"]).failure(), @"error: notes.txt is no wheel and no source distribution");
    insta::assert_snapshot!(folder.run(&["models", "diff", "vendored", "requests-2.0.0-py3-none-any.whl"]).failure(), @"error: cannot import from requests-2.0.0-py3-none-any.whl: there is no `<service>/<API version>/service-2.json` in it, nor in its `data` or `botocore/data`");
    insta::assert_snapshot!(folder.run(&["models", "diff", "absent", "vendored"]).failure(), @"error: cannot import from absent: there is no such file or folder");
}

#[test]
fn resources_that_do_not_fit_leave_everything_as_it_was() {
    let Some(folder) = later("pairing") else {
        return;
    };
    folder.write(
        "boto3/data/shop/2021-01-01/resources-1.json",
        r#"{"service": {}, "resources": {}}"#,
    );
    let before = (
        folder.files("."),
        folder.files("vendored/shop/2020-01-01"),
        folder.read("vendored/SOURCE.json"),
    );
    let update = [
        "models", "update", "--from", "botocore", "--boto3", "boto3", "--into", "vendored",
    ];
    insta::assert_snapshot!(folder.run(&update).failure(), @"error: cannot import from boto3/data: the newest resources of shop are for API version 2021-01-01, the newest model is 2020-01-01");
    let after = (
        folder.files("."),
        folder.files("vendored/shop/2020-01-01"),
        folder.read("vendored/SOURCE.json"),
    );
    assert_eq!(after, before);
}

#[test]
fn entries_of_overlays_that_do_not_fit_are_told_with_their_sides() {
    let Some(folder) = later("overlay") else {
        return;
    };
    folder.write(
        "own/shop/waiters-2.json",
        r#"{"reason": "Orders are delivered, and it takes long.", "merge": {"waiters": {"OrderSent": {"delay": {"$expects": 6, "$set": 60},
        "acceptors": {
        "$expects": [{"state": "success", "matcher": "path", "argument": "State", "expected": "sent"}],
        "$edit": [{"replace": {"expected": "sent"}, "with":
        {"state": "success", "matcher": "path", "argument": "State", "expected": "delivered"}}]}}}}}"#,
    );
    let update = [
        &[
            "models",
            "update",
            "--from",
            "botocore",
            "--boto3",
            "boto3",
            "--overlay",
            "own",
        ],
        &INTO[..],
    ]
    .concat();
    let report = folder.run(&update).success();
    insta::assert_snapshot!(report.lines().filter(|line| line.contains("overlay") || line.starts_with("    ")).collect::<Vec<_>>().join("\n"), @r"
    overlay conflict: own/shop/waiters-2.json: /merge/waiters/OrderSent/delay: the definitions have changed the same since this was written: decide which is right, and bring `$expects` up to date
        expected   6
        upstream   5
        ours       60
    overlay adopted: own/shop/waiters-2.json: /merge/waiters/OrderSent/acceptors: the definitions have this already: remove the entry
    ");
}

#[test]
fn a_manifest_that_names_a_service_that_went_says_so() {
    let Some(folder) = later("went") else {
        return;
    };
    folder.write("botocore/data/stall/2020-01-01/service-2.json", SERVICE);
    fs::remove_dir_all(folder.0.join("botocore/data/shop")).unwrap();
    fs::remove_dir_all(folder.0.join("boto3/data/shop")).unwrap();
    let update = [
        "models", "update", "--from", "botocore", "--into", "vendored",
    ];
    let report = folder.run(&update).success();
    insta::assert_snapshot!(report.split("\nbotocore 9.8.7 ").next().unwrap(), @r"
    # What changes with botocore 9.8.7

    2 changes in 2 services, 1 of them breaking.

    ## shop

    - **breaking** the service is gone

    ## stall

    - the service is new, with 2 operations
    ");
    folder.write(
        "pageboy.toml",
        &super::MANIFEST.replace("models", "vendored"),
    );
    insta::assert_snapshot!(folder.run(&["generate"]).failure(), @r"
    error: unknown service `shop`; botocore 9.8.7 does not have it any more
      --> pageboy.toml:4:2
      |
    4 | [shop]
      |  ^^^^
    ");
}

#[test]
fn the_command_knows_services_that_went_before_it_was_built() {
    let folder = Folder::new("went-before");
    folder.write(
        "pageboy.toml",
        "[qldb]\noperations = \"*\"\n\n[settings]\noverlays = \"own\"\n",
    );
    folder.write("own/opsworks/waiters-2.json", WAITERS);
    insta::assert_snapshot!(folder.run(&["generate"]).failure(), @r"
    error: unknown service `opsworks`; botocore 1.43.11 does not have it any more
     --> own/opsworks

    error: unknown service `qldb`; botocore 1.43.11 does not have it any more
      --> pageboy.toml:1:2
      |
    1 | [qldb]
      |  ^^^^
    ");
    let ran = folder.run(&["call", "qldb", "list-ledgers"]);
    insta::assert_snapshot!(ran.err, @"error: unknown service `qldb`; botocore 1.43.11 does not have it any more");
}

#[test]
fn help_and_usage_name_what_each_takes() {
    let folder = Folder::new("help-models");
    let words: [(&str, &[&str]); 2] = [
        (
            "update",
            &[
                "[VERSION]",
                "--from",
                "--boto3",
                "--into",
                "--overlay",
                "CHANGES.md",
                "the folder stays as it is",
            ],
        ),
        (
            "diff",
            &[
                "<BEFORE>",
                "<AFTER>",
                "--overlay",
                "a wheel or a source distribution",
                "compares the plans",
            ],
        ),
    ];
    for (verb, words) in words {
        let help = folder.run(&["models", verb, "--help"]).success();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in words {
            assert!(help.contains(word), "{verb}: {word}: {help}");
        }
    }
    for arguments in [
        &["update", "1.0.0", "--from", "botocore"][..],
        &["diff", "before"],
        &["update", "--form", "x"],
    ] {
        let ran = folder.run(&[&["models"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
    }
}
