//! Where a run over the pages stands: tokens, counts, and what comes next. Nothing is called here.

use std::sync::Arc;

use crate::error::{Error, ErrorKind};
use crate::jmespath::{EvaluationError, Found};
use crate::resume_token::{self, BadToken};
use crate::view::{Structure, View};

use super::cursor::{Cursor, Origin, Place};
use super::digest::{self, Fingerprint};
use super::seen::{Seen, Stall};
use super::{Paginator, RepeatedToken, TokenValue, python_map, set_page_size};

/// The pages with the same results in a row that are one too many, if nothing else is set.
const SAME_PAGES: usize = 100;

/// What a caller sets before the first poll.
#[derive(Default)]
pub(super) struct Options {
    pub(super) max_items: Option<usize>,
    pub(super) page_size: Option<i32>,
    pub(super) start: Start,
    pub(super) blank_secondary: bool,
    pub(super) repeated: Option<RepeatedToken>,
    pub(super) without_progress: Option<usize>,
    pub(super) prefetch: usize,
    /// The index of the result whose items count.
    pub(super) counted: usize,
    /// Whether the stream delivers items, not pages.
    pub(super) by_items: bool,
}

/// Where a run starts.
#[derive(Default)]
pub(super) enum Start {
    #[default]
    Fresh,
    /// boto3's resume token, or a token of the service.
    Token(String),
    Cursor(Box<Cursor>),
}

/// The state of one run over the pages (`botocore/paginate.py`, `PageIterator.__iter__`).
pub(super) struct Walk {
    paginator: &'static Paginator,
    pub(super) options: Options,
    /// The tokens that request the page that comes next.
    requested: Arc<[TokenValue]>,
    /// Whether a page of this run gave them, so that they must not come again.
    followed: bool,
    items: usize,
    /// How to treat the first page, until it has come.
    first: Option<First>,
    /// Whether a map can be cut, for which boto3 has no form.
    cuts_maps: bool,
    seen: Seen,
    stall: Stall,
}

/// What a start says about the first page.
enum First {
    /// The run starts afresh.
    Whole,
    /// The page is the next one of an earlier run.
    Next,
    /// An earlier run delivered some of its items.
    Cut {
        delivered: usize,
        /// Whether it delivered the other results.
        with_others: bool,
    },
}

/// A page that was taken in.
pub(super) struct Taken {
    /// Where it begins: how many of its items were delivered before, if it was begun.
    pub(super) start: Place,
    /// Where to go on after it; `None` when nothing is left.
    pub(super) end: Option<Place>,
    /// Whether the limit of items has ended the run.
    pub(super) limited: bool,
    pub(super) next: Next,
}

/// What comes after a page.
pub(super) enum Next {
    /// Another request.
    Request,
    /// Nothing.
    End,
    /// An error.
    Failed(Error),
}

impl Walk {
    pub(super) fn new(paginator: &'static Paginator) -> Self {
        Self {
            paginator,
            options: Options::default(),
            requested: Arc::new([]),
            followed: false,
            items: 0,
            first: Some(First::Whole),
            cuts_maps: false,
            seen: Seen::default(),
            stall: Stall::default(),
        }
    }

