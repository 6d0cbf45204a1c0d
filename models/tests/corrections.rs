//! What entries of overlays do and how they fit; and our corrections of vendored definitions: each says why, and fits.

mod folder;

use folder::{Folder, model};
use pageboy_models::{Correction, Error, FileKind, Fit, Json, Models};
use serde::Deserialize;

#[test]
fn every_correction_gives_its_reason_and_fits_what_is_vendored() {
    let models = Models::vendored();
    assert_eq!(models.unused().unwrap(), []);
    let corrections = models.corrections(None).unwrap();
    assert!(!corrections.is_empty());
    let wrong: Vec<String> = corrections
        .iter()
        .filter(|correction| correction.fit != Fit::Fits || correction.reason.is_none())
        .map(|correction| match &correction.reason {
            Some(_) => format!("{}: {correction}", correction.fit.word()),
            None => format!("no reason: {correction}"),
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A case: a file, what an overlay merges into it, and what comes of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// The section of the file, which says its kind; absent: `waiters`.
    #[serde(default = "waiters")]
    section: String,
    /// The section in the definitions.
    base: Json,
    /// The `merge` of the overlay.
    merge: Json,
    /// The section that comes of it; absent where nothing can be generated.
    gives: Option<Json>,
    /// Each entry: pointer, fit, what it does or what to do about it; then the difference, indented.
    entries: Vec<String>,
}

#[test]
fn entries_are_merged_or_reported_each_for_itself() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("cases/overlays.json")).unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let folder = Folder::new("corrections");
        folder.write(
            "base/toy/2020-02-02/service-2.json",
            &model("2020-02-02", "Open"),
        );
        let (kind, name) = match case.section.as_str() {
            "pagination" => (FileKind::Paginators, "paginators-1.json"),
            "resources" => (FileKind::Resources, "resources-1.json"),
            "operations" | "shapes" => (FileKind::Service, "service-2.json"),
            _ => (FileKind::Waiters, "waiters-2.json"),
        };
        let base = format!(r#"{{"version":2,"{}":{}}}"#, case.section, case.base);
        folder.write(&format!("base/toy/2020-02-02/{name}"), &base);
        let own = format!(r#"{{"reason":"because","merge":{}}}"#, case.merge);
        folder.write(&format!("own/toy/{name}"), &own);
        let models =
            Models::from_dir(folder.path().join("base")).overlay(folder.path().join("own"));
        let result = models.document("toy", "2020-02-02", kind);
        let (gives, entries) = match result {
            Ok(document) => (
                document.value().get(&case.section).cloned(),
                document.corrections().to_vec(),
            ),
            Err(Error::Overlay { entries }) => (None, entries),
            Err(error) => panic!("{}: {error}", case.name),
        };
        let lines: Vec<String> = entries.iter().flat_map(lines).collect();
        if lines != case.entries {
            wrong.push(format!("{}: {lines:#?}", case.name));
        }
        let text = |json: Option<Json>| json.map(|json| json.to_string());
        let (gives, expected) = (text(gives), text(case.gives));
        if gives != expected {
            wrong.push(format!("{}: gives {gives:?}, not {expected:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn waiters() -> String {
    "waiters".to_owned()
}

fn lines(correction: &Correction) -> Vec<String> {
    let text = match correction.advice.as_str() {
        "" => &correction.change,
        advice => advice,
    };
    let first = format!("{} {}: {text}", correction.pointer, correction.fit.word());
    let difference = correction.difference.iter().map(|line| format!("  {line}"));
    [first].into_iter().chain(difference).collect()
}
