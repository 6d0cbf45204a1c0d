//! The loop.

use crate::client::Client;
use crate::view::Structure;

use super::{Ended, Options, WaitError, Waiter};

/// Polls until the wait ends.
pub(crate) async fn wait(
    client: Client,
    waiter: &'static Waiter,
    options: Options,
    input: Box<dyn Structure>,
    empty: fn() -> Box<dyn Structure>,
) -> Result<Ended, WaitError> {
    let _ = (client, waiter, options, input, empty);
    std::future::pending().await
}
