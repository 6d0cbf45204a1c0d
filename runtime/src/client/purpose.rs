//! On whose behalf calls are made.

/// On whose behalf a call is made; the user agent says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The program itself.
    Operation,
    /// Somebody else, who is given a URL.
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
    /// Whether an answer without a body will not do where the operation has a document: it would be the last page, a poll
    /// that says nothing, a resource that does not exist, a batch of which nothing failed.
    pub(super) const fn needs_document(self) -> bool {
        !matches!(self, Self::Operation | Self::PresignedRequest)
    }
}
