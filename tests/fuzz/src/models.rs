//! Definitions: loaded, checked, planned and, in a target of its own, emitted; every mistake is a problem with a place.

use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use fastrand::Rng;
use pageboy_codegen::{Builder, Manifest, Problems};

use crate::memory;
use crate::service::{Folder, NAME};

static FOLDER: LazyLock<Folder> = LazyLock::new(Folder::new);

/// The files an input may have.
const FILES: [&str; 7] = [
    "service-2.json",
    "service-2.sdk-extras.json",
    "waiters-2.json",
    "waiters-2.sdk-extras.json",
    "paginators-1.json",
    "paginators-1.sdk-extras.json",
    "resources-1.json",
];

/// Reads an input: files, each after a line `=== <name>`. They are planned.
pub fn check(input: &[u8]) {
    with_builder(input, |builder| match builder.check() {
        Ok(checked) => {
            let problems = checked.problems;
            assert!(problems.iter().all(|problem| !problem.message().is_empty()));
            drop((problems.to_string(), problems.report(true)));
        }
        Err(problems) => refused(&problems),
    });
}

/// Reads the same input. Code is generated, which takes much longer, and must be Rust.
pub fn check_code(input: &[u8]) {
    with_builder(input, |builder| match builder.generate() {
        Ok(generated) => {
            drop(generated.to_string());
            for service in generated.services() {
                for file in service.files() {
                    if let Err(error) = syn::parse_file(&file.text) {
                        panic!("{} is not Rust: {error}\n{}", file.path, file.text);
                    }
                }
            }
        }
        Err(problems) => refused(&problems),
    });
}

/// Writes the files of an input, and hands on what its manifest asks for.
fn with_builder(input: &[u8], work: impl FnOnce(&Builder)) {
    let mut manifest = format!("[{NAME}]\noperations = \"*\"\nresources = \"*\"\n");
    let mut is_there = [false; FILES.len()];
    for (name, content) in files(input) {
        if name == "pageboy.toml" {
            manifest = String::from_utf8_lossy(content).into_owned();
        } else if let Some(at) = FILES.iter().position(|file| *file == name) {
            FOLDER.write(name, content);
            is_there[at] = true;
        }
    }
    for (name, is_there) in FILES.iter().zip(is_there) {
        if !is_there {
            FOLDER.remove(name);
        }
    }
    memory::bounded(|| {
        // Settings that lead out of the folder.
        let leaves = manifest.contains("settings");
        match Manifest::parse(&manifest, Path::new("pageboy.toml")) {
            Ok(manifest) if !leaves => {
                work(&Builder::from_manifest(manifest).definitions(FOLDER.path()));
            }
            Ok(_) => {}
            Err(problems) => refused(&problems),
        }
    });
}

fn refused(problems: &Problems) {
    assert!(problems.iter().next().is_some());
    assert!(problems.iter().all(|problem| !problem.message().is_empty()));
    drop((problems.to_string(), problems.report(true)));
}

/// Where the content of one of the files stands in an input.
pub fn some_file(input: &[u8], rng: &mut Rng) -> Range<usize> {
    let contents: Vec<&[u8]> = files(input).map(|(_, content)| content).collect();
    if contents.is_empty() {
        return 0..0;
    }
    let content = contents[rng.usize(..contents.len())];
    let start = content.as_ptr().addr() - input.as_ptr().addr();
    start..start + content.len()
}

/// The files of an input.
fn files(input: &[u8]) -> impl Iterator<Item = (&str, &[u8])> {
    const MARK: &[u8] = b"=== ";
    let mut rest = input;
    std::iter::from_fn(move || {
        rest = &rest[find(rest, MARK)? + MARK.len()..];
        let line = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(rest.len());
        let (name, content) = rest.split_at(line);
        let end = find(content, MARK).unwrap_or(content.len());
        rest = &content[end..];
        Some((
            std::str::from_utf8(name).unwrap_or_default(),
            &content[..end],
        ))
    })
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
