//! Finds members, for the readers of all formats.

use crate::schema::{Location, Member, Shape};

/// The member that satisfies `is_it`, searched from `next` on, then from the start.
///
/// Members arrive mostly in the model's order, so `next` is the one after the last one found.
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

/// Separate from [`find`], whose fast path is thus small enough to be inlined.
fn search(
    members: &'static [Member],
    next: usize,
    is_it: impl Fn(&Member) -> bool,
) -> Option<(usize, &'static Member)> {
    let (first, rest) = members.split_at_checked(next).unwrap_or((members, &[]));
    // Two loops, because a chained iterator checks each time which part it is in.
    let later = rest.iter().skip(1).position(&is_it);
    let at = match later {
        Some(at) => next + 1 + at,
        None => first.iter().position(is_it)?,
    };
    members.get(at).map(|member| (at, member))
}

/// Whether a member of an answer is in its body.
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
pub(super) struct MemberSet {
    first: u128,
    others: Vec<usize>,
}

impl MemberSet {
    /// Adds a member; `false` if it was there.
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

/// A whole number in range, from a float.
pub(super) fn whole(value: f64) -> Option<i64> {
    // The limit is 2^63, the first float beyond the 64-bit integers.
    let fits = value.fract() == 0.0 && value.abs() < 9_223_372_036_854_775_808.0;
    fits.then_some(value as i64)
}

/// The error for a union with `set` members instead of one.
pub(super) fn not_one(shape: &Shape, set: usize) -> String {
    format!(
        "the union {} must have exactly one member, not {set}",
        shape.name
    )
}
