//! A place between two items, from which a run can go on later or elsewhere.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use indexmap::IndexMap;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::Value as Json;

use crate::error::CursorError;

use super::digest::Fingerprint;
use super::resume_token;
use super::{Paginator, TokenValue};

/// A place between two items or pages of an operation, from which a later run goes on.
///
/// [`Pages::cursor`](crate::Pages::cursor) and [`Items::cursor`](crate::Items::cursor) return it after every page and every
/// item, also after an error; [`start_at`](crate::Pages::start_at) takes it. It keeps the tokens with their types, the
/// number of delivered items of the page, and the operation and input. A different operation or input is an error before any
/// call; the page size may differ unless the place is in the middle of a page. The latest 16 tokens are kept as hashes, so
/// that a cycle of pages is found across runs.
///
/// [`to_resume_token`](Self::to_resume_token) writes boto3's form of it.
///
/// [`to_text`](Self::to_text) and [`FromStr`], or `serde`, carry it through files, queues and URLs. The text is guarded
/// against damage, not against forgery. It contains the service's tokens and a hash of the input, so keep it as safe as the
/// input; `Debug` hides them.
#[derive(Clone, PartialEq)]
pub struct Cursor {
    pub(super) service: String,
    pub(super) operation: String,
    /// The input's fingerprint: with the page size in the middle of a page, else without.
    pub(super) input: u64,
    /// The result whose items are counted, if an [`Items`](crate::Items) stream delivered them.
    pub(super) result: Option<String>,
    /// The tokens that request the page, by input member.
    pub(super) tokens: IndexMap<String, TokenValue>,
    /// How many items of the page were delivered; `None` at its start.
    pub(super) delivered: Option<usize>,
    /// Whether boto3 has a form for it.
    pub(super) has_resume_token: bool,
    /// The latest tokens before those, as hashes: they must not come again.
    pub(super) before: Vec<u64>,
}

impl Cursor {
    /// The service's folder name, for example `s3`.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The operation's name in the model, for example `ListObjectsV2`.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// How many items of the page were delivered; 0 between two pages.
    pub fn delivered(&self) -> usize {
        self.delivered.unwrap_or(0)
    }

    /// The same place as boto3's resume token, for its `StartingToken`.
    ///
    /// boto3's form has neither operation nor input, and assumes that the page's secondary results were delivered.
    ///
    /// # Errors
    ///
    /// [`CursorError::NoResumeToken`] if boto3 has no form for the place.
    pub fn to_resume_token(&self) -> Result<String, CursorError> {
        if !self.has_resume_token {
            return Err(CursorError::NoResumeToken);
        }
        let tokens = self.tokens.iter().map(|(name, value)| (&**name, value));
        Ok(resume_token::encode(tokens, self.delivered))
    }

    /// The cursor as text that [`FromStr`] reads: letters, digits, `.`, `-` and `_`.
    pub fn to_text(&self) -> String {
        let tokens = self.tokens.iter().map(|(name, value)| (&**name, value));
        let mut head = vec![
            Json::from(self.service.as_str()),
            Json::from(self.operation.as_str()),
            Json::from(format!("{:016x}", self.input)),
            Json::from(self.result.as_deref()),
            Json::from(self.has_resume_token),
        ];
        if !self.before.is_empty() {
            let bytes: Vec<u8> = self
                .before
                .iter()
                .flat_map(|token| token.to_be_bytes())
                .collect();
            head.push(Json::from(URL_SAFE_NO_PAD.encode(bytes)));
        }
        let head = Json::from(head);
        let mut bytes =
            format!("{head}\n{}", resume_token::json(tokens, self.delivered)).into_bytes();
        let checksum = crc32fast::hash(&bytes);
        bytes.extend(checksum.to_be_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// The start of every text; the number is the version of the form.
const PREFIX: &str = "pb1.";

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        parse(text.trim()).ok_or(CursorError::Malformed)
    }
}

fn parse(text: &str) -> Option<Cursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
    let (bytes, checksum) = bytes.split_last_chunk::<4>()?;
    if crc32fast::hash(bytes) != u32::from_be_bytes(*checksum) {
        return None;
    }
    let (head, place) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
    let mut head: Vec<Json> = serde_json::from_str(head).ok()?;
    // Absent where no page came before.
    let before = match head.len() {
        6 => text_of(head.pop()?)?,
        _ => String::new(),
    };
    let [
        service,
        operation,
        input,
        result,
        Json::Bool(has_resume_token),
    ] = <[Json; 5]>::try_from(head).ok()?
    else {
        return None;
    };
    let (service, operation, input) = (text_of(service)?, text_of(operation)?, text_of(input)?);
    let result = match result {
        Json::Null => None,
        result => Some(text_of(result)?),
    };
    let before = URL_SAFE_NO_PAD.decode(before).ok()?;
    let (before, []) = before.as_chunks::<8>() else {
        return None;
    };
    let (tokens, delivered) = resume_token::from_json(place.as_bytes())?;
    Some(Cursor {
        service,
        operation,
        input: u64::from_str_radix(&input, 16).ok()?,
        result,
        tokens,
        delivered,
        has_resume_token,
        before: before
            .iter()
            .map(|token| u64::from_be_bytes(*token))
            .collect(),
    })
}

