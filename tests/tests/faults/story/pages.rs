//! A listing.

use std::collections::{HashMap, HashSet};

use fastrand::Rng;
use pageboy::view::{Structure, View};
use serde_json::{Value, json};

use crate::subject::Listing;

/// A listing: its pages, and where each token leads.
#[derive(Debug)]
pub(crate) struct Pages {
    pub(crate) names: Listing,
    /// The ids on each page.
    pages: Vec<Vec<String>>,
    /// The page that each token that was given leads to.
    tokens: HashMap<String, usize>,
    /// The first token that was given for a page.
    first: HashMap<usize, String>,
    /// The tokens of all requests.
    asked: HashSet<Option<String>>,
    /// Whether the token of the last request was asked for before.
    pub(crate) is_again: bool,
    /// The token of the last request.
    pub(crate) requested: Option<String>,
    /// Whether the page that was asked for last comes for ever, and then whether without elements.
    pub(crate) for_ever: Option<bool>,
    salt: u32,
}

impl Pages {
    pub(crate) fn new(names: Listing, rng: &mut Rng) -> Self {
        let count = rng.usize(1..10);
        let mut number = 0;
        let mut id = || {
            number += 1;
            format!("id-{number:04}")
        };
        let page = |size: usize, id: &mut dyn FnMut() -> String| (0..size).map(|_| id()).collect();
        let sizes: Vec<usize> = (0..count)
            .map(|_| if rng.u8(..8) == 0 { 0 } else { rng.usize(1..6) })
            .collect();
        Self {
            names,
            pages: sizes.into_iter().map(|size| page(size, &mut id)).collect(),
            tokens: HashMap::new(),
            first: HashMap::new(),
            asked: HashSet::new(),
            is_again: false,
            requested: None,
            for_ever: None,
            salt: rng.u32(..),
        }
    }

    /// The ids of all elements, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.pages.concat()
    }

    pub(super) fn answer(&mut self, input: &dyn Structure) -> Result<Value, String> {
        let requested = match input.view_by_name(self.names.asked) {
            View::String(token) => Some(token.to_owned()),
            _ => None,
        };
        let number = match &requested {
            None => 0,
            Some(token) => *self.tokens.get(token).ok_or_else(|| {
                let shown: String = token.chars().take(60).collect();
                format!("silent: it asks with a token that no page gave: {shown:?}")
            })?,
        };
        self.is_again = !self.asked.insert(requested.clone());
        self.requested = requested;
        Ok(self.page(number))
    }

    /// A page as it truly is.
    fn page(&mut self, number: usize) -> Value {
        let names = self.names;
        let ids = self.pages.get(number).cloned().unwrap_or_default();
        let elements = ids.iter().map(|id| match names.id {
            "Id" => json!({"Id": id, "Note": "<&>\"é\u{1f50e}", "Size": 1.5}),
            key => json!({key: id, "Size": 7}),
        });
        let mut page = json!({names.list: elements.collect::<Vec<_>>()});
        let is_last = number + 1 >= self.pages.len();
        if !is_last {
            page[names.token] = self.token_of(number + 1).into();
        }
        if names.is_flagged {
            page["IsTruncated"] = (!is_last).into();
        }
        page
    }

    /// The page that was asked for last.
    fn last(&self) -> usize {
        let requested = self.requested.as_ref();
        requested.map_or(0, |token| self.tokens[token])
    }

    /// The token that leads to a page; `None` for the first and beyond the last.
    pub(crate) fn token_of(&mut self, number: usize) -> Option<String> {
        if number == 0 || number >= self.pages.len() {
            return None;
        }
        if let Some(known) = self.first.get(&number) {
            return Some(known.clone());
        }
        let token = self.given(number, format!("t{number}.{}", self.salt));
        self.first.insert(number, token.clone());
        Some(token)
    }

    /// Another token for a page.
    pub(crate) fn fresh(&mut self, number: usize) -> String {
        let token = format!("t{number}.{}.{}", self.salt, self.tokens.len());
        self.given(number, token)
    }

    pub(crate) fn long(&mut self, number: usize) -> String {
        let token = format!("{}{}", "long/+=".repeat(300), self.tokens.len());
        self.given(number, token)
    }

    pub(crate) fn odd(&mut self, number: usize) -> String {
        let token = format!(
            " &amp;<%2F>\"\\u0041\u{e9}\u{1f50e}+=/?#{} ",
            self.tokens.len()
        );
        self.given(number, token)
    }

    fn given(&mut self, number: usize, token: String) -> String {
        self.tokens.insert(token.clone(), number);
        token
    }
}

/// A page that a fault may change.
pub(crate) struct Page<'a> {
    pub(crate) listing: &'a mut Pages,
    pub(crate) number: usize,
    value: &'a mut Value,
}

impl<'a> Page<'a> {
    /// What is answered to the last request.
    pub(crate) fn new(listing: &'a mut Pages, value: &'a mut Value) -> Self {
        let number = listing.last();
        Self {
            listing,
            number,
            value,
        }
    }

    /// What a fault said of earlier pages holds for this one.
    pub(crate) fn go_on(&mut self) {
        if self.listing.for_ever.is_some() {
            self.again();
        }
    }

    /// The page comes again, under another token.
    pub(crate) fn again(&mut self) -> bool {
        if self.listing.for_ever == Some(true) {
            self.without_elements();
        }
        let token = self.listing.fresh(self.number);
        self.set_token(&token)
    }

    /// What is said.
    pub(crate) fn value(&mut self) -> &mut Value {
        self.value
    }

    pub(crate) fn is_flagged(&self) -> bool {
        self.listing.names.is_flagged
    }

    pub(crate) fn has_elements(&self) -> bool {
        self.value[self.listing.names.list]
            .as_array()
            .is_some_and(|list| !list.is_empty())
    }

    pub(crate) fn without_elements(&mut self) {
        self.value[self.listing.names.list] = json!([]);
    }

    pub(crate) fn has_token(&self) -> bool {
        self.value.get(self.listing.names.token).is_some()
    }

    /// Gives the page this token, and says that there is more.
    pub(crate) fn set_token(&mut self, token: &str) -> bool {
        if self.is_flagged() {
            self.promise(true);
        }
        self.put_token(token.into())
    }

    pub(crate) fn put_token(&mut self, token: Value) -> bool {
        self.value[self.listing.names.token] = token;
        true
    }

    pub(crate) fn no_token(&mut self) -> bool {
        let members = self.value.as_object_mut().unwrap();
        members.remove(self.listing.names.token);
        true
    }

    pub(crate) fn promise(&mut self, more: bool) -> bool {
        self.value["IsTruncated"] = more.into();
        true
    }
}
