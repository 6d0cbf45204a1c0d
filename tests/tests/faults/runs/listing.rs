//! Listings are read to the end: nothing is lost or doubled.

use fastrand::Rng;
use pageboy::schema::shapes;
use pageboy::view::{Slot, Structure, View};
use pageboy::{Client, Cursor, Dynamic, Error, Items, Pages};

use super::{End, chain, explains};
use crate::subject::Listing;
use crate::world::World;

/// The errors after which all answers are right.
const ERRORS: usize = 3;

/// The streams after which all answers are right: short ones do not see that the service goes round.
const STREAMS: usize = 80;

/// The pages in a row without anything new that are too many; no listing has so many.
const IDLE: usize = 20;

/// Reads a listing, and goes on at the cursor after each error.
pub(super) async fn read(
    world: &World,
    client: &Client,
    listing: &Listing,
    rng: &mut Rng,
) -> Result<End, String> {
    let (by_items, ahead) = (rng.bool(), rng.usize(..4).saturating_sub(1));
    let at_once = rng.bool();
    let limit = rng.bool().then(|| rng.usize(1..12));
    let mut found = Vec::new();
    let mut cursor: Option<Cursor> = None;
    let mut errors = 0;
    for streams in 1.. {
        if streams == STREAMS {
            world.switch_off();
        }
        let mut pages = Pages::dynamic(client.clone(), listing.paginator, input(listing))
            .prefetch(ahead)
            .max_pages_without_progress(IDLE);
        if let Some(cursor) = cursor.take() {
            pages = pages.start_at(cursor);
        }
        if let Some(limit) = limit {
            pages = pages.max_items(limit);
        }
        let mut stream = match by_items {
            false => Stream::Pages(pages),
            true => {
                let items = pages.items(ids as fn(Dynamic) -> Vec<String>);
                Stream::Items(match limit {
                    Some(limit) => items.max_items(limit),
                    None => items,
                })
            }
        };
        let ended = stream.read_to_end(&mut found).await;
        let next = stream.cursor();
        match ended {
            Ok(()) if next.is_some() && limit.is_some() => {}
            Ok(()) => break,
            Err(error) => {
                explains(&error, listing.paginator.operation)?;
                errors += 1;
                if at_once || errors >= ERRORS {
                    world.switch_off();
                }
                if errors > 2 * ERRORS {
                    let error = chain(&error);
                    return Err(format!(
                        "stuck: it fails when all answers are right: {error}"
                    ));
                }
                if next.is_none() {
                    let error = chain(&error);
                    return Err(format!("lost: no cursor after: {error}"));
                }
            }
        }
        // A cursor is kept as text.
        let text = next.ok_or("lost: no cursor")?.to_text();
        let again = text.parse();
        cursor = Some(again.map_err(|error| format!("lost: the cursor {text} is none: {error}"))?);
    }
    let whole = world
        .story(|story| story.pages().map(|pages| pages.ids()))
        .unwrap_or_default();
    if !world.is_believed() && found != whole {
        return Err(difference(&found, &whole));
    }
    Ok(if errors > 0 {
        End::Resumed
    } else {
        End::Complete
    })
}

fn difference(found: &[String], whole: &[String]) -> String {
    let lost: Vec<_> = whole.iter().filter(|id| !found.contains(id)).collect();
    let mut doubled: Vec<_> = found
        .iter()
        .filter(|id| found.iter().filter(|other| other == id).count() > 1)
        .collect();
    doubled.dedup();
    match (lost.is_empty(), doubled.is_empty()) {
        (false, _) => format!("lost: {lost:?} of {} ({} found)", whole.len(), found.len()),
        (true, false) => format!("doubled: {doubled:?}"),
        (true, true) => format!("silent: {found:?} instead of {whole:?}"),
    }
}

fn input(listing: &Listing) -> Dynamic {
    let mut input = Dynamic::new(listing.paginator.operation.input.unwrap_or(&shapes::EMPTY));
    if let Some((name, text)) = listing.fixed {
        let index = input.shape().index_of(name).unwrap();
        if let Slot::String(place) = input.get_mut(index).unwrap().slot() {
            text.clone_into(place);
        }
    }
    input
}

/// The ids on a page.
fn ids(page: Dynamic) -> Vec<String> {
    let page: &dyn Structure = &page;
    let lists = ["Items", "Contents"].map(|name| page.view_by_name(name));
    let elements = lists.iter().filter_map(|view| match view {
        View::List(list) => Some(list),
        _ => None,
    });
    let elements = elements.flat_map(|list| (0..list.len()).map(|at| list.get(at)));
    let ids = elements.map(|element| match element {
        View::Structure(element) => ["Id", "Key"]
            .into_iter()
            .find_map(|name| element.view_by_name(name).as_str())
            .unwrap_or("without id")
            .to_owned(),
        _ => "no structure".to_owned(),
    });
    ids.collect()
}

enum Stream {
    Pages(Pages<Dynamic>),
    Items(Items<String>),
}

impl Stream {
    async fn read_to_end(&mut self, found: &mut Vec<String>) -> Result<(), Error> {
        match self {
            Self::Pages(pages) => {
                while let Some(page) = pages.try_next().await? {
                    found.extend(ids(page));
                }
            }
            Self::Items(items) => {
                while let Some(id) = items.try_next().await? {
                    found.push(id);
                }
            }
        }
        Ok(())
    }

    fn cursor(&self) -> Option<Cursor> {
        match self {
            Self::Pages(pages) => pages.cursor(),
            Self::Items(items) => items.cursor(),
        }
    }
}
