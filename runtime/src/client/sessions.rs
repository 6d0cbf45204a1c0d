//! The sessions of a client with directory buckets (botocore/utils.py, `S3ExpressIdentityCache`).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;

use super::config::Config;
use super::identity_cache::IdentityCache;
use crate::schema::Service;

/// Maximum number of buckets with a session (botocore/utils.py, `S3ExpressIdentityCache`); the oldest is dropped.
const MOST: usize = 100;

/// The sessions of a client, by bucket. Each is requested once for all waiting callers, and again shortly before it expires.
#[derive(Default)]
pub(super) struct Sessions(Mutex<IndexMap<String, Arc<IdentityCache<Session>>>>);

impl Sessions {
    pub(super) fn of(
        &self,
        bucket: &str,
        service: &'static Service,
        config: &Config,
    ) -> Arc<IdentityCache<Session>> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = sessions.get(bucket) {
            return Arc::clone(session);
        }
        if sessions.len() >= MOST {
            sessions.shift_remove_index(0);
        }
        let session = Arc::new(IdentityCache::of(Session {
            service,
            config: config.clone(),
            bucket: bucket.to_owned(),
        }));
        sessions.insert(bucket.to_owned(), Arc::clone(&session));
        session
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

/// A session with a bucket.
pub(super) struct Session {
    pub(super) service: &'static Service,
    pub(super) config: Config,
    pub(super) bucket: String,
}
