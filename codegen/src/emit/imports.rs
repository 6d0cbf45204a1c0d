//! Imports of just what a file uses.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::ident;

/// The identifiers that occur in a file's items.
///
/// Where the model's own names never stand as identifiers of the same spelling, these are the names the file uses.
pub(super) struct Used(HashSet<String>);

impl Used {
    /// Collects them.
    pub(super) fn by(items: &[TokenStream]) -> Self {
        let mut names = HashSet::new();
        for item in items {
            collect(item.clone(), &mut names);
        }
        Self(names)
    }

    /// `use path::{…}` with those of `names` that are used; nothing when none is.
    pub(super) fn import(&self, path: &TokenStream, names: &[&str]) -> Option<TokenStream> {
        let mut used = names
            .iter()
            .filter(|name| self.0.contains(**name))
            .map(|name| ident(name));
        let first = used.next()?;
        let rest: Vec<_> = used.collect();
        Some(if rest.is_empty() {
            quote!(use #path::#first;)
        } else {
            quote!(use #path::{#first, #(#rest),*};)
        })
    }

    /// What expression tables are written with.
    pub(super) fn expressions(&self) -> Vec<TokenStream> {
        let names = ["Comparator", "Expression", "Function", "Literal", "Node"];
        let cow = self.import(&quote!(std::borrow), &["Cow"]);
        cow.into_iter()
            .chain(self.import(&quote!(pageboy::jmespath), &names))
            .collect()
    }
}

/// Members and methods are named after the model; what follows a dot or `fn` is none of the file's imports.
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
