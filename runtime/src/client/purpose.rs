//! The purposes of calls.

/// The purpose of a call; the user agent tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(all(feature = "dynamodb", feature = "resources")),
    allow(dead_code, reason = "those features have purposes of their own")
)]
pub(crate) enum Purpose {
    /// The program itself.
    Operation,
    /// A URL for another sender.
    PresignedRequest,
    /// A wait.
    Waiter,
    /// A paginator.
    Paginator,
    /// A collection of resources whose operation has no paginator.
    Collection,
    /// A resource that is loaded, made of an answer, or one of many in a batch action.
    Resource,
    /// A batch writer.
    BatchWriter,
}

impl Purpose {
    /// Whether an answer without a body is an error where the operation has a document: it would be the last page, a poll
    /// without a result, a resource that does not exist, or a batch without failures.
    pub(super) const fn needs_document(self) -> bool {
        !matches!(self, Self::Operation | Self::PresignedRequest)
    }
}
