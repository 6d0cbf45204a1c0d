//! The names of types: a name says what the thing is, and no three types of a crate share one. `tests/names.json` has the
//! words.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use serde::Deserialize;

use crate::floors::sources::files;

/// How many types of a crate may have one name.
const MOST: usize = 2;

/// Generated code, whose names are those of the model.
const GENERATED: &str = "identity/services/";

#[derive(Deserialize)]
struct Words {
    /// Names that could be of anything.
    refused: Vec<String>,
    /// The only single words in `-ed` that a type may be called.
    #[serde(rename = "end in -ed")]
    in_ed: Vec<String>,
}

#[test]
fn every_type_is_named_by_what_it_is_and_no_three_alike() {
    let words = words();
    let problems: Vec<_> = crates()
        .iter()
        .flat_map(|folder| {
            let files = files(folder);
            let written = files
                .iter()
                .filter(|(name, _)| !name.starts_with(GENERATED));
            let problems = problems(&words, written.map(|(name, text)| (&**name, &**text)));
            problems
                .into_iter()
                .map(move |problem| format!("{}/{problem}", folder.display()))
        })
        .collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn a_name_that_could_be_of_anything_is_found() {
    let sources = [
        (
            "a.rs",
            "pub(crate) struct Reader<'a>(&'a str); mod b { enum Page2 {} }",
        ),
        (
            "c.rs",
            "use crate::a::{self, Answer as Given}; type Loaded = u8; trait Counted {}",
        ),
        (
            "d.rs",
            "impl Iterator for Pages { type Item = Inner; } fn f() { let x = y as Inner; }",
        ),
    ];
    assert_eq!(
        problems(&words(), sources),
        [
            "a.rs: `Reader` could be of anything: name what the type is",
            "a.rs: `Page2`: a number tells nothing of a type",
            "c.rs: `Given` could be of anything: name what the type is",
            "c.rs: `Counted` is a participle: name what the type is",
        ]
    );
}

#[test]
fn three_types_of_one_name_are_found() {
    let sources = [
        ("a.rs", "struct Place;"),
        ("b.rs", "enum Place {}"),
        ("c.rs", "type Place = u8;"),
    ];
    assert_eq!(
        problems(&words(), sources[..2].iter().copied()),
        <[&str; 0]>::default()
    );
    assert_eq!(
        problems(&words(), sources),
        ["`Place` names 3 types, in a.rs, b.rs, c.rs: name what each is"]
    );
}

fn words() -> Words {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("names.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The folders of the crates: those of the workspace, and the tests of each kind.
fn crates() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = ["schema", "models", "codegen", "runtime", "cli", "tests"];
    let workspace = workspace.map(|name| tests.join("..").join(name).join("src"));
    let folders = fs::read_dir(tests.join("tests"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    workspace.into_iter().chain(folders).collect()
}

/// The names in sources that break a rule.
fn problems<'a>(
    words: &Words,
    sources: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut types: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (file, text) in sources {
        let tokens = text
            .parse()
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        for (name, is_type) in names(tokens) {
            problems.extend(problem(words, &name).map(|problem| format!("{file}: {problem}")));
            if is_type {
                types.entry(name).or_default().push(file);
            }
        }
    }
    let shared = types
        .iter()
        .filter(|(_, files)| files.len() > MOST)
        .map(|(name, files)| {
            let (number, files) = (files.len(), files.join(", "));
            format!("`{name}` names {number} types, in {files}: name what each is")
        });
    problems.extend(shared);
    problems
}

fn problem(words: &Words, name: &str) -> Option<String> {
    if !name.starts_with(char::is_uppercase) {
        // A function of that name is imported.
        return None;
    }
    let is_one_word = !name.chars().skip(1).any(char::is_uppercase);
    if words.refused.iter().any(|word| word == name) {
        return Some(format!(
            "`{name}` could be of anything: name what the type is"
        ));
    }
    if name.ends_with(|last: char| last.is_ascii_digit()) {
        return Some(format!("`{name}`: a number tells nothing of a type"));
    }
    (is_one_word && name.ends_with("ed") && !words.in_ed.iter().any(|word| word == name))
        .then(|| format!("`{name}` is a participle: name what the type is"))
}

/// The names that the items of a module give to types, and whether each is a type's own; the other names are aliases of
/// imports.
fn names(tokens: TokenStream) -> Vec<(String, bool)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut names = Vec::new();
    let mut is_import = false;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before].to_string());
        match (token, before.as_deref()) {
            (TokenTree::Ident(name), Some("struct" | "enum" | "union" | "trait" | "type")) => {
                names.push((name.to_string(), true));
            }
            (TokenTree::Ident(word), _) if word == "use" => is_import = true,
            (TokenTree::Punct(sign), _) if sign.as_char() == ';' => is_import = false,
            (TokenTree::Ident(name), Some("as")) if is_import => {
                names.push((name.to_string(), false))
            }
            (TokenTree::Group(group), _) if is_import => aliases(group.stream(), &mut names),
            (TokenTree::Group(group), Some(_)) if at > 1 && tokens[at - 2].to_string() == "mod" => {
                names.extend(self::names(group.stream()));
            }
            _ => {}
        }
    }
    names
}

/// The aliases in the braces of an import.
fn aliases(tokens: TokenStream, names: &mut Vec<(String, bool)>) {
    let mut follows_as = false;
    for token in tokens {
        let is_as = matches!(&token, TokenTree::Ident(word) if word == "as");
        match token {
            TokenTree::Group(group) => aliases(group.stream(), names),
            TokenTree::Ident(name) if follows_as => names.push((name.to_string(), false)),
            _ => {}
        }
        follows_as = is_as;
    }
}
