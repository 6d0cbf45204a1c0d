//! What the readers of all formats share: finding members, and why a body could not be read.

use std::fmt;

use crate::excerpt::Excerpt;
use crate::schema::{Location, Member, Shape};

/// Why a response could not be read: what, in which member, at which byte.
///
/// Never contains a value of the response.
#[derive(Debug)]
pub struct DecodeError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    message: String,
    reason: Reason,
    place: Option<String>,
    /// From the innermost member outwards.
    path: Vec<String>,
}

/// What an error means for another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// The document is damaged, or is not what the model says.
    Unreadable,
    /// The document is not the one that the operation answers with.
    Foreign,
    /// The document goes beyond a limit, and will the next time.
    OverLimit,
}

impl DecodeError {
    /// An error with the given text.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::because(Reason::Unreadable, message)
    }

    /// The answer is another one than the operation has; the text says it whole.
    pub(super) fn foreign(message: impl Into<String>) -> Self {
        Self::because(Reason::Foreign, message)
    }

    /// The answer goes beyond one of the [`Limits`](super::Limits).
    pub(super) fn over_limit(message: impl Into<String>) -> Self {
        Self::because(Reason::OverLimit, message)
    }

    /// Whether the answer goes beyond one of the [`Limits`](super::Limits). Anything else may be read the next time: it
    /// was cut off or damaged on the way, or somebody in between answered.
    pub fn is_over_limit(&self) -> bool {
        self.0.reason == Reason::OverLimit
    }

    /// Whether the answer is another one than the operation has.
    pub(super) fn is_foreign(&self) -> bool {
        self.0.reason == Reason::Foreign
    }

    fn because(reason: Reason, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            message: message.into(),
            reason,
            place: None,
            path: Vec::new(),
        }))
    }

    /// Says where in the body, for example `byte 17`; the first place counts.
    pub(super) fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.place.get_or_insert_with(|| place.to_string());
        self
    }

    /// Adds the member, item or entry around what has been said so far.
    pub(super) fn within(mut self, segment: &str) -> Self {
        self.0.path.push(segment.to_owned());
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.reason != Reason::Foreign {
            f.write_str("unreadable response: ")?;
        }
        let mut separator = "";
        for segment in self.0.path.iter().rev() {
            write!(f, "{separator}{}", Excerpt::name(segment))?;
            separator = ".";
        }
        if !separator.is_empty() {
            f.write_str(": ")?;
        }
        write!(f, "{}", Excerpt::message(&self.0.message))?;
        if let Some(place) = &self.0.place {
            write!(f, " (at {place})")?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}

/// The member that satisfies `is_it`, tried from the one at `next` on, and the first ones last.
///
/// Members arrive mostly in the model's order, so `next` is the one after the last found.
#[inline]
pub(super) fn find(
    members: &'static [Member],
    next: usize,
    is_it: impl Fn(&Member) -> bool,
) -> Option<(usize, &'static Member)> {
    if let Some(member) = members.get(next)
        && is_it(member)
    {
        return Some((next, member));
    }
    search(members, next, is_it)
}

/// Kept apart from [`find`], whose short way is thus small enough to be inlined.
fn search(
    members: &'static [Member],
    next: usize,
    is_it: impl Fn(&Member) -> bool,
) -> Option<(usize, &'static Member)> {
    let (first, rest) = members.split_at_checked(next).unwrap_or((members, &[]));
    // Two loops, because a chain of iterators asks each time which of them it is in.
    let later = rest.iter().skip(1).position(&is_it);
    let at = match later {
        Some(at) => next + 1 + at,
        None => first.iter().position(is_it)?,
    };
    members.get(at).map(|member| (at, member))
}

/// Whether a member of a response stands in its body.
pub(super) const fn in_body(member: &Member) -> bool {
    !matches!(
        member.location,
        Location::Header
            | Location::Headers
            | Location::StatusCode
            | Location::EventHeader
            | Location::EventPayload
    )
}

/// The members of a structure that have occurred.
#[derive(Default)]
pub(super) struct Seen {
    first: u128,
    others: Vec<usize>,
}

impl Seen {
    /// Adds a member; `false` when it was there.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        let Some(bit) = u32::try_from(index)
            .ok()
            .and_then(|at| 1_u128.checked_shl(at))
        else {
            let is_new = !self.others.contains(&index);
            if is_new {
                self.others.push(index);
            }
            return is_new;
        };
        let is_new = self.first & bit == 0;
        self.first |= bit;
        is_new
    }
}

/// A number that is whole and fits, from a float.
pub(super) fn whole(value: f64) -> Option<i64> {
    // The limit is 2^63, the first float beyond the 64-bit integers.
    let fits = value.fract() == 0.0 && value.abs() < 9_223_372_036_854_775_808.0;
    fits.then_some(value as i64)
}

/// What is said of a union of which `set` members are set, not one.
pub(super) fn not_one(shape: &Shape, set: usize) -> String {
    format!(
        "the union {} must have exactly one member, not {set}",
        shape.name
    )
}
