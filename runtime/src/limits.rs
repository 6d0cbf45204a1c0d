//! The limits of an answer's size and depth.

/// How large and how deep an answer may be ([`ConfigBuilder::limits`](crate::ConfigBuilder::limits)).
///
/// An answer beyond a limit is an error whose text names the limit and its field here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum depth of structures, lists, maps and documents; default: 128. Each level takes stack of the thread: 128
    /// levels take less than half of the 2 MiB of a tokio worker, in debug builds too.
    pub depth: usize,
    /// Maximum number of bytes of a body that is read into memory; default: 256 MiB.
    pub body: usize,
    /// Maximum number of bytes of the payload of one event; default: 24 MiB, as in botocore.
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
