//! How long keys and tokens are kept.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;

/// What issues keys or tokens.
pub(crate) trait Issuer: Send + Sync {
    /// What it issues.
    type Identity: Clone + Send + Sync;
    /// Why it did not.
    type Error: Send;

    /// Issues one.
    fn issue(&self) -> impl Future<Output = Result<Self::Identity, Self::Error>> + Send;

    /// When it expires, if it does.
    fn expiry(identity: &Self::Identity) -> Option<SystemTime>;
}

/// Keeps what was issued until shortly before it expires, for all clients of a configuration.
///
/// As botocore/credentials.py, `RefreshableCredentials`, and botocore/tokens.py, `DeferredRefreshableToken`: with less
/// than 15 minutes left one caller tries to renew while the others go on, and a failure is ignored; with less than 10
/// minutes left everyone waits, and a failure is an error.
pub(crate) struct IdentityCache<I: Issuer> {
    issuer: I,
    held: RwLock<Option<I::Identity>>,
    renewal: Mutex<()>,
}

const RENEWAL_TRIED: Duration = Duration::from_secs(15 * 60);
const RENEWAL_REQUIRED: Duration = Duration::from_secs(10 * 60);

impl<I: Issuer> IdentityCache<I> {
    pub(super) fn of(issuer: I) -> Self {
        Self {
            issuer,
            held: RwLock::new(None),
            renewal: Mutex::new(()),
        }
    }

    /// The identity for one request.
    pub(crate) async fn at(&self, now: SystemTime) -> Result<I::Identity, I::Error> {
        if let Some(held) = self.held() {
            if lasts::<I>(&held, now, RENEWAL_TRIED) {
                return Ok(held);
            }
            if lasts::<I>(&held, now, RENEWAL_REQUIRED) {
                let Ok(_renewing) = self.renewal.try_lock() else {
                    return Ok(held);
                };
                return Ok(self.renew().await.unwrap_or(held));
            }
        }
        let _renewing = self.renewal.lock().await;
        match self.held() {
            Some(held) if lasts::<I>(&held, now, RENEWAL_REQUIRED) => Ok(held),
            _ => self.renew().await,
        }
    }

    async fn renew(&self) -> Result<I::Identity, I::Error> {
        let renewed = self.issuer.issue().await?;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some(renewed.clone());
        Ok(renewed)
    }

    fn held(&self) -> Option<I::Identity> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }
}

/// Whether the identity is good for longer than `margin`.
fn lasts<I: Issuer>(identity: &I::Identity, now: SystemTime, margin: Duration) -> bool {
    I::expiry(identity)
        .is_none_or(|expiry| expiry.duration_since(now).is_ok_and(|left| left > margin))
}
