//! botocore's own protocol suites, run through the tables and wire formats that consumers use.
//!
//! The cases come with botocore's sources, which are fetched once; none is committed. A case is a service model with one
//! operation, and either parameters with their request, or an answer with its meaning. The model goes through generator and
//! tables like any other. Intended differences are in `conformance/exceptions.json`, each with its reason; an exception that
//! passes fails the run, and so does one without a case.
//!
//! The requests of `cases/requests` are compared with those that botocore itself sends, and the URLs of `cases/presigned` with
//! those that it signs.
//!
//! With `--nocapture` there is a line for each file: how many cases passed, were excepted, failed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose own files cannot be read has failed"
)]

mod body;
mod cbor;
mod compare;
mod configured_urls;
mod customised;
mod endpoints;
mod every_operation;
mod exceptions;
mod frames;
mod hosts;
mod input;
mod model;
mod output;
mod parsing;
mod presigned;
mod prose;
mod report;
mod requests;
mod sessions;
/// The signer's own source, which is private in the runtime and needs nothing else of it.
#[path = "../../../runtime/src/client/sign/mod.rs"]
#[allow(
    dead_code,
    unexpected_cfgs,
    unused_imports,
    reason = "parts are for events, which the suite does not have, and for a feature of the runtime"
)]
mod sign;
mod signing;
mod suites;
mod values;

use std::path::Path;

use pageboy_tests::not_run::not_run;
use pageboy_tests::python;

/// The unit tests among botocore's sources.
fn unit_tests() -> Option<&'static Path> {
    static FOLDER: std::sync::OnceLock<Option<std::path::PathBuf>> = std::sync::OnceLock::new();
    let find = || match python::botocore_sources() {
        Ok(sources) => Some(sources.join("tests/unit")),
        Err(reason) => {
            not_run("botocore's sources", reason);
            None
        }
    };
    FOLDER.get_or_init(find).as_deref()
}
