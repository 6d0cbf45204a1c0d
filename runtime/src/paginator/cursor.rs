//! Where a stream of pages stands: tokens, counts, and what comes next. Nothing is called here.

use crate::error::{Error, ErrorKind};
use crate::jmespath::{EvaluationError, Found};
use crate::resume_token::{self, BadToken};
use crate::view::{Structure, View};

use super::{Paginator, TokenValue, python_map, set_page_size};

/// The state of one run over the pages (`botocore/paginate.py`, `PageIterator.__iter__`).
pub(super) struct Cursor {
    paginator: &'static Paginator,
    pub(super) max_items: Option<usize>,
    pub(super) page_size: Option<i32>,
    pub(super) starting_token: Option<String>,
    pub(super) blank_secondary: bool,
    /// The tokens that request the page that comes next.
    requested: Vec<TokenValue>,
    /// Whether a page of this run gave them, so that they must not come again.
    followed: bool,
    items: usize,
    /// How to treat the first page, until it has come.
    first: Option<First>,
    resume: Option<String>,
}

/// What a starting token says about the first page.
enum First {
    /// The run starts afresh.
    Whole,
    /// The page is the next one of an earlier run.
    Next,
    /// The page was cut by an earlier run, which delivered this many of its items.
    Cut(usize),
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

impl Cursor {
    pub(super) fn new(paginator: &'static Paginator) -> Self {
        Self {
            paginator,
            max_items: None,
            page_size: None,
            starting_token: None,
            blank_secondary: false,
            requested: Vec::new(),
            followed: false,
            items: 0,
            first: Some(First::Whole),
            resume: None,
        }
    }

    pub(super) fn paginator(&self) -> &'static Paginator {
        self.paginator
    }

    /// The resume token, if the run has ended and left something.
    pub(super) fn resume_token(&self) -> Option<&str> {
        self.resume.as_deref()
    }

    /// Prepares the input of the first request.
    pub(super) fn begin(&mut self, input: &mut dyn Structure) -> Result<(), Error> {
        // A token the caller set counts as the one that requests the first page; botocore forgets it.
        self.requested = self
            .paginator
            .tokens
            .iter()
            .map(|token| TokenValue::of_view(input.view_of(usize::from(token.input))))
            .collect();
        if let Some(size) = self.page_size {
            let Some(limit) = self.paginator.limit else {
                return Err(self.failed(String::from(
                    "Error during pagination: PageSize parameter is not supported for the pagination interface for \
                     this operation.",
                )));
            };
            set_page_size(input, limit, size);
        }
        if let Some(token) = self.starting_token.take() {
            let names: Vec<&str> = self.names().collect();
            let start = resume_token::decode(&token, &names)
                .map_err(|BadToken| self.failed(format!("Bad starting token: {token}")))?;
            for (requested, token) in self.requested.iter_mut().zip(start.tokens) {
                if let Some(token) = token {
                    *requested = token;
                }
            }
            self.first = Some(start.delivered.map_or(First::Next, First::Cut));
            self.inject(input)?;
        }
        Ok(())
    }

    /// Takes a page in: cuts it, finds what comes next, and prepares the input for that.
    pub(super) fn take(&mut self, page: &mut dyn Structure, input: &mut dyn Structure) -> Next {
        let offset = self.first_page(page);
        let Some(primary) = self.paginator.results.first() else {
            return self.follow(page, input);
        };
        let count = primary.count(page);
        if let Some(max) = self.max_items
            && self.items.saturating_add(count) > max
            && primary.can_be_cut(page)
        {
            let keep = max.saturating_sub(self.items);
            primary.cut(page, 0, keep);
            self.items = max;
            let delivered = keep.saturating_add(offset);
            self.resume = Some(self.encode(&self.requested, Some(delivered)));
            return Next::End;
        }
        self.items = self.items.saturating_add(count);
        self.follow(page, input)
    }

    /// Takes away from a resumed first page what was delivered before; returns how many items.
    fn first_page(&mut self, page: &mut dyn Structure) -> usize {
        let offset = match self.first.take() {
            Some(First::Cut(delivered)) => delivered,
            // botocore blanks the secondary results of a page nobody has seen.
            Some(First::Next) if self.blank_secondary => 0,
            _ => return 0,
        };
        let mut results = self.paginator.results.iter();
        if let Some(primary) = results.next()
            && !primary.cut(page, offset, usize::MAX)
        {
            primary.clear(page);
        }
        for secondary in results {
            secondary.blank(page);
        }
        offset
    }

    /// Finds the tokens that request the page after this one.
    fn follow(&mut self, page: &dyn Structure, input: &mut dyn Structure) -> Next {
        let next = match self.next_tokens(page) {
            Ok(Some(next)) => next,
            Ok(None) => return Next::End,
            Err(error) => {
                return Next::Failed(Error::new(
                    self.paginator.operation,
                    ErrorKind::Evaluation(error.to_string()),
                ));
            }
        };
        if self.max_items.is_some_and(|max| self.items >= max) {
            self.resume = Some(self.encode(&next, None));
            return Next::End;
        }
        if self.followed && self.requested == next {
            return Next::Failed(self.repeated(&next));
        }
        self.requested = next;
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
        for (token, value) in self.paginator.tokens.iter().zip(&self.requested) {
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
                    self.name(token.input),
                    self.shown(token.input, value)
                )));
            }
        }
        Ok(())
    }

    fn encode(&self, tokens: &[TokenValue], delivered: Option<usize>) -> String {
        resume_token::encode(self.names().zip(tokens), delivered)
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.paginator
            .tokens
            .iter()
            .map(|token| self.name(token.input))
    }

    fn name(&self, input: u16) -> &'static str {
        let shape = self.paginator.operation.input;
        shape
            .and_then(|shape| shape.members().get(usize::from(input)))
            .map_or("", |member| member.name)
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

    fn repeated(&self, tokens: &[TokenValue]) -> Error {
        let entries = self.paginator.tokens.iter().zip(tokens);
        let tokens = python_map(
            entries.map(|(token, value)| (self.name(token.input), self.shown(token.input, value))),
        );
        self.failed(format!(
            "Error during pagination: The same next token was received twice: {tokens}"
        ))
    }

    fn failed(&self, message: String) -> Error {
        Error::new(self.paginator.operation, ErrorKind::Pagination(message))
    }
}

/// Python's truth: all that JMESPath takes as false, and zero.
fn is_falsy(found: &Found<'_>) -> bool {
    !found.is_truthy() || found.as_f64() == Some(0.0)
}
