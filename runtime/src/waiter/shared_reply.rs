//! What one call of a wait returned.

use std::sync::Arc;

use crate::client::Reply;
use crate::error::Error;

/// What one call of a wait returned, shared by all who tell of it.
pub(super) type SharedReply = Arc<Result<Reply, Error>>;
