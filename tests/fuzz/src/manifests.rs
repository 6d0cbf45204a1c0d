//! Manifests: any `pageboy.toml` is a selection, or a mistake with its line.

use std::path::Path;
use std::sync::LazyLock;

use pageboy_codegen::{Builder, Manifest, Problems};

use crate::memory;
use crate::service::Folder;

/// A folder with a small service.
static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new();
    folder.write(
        "service-2.json",
        include_str!("../models/small/service-2.json"),
    );
    folder.write(
        "waiters-2.json",
        include_str!("../models/small/waiters-2.json"),
    );
    folder.write(
        "paginators-1.json",
        include_str!("../models/small/paginators-1.json"),
    );
    folder.write(
        "resources-1.json",
        include_str!("../models/small/resources-1.json"),
    );
    folder
});

/// Reads an input: the text of a manifest.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    memory::bounded(|| {
        let path = FOLDER.path().join("pageboy.toml");
        match Manifest::parse(text, &path) {
            Ok(manifest) => plan(manifest, text, &path),
            Err(problems) => {
                placed(&problems, text, &path);
                let in_manifest = problems.iter().all(|problem| problem.file() == path);
                assert!(in_manifest, "{problems}");
            }
        }
    });
}

/// Plans what a manifest asks for, unless it leads to other folders.
fn plan(manifest: Manifest, text: &str, path: &Path) {
    if text.contains("settings") || text.contains('\\') {
        return;
    }
    let builder = Builder::from_manifest(manifest).definitions(FOLDER.path());
    match builder.plan() {
        Ok(_) => {}
        Err(problems) => placed(&problems, text, path),
    }
}

/// There are mistakes, and each of the manifest's has a place in it.
fn placed(problems: &Problems, text: &str, path: &Path) {
    assert!(problems.iter().next().is_some());
    for problem in problems.iter() {
        assert!(!problem.message().is_empty());
        if problem.file() != path {
            continue;
        }
        let (line, column) = problem
            .position()
            .unwrap_or_else(|| panic!("without a place: {problem}"));
        assert!(line >= 1 && column >= 1, "{problem}");
        let lines = text.lines().count();
        assert!(line <= lines + 1, "{problem}: there are {lines} lines");
    }
    drop((problems.to_string(), problems.report(true)));
}
