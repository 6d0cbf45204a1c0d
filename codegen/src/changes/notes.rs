use std::collections::BTreeMap;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Change {
    /// The service.
    pub service: String,
    /// `false` if code that was written for the earlier definitions may not compile any more, or its requests be refused.
    pub is_compatible: bool,
    /// The change in words.
    pub text: String,
}

/// The changes so far, and the service they are in.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) service: String,
    pub(super) entries: Vec<Change>,
}

impl Notes {
    pub(super) fn breaking(&mut self, text: String) {
        self.add(false, text);
    }

    pub(super) fn added(&mut self, text: String) {
        self.add(true, text);
    }

    pub(super) fn add(&mut self, is_compatible: bool, text: String) {
        self.entries.push(Change {
            service: self.service.clone(),
            is_compatible,
            text,
        });
    }

    /// Notes the names that are gone and those that are new; returns what both sides have, in the order of names.
    pub(super) fn both<'a, T>(
        &mut self,
        what: &str,
        [before, mut after]: [BTreeMap<&'a str, T>; 2],
    ) -> Vec<(&'a str, T, T)> {
        let mut both = Vec::new();
        for (name, was) in before {
            match after.remove(name) {
                Some(is) => both.push((name, was, is)),
                None => self.breaking(format!("{what} `{name}` is gone")),
            }
        }
        for name in after.keys() {
            self.added(format!("{what} `{name}` is new"));
        }
        both
    }

    /// Notes that something of the same name in the model has another one in Rust.
    pub(super) fn renamed(&mut self, what: &str, was: &str, is: &str) {
        if was != is {
            self.breaking(format!("{what} is `{is}` in Rust, and was `{was}`"));
        }
    }

    /// Notes that something is deprecated from now on.
    pub(super) fn deprecated(&mut self, what: &str, was: Option<&String>, is: Option<&String>) {
        if was.is_none() && is.is_some() {
            self.added(format!("{what} is deprecated"));
        }
    }
}
