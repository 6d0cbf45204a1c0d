//! Listings: the pages of a service in runs of every kind, each of which goes on where the one before stopped. Nothing is
//! lost, and nothing comes twice.

mod run;
mod server;
mod whole;

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use fastrand::Rng;
use pageboy::paginator::Paginator;
use pageboy::view::{Structure, View};
use pageboy::{Cursor, Dynamic, ErrorKind, RepeatedToken};

use self::run::Run;
use self::server::Server;
use self::whole::Whole;
use crate::choices::Choices;
use crate::dynamic::Tables;
use crate::{memory, service};

/// So many runs are made over a listing at most.
const RUNS: usize = 40;

static TABLES: LazyLock<Tables> = LazyLock::new(|| service::tables("json"));

/// Reads an input: a line of choices, and a line for each page, which is JSON, after `!`, `?` or `~` if its first answer
/// does not arrive.
pub fn check(input: &[u8]) {
    let Some(end) = input.iter().position(|byte| *byte == b'\n') else {
        return;
    };
    let Ok(pages) = std::str::from_utf8(&input[end + 1..]) else {
        return;
    };
    let mut choices = Choices::new(&input[..end]);
    let listing = Listing::chosen(&mut choices);
    memory::bounded(|| listing.check(pages, &mut choices));
}

/// Where one of the pages stands in an input.
pub fn some_page(input: &[u8], rng: &mut Rng) -> Range<usize> {
    let mut pages = Vec::new();
    let mut start = 0;
    for line in input.split(|byte| *byte == b'\n') {
        let marks = line.iter().take_while(|byte| b"!?~".contains(byte));
        pages.push(start + marks.count()..start + line.len());
        start += line.len() + 1;
    }
    match pages.get(1..) {
        Some(pages) if !pages.is_empty() => pages[rng.usize(..pages.len())].clone(),
        _ => 0..0,
    }
}

/// What all runs over a listing have in common.
struct Listing {
    paginator: &'static Paginator,
    /// The result whose items count.
    counted: usize,
    /// The items of that result.
    items: fn(Dynamic) -> Vec<String>,
    page_size: Option<i32>,
    policy: RepeatedToken,
}

impl Listing {
    fn chosen(choices: &mut Choices<'_>) -> Self {
        let (operation, counted, items): (_, _, fn(Dynamic) -> Vec<String>) = match choices.below(4)
        {
            0 | 1 => ("ListItems", 0, |page| items(&page, "Items")),
            2 => ("ListItems", 1, |page| items(&page, "Groups")),
            _ => ("ListNames", 0, |page| items(&page, "Names")),
        };
        let policies = [
            RepeatedToken::Error,
            RepeatedToken::Stop,
            RepeatedToken::OnlyAtOnce,
        ];
        Self {
            paginator: TABLES.paginators[operation],
            counted,
            items,
            page_size: (operation == "ListItems" && choices.below(3) == 0).then_some(7),
            policy: policies[choices.below(policies.len())],
        }
    }

    /// The counted items of a page.
    fn items_of(&self, page: &Dynamic) -> Vec<String> {
        items(page, self.paginator.results[self.counted].path)
    }

    fn check(&self, pages: &str, choices: &mut Choices<'_>) {
        let server = Arc::new(Server::new(pages));
        let whole = Whole::of(self, &server);
        let mut taken = Delivery::default();
        let mut start = None;
        for _ in 0..RUNS {
            let run = Run::chosen(self, choices);
            let outcome = run.over(self, &server, start.take());
            taken.items.extend(outcome.items);
            taken.groups.extend(outcome.groups);
            taken.has_all_groups &= run.is_of_pages();
            taken.check(&whole);
            let failed_at_random = server.take_mishap();
            match &outcome.error {
                Some(_) if failed_at_random => {}
                Some(error) => {
                    match error.kind() {
                        // A token may be of a form that the input cannot hold.
                        ErrorKind::Pagination(problem) => {
                            assert!(
                                whole.repeats || problem.starts_with("Bad token: "),
                                "{error}"
                            );
                        }
                        ErrorKind::Response { .. } => assert!(whole.is_cut, "{error}"),
                        ErrorKind::Invalid(_) | ErrorKind::Transport { .. } => {}
                        _ => panic!("{error:?}"),
                    }
                    return;
                }
                None if outcome.cursor.is_none() => {
                    assert!(whole.ends, "there are more pages");
                    assert_eq!(taken.items, whole.items, "items are missing");
                    return;
                }
                None => {}
            }
            let cursor = outcome.cursor.expect("there is a place after an error");
            start = Some(run::restart(&cursor, self, choices));
        }
    }
}

/// What was taken in all runs so far.
struct Delivery {
    items: Vec<String>,
    /// The entries of the secondary result.
    groups: Vec<String>,
    /// Whether all runs were of whole pages, which have that result.
    has_all_groups: bool,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            groups: Vec::new(),
            has_all_groups: true,
        }
    }
}

impl Delivery {
    /// As far as all pages are known, this is how they begin.
    fn check(&self, whole: &Whole) {
        let begins = |taken: &[String], whole: &[String], ends: bool| {
            let most = taken.len().min(whole.len());
            assert!(taken.len() <= whole.len() || !ends, "more than there is");
            assert_eq!(taken[..most], whole[..most], "lost, or taken twice");
        };
        begins(&self.items, &whole.items, whole.ends || whole.is_cut);
        if self.has_all_groups {
            begins(&self.groups, &whole.groups, whole.ends || whole.is_cut);
        }
    }
}

/// The items of a result: elements, entries, or characters.
fn items(page: &Dynamic, result: &str) -> Vec<String> {
    let page: &dyn Structure = page;
    let index = page.shape().index_of(result);
    match index.map_or(View::Null, |index| page.view_of(index)) {
        View::List(list) => (0..list.len()).map(|at| text(list.get(at))).collect(),
        View::Map(map) => (0..map.len())
            .filter_map(|at| map.entry(at))
            .map(|(key, value)| format!("{key}={}", text(value)))
            .collect(),
        View::String(text) => text.chars().map(String::from).collect(),
        _ => Vec::new(),
    }
}

fn text(view: View<'_>) -> String {
    view.as_str().unwrap_or("null").to_owned()
}

/// Carries a cursor through text and back.
fn through_text(cursor: &Cursor, as_json: bool) -> Cursor {
    let again = if as_json {
        let json = serde_json::to_string(cursor).expect("a cursor is text");
        serde_json::from_str(&json).expect("it was written as JSON")
    } else {
        cursor.to_text().parse().expect("it was written as text")
    };
    assert_eq!(*cursor, again);
    again
}
