//! Public cases: what people have met with other clients, from a folder beside the checkout.
//!
//! The folder is `../shared/cases/public` from the workspace, or what `PAGEBOY_CASES` names. Without it nothing is run, which is
//! said. A file takes a check in [`CHECKS`]; one that has none is reported.

mod case;
mod command;
mod endpoint;
mod later;
mod library;
mod loops;
mod tls;
mod wire;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use self::Check::{Later, Now};
use self::case::Case;

/// What is wrong, if anything.
type CheckResult = Result<(), String>;

/// What is done with a file.
enum Check {
    /// It has to pass.
    Now(fn(&Case) -> CheckResult),
    /// It need not pass yet, for this reason; once it does, the entry has to say so.
    #[allow(
        dead_code,
        reason = "no case is for later at the moment; the next one may be"
    )]
    Later(&'static str, fn(&Case) -> CheckResult),
}

#[rustfmt::skip] // a table: a line for each
const CHECKS: &[(&str, Check)] = &[
    ("loops-01-get-log-events-tail", Now(loops::older_events_are_not_left_out)),
    ("loops-02-truncated-without-token-s3v2", Now(loops::promised_without_token)),
    ("loops-05-shorthand-map-json-split", Now(later::a_text_is_not_split)),
    ("loops-06-shorthand-duplicate-keys", Now(later::a_key_is_given_once)),
    ("loops-08-empty-id-list-wait", Now(loops::an_empty_list_is_refused)),
    ("loops-09-token-that-starts-with-a-hyphen", Now(later::a_token_may_start_with_a_hyphen)),
    ("loops-10-profile-indented-colon-bom", Now(later::odd_profiles_are_read)),
    ("loops-11-xml-that-cannot-hold-the-key", Now(later::xml_cannot_hold_it)),
    ("loops-13-legacy-backtick-literals", Now(loops::bare_literals)),
    ("loops-14-duplicate-names-in-a-definition", Now(later::a_name_is_given_once)),
    ("loops-16-time-forms", Now(later::forms_of_time)),
    ("loops-18-search-on-a-page-without-the-list", Now(loops::a_page_without_the_list)),
    ("loops-19-batch-action-with-an-empty-id-list", Now(loops::a_batch_of_nothing)),
    ("loops-20-search-compares-a-timestamp-with-text", Now(loops::a_comparison_that_is_never_true)),
    ("wire-01-binary-user-data", Now(later::bytes_of_a_file)),
    ("wire-02-fips-ignored", Now(later::fips)),
    ("wire-03-services-section", Now(later::services_section)),
    ("wire-04-profile-syntax", Now(later::profile_syntax)),
    ("wire-05-error-json-not-strict", Now(wire::an_error_is_read_leniently)),
    ("wire-07-error-code-empty", Now(wire::an_empty_code_is_the_status)),
    ("wire-08-dynamodb-crc32", Now(later::dynamodb_checksum)),
    ("wire-10-ca-bundle", Now(tls::a_bundle_is_trusted)),
    ("wire-11-repeated-headers", Now(wire::repeated_headers_are_joined)),
    ("wire-13-long-poll", Now(wire::a_poll_may_take_longer_than_a_minute)),
    ("wire-14-virtual-host-custom-endpoint", Now(later::virtual_host)),
    ("wire-15-dot-segments", Now(later::dot_segments)),
    ("wire-18-sts-aws-global", Now(later::sts_global)),
    ("wire-21-expires-string", Now(wire::expires_is_a_text)),
];

#[test]
fn public_cases_come_out_as_they_should() {
    let folder = folder();
    let Some(files) = files(&folder) else {
        let text = format!(
            "not run: the public cases: there is no folder {}\n",
            folder.display()
        );
        // Unlike what `eprintln!` writes, this is not withheld when the test passes.
        let _ = std::io::stderr().write_all(text.as_bytes());
        return;
    };
    let mut wrong = Vec::new();
    for (name, case) in &files {
        let check = CHECKS.iter().find(|(known, _)| known == name);
        match check.map(|(_, check)| check) {
            None => println!("{name}: not known"),
            Some(Now(check)) => match check(case) {
                Ok(()) => println!("{name}: as it should"),
                Err(problem) => wrong.push(format!("{name}: {problem}")),
            },
            Some(Later(reason, check)) => match check(case) {
                Ok(()) => wrong.push(format!(
                    "{name}: comes out as it should, so it is not for later any more ({reason})"
                )),
                Err(problem) => println!("{name}: not yet ({reason}): {problem}"),
            },
        }
    }
    assert!(
        wrong.is_empty(),
        "of the cases in {}:\n{}",
        folder.display(),
        wrong.join("\n")
    );
}

fn folder() -> PathBuf {
    let workspace = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let beside = || workspace.join("../shared/cases/public");
    std::env::var_os("PAGEBOY_CASES").map_or_else(beside, PathBuf::from)
}

/// The files by their names; `None` when there is no folder.
fn files(folder: &std::path::Path) -> Option<BTreeMap<String, Case>> {
    let paths = fs::read_dir(folder)
        .ok()?
        .map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
    let files = paths.map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let case = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (
            path.file_stem().unwrap().to_string_lossy().into_owned(),
            Case(case),
        )
    });
    Some(files.collect())
}

/// Passes if it holds; else tells this.
fn must(holds: bool, problem: impl FnOnce() -> String) -> CheckResult {
    if holds { Ok(()) } else { Err(problem()) }
}

/// Runs what has to be awaited, under a paused clock.
fn awaited<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    runtime.unwrap().block_on(future)
}
