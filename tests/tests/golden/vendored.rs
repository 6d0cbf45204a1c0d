//! What follows from the vendored release alone: `BLESS=1` writes it, so that another release edits no test.

use std::fs;
use std::path::{Path, PathBuf};

use pageboy_codegen::{Builder, Manifest};
use pageboy_models::Models;

/// Compares with a file in `golden/vendored`.
pub(crate) fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/vendored");
    check(&path.join(name), &format!("{text}\n"));
}

fn check(path: &Path, text: &str) {
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        return fs::write(path, text).unwrap();
    }
    let present = fs::read_to_string(path).unwrap_or_default();
    let present = present.replace("\r\n", "\n");
    let lines = text
        .lines()
        .filter(|line| !present.lines().any(|it| it == *line));
    let lines: Vec<_> = lines.collect();
    assert!(
        present == text,
        "{} is of another release: `BLESS=1` writes it; new are\n{}",
        path.display(),
        lines.join("\n")
    );
}

/// The text in which what follows a phrase is another value, which consists of digits and dots.
fn with(text: &str, phrase: &str, value: &str) -> String {
    let (before, rest) = text
        .split_once(phrase)
        .unwrap_or_else(|| panic!("`{phrase}` is not there"));
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let rest = rest.trim_start_matches(is_part);
    format!("{before}{phrase}{value}{rest}")
}

/// How many operations EC2 has, and how many shapes the manifest at the start of README selects.
fn counts(readme: &str) -> (String, String) {
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (manifest, _) = rest.split_once("```").unwrap();
    let manifest = Manifest::parse(manifest, Path::new("pageboy.toml")).unwrap();
    let plan = Builder::from_manifest(manifest).plan().unwrap().remove(0);
    assert_eq!(plan.name, "ec2");
    (
        plan.operations_in_model.to_string(),
        plan.shapes.len().to_string(),
    )
}

#[test]
fn documents_name_the_vendored_release() {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let source = fs::read_to_string(root.join("models/data/SOURCE.json")).unwrap();
    let source: serde_json::Value = serde_json::from_str(&source).unwrap();
    let version = source["botocore"].as_str().unwrap();
    let services = Models::vendored().services().unwrap().len().to_string();
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap();
    let readme = read("README.md");
    let (operations, shapes) = counts(&readme);
    let text = with(&readme, "every service of botocore ", version);
    let text = with(&text, "what the build script wrote: ", &shapes);
    let text = with(&text, "of EC2, ", &operations);
    check(&root.join("README.md"), &text);
    let figures = with(
        &read("docs/figures.md"),
        "| shapes in the first example | ",
        &shapes,
    );
    check(&root.join("docs/figures.md"), &figures);
    let changelog = with(&read("CHANGELOG.md"), "of botocore and boto3 ", version);
    let phrase = format!("of botocore and boto3 {version}: ");
    check(
        &root.join("CHANGELOG.md"),
        &with(&changelog, &phrase, &services),
    );
}
