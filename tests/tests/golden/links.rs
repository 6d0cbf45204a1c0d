//! Links between documents lead to a file, and to a heading of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_link_between_documents_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut documents = BTreeMap::new();
    for folder in [
        "",
        "docs",
        "docs/decisions",
        "cli",
        "codegen",
        "models",
        "runtime",
        "schema",
        "tests",
    ] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|it| it == "md") {
                let text = fs::read_to_string(&path).unwrap();
                documents.insert(path.canonicalize().unwrap(), text);
            }
        }
    }
    assert!(documents.len() > 30);
    let mut lost = Vec::new();
    for (path, text) in &documents {
        for link in links(text) {
            if !leads(&documents, path, link) {
                lost.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// The links of a document to other places of the project.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("](").skip(1);
    let links = links.filter_map(|rest| Some(rest.split_once(')')?.0));
    links.filter(|link| !link.contains("://") && !link.contains([' ', '`', '\n']))
}

fn leads(documents: &BTreeMap<PathBuf, String>, from: &Path, link: &str) -> bool {
    let (file, anchor) = link
        .split_once('#')
        .map_or((link, None), |(file, anchor)| (file, Some(anchor)));
    let target = match file {
        "" => from.to_owned(),
        file => from.with_file_name(file),
    };
    let Ok(target) = target.canonicalize() else {
        return false;
    };
    match (anchor, documents.get(&target)) {
        (None, _) => true,
        (Some(anchor), Some(text)) => {
            let headings = text.lines().filter(|line| line.starts_with('#'));
            headings
                .map(|line| slug(line.trim_start_matches('#')))
                .any(|slug| slug == anchor)
        }
        (Some(_), None) => false,
    }
}

/// The anchor that a heading gets where documents are shown.
fn slug(heading: &str) -> String {
    let kept = heading
        .trim()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
