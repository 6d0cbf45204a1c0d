//! The floors of the house: a module imports from its own floor and from those below, and no files import each other in a
//! circle. The floors of each crate stand in `tests/floors.json`, from the ground up.

pub(crate) mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::sources::{Names, Sources};

/// The floors of a module, from the ground up: the names of the modules in it.
type Floors = Vec<BTreeSet<String>>;

#[test]
fn every_module_imports_from_its_own_floor_and_those_below() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut problems = Vec::new();
    for (folder, modules) in floors() {
        let sources = Sources::read(&root.join(&folder));
        let found = modules
            .iter()
            .flat_map(|(module, floors)| look(&sources, module, floors));
        problems.extend(found.map(|problem| format!("{folder}: {problem}")));
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn the_map_draws_the_floors() {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let map = std::fs::read_to_string(map).unwrap();
    let floors = floors();
    for (name, floors) in [
        ("runtime/src", &floors["runtime/src"][""]),
        ("codegen/src/plan", &floors["codegen/src"]["plan"]),
    ] {
        let (_, list) = map
            .split_once(&format!("`{name}`, from the ground up:\n\n"))
            .unwrap();
        let drawn = list.lines().take_while(|line| !line.is_empty());
        let drawn = drawn.map(|line| line.split('`').skip(1).step_by(2).map(str::to_owned));
        let drawn: Floors = drawn.map(Iterator::collect).collect();
        assert_eq!(&drawn, floors, "{name}");
    }
}

#[test]
fn an_upward_import_is_found() {
    let found = problems_of(&[
        ("lib.rs", "mod view; mod wire;"),
        (
            "view.rs",
            "use std::fmt; pub struct View(crate::wire::Answer);",
        ),
        (
            "wire/mod.rs",
            "mod answer; pub use answer::Answer; use crate::view::View;",
        ),
        ("wire/answer.rs", "pub struct Answer;"),
    ]);
    assert_eq!(
        found,
        ["view imports wire::answer, which is on a higher floor"]
    );
}

#[test]
fn what_is_re_exported_from_above_is_found() {
    let found = problems_of(&[
        ("view.rs", "pub use super::wire::Answer;"),
        ("wire.rs", "pub struct Answer;"),
    ]);
    assert_eq!(found, ["view imports wire, which is on a higher floor"]);
}

#[test]
fn a_circle_of_files_is_found() {
    let found = problems_of(&[
        ("view.rs", ""),
        (
            "wire/mod.rs",
            "mod read; use read::read; pub struct Answer;",
        ),
        ("wire/read.rs", "use super::Answer; pub fn read() {}"),
    ]);
    assert_eq!(
        found,
        ["a circle: wire imports wire::read; wire::read imports wire"]
    );
}

#[test]
fn a_module_without_a_floor_is_found() {
    let found = problems_of(&[("view.rs", ""), ("wire.rs", ""), ("odd.rs", "")]);
    assert_eq!(found, ["odd has no floor"]);
}

#[test]
fn tests_and_macros_may_look_up() {
    let found = problems_of(&[
        (
            "view.rs",
            "#[cfg(test)] mod tests { use crate::wire::Answer; } #[cfg(test)] mod cases; \
             macro_rules! view { () => { $crate::wire::Answer } }",
        ),
        ("view/cases.rs", "use crate::wire::Answer;"),
        ("wire.rs", "use crate::view::View;"),
    ]);
    assert_eq!(found, <[&str; 0]>::default());
}

fn problems_of(files: &[(&str, &str)]) -> Vec<String> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    let floors = ["view", "wire"].map(|name| BTreeSet::from([name.to_owned()]));
    look(&Sources::of(files.iter().map(owned)), "", &floors)
}

/// The floors by the folder of a crate, and by the module whose they are; that of the crate has no name.
fn floors() -> BTreeMap<String, BTreeMap<String, Floors>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("floors.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What is wrong with the imports between the modules of a module.
fn look(sources: &Sources, module: &str, floors: &[BTreeSet<String>]) -> Vec<String> {
    let imports = sources.imports();
    let depth = module.split("::").filter(|name| !name.is_empty()).count();
    let part = |path: &Names| {
        let is_within = path
            .get(..depth)
            .is_some_and(|start| start.join("::") == module);
        path.get(depth).filter(|_| is_within).cloned()
    };
    let floor = |part: &String| floors.iter().position(|floor| floor.contains(part));
    let mut problems = BTreeSet::new();
    for (path, targets) in &imports {
        let Some(own) = part(path) else {
            continue;
        };
        let Some(own) = floor(&own) else {
            problems.insert(format!("{own} has no floor"));
            continue;
        };
        for target in targets {
            if part(target)
                .and_then(|part| floor(&part))
                .is_some_and(|floor| floor > own)
            {
                let (path, target) = (path.join("::"), target.join("::"));
                problems.insert(format!(
                    "{path} imports {target}, which is on a higher floor"
                ));
            }
        }
    }
    let circle = circle(&imports);
    if !circle.is_empty() {
        problems.insert(format!("a circle: {}", circle.join("; ")));
    }
    problems.into_iter().collect()
}

/// The files that are in a circle, or between two.
fn circle(imports: &BTreeMap<&Names, BTreeSet<&Names>>) -> Vec<String> {
    let mut left: BTreeSet<&Names> = imports
        .keys()
        .copied()
        .filter(|path| !path.is_empty())
        .collect();
    loop {
        let imports_one = |path: &&Names| imports[*path].iter().any(|target| left.contains(target));
        let is_imported = |path: &&Names| left.iter().any(|from| imports[*from].contains(*path));
        let next: BTreeSet<&Names> = left
            .iter()
            .copied()
            .filter(imports_one)
            .filter(is_imported)
            .collect();
        if next.len() == left.len() {
            let line = |path: &&Names| {
                let targets = imports[*path]
                    .iter()
                    .filter(|target| left.contains(*target));
                let targets: Vec<_> = targets.map(|target| target.join("::")).collect();
                format!("{} imports {}", path.join("::"), targets.join(", "))
            };
            return left.iter().map(line).collect();
        }
        left = next;
    }
}
