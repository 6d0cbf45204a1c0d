//! How large and how deep an answer may be.

/// How large and how deep a response may be ([`ConfigBuilder::limits`](crate::ConfigBuilder::limits)).
///
/// What goes beyond is an error whose text names the limit and its field here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep structures, lists, maps and what stands in documents may be nested; 128 by default. Each level takes
    /// some of the thread's stack: 128 of them less than half of the 2 MiB that a worker of tokio has, in debug builds too.
    pub depth: usize,
    /// The number of bytes of a body that is read into memory; 256 MiB by default.
    pub body: usize,
    /// The number of bytes of the payload of one event of an event stream; 24 MiB by default, as in botocore.
    pub event: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 128,
            body: 256 * 1024 * 1024,
            event: 24 * 1024 * 1024,
        }
    }
}
