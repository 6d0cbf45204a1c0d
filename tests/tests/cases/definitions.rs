//! Definitions as tables: those of the made-up service `cases`, and vendored ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use serde_json::Value;

/// Definitions in botocore's layout.
const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cases/model");

/// The selection of a service.
#[derive(Clone, Copy)]
pub(crate) enum ServiceSelection<'a> {
    Waiter(&'a str),
    Paginator(&'a str),
    Operation(&'a str),
}

/// The tables of the service `cases` with this `waiters-2.json` or `paginators-1.json`.
///
/// Returns the problems of the build instead, with paths relative to the file's folder.
pub(crate) fn made_up(wanted: ServiceSelection<'_>, file: &Value) -> Result<Tables, Vec<String>> {
    let name = match wanted {
        ServiceSelection::Waiter(_) => "waiters-2.json",
        ServiceSelection::Paginator(_) | ServiceSelection::Operation(_) => "paginators-1.json",
    };
    let folder = Folder::with(name, file);
    let tables = tables(Builder::new().definitions(&folder.0), "cases", wanted);
    let prefix = format!("{}/", folder.0.join(VERSION).display());
    tables.map_err(|problems| {
        let short = |problem: String| problem.replace(&prefix, "");
        problems.into_iter().map(short).collect()
    })
}

/// The tables of a vendored service.
pub(crate) fn vendored(service: &str, wanted: ServiceSelection<'_>) -> Result<Tables, Vec<String>> {
    tables(Builder::new(), service, wanted)
}

fn tables(
    builder: Builder,
    service: &str,
    wanted: ServiceSelection<'_>,
) -> Result<Tables, Vec<String>> {
    let service = Service::new(service);
    let service = match wanted {
        ServiceSelection::Waiter(name) => service.waiters([name]),
        ServiceSelection::Paginator(name) => service.paginators([name]),
        ServiceSelection::Operation(name) => service.operations([name]),
    };
    match builder.service(service).plan() {
        Ok(plans) => Ok(Tables::new(plans.first().unwrap())),
        Err(problems) => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

/// A copy of the made-up service, so that each case has its own waiters and paginators.
struct Folder(PathBuf);

const VERSION: &str = "cases/2020-01-01";

impl Folder {
    fn with(name: &str, file: &Value) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let unique = format!("cases-{}-{number}", std::process::id());
        let folder = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique));
        let version = folder.0.join(VERSION);
        fs::create_dir_all(&version).unwrap();
        for part in ["endpoints.json", "cases/2020-01-01/service-2.json"] {
            fs::copy(Path::new(MODEL).join(part), folder.0.join(part)).unwrap();
        }
        fs::write(version.join(name), file.to_string()).unwrap();
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}
