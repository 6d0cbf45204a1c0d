//! Our corrections of vendored definitions: each has a reason, and each still changes something.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pageboy_models::{FileKind, Json, Models};

#[test]
fn every_correction_gives_its_reason_and_still_changes_the_definition() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let vendored = Models::from_dir(root.join("data"));
    let files = files(&root.join("overlays")).unwrap();
    assert!(!files.is_empty());
    for file in files {
        let overlay: Json = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let name = file.display();
        assert!(
            overlay.get("reason").and_then(Json::as_str).is_some(),
            "{name} gives no reason"
        );
        let change = overlay
            .get("merge")
            .unwrap_or_else(|| panic!("{name} merges nothing"));
        let mut folders = file.ancestors().skip(1).filter_map(Path::file_name);
        let version = folders.next().and_then(|name| name.to_str()).unwrap();
        let service = folders.next().and_then(|name| name.to_str()).unwrap();
        let kind = FileKind::ALL
            .into_iter()
            .find(|kind| file.file_stem().is_some_and(|stem| stem == kind.stem()))
            .unwrap();
        let before = vendored.document(service, version, kind).unwrap();
        assert!(
            !before.sources().is_empty(),
            "{name}: {service} {version} is not vendored"
        );
        let mut after = before.value().clone();
        after.merge(change.clone());
        assert!(
            after != *before.value(),
            "{name} changes nothing any more: remove it"
        );
    }
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
