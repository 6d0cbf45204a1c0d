//! Keeps credentials and tokens until they expire.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio::time::Instant;

use super::task::TaskFuture;

/// A source of credentials or tokens.
pub(crate) trait Issuer: Send + Sync + 'static {
    /// The issued value.
    type Identity: Clone + Send + Sync;
    /// The reason of a failure.
    type Error: Send + Sync;

    /// With less time left, it is renewed.
    const RENEWED_BEFORE: Duration = Duration::from_secs(15 * 60);
    /// With less time left, a request may arrive too late.
    const TOO_LATE: Duration = Duration::from_secs(60);

    /// Issues one.
    fn issue(&self) -> impl Future<Output = Result<Self::Identity, Self::Error>> + Send;

    /// When it expires, if it does.
    fn expiry(identity: &Self::Identity) -> Option<SystemTime>;
}

/// Keeps an issued value until shortly before it expires, for all clients of a configuration.
///
/// With less than 15 minutes left it is renewed (botocore/credentials.py, `RefreshableCredentials`), once for all callers
/// and in a task of its own, so that a caller that stops waiting stops nobody else. The old value serves while it is valid;
/// callers that have to wait share the outcome, failures included.
pub(crate) struct IdentityCache<I: Issuer>(Arc<SharedState<I>>);

struct SharedState<I: Issuer> {
    issuer: I,
    state: Mutex<CacheState<I>>,
}

struct CacheState<I: Issuer> {
    held: Option<I::Identity>,
    renewal: Option<watch::Receiver<Outcome<I>>>,
    /// The time of the last failed renewal.
    failed: Option<Instant>,
}

/// `None` until the renewal has ended.
type Outcome<I> = Option<Result<<I as Issuer>::Identity, Arc<<I as Issuer>::Error>>>;

/// How long after a failure a valid value is not renewed again.
const PAUSE: Duration = Duration::from_secs(5);

impl<I: Issuer> IdentityCache<I> {
    pub(super) fn of(issuer: I) -> Self {
        let state = Mutex::new(CacheState {
            held: None,
            renewal: None,
            failed: None,
        });
        Self(Arc::new(SharedState { issuer, state }))
    }

    /// The identity for one request.
    pub(crate) async fn at(&self, now: SystemTime) -> Result<I::Identity, Arc<I::Error>> {
        let (held, mut renewal) = {
            let mut state = self.0.state();
            let held = state.held.clone();
            if let Some(held) = &held
                && lasts::<I>(held, now, I::RENEWED_BEFORE)
            {
                return Ok(held.clone());
            }
            let serves = held
                .as_ref()
                .is_some_and(|held| lasts::<I>(held, now, I::TOO_LATE));
            let pauses = state.failed.is_some_and(|failed| failed.elapsed() < PAUSE);
            if let Some(held) = &held
                && serves
                && pauses
            {
                return Ok(held.clone());
            }
            let renewal = self.renewal(&mut state);
            if let Some(held) = &held
                && serves
            {
                return Ok(held.clone());
            }
            (held, renewal)
        };
        let outcome = match renewal.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone(),
            Err(_) => None,
        };
        match outcome {
            Some(Ok(identity)) => Ok(identity),
            Some(Err(error)) => match held {
                Some(held) if lasts::<I>(&held, now, Duration::ZERO) => Ok(held),
                _ => Err(error),
            },
            // The task ended without an outcome: the issuer panicked, or the runtime is shutting down.
            None => self.0.issue().await,
        }
    }

    /// The renewal under way, or a new one.
    fn renewal(&self, state: &mut CacheState<I>) -> watch::Receiver<Outcome<I>> {
        if let Some(renewal) = &state.renewal {
            return renewal.clone();
        }
        let (tell, renewal) = watch::channel(None);
        state.renewal = Some(renewal.clone());
        let shared = Arc::clone(&self.0);
        let task: TaskFuture = Box::pin(async move {
            let _over = Over(&shared);
            let outcome = shared.issue().await;
            tell.send_replace(Some(outcome));
        });
        tokio::spawn(task);
        renewal
    }
}

/// Makes room for the next renewal, even if the issuer panicked.
struct Over<'a, I: Issuer>(&'a SharedState<I>);

impl<I: Issuer> Drop for Over<'_, I> {
    fn drop(&mut self) {
        self.0.state().renewal = None;
    }
}

impl<I: Issuer> SharedState<I> {
    async fn issue(&self) -> Result<I::Identity, Arc<I::Error>> {
        let outcome = self.issuer.issue().await.map_err(Arc::new);
        let mut state = self.state();
        match &outcome {
            Ok(identity) => {
                state.held = Some(identity.clone());
                state.failed = None;
            }
            Err(_) => state.failed = Some(Instant::now()),
        }
        outcome
    }

    fn state(&self) -> MutexGuard<'_, CacheState<I>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the identity is valid for longer than `margin`.
fn lasts<I: Issuer>(identity: &I::Identity, now: SystemTime, margin: Duration) -> bool {
    I::expiry(identity)
        .is_none_or(|expiry| expiry.duration_since(now).is_ok_and(|left| left > margin))
}
