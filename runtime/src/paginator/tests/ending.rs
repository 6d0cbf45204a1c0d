//! Where a run stands after an error: nothing is lost, nothing comes twice, and the same error comes again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use fastrand::Rng;

use super::*;

/// Pages by the token that requests them; the first has none.
struct Listing {
    pages: HashMap<String, Json>,
    calls: AtomicUsize,
    /// The call that fails.
    fails_at: Option<usize>,
}

impl Caller for Arc<Listing> {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>> {
        let listing = self.clone();
        Box::pin(async move {
            let number = listing.calls.fetch_add(1, Ordering::Relaxed);
            let token = shown(&*input)["Marker"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            let result = if listing.fails_at == Some(number) {
                Err(Error::new(
                    &OPERATION,
                    ErrorKind::Transport {
                        message: String::from("connection reset"),
                        timeout: false,
                    },
                ))
            } else {
                Ok(Reply {
                    output: Box::new(made(&OUTPUT, &listing.pages[&token])),
                    metadata: Metadata {
                        status: 200,
                        request_id: None,
                        attempts: 1,
                    },
                })
            };
            CallOutcome { input, result }
        })
    }
}

/// Pages of a few users and groups each; the last one leads back by so many pages, itself included, or ends.
fn pages(rng: &mut Rng, back: Option<usize>) -> Vec<Json> {
    let count = back.unwrap_or(0) + rng.usize(1..4);
    let mut numbers = 1..;
    (0..count)
        .map(|at| {
            let next = match back {
                _ if at + 1 < count => Some(at + 1),
                back => back.map(|back| count - back),
            };
            let mut some = |most| {
                numbers
                    .by_ref()
                    .take(rng.usize(..most))
                    .collect::<Vec<i64>>()
            };
            let (users, groups) = (some(4), some(3));
            let mut page = json!({"Users": users, "Groups": groups});
            if let Some(next) = next {
                page["Marker"] = json!(format!("t{next}"));
            }
            page
        })
        .collect()
}

fn listing(pages: &[Json], fails_at: Option<usize>) -> Arc<Listing> {
    let token = |at| {
        if at == 0 {
            String::new()
        } else {
            format!("t{at}")
        }
    };
    let pages = pages.iter().enumerate();
    Arc::new(Listing {
        pages: pages.map(|(at, page)| (token(at), page.clone())).collect(),
        calls: AtomicUsize::new(0),
        fails_at,
    })
}

#[derive(Clone, Copy, Debug)]
enum How {
    Pages,
    Users,
    Groups,
    Search,
}

#[derive(Clone, Copy, Debug, Default)]
struct Set {
    max_items: Option<usize>,
    prefetch: usize,
}

fn numbers(page: &Dynamic, member: &str) -> Vec<i64> {
    serde_json::from_value(shown(page)[member].clone()).unwrap_or_default()
}

/// What came, the error at the end, and where to go on.
type Leg = (Vec<i64>, Option<String>, Option<Cursor>);

macro_rules! drain {
    ($stream:expr, $into:expr) => {{
        let mut stream = $stream;
        let (mut found, mut end) = (Vec::new(), None);
        while let Some(next) = stream.next().await {
            match next {
                Ok(next) => found.extend($into(next)),
                Err(error) => end = Some(error.to_string()),
            }
        }
        (found, end, stream.cursor())
    }};
}

/// Follows the pages once, from a cursor or from the start.
async fn leg(
    listing: &Arc<Listing>,
    paginator: &'static Paginator,
    (how, set): (How, Set),
    cursor: Option<Cursor>,
) -> Leg {
    let input = Box::new(made(&INPUT, &json!({})));
    let caller = Box::new(listing.clone());
    let mut pages =
        Pages::from_caller(caller, paginator, input, empty_dynamic).prefetch(set.prefetch);
    if let Some(cursor) = cursor {
        // Through text, as a program that goes on tomorrow has it.
        pages = pages.start_at(cursor.to_text().parse().unwrap());
    }
    if let (How::Pages | How::Search, Some(most)) = (how, set.max_items) {
        pages = pages.max_items(most);
    }
    let most = set.max_items.unwrap_or(usize::MAX);
    match how {
        How::Pages => drain!(pages, |page: Dynamic| numbers(&page, "Users")),
        How::Search => drain!(pages.search::<i64>("Users[]").unwrap(), Some),
        How::Users => {
            let users = pages.items(|page: Dynamic| numbers(&page, "Users"));
            drain!(users.max_items(most), Some)
        }
        How::Groups => {
            let groups = pages.items_of(1, |page: Dynamic| numbers(&page, "Groups"));
            drain!(groups.max_items(most), Some)
        }
    }
}

/// Goes on from cursor to cursor until an error or the end, and once more after an error.
async fn all_legs(
    listing: &Arc<Listing>,
    paginator: fn() -> Paginator,
    (how, set): (How, Set),
) -> (Vec<i64>, Option<String>) {
    let paginator: &'static Paginator = Box::leak(Box::new(paginator()));
    let (mut all, mut cursor) = (Vec::new(), None);
    for _ in 0..100 {
        let (found, end, next) = leg(listing, paginator, (how, set), cursor).await;
        all.extend(found);
        let Some(next) = next else {
            assert_eq!(end, None, "an error leaves a cursor");
            return (all, None);
        };
        if end.is_some() {
            let (found, again, _) = leg(listing, paginator, (how, set), Some(next)).await;
            assert_eq!(
                (found, &again),
                (Vec::new(), &end),
                "the same error, and nothing else"
            );
            return (all, end);
        }
        cursor = Some(next);
    }
    panic!("it goes round for ever");
}

fn held(pages: &[Json], how: How) -> Vec<i64> {
    let member = match how {
        How::Groups => "Groups",
        _ => "Users",
    };
    let lists = pages.iter().map(|page| page[member].clone());
    lists
        .flat_map(|list| serde_json::from_value::<Vec<i64>>(list).unwrap())
        .collect()
}

const HOW: [How; 4] = [How::Pages, How::Users, How::Groups, How::Search];

#[tokio::test]
async fn pages_in_a_circle_are_delivered_once_whatever_the_runs() {
    let mut rng = Rng::with_seed(14);
    for number in 0..60 {
        let back = 1 + number % 5;
        let pages = pages(&mut rng, Some(back));
        let listing = listing(&pages, None);
        for how in HOW {
            for max_items in [None, Some(rng.usize(1..5))] {
                for prefetch in [0, 2] {
                    let set = Set {
                        max_items,
                        prefetch,
                    };
                    let (found, end) = all_legs(&listing, users_and_groups, (how, set)).await;
                    assert_eq!(found, held(&pages, how), "{how:?} {set:?} {pages:?}");
                    let token = &pages[pages.len() - 1]["Marker"].as_str().unwrap();
                    let error = end.unwrap();
                    let said = if back == 1 {
                        "The same next token was received twice"
                    } else {
                        "A next token of an earlier page was received again"
                    };
                    assert!(
                        error.contains(&format!("{said}: {{'Marker': '{token}'}}")),
                        "{error}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn a_circle_that_is_the_end_is_delivered_once_too() {
    let stops = || Paginator {
        repeated_token: RepeatedToken::Stop,
        ..users_and_groups()
    };
    let paginator: &'static Paginator = Box::leak(Box::new(stops()));
    let mut rng = Rng::with_seed(15);
    for number in 0..50 {
        let pages = pages(&mut rng, Some(1 + number % 5));
        let listing = listing(&pages, None);
        for how in HOW {
            let set = Set::default();
            let (found, end, cursor) = leg(&listing, paginator, (how, set), None).await;
            assert_eq!((found, end), (held(&pages, how), None));
            let (found, end, cursor) = leg(&listing, paginator, (how, set), cursor).await;
            assert_eq!((found, end), (Vec::new(), None), "nothing has come since");
            assert!(cursor.is_some());
        }
    }
}

#[tokio::test]
async fn a_call_that_fails_is_made_again_from_the_cursor() {
    let mut rng = Rng::with_seed(16);
    for _ in 0..50 {
        let pages = pages(&mut rng, None);
        let paginator: &'static Paginator = Box::leak(Box::new(users_and_groups()));
        for fails_at in 0..pages.len() {
            for how in HOW {
                for prefetch in [0, 2] {
                    let listing = listing(&pages, Some(fails_at));
                    let set = Set {
                        prefetch,
                        ..Set::default()
                    };
                    let (mut all, end, cursor) = leg(&listing, paginator, (how, set), None).await;
                    assert!(end.unwrap().contains("connection reset"));
                    let (rest, end, _) = leg(&listing, paginator, (how, set), cursor).await;
                    all.extend(rest);
                    assert_eq!((all, end), (held(&pages, how), None));
                }
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_promises_more_without_a_token_stays_the_last_one() {
    let promises = || Paginator {
        more_results: Some(expression("More")),
        ..users_and_groups()
    };
    let mut rng = Rng::with_seed(17);
    for _ in 0..50 {
        let mut pages = pages(&mut rng, None);
        for page in &mut pages {
            page["More"] = json!(true);
        }
        let listing = listing(&pages, None);
        for how in HOW {
            for max_items in [None, Some(rng.usize(1..5))] {
                let set = Set {
                    max_items,
                    prefetch: 0,
                };
                let (found, end) = all_legs(&listing, promises, (how, set)).await;
                assert_eq!(found, held(&pages, how), "{how:?} {set:?} {pages:?}");
                assert!(
                    end.unwrap()
                        .contains("More says that there are more results")
                );
            }
        }
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_read_leaves_the_run_after_the_page() {
    let unreadable = || Paginator {
        more_results: Some(expression("length(X) > `0`")),
        ..users_and_groups()
    };
    let mut rng = Rng::with_seed(18);
    for _ in 0..50 {
        let mut pages = pages(&mut rng, None);
        let last = pages.len() - 1;
        for page in &mut pages[..last] {
            page["X"] = json!("more");
        }
        let listing = listing(&pages, None);
        for how in HOW {
            let (found, end) = all_legs(&listing, unreadable, (how, Set::default())).await;
            assert_eq!(found, held(&pages, how));
            assert!(end.unwrap().contains("could not be evaluated"));
        }
    }
}

#[tokio::test]
async fn pages_without_progress_are_gone_on_from_behind_the_last_one() {
    let pages: Vec<Json> = (0..6)
        .map(|at| match at {
            5 => json!({"Users": [1]}),
            at => json!({"Users": [1], "Marker": format!("t{}", at + 1)}),
        })
        .collect();
    let served = listing(&pages, None);
    let paginator: &'static Paginator = Box::leak(Box::new(users()));
    let run = |cursor: Option<Cursor>| {
        let input = Box::new(made(&INPUT, &json!({})));
        let caller = Box::new(served.clone());
        let pages = Pages::from_caller(caller, paginator, input, empty_dynamic);
        let pages = pages.max_pages_without_progress(2);
        cursor.map_or_else(
            || pages,
            |cursor| {
                let input = Box::new(made(&INPUT, &json!({})));
                let caller = Box::new(served.clone());
                let pages = Pages::from_caller(caller, paginator, input, empty_dynamic);
                pages.max_pages_without_progress(2).start_at(cursor)
            },
        )
    };
    let (mut count, mut cursor) = (0, None);
    loop {
        let (found, end, next) = drain!(run(cursor), |page: Dynamic| numbers(&page, "Users"));
        count += found.len();
        if end.is_none() {
            break;
        }
        cursor = next;
    }
    assert_eq!(count, pages.len(), "each page once");
}

#[tokio::test]
async fn a_value_of_another_form_delivers_nothing_of_its_page() {
    let pages = [
        json!({"E": {"P": [1, 2]}, "Marker": "a"}),
        json!({"E": {"P": [3, 400, 5]}, "Marker": "b"}),
    ];
    let stream = run(users(), &json!({}), &pages).pages;
    let (found, end, cursor) = drain!(stream.search::<u8>("E.P").unwrap(), Some);
    assert_eq!(found, [1, 2]);
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: what the expression `E.P` found does not have the requested type: expected a whole number, 0 to 255, found 400");
    let rest = run(users(), &json!({}), &[json!({"E": {"P": [3, 400, 5]}})]);
    let rest = rest.pages.start_at(cursor.unwrap());
    let (found, _, _) = drain!(rest.search::<u16>("E.P").unwrap(), Some);
    assert_eq!(found, [3, 400, 5]);
}

#[tokio::test]
async fn a_token_behind_items_that_were_delivered_is_still_read() {
    let derived = paginator(&[(0, "to_string(Users[-1])")], &[USERS]);
    let page = json!({"Users": [1, 2]});
    let token = enc(r#"{"Marker": "m", "boto_truncate_amount": 2}"#);
    let rest = [page, json!({"Users": [3]}), json!({})];
    let resumed =
        run(derived, &json!({}), &rest).with(|pages| pages.starting_token(token).max_items(1));
    let (pages, end, calls) = resumed.each().await;
    assert_eq!((pages[1]["Users"].clone(), end), (json!([3]), None));
    assert_eq!(calls, [json!({"Marker": "m"}), json!({"Marker": "2"})]);
}
