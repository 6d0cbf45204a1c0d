//! The result of one call of a wait.

use std::sync::Arc;

use crate::client::Reply;
use crate::error::Error;

/// The result of one call of a wait, shared by everything that reports it.
pub(super) type SharedReply = Arc<Result<Reply, Error>>;
