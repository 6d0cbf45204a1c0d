//! The regions of buckets.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Maximum number of known buckets. Beyond it, all are forgotten.
const MOST: usize = 1024;

/// The regions of buckets outside the client's own region.
#[derive(Debug, Default)]
pub(super) struct BucketRegions {
    regions: Mutex<HashMap<String, String>>,
    /// Whether a bucket was ever met elsewhere. Most clients meet none, and their calls take no lock: it is a sixth of the time
    /// that a remembered endpoint takes.
    has_any: AtomicBool,
}

impl BucketRegions {
    pub(super) fn of(&self, bucket: &str) -> Option<String> {
        if !self.has_any.load(Ordering::Acquire) {
            return None;
        }
        self.known().get(bucket).cloned()
    }

    pub(super) fn learn(&self, bucket: &str, region: &str) {
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(bucket.to_owned(), region.to_owned());
        self.has_any.store(true, Ordering::Release);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.regions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_does_not_grow_for_ever() {
        let regions = BucketRegions::default();
        for number in 0..=MOST {
            regions.learn(&format!("b{number}"), "r");
        }
        assert_eq!(regions.of("b0"), None);
        assert_eq!(regions.of(&format!("b{MOST}")).as_deref(), Some("r"));
        assert!(regions.known().len() <= MOST);
    }
}
