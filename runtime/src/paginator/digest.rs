//! Fingerprints of values: of an input for later comparison, and of a page.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;

use sha2::{Digest, Sha256};

use crate::schema::Operation;
use crate::view::{Structure, View};

use super::Paginator;
use super::token::TokenValue;

/// The fingerprint by which a cursor recognises an input: 64 bits of a SHA-256 over the operation and the caller's input.
///
/// Tokens are left out. The value is the same on every machine and in every version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fingerprint {
    /// Without the page size, which may change between two pages.
    pub(super) between_pages: u64,
    /// With the page size, which must not change in the middle of a page.
    pub(super) inside_a_page: u64,
}

impl Fingerprint {
    pub(super) fn of(paginator: &Paginator, input: &dyn Structure) -> Self {
        let mut hash = Sha256::new();
        let Operation { service, name, .. } = paginator.operation;
        for text in [service.name, name] {
            feed(View::String(text), &mut |bytes| hash.update(bytes));
        }
        let is_token = |at: usize| paginator.tokens.iter().any(|t| usize::from(t.input) == at);
        let limit = paginator.limit.map(usize::from);
        for (at, member) in input.shape().members().iter().enumerate() {
            let view = input.view_of(at);
            if !view.is_null() && !is_token(at) && limit != Some(at) {
                feed(View::String(member.name), &mut |bytes| hash.update(bytes));
                feed(view, &mut |bytes| hash.update(bytes));
            }
        }
        let between_pages = first_bits(hash.clone());
        let limit = limit.map_or(View::Null, |at| input.view_of(at));
        feed(limit, &mut |bytes| hash.update(bytes));
        Self {
            between_pages,
            inside_a_page: first_bits(hash),
        }
    }
}

fn first_bits(hash: Sha256) -> u64 {
    let digest = hash.finalize();
    let bytes = digest.iter().take(8);
    bytes.fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// The fingerprint of a page's results: the number, the first and the last item of each; `None` when there are none.
pub(super) fn results(paginator: &Paginator, page: &dyn Structure) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    let mut is_empty = true;
    for result in paginator.results {
        let mut feed = |view| feed(view, &mut |bytes| hasher.write(bytes));
        match result.view(page) {
            View::List(list) => {
                is_empty &= list.is_empty();
                feed(View::Long(i64::try_from(list.len()).unwrap_or(i64::MAX)));
                feed(list.get(0));
                feed(list.get(list.len().saturating_sub(1)));
            }
            View::Map(map) => {
                is_empty &= map.is_empty();
                feed(View::Long(i64::try_from(map.len()).unwrap_or(i64::MAX)));
                for at in [0, map.len().saturating_sub(1)] {
                    if let Some((key, value)) = map.entry(at) {
                        feed(View::String(key));
                        feed(value);
                    }
                }
            }
            view => {
                is_empty &= matches!(view, View::Null | View::String(""));
                feed(view);
            }
        }
    }
    (!is_empty).then(|| hasher.finish())
}

/// The fingerprint of tokens. Cursors keep it, so it is the same on every machine and in every version.
pub(super) fn tokens(tokens: &[TokenValue]) -> u64 {
    let mut hash = Sha256::new();
    for token in tokens {
        let text = token.python();
        feed(View::String(&text), &mut |bytes| hash.update(bytes));
    }
    first_bits(hash)
}

/// Gives every byte of a value to `sink`; different values give different bytes.
fn feed(view: View<'_>, sink: &mut dyn FnMut(&[u8])) {
    fn sized(kind: u8, len: usize, sink: &mut dyn FnMut(&[u8])) {
        sink(&[kind]);
        sink(&u64::try_from(len).unwrap_or(u64::MAX).to_le_bytes());
    }
    match view {
        View::Null | View::Stream(_) | View::Events(_) => sink(&[0]),
        View::Boolean(value) => sink(&[1, u8::from(value)]),
        // Numbers of every width alike, so that a wider type in a later model changes nothing.
        View::Integer(value) => feed(View::Long(value.into()), sink),
        View::Long(value) => {
            sink(&[2]);
            sink(&value.to_le_bytes());
        }
        View::Float(value) => feed(View::Double(value.into()), sink),
        View::Double(value) => {
            sink(&[3]);
            sink(&value.to_le_bytes());
        }
        View::String(text) => {
            sized(4, text.len(), sink);
            sink(text.as_bytes());
        }
        View::Blob(bytes) => {
            sized(5, bytes.len(), sink);
            sink(bytes);
        }
        View::Timestamp(time) => {
            sink(&[6]);
            sink(&time.secs().to_le_bytes());
            sink(&time.subsec_nanos().to_le_bytes());
        }
        View::Document(_) => {
            // As JSON, which sorts the keys.
            let text = crate::jmespath::ExpressionValue::from_view(view).to_string();
            sized(7, text.len(), sink);
            sink(text.as_bytes());
        }
        View::List(list) => {
            sized(8, list.len(), sink);
            (0..list.len()).for_each(|at| feed(list.get(at), sink));
        }
        View::Map(map) => {
            sized(9, map.len(), sink);
            // A caller's map may come from a hash table: its order says nothing.
            let mut entries: Vec<_> = (0..map.len()).filter_map(|at| map.entry(at)).collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            for (key, value) in entries {
                feed(View::String(key), sink);
                feed(value, sink);
            }
        }
        View::Structure(structure) => {
            let members = structure.shape().members().iter().enumerate();
            let present: Vec<_> = members
                .map(|(at, member)| (member.name, structure.view_of(at)))
                .filter(|(_, view)| !view.is_null())
                .collect();
            sized(10, present.len(), sink);
            for (name, view) in present {
                feed(View::String(name), sink);
                feed(view, sink);
            }
            feed(View::String(structure.unknown().unwrap_or_default()), sink);
        }
    }
}
