//! Shared by the fuzz targets.
//!
//! A target is a file of a few lines in `src/bin`; its assertions are here. Beside panics and overflows, which libFuzzer
//! notices by itself, they are: values survive a round trip, limits hold, and memory stays within a bound.

pub mod attribute_values;
mod choices;
pub mod chunked;
/// The tables that the command builds of a plan; the command itself would bring the HTTP client along.
#[path = "../../../cli/src/dynamic/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the command uses all of it")]
mod dynamic;
pub mod endpoints;
pub mod events;
pub mod expressions;
#[allow(dead_code, reason = "the runner writes seeds with it")]
mod frames;
/// The reader of the shared files, which is private in the runtime and needs nothing else of it.
#[path = "../../../runtime/src/client/profile/ini.rs"]
mod ini;
#[allow(dead_code, reason = "the runner writes seeds with it")]
mod input;
/// The tokens of JSON, which are private in the runtime.
#[path = "../../../runtime/src/wire/json/scan.rs"]
#[allow(dead_code, reason = "the runtime uses all of it")]
mod json_scan;
pub mod lenient_json;
pub mod manifests;
mod memory;
pub mod models;
pub mod mutate;
pub mod pages;
pub mod profiles;
pub mod recordings;
pub mod responses;
mod roots;
mod service;
/// The grammar of shorthand, which is private in the command.
#[path = "../../../cli/src/shorthand/parse.rs"]
mod shorthand;
pub mod shorthands;
pub mod tokens;
mod walk;
#[path = "../../../runtime/src/client/profile/words.rs"]
mod words;
/// Searches of the scanners that are fuzzed.
#[path = "../../../runtime/src/wordwise.rs"]
#[allow(dead_code, reason = "the fuzzed scanners use one of its searches")]
mod wordwise;
pub mod xml;

/// Runs what is asynchronous.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    static RUNTIME: std::sync::LazyLock<tokio::runtime::Runtime> = std::sync::LazyLock::new(|| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().build().unwrap()
    });
    RUNTIME.block_on(future)
}
