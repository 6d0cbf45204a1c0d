//! The generated files on disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use pageboy_codegen::{Builder, GeneratedServices, Service};
use pageboy_tests::services::compile;

use crate::folder::Folder;

fn ledger(operations: &[&str], waiters: &[&str]) -> GeneratedServices {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/models");
    let service = Service::new("ledger")
        .operations(operations.iter().copied())
        .waiters(waiters.iter().copied());
    let builder = Builder::new().definitions(models).service(service);
    builder
        .generate()
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn stale(generated: &GeneratedServices, folder: &Folder) -> String {
    let lines: Vec<_> = generated
        .stale(&folder.join("src"))
        .iter()
        .map(ToString::to_string)
        .collect();
    folder.redact(&lines.join("\n"))
}

/// Sets a time that no file written now can have.
fn age(path: &PathBuf) -> SystemTime {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    long_ago
}

#[test]
fn a_file_that_would_not_change_is_not_written() {
    let folder = Folder::new("unchanged");
    let src = folder.join("src");
    ledger(&["Ping"], &[]).write_to(&src).unwrap();
    let names = [
        "mod.rs",
        "operations.rs",
        "operation_tables.rs",
        "tables.rs",
        "types.rs",
    ];
    let paths = names.map(|name| src.join("ledger").join(name));
    let ages = paths.each_ref().map(age);
    let times = || {
        paths
            .each_ref()
            .map(|path| fs::metadata(path).unwrap().modified().unwrap())
    };

    ledger(&["Ping"], &[]).write_to(&src).unwrap();
    assert_eq!(times(), ages);

    // Shapes and their tables stay as they are, the others get an operation more.
    ledger(&["Ping", "CloseBooks"], &[]).write_to(&src).unwrap();
    let rewritten = times().map(|time| time != ages[0]);
    assert_eq!(rewritten, [true, true, true, false, false]);
}

#[test]
fn what_is_generated_no_more_is_removed_and_what_is_not_ours_is_kept() {
    let folder = Folder::new("leftovers");
    let src = folder.join("src");
    ledger(&[], &["BooksClosed"]).write_to(&src).unwrap();
    assert!(src.join("ledger/waiters.rs").exists());
    folder.write("src/ledger/own.rs", "// Written by hand.\n");
    folder.write("src/main.rs", "fn main() {}\n");

    ledger(&["CloseBooks"], &[]).write_to(&src).unwrap();
    assert!(!src.join("ledger/waiters.rs").exists());
    assert!(src.join("ledger/own.rs").exists());
    assert!(src.join("main.rs").exists());
}

#[test]
fn stale_lists_every_file_that_differs_and_why() {
    let folder = Folder::new("stale");
    let src = folder.join("src");
    let (with, without) = (ledger(&[], &["BooksClosed"]), ledger(&["CloseBooks"], &[]));
    insta::assert_snapshot!(stale(&with, &folder), @r"
    src/ledger/mod.rs is missing
    src/ledger/operations.rs is missing
    src/ledger/operation_tables.rs is missing
    src/ledger/tables.rs is missing
    src/ledger/types.rs is missing
    src/ledger/waiters.rs is missing
    ");
    with.write_to(&src).unwrap();
    assert_eq!(stale(&with, &folder), "");
    insta::assert_snapshot!(stale(&without, &folder), @r"
    src/ledger/mod.rs is out of date
    src/ledger/operations.rs is out of date
    src/ledger/waiters.rs is no longer generated
    ");
    assert!(
        src.join("ledger/waiters.rs").exists(),
        "to look is not to change"
    );
}

#[test]
fn what_somebody_else_wrote_is_not_written_over() {
    let folder = Folder::new("foreign");
    let src = folder.join("src");
    let hand = "//! Written by hand.\n";
    let generated = ledger(&["Ping"], &[]);
    for text in [hand, ""] {
        folder.write("src/ledger/types.rs", text);
        let error = generated.write_to(&src).unwrap_err().to_string();
        assert!(
            error.contains("types.rs was not generated, and is not written over"),
            "{error}"
        );
        assert!(stale(&generated, &folder).contains("types.rs was not generated"));
        let left = fs::read_to_string(src.join("ledger/types.rs")).unwrap();
        assert_eq!(left, text);
        assert!(
            !src.join("ledger/mod.rs").exists(),
            "nothing at all is written"
        );
    }
    fs::remove_file(src.join("ledger/types.rs")).unwrap();

    folder.write("src/ledger.rs", hand);
    let error = generated.write_to(&src).unwrap_err().to_string();
    assert!(
        error.contains("ledger.rs would be the same module"),
        "{error}"
    );
    assert!(stale(&generated, &folder).contains("ledger.rs would be the same module"));
    fs::remove_file(src.join("ledger.rs")).unwrap();
    generated.write_to(&src).unwrap();
    assert_eq!(stale(&generated, &folder), "");
}

#[test]
fn a_service_that_is_not_asked_for_any_more_is_stale_and_stays() {
    let folder = Folder::new("unnamed");
    let src = folder.join("src");
    let generated = ledger(&["Ping"], &[]);
    generated.write_to(&src).unwrap();
    fs::rename(src.join("ledger"), src.join("journal")).unwrap();
    folder.write("src/own/mod.rs", "//! Written by hand.\n");
    generated.write_to(&src).unwrap();
    insta::assert_snapshot!(
        stale(&generated, &folder),
        @"src/journal is of a service that the manifest does not name any more: remove the folder, or name the service"
    );
    assert!(src.join("journal/mod.rs").exists());
}

#[test]
fn line_ends_of_a_checkout_are_not_stale() {
    let folder = Folder::new("line-ends");
    let generated = ledger(&["Ping"], &[]);
    generated.write_to(&folder.join("src")).unwrap();
    let path = folder.join("src/ledger/mod.rs");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    assert_eq!(stale(&generated, &folder), "");
}

#[test]
fn the_inputs_are_the_files_and_folders_that_were_read() {
    let folder = Folder::new("inputs");
    folder.write(
        "own/ledger/waiters-2.json",
        r#"{"version": 2, "waiters": {}}"#,
    );
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/models");
    let generated = Builder::new()
        .definitions(&models)
        .overlay(folder.join("own"))
        .service(Service::new("ledger").operations(["Ping"]))
        .generate()
        .unwrap_or_else(|problems| panic!("{problems}"));
    let mut inputs: Vec<_> = generated
        .inputs()
        .iter()
        .map(|path| {
            folder.redact(
                &path
                    .display()
                    .to_string()
                    .replace(&models.display().to_string(), "models"),
            )
        })
        .collect();
    // Sorted again: they were sorted by the path of this checkout.
    inputs.sort();
    insta::assert_snapshot!(inputs.join("\n"), @r"
    models/endpoints.json
    models/ledger/2022-03-01/paginators-1.json
    models/ledger/2022-03-01/service-2.json
    models/ledger/2022-03-01/waiters-2.json
    own
    own/ledger/waiters-2.json
    ");
}

#[test]
fn code_of_another_generator_is_an_error_that_says_what_to_run() {
    let folder = Folder::new("another-generator");
    let src = folder.join("src");
    ledger(&["Ping"], &[]).write_to(&src).unwrap();
    let path = src.join("ledger/mod.rs");
    let said = || {
        folder.write("src/lib.rs", "//! Its use.\npub mod ledger;\n");
        compile(&src.join("lib.rs")).unwrap()
    };
    assert_eq!(said(), "");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("made_for!(5)", "made_for!(3)")).unwrap();
    let said = said();
    let error: Vec<_> = said
        .lines()
        .take_while(|line| !line.contains("-->"))
        .collect();
    insta::assert_snapshot!(error.join("\n"), @r"
    error: this module was generated for interface 3 of pageboy, and the pageboy it is compiled with has interface 5.
           If the code is committed, generate it anew with the command of the same version: `pageboy generate --manifest pageboy.toml --out src`.
           If a build script makes it, let it depend on the pageboy-codegen of the same version as pageboy.
    ");
}