    pub(super) fn paginator(&self) -> &'static Paginator {
        self.paginator
    }

    /// Prepares the input of the first request, and tells where that is.
    pub(super) fn begin(&mut self, input: &mut dyn Structure) -> Result<(Origin, Place), Error> {
        // A token the caller set counts as the one that requests the first page; botocore forgets it.
        let given = self.paginator.tokens.iter();
        let mut requested: Vec<TokenValue> = given
            .map(|token| TokenValue::of_view(input.view_of(usize::from(token.input))))
            .collect();
        if let Some(size) = self.options.page_size {
            let Some(limit) = self.paginator.limit else {
                return Err(self.failed(String::from(
                    "Error during pagination: PageSize parameter is not supported for the pagination interface for \
                     this operation.",
                )));
            };
            set_page_size(input, limit, size);
        }
        let origin = Origin {
            paginator: self.paginator,
            counted: self.options.counted,
            by_items: self.options.by_items,
            input: Fingerprint::of(self.paginator, input),
        };
        self.cuts_maps = origin.by_items;
        let mut delivered = None;
        match std::mem::take(&mut self.options.start) {
            Start::Fresh => {}
            Start::Token(token) => {
                let names: Vec<&str> = self.paginator.token_names().collect();
                let start = resume_token::decode(&token, &names)
                    .map_err(|BadToken| self.failed(format!("Bad starting token: {token}")))?;
                for (requested, token) in requested.iter_mut().zip(start.tokens) {
                    if let Some(token) = token {
                        *requested = token;
                    }
                }
                delivered = start.delivered;
                self.first = Some(delivered.map_or(First::Next, |delivered| First::Cut {
                    delivered,
                    with_others: true,
                }));
            }
            Start::Cursor(cursor) => {
                let place = origin.place(&cursor).map_err(|error| {
                    Error::new(self.paginator.operation, ErrorKind::Cursor(error))
                })?;
                requested = place.tokens.to_vec();
                delivered = place.delivered;
                self.cuts_maps = true;
                self.first = Some(delivered.map_or(First::Next, |delivered| First::Cut {
                    delivered,
                    with_others: cursor.result.is_none(),
                }));
            }
        }
        self.requested = requested.into();
        if !matches!(self.first, Some(First::Whole)) {
            self.inject(input)?;
        }
        let tokens = self.requested.clone();
        Ok((origin, Place { tokens, delivered }))
    }

    /// Takes a page in: cuts it, finds what comes next, and prepares the input for that.
    pub(super) fn take(&mut self, page: &mut dyn Structure, input: &mut dyn Structure) -> Taken {
        let offset = self.first_page(page);
        let start = Place {
            tokens: self.requested.clone(),
            delivered: offset,
        };
        let Some(counted) = self.paginator.results.get(self.options.counted) else {
            return self.follow(start, 0, page, input);
        };
        let count = if self.options.by_items && counted.is_structure(page) {
            1
        } else {
            counted.count(page)
        };
        if let Some(max) = self.options.max_items
            && self.items.saturating_add(count) > max
            && counted.can_be_cut(page, self.cuts_maps)
        {
            let keep = max.saturating_sub(self.items);
            counted.cut(page, 0, keep, self.cuts_maps);
            self.items = max;
            return Taken {
                end: Some(Place {
                    tokens: self.requested.clone(),
                    delivered: Some(keep.saturating_add(offset.unwrap_or(0))),
                }),
                start,
                limited: true,
                next: Next::End,
            };
        }
        self.items = self.items.saturating_add(count);
        self.follow(start, count, page, input)
    }

    /// Takes away from a resumed first page what was delivered before; returns how many items, if it was begun.
    fn first_page(&mut self, page: &mut dyn Structure) -> Option<usize> {
        let (offset, with_others, begun) = match self.first.take() {
            Some(First::Cut {
                delivered,
                with_others,
            }) => (delivered, with_others, Some(delivered)),
            // botocore blanks the secondary results of a page nobody has seen.
            Some(First::Next) if self.options.blank_secondary => (0, true, None),
            _ => return None,
        };
        for (at, result) in self.paginator.results.iter().enumerate() {
            if at == self.options.counted {
                if !result.cut(page, offset, usize::MAX, self.cuts_maps) {
                    result.clear(page);
                }
            } else if with_others {
                result.blank(page);
            }
        }
        begun
    }

    /// Finds the tokens that request the page after this one.
    fn follow(
        &mut self,
        start: Place,
        count: usize,
        page: &dyn Structure,
        input: &mut dyn Structure,
    ) -> Taken {
        let tokens = match self.next_tokens(page) {
            Ok(Some(tokens)) => Arc::from(tokens),
            Ok(None) => {
                return Taken {
                    start,
                    end: None,
                    limited: false,
                    next: Next::End,
                };
            }
            Err(error) => {
                // Where the next page is cannot be known: after the items of this one.
                let delivered = count.saturating_add(start.delivered.unwrap_or(0));
                let error = ErrorKind::Evaluation(error.to_string());
                return Taken {
                    end: Some(Place {
                        tokens: start.tokens.clone(),
                        delivered: Some(delivered),
                    }),
                    start,
                    limited: false,
                    next: Next::Failed(Error::new(self.paginator.operation, error)),
                };
            }
        };
        let limited = self.options.max_items.is_some_and(|max| self.items >= max);
        let next = if limited {
            Next::End
        } else {
            self.request(&tokens, page, input)
        };
        Taken {
            start,
            end: Some(Place {
                tokens,
                delivered: None,
            }),
            limited,
            next,
        }
    }

    /// Prepares the next request, unless the run goes round in circles.
    fn request(
        &mut self,
        tokens: &Arc<[TokenValue]>,
        page: &dyn Structure,
        input: &mut dyn Structure,
    ) -> Next {
        let policy = self
            .options
            .repeated
            .unwrap_or(self.paginator.repeated_token);
        let same = self.requested == *tokens;
        if policy == RepeatedToken::Stop && same {
            return Next::End;
        }
        if self.followed && same {
            return Next::Failed(self.repeated(tokens, "The same next token was received twice"));
        }
        if policy != RepeatedToken::OnlyAtOnce && self.seen.again(digest::tokens(tokens)) {
            return match policy {
                RepeatedToken::Stop => Next::End,
                _ => Next::Failed(
                    self.repeated(tokens, "A next token of an earlier page was received again"),
                ),
            };
        }
        self.stall.page(digest::results(self.paginator, page));
        let (pages, most, which) = match self.options.without_progress {
            Some(most) => (self.stall.without_progress(), most, "without anything new"),
            None => (self.stall.same(), SAME_PAGES, "with the same results"),
        };
        if pages >= most {
            return Next::Failed(self.failed(format!(
                "Error during pagination: {pages} pages in a row were {which}, each with a next token of its own"
            )));
        }
        self.requested = tokens.clone();
        self.followed = true;
        match self.inject(input) {
            Ok(()) => Next::Request,
            Err(error) => Next::Failed(error),
        }
    }

    /// The tokens a page gives, `None` when it is the last one; falsy ones are null.
    fn next_tokens(
        &self,
        page: &dyn Structure,
    ) -> Result<Option<Vec<TokenValue>>, EvaluationError> {
        let page = View::Structure(page);
        if let Some(more) = &self.paginator.more_results
            && is_falsy(&more.evaluate(page)?)
        {
            return Ok(None);
        }
        let mut next = Vec::with_capacity(self.paginator.tokens.len());
        for token in self.paginator.tokens {
            let value = TokenValue::of_found(&token.output.evaluate(page)?);
            next.push(if value.is_falsy() {
                TokenValue::Null
            } else {
                value
            });
        }
        let is_last = next.iter().all(|token| *token == TokenValue::Null);
        Ok((!is_last).then_some(next))
    }

    /// Writes the requested tokens to the input; a null one, and the text `None`, make the member absent.
    fn inject(&self, input: &mut dyn Structure) -> Result<(), Error> {
        let none = TokenValue::String(String::from("None"));
        for (token, value) in self.paginator.tokens.iter().zip(&*self.requested) {
            let value = if *value == none {
                &TokenValue::Null
            } else {
                value
            };
            let index = usize::from(token.input);
            let written = input
                .get_mut(index)
                .map_or(Ok(()), |member| value.write(member));
            if written.is_err() {
                return Err(self.failed(format!(
                    "Bad token: {} cannot hold {}",
                    self.paginator.input_name(token.input),
                    self.shown(token.input, value)
                )));
            }
        }
        Ok(())
    }

    /// A token as an error's text may show it.
    fn shown(&self, input: u16, token: &TokenValue) -> String {
        let shape = self.paginator.operation.input;
        let member = shape.and_then(|shape| shape.members().get(usize::from(input)));
        if member.is_some_and(|member| member.is_sensitive()) {
            String::from("***")
        } else {
            token.python()
        }
    }

    fn repeated(&self, tokens: &[TokenValue], what: &str) -> Error {
        let entries = self.paginator.tokens.iter().zip(tokens);
        let tokens = python_map(entries.map(|(token, value)| {
            let shown = self.shown(token.input, value);
            (self.paginator.input_name(token.input), shown)
        }));
        self.failed(format!("Error during pagination: {what}: {tokens}"))
    }

    fn failed(&self, message: String) -> Error {
        Error::new(self.paginator.operation, ErrorKind::Pagination(message))
    }
}

/// Python's truth: all that JMESPath takes as false, and zero.
fn is_falsy(found: &Found<'_>) -> bool {
    !found.is_truthy() || found.as_f64() == Some(0.0)
}
