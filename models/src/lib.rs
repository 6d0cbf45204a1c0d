//! The service definitions pageboy generates code from, and the code that reads and merges them.
//!
//! Definitions are JSON in botocore's formats and botocore's layout. [`Models::vendored`] has those of this crate, every
//! service of one botocore release; overlays are merged over them. A program that outlives its build contains them as an
//! [`Archive`].
//!
//! ```
//! # fn main() -> Result<(), pageboy_models::Error> {
//! let ec2 = pageboy_models::Models::vendored().load("ec2", None)?;
//! let operation = ec2.service.operation("DescribeInstances")?;
//! assert_eq!(operation.output.map(|output| output.shape).as_deref(), Some("DescribeInstancesResult"));
//! assert_eq!(ec2.waiters.find("InstanceRunning").map(|waiter| waiter.max_attempts), Some(40));
//! # Ok(())
//! # }
//! ```

mod archive;
mod content;
mod contents;
mod corrections;
mod document;
pub mod endpoint_rules;
pub mod endpoints;
mod error;
mod file_kind;
mod files;
mod fingerprint;
mod format;
#[cfg(feature = "import")]
pub mod import;
mod loader;
mod locate;
mod memory;
mod origins;
mod overlay;
mod overlays;
pub mod paginators;
mod part;
pub mod partitions;
pub mod resources;
mod section;
pub mod service;
mod service_file;
mod service_mistakes;
pub mod shape;
mod text;
mod traits;
mod unconverted;
mod vendored;
pub mod waiters;

pub use archive::Archive;
pub use contents::Contents;
pub use corrections::{Correction, Fit};
pub use document::Document;
pub use error::Error;
pub use file_kind::FileKind;
pub use fingerprint::Fingerprint;
pub use format::table as format_table;
pub use loader::{Definitions, Models};
pub use locate::Locator;
pub use overlays::UnusedOverlay;
pub use pageboy_schema::NotJson;
pub use pageboy_schema::json::{Json, pointer};
pub use pageboy_schema::nearest;
pub use pageboy_schema::one_or_many::OneOrMany;
pub use pageboy_schema::reader::Problem;
pub use text::{NotText, decode as decode_text};
