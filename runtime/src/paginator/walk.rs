//! The state of a run over the pages: tokens, counts, and what comes next. It makes no calls.

use std::sync::Arc;

use crate::error::{Error, ErrorKind};
use crate::jmespath::{EvaluationError, ExpressionValue};
use crate::view::{Structure, View};

use super::cursor::{Cursor, RunPlace};
use super::digest;
use super::token_history::{Stall, TokenHistory};
use super::{Paginator, RepeatedToken, TokenValue, python_map};

/// The default number of equal pages in a row that is an error.
const SAME_PAGES: usize = 100;

/// Replaces a sensitive value in an error's text.
pub(super) const HIDDEN: &str = "***";

/// The caller's options, before the first poll.
#[derive(Default)]
pub(super) struct Options {
    pub(super) max_items: Option<usize>,
    pub(super) page_size: Option<i32>,
    pub(super) start: RunStart,
    pub(super) blank_secondary: bool,
    pub(super) repeated: Option<RepeatedToken>,
    /// Whether botocore's rules apply where ours are stricter.
    pub(super) botocore_rules: bool,
    pub(super) without_progress: Option<usize>,
    pub(super) prefetch: usize,
    /// The index of the result whose items count.
    pub(super) counted: usize,
    /// Whether the stream delivers items, not pages.
    pub(super) by_items: bool,
}

/// Where a run starts.
#[derive(Default)]
pub(super) enum RunStart {
    #[default]
    Fresh,
    /// boto3's resume token, or a token of the service.
    Token(String),
    Cursor(Box<Cursor>),
}

/// The state of one run over the pages (`botocore/paginate.py`, `PageIterator.__iter__`).
pub(super) struct Walk {
    pub(super) paginator: &'static Paginator,
    pub(super) options: Options,
    /// The tokens that request the page that comes next.
    pub(super) requested: Arc<[TokenValue]>,
    /// Whether a page gave them, in this run or an earlier one, so that they must not come again.
    pub(super) followed: bool,
    items: usize,
    /// How to treat the first page; `None` once it has come.
    pub(super) first: Option<First>,
    /// Whether a map can be cut; boto3 has no form for that.
    pub(super) cuts_maps: bool,
    pub(super) seen: TokenHistory,
    stall: Stall,
}

/// How to treat the first page.
pub(super) enum First {
    /// The run starts afresh.
    Whole,
    /// The page is at a token from the caller.
    Next,
    /// An earlier run delivered some of its items.
    Cut {
        delivered: usize,
        /// Whether it delivered the secondary results.
        with_others: bool,
    },
}

/// A page after its processing.
pub(super) struct ProcessedPage {
    /// Its first item: how many were delivered before, if any were.
    pub(super) start: RunPlace,
    /// Where to go on after it; `None` when nothing is left.
    pub(super) end: Option<RunPlace>,
    /// Whether the limit of items has ended the run.
    pub(super) limited: bool,
    pub(super) next: Next,
}

/// The step after a page.
pub(super) enum Next {
    /// Another request.
    Request,
    /// The end.
    End,
    /// An error.
    Failed(Error),
}

