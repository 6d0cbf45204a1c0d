//! Imports of just what a file uses.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::ident;

/// The identifiers that occur in a file's items.
///
/// Where the model's own names never stand as identifiers of the same spelling, these are the names the file uses.
pub(super) struct Identifiers(HashSet<String>);

impl Identifiers {
    /// Collects them.
    pub(super) fn by(items: &[TokenStream]) -> Self {
        let mut names = HashSet::new();
        for item in items {
            collect(item.clone(), &mut names);
        }
        Self(names)
    }

    /// Whether a file uses this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// `use path::{…}` with the used ones among `names`, sorted; nothing if no name is used.
    pub(super) fn import(&self, path: &TokenStream, names: &[&str]) -> Option<TokenStream> {
        let used = names.iter().filter(|name| self.0.contains(**name));
        import(path, used.copied())
    }
}

/// A file: its doc, the imports that `body` uses, and `body`. `runtime` are names of [`engine`] beside those of expressions,
/// `siblings` are modules of the service.
pub(super) fn file(
    doc: &str,
    body: Vec<TokenStream>,
    runtime: &[&str],
    siblings: &[&str],
) -> Vec<TokenStream> {
    const EXPRESSIONS: [&str; 6] = [
        "Comparator",
        "Cow",
        "Expression",
        "Function",
        "Literal",
        "Node",
    ];
    let used = Identifiers::by(&body);
    let doc = format!(" {doc}");
    let mut items = vec![quote!(#![doc = #doc])];
    items.extend(used.import(&engine(), &[&EXPRESSIONS[..], runtime].concat()));
    items.extend(used.import(&quote!(super), siblings));
    items.extend(body);
    items
}

/// `use path::{…}` with these names, sorted; nothing without names.
pub(super) fn import<'a>(
    path: &TokenStream,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<TokenStream> {
    let names: BTreeSet<_> = names.into_iter().collect();
    let names: Vec<_> = names.into_iter().map(ident).collect();
    match &names[..] {
        [] => None,
        [name] => Some(quote!(use #path::#name;)),
        names => Some(quote!(use #path::{#(#names),*};)),
    }
}

/// The module of the runtime that generated code uses.
pub(super) fn engine() -> TokenStream {
    quote!(pageboy::generated)
}

/// Members and methods are named after the model; a name that follows a dot or `fn` is no import.
fn collect(tokens: TokenStream, names: &mut HashSet<String>) {
    let mut is_member = false;
    for token in tokens {
        let names_member = match &token {
            TokenTree::Ident(name) => name == "fn",
            TokenTree::Punct(punct) => punct.as_char() == '.',
            TokenTree::Group(_) | TokenTree::Literal(_) => false,
        };
        match token {
            TokenTree::Ident(name) if !is_member => {
                names.insert(name.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        is_member = names_member;
    }
}