fn text_of(json: Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text),
        _ => None,
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor")
            .field("service", &self.service)
            .field("operation", &self.operation)
            .field("result", &self.result)
            .field("delivered", &self.delivered)
            .finish_non_exhaustive()
    }
}

/// A place in a run: the tokens that request a page, and how many of its items were delivered, if any were.
#[derive(Clone, Debug)]
pub(super) struct RunPlace {
    pub(super) tokens: Arc<[TokenValue]>,
    pub(super) delivered: Option<usize>,
    /// The latest tokens before those, as hashes.
    pub(super) before: Arc<[u64]>,
}

impl RunPlace {
    /// The place that many items further on the same page.
    pub(super) fn after(&self, items: usize) -> Self {
        Self {
            delivered: Some(items.saturating_add(self.delivered.unwrap_or(0))),
            ..self.clone()
        }
    }
}

/// The facts that all places of a run share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    pub(super) paginator: &'static Paginator,
    /// The index of the result whose items count.
    pub(super) counted: usize,
    /// Whether the stream delivers items, not pages.
    pub(super) by_items: bool,
    pub(super) input: Fingerprint,
}

impl Origin {
    /// The path of the result whose items count.
    pub(super) fn result(&self) -> Option<&'static str> {
        let result = self.paginator.results.get(self.counted);
        result.map(|result| result.path)
    }

    pub(super) fn cursor(&self, place: &RunPlace) -> Cursor {
        let operation = self.paginator.operation;
        let input = if place.delivered.is_some() {
            self.input.inside_a_page
        } else {
            self.input.between_pages
        };
        let names = self.paginator.token_names().map(str::to_owned);
        let result = self.result().filter(|_| self.by_items);
        Cursor {
            service: operation.service.name.to_owned(),
            operation: operation.name.to_owned(),
            input,
            result: result.map(str::to_owned),
            tokens: names.zip(place.tokens.iter().cloned()).collect(),
            delivered: place.delivered,
            has_resume_token: self.has_resume_token(place),
            before: place.before.to_vec(),
        }
    }

    /// boto3's form of a place, if it has one.
    pub(super) fn resume_token(&self, place: &RunPlace) -> Option<String> {
        let tokens = self.paginator.token_names().zip(&*place.tokens);
        self.has_resume_token(place)
            .then(|| resume_token::encode(tokens, place.delivered))
    }

    fn has_resume_token(&self, place: &RunPlace) -> bool {
        let can_be_cut = || {
            let result = self.paginator.results.get(self.counted);
            result.is_some_and(|result| result.is_list_or_text(self.paginator.operation))
        };
        place.delivered.is_none() || (self.counted == 0 && can_be_cut())
    }

    /// Where a cursor says to start; an error if it belongs to something else.
    pub(super) fn place(&self, cursor: &Cursor) -> Result<RunPlace, CursorError> {
        let operation = self.paginator.operation;
        if cursor.service != operation.service.name || cursor.operation != operation.name {
            return Err(CursorError::OtherOperation {
                service: cursor.service.clone(),
                operation: cursor.operation.clone(),
            });
        }
        if !self
            .paginator
            .token_names()
            .eq(cursor.tokens.keys().map(String::as_str))
        {
            return Err(CursorError::OtherTokens);
        }
        let (input, counted) = match cursor.delivered {
            None => (self.input.between_pages, None),
            Some(_) => {
                let primary = self.paginator.results.first().map(|result| result.path);
                (
                    self.input.inside_a_page,
                    cursor.result.as_deref().or(primary),
                )
            }
        };
        if counted.is_some() && counted != self.result() {
            return Err(CursorError::OtherResult {
                result: counted.unwrap_or_default().to_owned(),
            });
        }
        if cursor.input != input {
            return Err(CursorError::OtherInput);
        }
        Ok(RunPlace {
            tokens: cursor.tokens.values().cloned().collect(),
            delivered: cursor.delivered,
            before: cursor.before.clone().into(),
        })
    }
}
