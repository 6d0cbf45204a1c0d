//! The modules of a crate, and what each imports from the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path of modules and items from the root of a crate.
pub(super) type Names = Vec<String>;

/// What a file says, beside itself.
#[derive(Default)]
struct Module {
    imports: Vec<Names>,
    /// What it re-exports, by the name it has then.
    exports: BTreeMap<String, Names>,
}

/// The modules of a crate by their paths, without those that are compiled for tests only.
pub(super) struct Sources(BTreeMap<Names, Module>);

impl Sources {
    /// Reads a folder of sources.
    pub(super) fn read(folder: &Path) -> Self {
        Self::of(files(folder))
    }

    /// The sources with these names and texts.
    pub(super) fn of(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut all = Self(BTreeMap::new());
        let mut only_tests = BTreeSet::new();
        for (name, text) in files {
            let path = module_of(&name);
            let tokens = text
                .parse()
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut reading = Reading {
                module: Module::default(),
                only_tests: &mut only_tests,
            };
            reading.items(tokens, &path);
            let module = reading.module;
            all.0.insert(path, module);
        }
        let is_test = |path: &Names| (1..=path.len()).any(|end| only_tests.contains(&path[..end]));
        all.0.retain(|path, _| !is_test(path));
        all
    }

    /// The modules that each module imports from: those where what it names is defined, whoever re-exports it.
    pub(super) fn imports(&self) -> BTreeMap<&Names, BTreeSet<&Names>> {
        let imports = self.0.iter().map(|(path, module)| {
            let exports = module
                .exports
                .values()
                .filter(|target| !target.starts_with(path));
            let named = module.imports.iter().chain(exports);
            let targets = named.filter_map(|target| self.definer(target, 0));
            let others = targets.filter(|target| *target != path && !target.is_empty());
            (path, others.collect())
        });
        imports.collect()
    }

    /// The module where an item is defined.
    fn definer(&self, item: &[String], followed: usize) -> Option<&Names> {
        let lengths = (0..=item.len()).rev();
        let found = lengths
            .filter_map(|length| self.0.get_key_value(&item[..length]))
            .next();
        let (path, module) = found?;
        let export = item
            .get(path.len())
            .and_then(|name| module.exports.get(name));
        match export {
            Some(target) if followed < 9 && target != item => {
                let rest = item.get(path.len() + 1..).unwrap_or_default();
                self.definer(&[target.as_slice(), rest].concat(), followed + 1)
            }
            _ => Some(path),
        }
    }
}

/// The sources below a folder, with their names from there.
pub(crate) fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(folder, "", &mut files);
    files
}

fn collect(folder: &Path, before: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{before}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else if name.ends_with(".rs") {
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The module that a file is: `wire/mod.rs` is `wire`, and the root has no name.
fn module_of(file: &str) -> Names {
    let names = file.trim_end_matches(".rs").split('/').map(str::to_owned);
    let mut names: Names = names.collect();
    if matches!(
        names.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        names.pop();
    }
    names
}

struct Reading<'a> {
    module: Module,
    only_tests: &'a mut BTreeSet<Names>,
}

impl Reading<'_> {
    /// Finds the imports among tokens, and the paths that are written out.
    fn items(&mut self, tokens: TokenStream, within: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let word = |at: usize| tokens.get(at).map(ToString::to_string).unwrap_or_default();
        let mut at = 0;
        while at < tokens.len() {
            let is_elsewhere = at > 0 && matches!(word(at - 1).as_str(), "$" | "in");
            match word(at).as_str() {
                "#" if word(at + 1).replace(' ', "") == "[cfg(test)]" => {
                    at = self.skip_test(&tokens, at + 2, within);
                    continue;
                }
                "use" => {
                    let end = (at..tokens.len())
                        .find(|end| word(*end) == ";")
                        .unwrap_or(tokens.len());
                    let is_export =
                        at > 0 && (word(at - 1) == "pub" || word(at - 1).starts_with('('));
                    self.tree(&tokens[at + 1..end], &[], within, is_export);
                    at = end;
                }
                "crate" | "super" if !is_elsewhere && word(at + 1) == ":" => {
                    let end = end_of_path(&tokens, at);
                    self.tree(&tokens[at..end], &[], within, false);
                    at = end;
                    continue;
                }
                _ => {
                    // What `quote!` holds is other code.
                    let is_quoted = at > 1 && word(at - 2) == "quote" && word(at - 1) == "!";
                    if let TokenTree::Group(group) = &tokens[at]
                        && !is_quoted
                    {
                        let is_module = at > 1 && word(at - 2) == "mod";
                        let inner = is_module.then(|| word(at - 1));
                        let within: Names = within.iter().cloned().chain(inner).collect();
                        self.items(group.stream(), &within);
                    }
                }
            }
            at += 1;
        }
    }

    /// Passes over an item that is compiled for tests only.
    fn skip_test(&mut self, tokens: &[TokenTree], start: usize, within: &[String]) -> usize {
        let rest = tokens.get(start..).unwrap_or_default();
        let ends = |token: &TokenTree| match token {
            TokenTree::Punct(sign) => sign.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        let length = rest.iter().position(ends).map_or(rest.len(), |at| at + 1);
        let mut words = rest[..length].iter().map(ToString::to_string);
        if words.any(|word| word == "mod")
            && let Some(name) = words.next()
        {
            self.only_tests
                .insert(within.iter().cloned().chain([name]).collect());
        }
        start + length
    }

    /// Reads a tree of `use`, or a path.
    fn tree(
        &mut self,
        tokens: &[TokenTree],
        before: &[String],
        within: &[String],
        is_export: bool,
    ) {
        let mut path: Names = before.to_vec();
        let mut alias = None;
        let mut words = tokens.iter().peekable();
        while let Some(token) = words.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    alias = words.next().map(ToString::to_string)
                }
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    let is_comma = |token: &TokenTree| token.to_string() == ",";
                    for branch in inner.split(is_comma).filter(|branch| !branch.is_empty()) {
                        self.tree(branch, &path, within, is_export);
                    }
                    return;
                }
                _ => {}
            }
        }
        let Some(path) = absolute(path, within) else {
            return;
        };
        match alias.or_else(|| path.last().cloned()) {
            Some(name) if is_export => drop(self.module.exports.insert(name, path)),
            _ => self.module.imports.push(path),
        }
    }
}

/// Where the path that begins at `start` ends: names with `::` between them.
fn end_of_path(tokens: &[TokenTree], start: usize) -> usize {
    let mut end = start + 1;
    let is_colon = |at: usize| tokens.get(at).is_some_and(|token| token.to_string() == ":");
    while is_colon(end)
        && is_colon(end + 1)
        && matches!(tokens.get(end + 2), Some(TokenTree::Ident(_)))
    {
        end += 3;
    }
    end
}

/// The path from the root of the crate. One that names another crate comes out as a path that no module has.
fn absolute(path: Names, within: &[String]) -> Option<Names> {
    let ups = path.iter().take_while(|name| *name == "super").count();
    let (base, rest) = match path.first()?.as_str() {
        "crate" => (&[][..], &path[1..]),
        "self" => (within, &path[1..]),
        "super" => (within.get(..within.len().checked_sub(ups)?)?, &path[ups..]),
        // A child, or another crate; children are no imports but of their re-exports.
        _ => (within, &path[..]),
    };
    let mut names: Names = base.iter().chain(rest).cloned().collect();
    if names.last().is_some_and(|name| name == "self") {
        names.pop();
    }
    Some(names)
}
