//! Finds repeated tokens, and pages that bring nothing new.

use std::collections::{HashSet, VecDeque};

/// How many tokens are remembered exactly: at most about 100 kB.
const WINDOW: usize = 4096;

/// How many of the latest tokens a cursor remembers.
const LATEST: usize = 16;

/// The tokens of a run, as hashes, in bounded memory.
///
/// A token that is repeated within 4,096 pages is found at once. A longer cycle is found by one mark that moves ever more
/// rarely (Brent's algorithm): at the latest after the cycle has been walked a few times.
#[derive(Debug, Default)]
pub(super) struct TokenHistory {
    recent: VecDeque<u64>,
    known: HashSet<u64>,
    mark: Option<u64>,
    since: u64,
    until: u64,
}

impl TokenHistory {
    /// Remembers a token; returns whether it is repeated.
    pub(super) fn again(&mut self, token: u64) -> bool {
        if self.mark == Some(token) || !self.known.insert(token) {
            return true;
        }
        self.recent.push_back(token);
        if self.recent.len() > WINDOW
            && let Some(oldest) = self.recent.pop_front()
        {
            self.known.remove(&oldest);
        }
        if self.since == self.until {
            self.mark = Some(token);
            self.since = 0;
            self.until = (self.until * 2).max(1);
        }
        self.since += 1;
        false
    }

    /// The latest tokens, in order.
    pub(super) fn latest(&self) -> impl Iterator<Item = u64> {
        let older = self.recent.len().saturating_sub(LATEST);
        self.recent.iter().skip(older).copied()
    }
}

/// How many pages in a row have brought nothing new.
#[derive(Debug, Default)]
pub(super) struct Stall {
    last: Option<u64>,
    same: usize,
    without: usize,
}

impl Stall {
    /// Counts a page by the fingerprint of its results, `None` if it has none.
    pub(super) fn page(&mut self, results: Option<u64>) {
        if results.is_none() || results != self.last {
            self.same = 0;
        }
        if results.is_none() || results == self.last {
            self.without += 1;
        } else {
            self.without = 0;
        }
        self.same += usize::from(results.is_some());
        self.last = results.or(self.last);
    }

    /// How many pages in a row had equal results.
    pub(super) fn same(&self) -> usize {
        self.same
    }

    /// How many pages in a row had no results, or those of the page before.
    pub(super) fn without_progress(&self) -> usize {
        self.without
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_comes_again_is_found_at_once() {
        let mut seen = TokenHistory::default();
        let found: Vec<bool> = [1, 2, 3, 2].map(|token| seen.again(token)).into();
        assert_eq!(found, [false, false, false, true]);
    }

    #[test]
    fn a_cycle_longer_than_the_memory_is_found() {
        let mut seen = TokenHistory::default();
        let cycle = 3 * u64::try_from(WINDOW).unwrap();
        let found = (0..20 * cycle).position(|page| seen.again(page % cycle));
        assert!(found.is_some_and(|page| page >= 3 * WINDOW), "{found:?}");
        assert!(seen.recent.len() <= WINDOW && seen.known.len() <= WINDOW);
    }

    #[test]
    fn tokens_that_never_come_again_are_never_found() {
        let mut seen = TokenHistory::default();
        assert!((0..100_000).all(|token| !seen.again(token)));
    }

    #[test]
    fn same_pages_and_empty_ones_are_counted_apart() {
        let mut stall = Stall::default();
        let mut page = |results| {
            stall.page(results);
            (stall.same(), stall.without_progress())
        };
        assert_eq!(page(Some(1)), (1, 0));
        assert_eq!(page(Some(1)), (2, 1));
        assert_eq!(page(None), (0, 2));
        assert_eq!(page(Some(1)), (1, 3));
        assert_eq!(page(Some(2)), (1, 0));
    }
}
