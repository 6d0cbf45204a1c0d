//! Generated code that needs features of the runtime, compiled without them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pageboy_codegen::{Builder, Service};

/// The crate that Cargo checks, with a target folder of its own, which the next run finds.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden/without-features")
}

/// What the compiler says of these services with a runtime of few features: its errors, without the places.
fn errors(services: impl IntoIterator<Item = Service>, features: &[&str]) -> String {
    let generated = Builder::new()
        .services(services)
        .generate()
        .unwrap_or_else(|problems| panic!("{problems}"));
    let folder = folder();
    let _ = fs::remove_dir_all(folder.join("src"));
    generated.write_to(&folder.join("src")).unwrap();
    let modules = generated.services().iter();
    let modules: String = modules
        .map(|service| format!("pub mod {};\n", service.plan().module))
        .collect();
    fs::write(folder.join("src/lib.rs"), modules).unwrap();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let runtime = workspace.join("runtime").canonicalize().unwrap();
    let manifest = format!(
        "[package]\nname = \"without-features\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\npageboy = {{ path = {runtime:?}, default-features = false, features = {features:?} }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The versions of the workspace, so that no others are fetched.
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--target-dir", "target"])
        .current_dir(&folder)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), said.is_empty(), "{said}");
    let lines = said.lines().filter(|line| {
        ["error", "warning"]
            .iter()
            .any(|word| line.starts_with(word))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_feature_that_is_off_is_the_only_error_and_names_service_and_feature() {
    let services = || {
        [
            Service::new("cloudwatch")
                .protocol("smithy-rpc-v2-cbor")
                .operations(["PutMetricData"]),
            Service::new("dynamodb").operations(["BatchWriteItem"]),
            Service::new("logs").operations(["StartLiveTail"]),
            Service::new("sqs").resources(["*"]),
        ]
    };
    insta::assert_snapshot!(errors(services(), &[]), @r"
    error: the service `cloudwatch` speaks CBOR: add the feature `cbor` to `pageboy` in Cargo.toml
    error: the service `cloudwatch` takes compressed requests of `PutMetricData`: add the feature `compression` to `pageboy` in Cargo.toml
    error: the service `dynamodb` has a batch writer: add the feature `dynamodb` to `pageboy` in Cargo.toml
    error: the service `logs` has a stream of events in `StartLiveTail`: add the feature `event-streams` to `pageboy` in Cargo.toml
    error: the service `sqs` has resources: add the feature `resources` to `pageboy` in Cargo.toml
    error: could not compile `without-features` (lib) due to 5 previous errors
    ");
    let all = [
        "cbor",
        "compression",
        "dynamodb",
        "event-streams",
        "resources",
    ];
    assert_eq!(errors(services(), &all), "");
}
