//! Definitions from Smithy's JSON AST.
//!
//! What `golden/trees` becomes stands in `golden/models`, among the definitions that Rust is generated from.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use pageboy_models::import::{TreeOptions, TreeReport, Trees, import_trees};
use pageboy_models::{Json, Models};

use crate::folder::Folder;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn import(from: &Path, to: &Path) -> Result<TreeReport, pageboy_models::Error> {
    import_trees(&TreeOptions {
        trees: Trees::read(from)?,
        known: Models::from_dir(golden().join("models")),
        name: None,
        to: to.to_owned(),
    })
}

/// The files of a service's version, written out, by their names below the folder.
fn files(folder: &Path, service: &str, version: &str) -> BTreeMap<String, String> {
    let own = folder.join(service).join(version);
    let paths = fs::read_dir(own)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = paths.map(|path| {
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut text = String::new();
        match name.ends_with(".gz") {
            true => flate2::read::GzDecoder::new(&bytes[..])
                .read_to_string(&mut text)
                .unwrap(),
            false => (&bytes[..]).read_to_string(&mut text).unwrap(),
        };
        let value: Json = serde_json::from_str(&text).unwrap();
        let text = serde_json::to_string_pretty(&value).unwrap() + "\n";
        let name = name.trim_end_matches(".gz");
        (format!("{service}/{version}/{name}"), text)
    });
    files.collect()
}

#[test]
fn a_tree_becomes_definitions_in_the_formats_of_botocore() {
    let folder = Folder::new("trees");
    let to = folder.join("out");
    let report = import(&golden().join("trees"), &to).unwrap();
    let models = golden().join("models");
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    for tree in &report.services {
        let actual = files(&to, &tree.name, &tree.version);
        if bless {
            for (name, text) in &actual {
                fs::create_dir_all(models.join(name).parent().unwrap()).unwrap();
                fs::write(models.join(name), text).unwrap();
            }
        }
        let expected = files(&models, &tree.name, &tree.version);
        for (name, text) in &actual {
            let differs = expected.get(name) != Some(text);
            assert!(
                !differs,
                "{name} is something else: `BLESS=1` accepts it, and then the code that it becomes"
            );
        }
        assert_eq!(expected.len(), actual.len(), "{}", tree.name);
    }
    let warnings = report.warnings.iter();
    let warnings: Vec<String> = warnings.map(|(_, problem)| problem.to_string()).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r"
    /shapes/example.harbour#CountShipsOutput/members/precise: a bigDecimal is read as a double, which cannot hold every value of it
    /shapes/example.harbour#GetShip/traits/smithy.waiters#waitable/ShipSame/acceptors/0/matcher/inputOutput: the waiter is left out: an acceptor sees the output alone, and `inputOutput` compares it with the input
    ");
}
