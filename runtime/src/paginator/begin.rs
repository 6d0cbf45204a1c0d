//! The start of a run: the input of the first request, and its place.

use std::sync::Arc;

use super::resume_token::{self, BadToken};
use crate::error::{Error, ErrorKind};
use crate::view::{Structure, View};

use super::cursor::{Cursor, Origin, RunPlace};
use super::digest::{self, Fingerprint};
use super::walk::{First, HIDDEN, RunStart, Walk};
use super::{Constant, TokenValue, set_page_size};

impl Walk {
    /// Prepares the input of the first request, and returns its place.
    pub(super) fn begin(&mut self, input: &mut dyn Structure) -> Result<(Origin, RunPlace), Error> {
        self.size(input)?;
        self.every_request(input)?;
        let origin = Origin {
            paginator: self.paginator,
            counted: self.options.counted,
            by_items: self.options.by_items,
            input: Fingerprint::of(self.paginator, input),
        };
        self.cuts_maps = origin.by_items;
        // A token the caller set counts as the one that requests the first page; botocore forgets it.
        let given = self.paginator.tokens.iter();
        self.requested = given
            .map(|token| TokenValue::of_view(input.view_of(usize::from(token.input))))
            .collect();
        let delivered = match std::mem::take(&mut self.options.start) {
            RunStart::Fresh => {
                if let Some(first) = self.first_tokens() {
                    self.requested = first;
                    self.inject(input)?;
                }
                None
            }
            RunStart::Token(token) => {
                let delivered = self.start_at_token(&token)?;
                self.inject(input)?;
                delivered
            }
            RunStart::Cursor(cursor) => {
                let delivered = self.start_at_cursor(&origin, &cursor)?;
                self.inject(input)?;
                delivered
            }
        };
        let place = self.place(self.requested.clone(), None);
        Ok((origin, RunPlace { delivered, ..place }))
    }

    /// Sets the size of a page: the caller's, or the paginator's default where the service gives no token without one.
    fn size(&self, input: &mut dyn Structure) -> Result<(), Error> {
        let Some(limit) = self.paginator.limit else {
            if self.options.page_size.is_none() {
                return Ok(());
            }
            return Err(self.failed(String::from(
                "Error during pagination: PageSize parameter is not supported for the pagination interface for this \
                 operation.",
            )));
        };
        if let Some(size) = self.options.page_size {
            set_page_size(input, limit, size);
        }
        if self.options.botocore_rules {
            return Ok(());
        }
        let size = match input.view_of(usize::from(limit)) {
            View::Null => {
                if let Some(size) = self.paginator.default_limit {
                    set_page_size(input, limit, size);
                }
                return Ok(());
            }
            View::Integer(size) => i64::from(size),
            View::Long(size) => size,
            View::String(size) => size.parse().unwrap_or_default(),
            _ => return Ok(()),
        };
        match self.paginator.max_limit {
            Some(most) if size > i64::from(most) => Err(self.refused(format!(
                "{} must not be more than {most}, since the service gives no token with a larger page; it is {size}",
                self.paginator.input_name(limit)
            ))),
            _ => Ok(()),
        }
    }

    /// Sets the members that every request needs; a different value from the caller is an error.
    fn every_request(&self, input: &mut dyn Structure) -> Result<(), Error> {
        for member in self.paginator.every_request {
            let Some(place) = input.get_mut(usize::from(member.input)) else {
                continue;
            };
            let wanted = token(member.value);
            let given = TokenValue::of_view(place.view());
            if given != TokenValue::Null && given != wanted {
                return Err(self.refused(format!(
                    "{} must be {}, since the tokens lead from page to page only then; it is {}",
                    self.paginator.input_name(member.input),
                    member.value,
                    self.given(member.input, &given),
                )));
            }
            let written = wanted.write(place);
            if written.is_err() {
                return Err(self.refused(format!(
                    "{} cannot hold {}",
                    self.paginator.input_name(member.input),
                    member.value
                )));
            }
        }
        Ok(())
    }

    /// The error for an input that would make the listing incomplete.
    fn refused(&self, problem: String) -> Error {
        Error::new(self.paginator.operation, ErrorKind::Invalid(vec![problem]))
    }

    /// The caller's value in JSON, unless it must not be shown.
    fn given(&self, input: u16, value: &TokenValue) -> String {
        let shown = self.shown(input, value);
        match value {
            _ if shown == HIDDEN => shown,
            TokenValue::Boolean(value) => value.to_string(),
            TokenValue::String(text) => serde_json::Value::from(text.as_str()).to_string(),
            _ => shown,
        }
    }

    /// The tokens of the first page, where the service starts elsewhere without them.
    fn first_tokens(&self) -> Option<Arc<[TokenValue]>> {
        let first = self.paginator.first_token;
        let is_given = self
            .requested
            .iter()
            .any(|token| *token != TokenValue::Null);
        if first.is_empty() || is_given || self.options.botocore_rules {
            return None;
        }
        let first = first.iter();
        Some(
            first
                .map(|token| TokenValue::String((*token).to_owned()))
                .collect(),
        )
    }

    fn start_at_token(&mut self, token: &str) -> Result<Option<usize>, Error> {
        let names: Vec<&str> = self.paginator.token_names().collect();
        let start = resume_token::decode(token, &names)
            .map_err(|BadToken| self.failed(format!("Bad starting token: {token}")))?;
        let pairs = self.requested.iter().zip(start.tokens);
        self.requested = pairs
            .map(|(own, token)| token.unwrap_or_else(|| own.clone()))
            .collect();
        self.first = Some(start.delivered.map_or(First::Next, |delivered| First::Cut {
            delivered,
            with_others: true,
        }));
        Ok(start.delivered)
    }

    fn start_at_cursor(
        &mut self,
        origin: &Origin,
        cursor: &Cursor,
    ) -> Result<Option<usize>, Error> {
        let place = origin
            .place(cursor)
            .map_err(|error| Error::new(self.paginator.operation, ErrorKind::Cursor(error)))?;
        // The tokens of the earlier run's pages must not come again.
        for token in &*place.before {
            self.seen.again(*token);
        }
        self.seen.again(digest::tokens(&place.tokens));
        self.followed = true;
        self.requested = place.tokens;
        self.cuts_maps = true;
        self.first = Some(
            place
                .delivered
                .map_or(First::Whole, |delivered| First::Cut {
                    delivered,
                    with_others: cursor.result.is_none(),
                }),
        );
        Ok(place.delivered)
    }
}

/// A value of a definition as a token.
fn token(value: Constant) -> TokenValue {
    match value {
        Constant::Boolean(value) => TokenValue::Boolean(value),
        Constant::Integer(value) => TokenValue::Integer(value),
        Constant::String(text) => TokenValue::String(text.to_owned()),
    }
}
