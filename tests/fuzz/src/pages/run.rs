//! One run over a listing, up to where it stops.

use std::sync::Arc;

use pageboy::{Client, Config, Credentials, Cursor, Dynamic, Error, Items, Pages};

use super::server::Server;
use super::{Listing, TABLES, items, through_text};
use crate::block_on;
use crate::choices::Choices;

/// How much of a listing a run takes, and how.
#[derive(Debug)]
pub(super) struct Run {
    kind: Kind,
    /// Pages or items.
    most: usize,
    prefetch: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// So many pages, and no more is asked for.
    Pages,
    /// So many items of whole pages: the last one is cut.
    PagesOfItems,
    /// So many items, and no more is asked for.
    Items,
    /// So many items, which is set as the limit.
    ItemsToTheEnd,
}

/// Where a run starts.
pub(super) enum Start {
    Cursor(Cursor),
    /// boto3's form.
    Token(String),
}

/// What came of a run.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) items: Vec<String>,
    /// The secondary result of pages.
    pub(super) groups: Vec<String>,
    pub(super) error: Option<Error>,
    pub(super) cursor: Option<Cursor>,
}

impl Run {
    pub(super) fn chosen(listing: &Listing, choices: &mut Choices<'_>) -> Self {
        let is_over = choices.is_over();
        let choice = choices.byte();
        let kind = match choice % 4 {
            // Pages count the primary result.
            _ if listing.counted > 0 && choice % 2 == 0 => Kind::Items,
            _ if listing.counted > 0 => Kind::ItemsToTheEnd,
            0 => Kind::Pages,
            1 => Kind::PagesOfItems,
            2 => Kind::Items,
            _ => Kind::ItemsToTheEnd,
        };
        Self {
            kind,
            // Without choices, all the rest.
            most: if is_over {
                usize::MAX
            } else {
                1 + usize::from(choice / 4) % 8
            },
            prefetch: usize::from(choice / 32) % 4,
        }
    }

    /// Whether it takes whole pages, with their secondary results.
    pub(super) fn is_of_pages(&self) -> bool {
        matches!(self.kind, Kind::Pages | Kind::PagesOfItems)
    }

    pub(super) fn over(
        &self,
        listing: &Listing,
        server: &Arc<Server>,
        start: Option<Start>,
    ) -> Outcome {
        let config = Config::builder()
            .region("us-east-1")
            .endpoint_url("https://service.example")
            .credentials(Credentials::new("id", "secret", None, None, "fuzz"))
            .max_attempts(1)
            .transport(server.clone())
            .build()
            .expect("the settings are right");
        let client = Client::new(TABLES.service, &config);
        let input = Dynamic::new(listing.paginator.operation.input.expect("it takes tokens"));
        let mut pages = Pages::dynamic(client, listing.paginator, input)
            .on_repeated_token(listing.policy)
            .prefetch(self.prefetch);
        if let Some(size) = listing.page_size {
            pages = pages.page_size(size);
        }
        pages = match start {
            None => pages,
            Some(Start::Cursor(cursor)) => pages.start_at(cursor),
            Some(Start::Token(token)) => pages.starting_token(token),
        };
        block_on(async {
            match self.kind {
                Kind::Pages => self.pages(pages, listing).await,
                Kind::PagesOfItems => self.pages(pages.max_items(self.most), listing).await,
                Kind::Items => {
                    self.items(pages.items_of(listing.counted, listing.items))
                        .await
                }
                Kind::ItemsToTheEnd => {
                    let items = pages.items_of(listing.counted, listing.items);
                    self.items(items.max_items(self.most)).await
                }
            }
        })
    }

    async fn pages(&self, mut pages: Pages<Dynamic>, listing: &Listing) -> Outcome {
        let mut outcome = Outcome::default();
        for _ in 0..self.most {
            match pages.next().await {
                Some(Ok(page)) => {
                    outcome.items.extend(listing.items_of(&page));
                    outcome.groups.extend(items(&page, "Groups"));
                }
                Some(Err(error)) => {
                    outcome.error = Some(error);
                    break;
                }
                None => break,
            }
        }
        outcome.cursor = pages.cursor();
        outcome
    }

    async fn items(&self, mut items: Items<String>) -> Outcome {
        let mut outcome = Outcome::default();
        // Of a run with a limit, the end is asked for too.
        let more = usize::from(self.kind == Kind::ItemsToTheEnd);
        for _ in 0..self.most.saturating_add(more) {
            match items.next().await {
                Some(Ok(item)) => outcome.items.push(item),
                Some(Err(error)) => {
                    outcome.error = Some(error);
                    break;
                }
                None => break,
            }
        }
        outcome.cursor = items.cursor();
        outcome
    }
}

/// The place of a cursor, carried to another run in one of its forms.
pub(super) fn restart(cursor: &Cursor, listing: &Listing, choices: &mut Choices<'_>) -> Start {
    let choice = choices.below(3);
    if choice == 0
        && listing.counted == 0
        && let Ok(token) = cursor.to_resume_token()
    {
        return Start::Token(token);
    }
    Start::Cursor(through_text(cursor, choice == 1))
}