/// The next page, as a page announces it.
enum Onward {
    /// There is none.
    Last,
    /// These tokens request it; falsy ones are null.
    Tokens(Arc<[TokenValue]>),
    /// There is one, without a token to request it.
    NoToken,
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
            seen: TokenHistory::default(),
            stall: Stall::default(),
        }
    }

    pub(super) fn paginator(&self) -> &'static Paginator {
        self.paginator
    }

    /// The error if a page that an earlier run began has fewer items than were delivered: the items after it may have been
    /// delivered too. botocore skips the remaining items.
    pub(super) fn shrunk(&self, page: &dyn Structure) -> Option<Error> {
        let Some(First::Cut { delivered, .. }) = self.first else {
            return None;
        };
        let counted = self.paginator.results.get(self.options.counted)?;
        let has_items = counted.view(page).is_null() || counted.can_be_cut(page, self.cuts_maps);
        let found = counted.count(page);
        (has_items && found < delivered && !self.options.botocore_rules).then(|| {
            self.failed(format!(
                "Error during pagination: the listing has changed: {delivered} items of the page were delivered before, \
                 and now it has {found}; start again from the beginning"
            ))
        })
    }

    /// The error of a call. An input that does not fit after the first page comes from the service, not from the caller;
    /// only before it, nothing was sent.
    pub(super) fn called(&self, error: Error) -> Error {
        match error.kind() {
            ErrorKind::Invalid(problems) if self.followed && self.first.is_none() => {
                self.failed(format!(
                    "Bad token: the service gave one that does not fit: {}",
                    problems.join("; ")
                ))
            }
            _ => error,
        }
    }

    /// Processes a page: cuts it, finds what comes next, and prepares the next input.
    pub(super) fn take(
        &mut self,
        page: &mut dyn Structure,
        input: &mut dyn Structure,
    ) -> ProcessedPage {
        // A token may be read from the items, including those that are cut off. botocore reads the remaining ones.
        let before = (!self.options.botocore_rules).then(|| self.onward(page));
        let offset = self.first_page(page);
        let onward = before.unwrap_or_else(|| self.onward(page));
        let start = RunPlace {
            delivered: offset,
            ..self.place(self.requested.clone(), None)
        };
        let count = match self.paginator.results.get(self.options.counted) {
            None => 0,
            Some(counted) if self.options.by_items && counted.is_structure(page) => 1,
            Some(counted) => counted.count(page),
        };
        if let Some(max) = self.options.max_items
            && self.items.saturating_add(count) > max
            && let Some(counted) = self.paginator.results.get(self.options.counted)
            && counted.can_be_cut(page, self.cuts_maps)
        {
            let keep = max.saturating_sub(self.items);
            counted.cut(page, 0, keep, self.cuts_maps);
            self.items = max;
            return ProcessedPage {
                end: Some(start.after(keep)),
                start,
                limited: true,
                next: Next::End,
            };
        }
        self.items = self.items.saturating_add(count);
        self.follow(start, count, onward, page, input)
    }

    /// Removes the items of a resumed first page that were delivered before; returns their number, if the page was begun.
    fn first_page(&mut self, page: &mut dyn Structure) -> Option<usize> {
        let (offset, with_others, begun) = match self.first.take() {
            Some(First::Cut {
                delivered,
                with_others,
            }) => (delivered, with_others, Some(delivered)),
            // botocore blanks the secondary results of a page that nobody has seen.
            Some(First::Next) if self.options.blank_secondary || self.options.botocore_rules => {
                (0, true, None)
            }
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

    /// Settles what comes after a page.
    ///
    /// If no further page can be requested, the place is behind the items of this one. A later run requests it again and
    /// delivers new items, or ends in the same way; nothing is delivered twice.
    fn follow(
        &mut self,
        start: RunPlace,
        count: usize,
        onward: Result<Onward, EvaluationError>,
        page: &dyn Structure,
        input: &mut dyn Structure,
    ) -> ProcessedPage {
        let limited = self.options.max_items.is_some_and(|max| self.items >= max);
        let (end, limited, next) = match onward {
            Ok(Onward::Tokens(tokens)) => {
                return self.follow_tokens((start, count), tokens, limited, page, input);
            }
            Ok(Onward::Last) => (None, false, Next::End),
            Ok(Onward::NoToken) if limited => (Some(start.after(count)), true, Next::End),
            Ok(Onward::NoToken) => {
                let error = self.no_token();
                (Some(start.after(count)), false, Next::Failed(error))
            }
            Err(error) => {
                let error = ErrorKind::Evaluation(error.to_string());
                let error = Error::new(self.paginator.operation, error);
                (Some(start.after(count)), false, Next::Failed(error))
            }
        };
        ProcessedPage {
            start,
            end,
            limited,
            next,
        }
    }

    /// Settles what comes after a page with tokens.
    fn follow_tokens(
        &mut self,
        (start, count): (RunPlace, usize),
        tokens: Arc<[TokenValue]>,
        limited: bool,
        page: &dyn Structure,
        input: &mut dyn Structure,
    ) -> ProcessedPage {
        // botocore ignores a token that it does not follow.
        let looks = !(limited && self.options.botocore_rules);
        if looks && let Some(next) = self.repeated(&tokens) {
            let end = self.place(start.tokens.clone(), Some(digest::tokens(&tokens)));
            return ProcessedPage {
                end: Some(RunPlace {
                    delivered: start.after(count).delivered,
                    ..end
                }),
                start,
                limited: limited && matches!(next, Next::Failed(_)),
                next: if limited { Next::End } else { next },
            };
        }
        let end = Some(self.place(tokens.clone(), None));
        let next = if limited {
            Next::End
        } else if let Some(error) = self.stalled(page) {
            Next::Failed(error)
        } else {
            self.requested = tokens;
            self.followed = true;
            match self.inject(input) {
                Ok(()) => Next::Request,
                Err(error) => Next::Failed(error),
            }
        };
        ProcessedPage {
            start,
            end,
            limited,
            next,
        }
    }

    /// The place at which these tokens request a page. A run from there knows `again`, a repeated token, and the latest
    /// tokens before it.
    pub(super) fn place(&self, tokens: Arc<[TokenValue]>, again: Option<u64>) -> RunPlace {
        let own = digest::tokens(&tokens);
        let before = self.seen.latest().filter(|token| *token != own);
        let before = before.filter(|token| Some(*token) != again);
        RunPlace {
            tokens,
            delivered: None,
            before: before.chain(again.filter(|token| *token != own)).collect(),
        }
    }

    /// The effect of repeated tokens on the run.
    fn repeated(&mut self, tokens: &Arc<[TokenValue]>) -> Option<Next> {
        let policy = self.options.repeated.unwrap_or({
            match self.paginator.repeated_token {
                RepeatedToken::Error if self.options.botocore_rules => RepeatedToken::OnlyAtOnce,
                policy => policy,
            }
        });
        let same = self.requested == *tokens;
        if policy == RepeatedToken::Stop && same {
            return Some(Next::End);
        }
        if self.followed && same {
            return Some(self.came_again(tokens, "The same next token was received twice"));
        }
        if policy == RepeatedToken::OnlyAtOnce || !self.seen.again(digest::tokens(tokens)) {
            return None;
        }
        Some(match policy {
            RepeatedToken::Stop => Next::End,
            _ => self.came_again(tokens, "A next token of an earlier page was received again"),
        })
    }

    /// The error if too many pages in a row, this one included, brought nothing new.
    fn stalled(&mut self, page: &dyn Structure) -> Option<Error> {
        self.stall.page(digest::results(self.paginator, page));
        let (pages, most, which) = match self.options.without_progress {
            Some(most) => (self.stall.without_progress(), most, "without anything new"),
            None if self.options.botocore_rules => return None,
            None => (self.stall.same(), SAME_PAGES, "with the same results"),
        };
        (pages >= most).then(|| {
            self.failed(format!(
                "Error during pagination: {pages} pages in a row were {which}, each with a next token of its own"
            ))
        })
    }

    /// Finds the tokens that request the page after this one.
    fn onward(&self, page: &dyn Structure) -> Result<Onward, EvaluationError> {
        let page = View::Structure(page);
        let (mut promised, mut silent) = (false, false);
        if let Some(more) = self.paginator.more_results {
            let more = more.evaluate(page)?;
            // A page that does not say whether there is more leaves it to the token; botocore takes that for no.
            silent = more.is_null() && !self.options.botocore_rules;
            promised = !is_falsy(&more);
            if !promised && !silent {
                return Ok(Onward::Last);
            }
        }
        let mut next = Vec::with_capacity(self.paginator.tokens.len());
        for token in self.paginator.tokens {
            let value = if silent {
                // A token that is taken from an item is on every page, and promises nothing.
                TokenValue::of_found(&token.output.without_elements().evaluate(page)?)
            } else {
                TokenValue::of_found(&token.output.evaluate(page)?)
            };
            next.push(if value.is_falsy() {
                TokenValue::Null
            } else {
                value
            });
        }
        Ok(if next.iter().any(|token| *token != TokenValue::Null) {
            Onward::Tokens(next.into())
        } else if promised && !self.options.botocore_rules {
            Onward::NoToken
        } else {
            Onward::Last
        })
    }

    /// Writes the requested tokens to the input; a null token, or the text `None`, makes the member absent.
    pub(super) fn inject(&self, input: &mut dyn Structure) -> Result<(), Error> {
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

    /// A token as shown in an error.
    pub(super) fn shown(&self, input: u16, token: &TokenValue) -> String {
        let shape = self.paginator.operation.input;
        let member = shape.and_then(|shape| shape.members().get(usize::from(input)));
        if member.is_some_and(|member| member.is_sensitive()) {
            String::from(HIDDEN)
        } else {
            token.python()
        }
    }

    fn came_again(&self, tokens: &[TokenValue], what: &str) -> Next {
        let entries = self.paginator.tokens.iter().zip(tokens);
        let tokens = python_map(entries.map(|(token, value)| {
            let shown = self.shown(token.input, value);
            (self.paginator.input_name(token.input), shown)
        }));
        Next::Failed(self.failed(format!("Error during pagination: {what}: {tokens}")))
    }

    fn no_token(&self) -> Error {
        let more = self.paginator.more_results;
        let tokens: Vec<&str> = (self.paginator.tokens.iter())
            .map(|token| token.output.source())
            .collect();
        self.failed(format!(
            "Error during pagination: {} says that there are more results, and {} gives no token to ask for them",
            more.map_or("", |more| more.source()),
            tokens.join(" or ")
        ))
    }

    pub(super) fn failed(&self, message: String) -> Error {
        Error::new(self.paginator.operation, ErrorKind::Pagination(message))
    }
}

/// Python's truth value: everything that JMESPath treats as false, and zero.
fn is_falsy(found: &ExpressionValue<'_>) -> bool {
    !found.is_truthy() || found.as_f64() == Some(0.0)
}
