//! The services that are called: a made-up one in every protocol, and the vendored ones whose answers have rules of their own.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use pageboy::paginator::Paginator;
use pageboy::schema::Operation;
use pageboy::waiter::Waiter;
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use serde_json::Value;

/// A service, and what of it is used.
pub(crate) struct Subject {
    /// The protocol, or the vendored service's name.
    pub(crate) name: &'static str,
    pub(crate) listings: Vec<Listing>,
    pub(crate) writes: Option<&'static Operation>,
    pub(crate) waiter: Option<&'static Waiter>,
}

/// A listing, and the names of its members.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    pub(crate) paginator: &'static Paginator,
    /// What the input needs beside the token.
    pub(crate) fixed: Option<(&'static str, &'static str)>,
    /// The input's token.
    pub(crate) asked: &'static str,
    /// The output's token.
    pub(crate) token: &'static str,
    /// The output's list.
    pub(crate) list: &'static str,
    /// The text that an element is known by.
    pub(crate) id: &'static str,
    /// Whether `IsTruncated` says that there is more.
    pub(crate) is_flagged: bool,
}

/// All services.
pub(crate) fn all() -> &'static [Subject] {
    static ALL: LazyLock<Vec<Subject>> = LazyLock::new(|| {
        let made_up = PROTOCOLS.into_iter().map(made_up);
        made_up.chain([s3(), dynamodb()]).collect()
    });
    &ALL
}

const PROTOCOLS: [&str; 7] = [
    "ec2",
    "query",
    "rest-xml",
    "rest-json",
    "json 1.0",
    "json 1.1",
    "smithy-rpc-v2-cbor",
];

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/faults/model");

/// The service of `faults/model` in a protocol.
fn made_up(protocol: &'static str) -> Subject {
    let read = |name: &str| fs::read_to_string(Path::new(MODEL).join(name)).unwrap();
    let mut model: Value = serde_json::from_str(&read("service-2.json")).unwrap();
    let (name, version) = protocol.split_once(' ').unwrap_or((protocol, "1.1"));
    model["metadata"]["protocol"] = name.into();
    model["metadata"]["jsonVersion"] = version.into();
    if name != "query" {
        for (_, operation) in model["operations"].as_object_mut().unwrap() {
            operation["output"]
                .as_object_mut()
                .unwrap()
                .remove("resultWrapper");
        }
    }
    let unique = format!(
        "faults-{}-{}",
        std::process::id(),
        protocol.replace(' ', "-")
    );
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique);
    let version = folder.join("faults/2020-01-01");
    fs::create_dir_all(&version).unwrap();
    fs::write(
        folder.join("endpoints.json"),
        r#"{"version": 3, "partitions": []}"#,
    )
    .unwrap();
    fs::write(version.join("service-2.json"), model.to_string()).unwrap();
    for name in ["paginators-1.json", "waiters-2.json"] {
        fs::write(version.join(name), read(name)).unwrap();
    }
    let service = Service::new("faults").operations(["*"]);
    let tables = tables(Builder::new().definitions(&folder), service);
    fs::remove_dir_all(&folder).unwrap();
    let listing = |name: &str, is_flagged| Listing {
        paginator: tables.paginators[name],
        fixed: None,
        asked: "Token",
        token: "NextToken",
        list: "Items",
        id: "Id",
        is_flagged,
    };
    Subject {
        name: protocol,
        listings: vec![listing("ListItems", false), listing("ListFlagged", true)],
        writes: Some(tables.operations["BatchWriteItem"]),
        waiter: Some(tables.waiters["StatesReady"]),
    }
}

/// S3, which sends errors with status 200.
fn s3() -> Subject {
    let service = Service::new("s3").paginators(["ListObjectsV2"]);
    let tables = tables(Builder::new(), service);
    Subject {
        name: "s3",
        listings: vec![Listing {
            paginator: tables.paginators["ListObjectsV2"],
            fixed: Some(("Bucket", "bucket")),
            asked: "ContinuationToken",
            token: "NextContinuationToken",
            list: "Contents",
            id: "Key",
            is_flagged: true,
        }],
        writes: None,
        waiter: None,
    }
}

/// DynamoDB, whose batches are written.
fn dynamodb() -> Subject {
    let service = Service::new("dynamodb").operations(["BatchWriteItem"]);
    let tables = tables(Builder::new(), service);
    Subject {
        name: "dynamodb",
        listings: Vec::new(),
        writes: Some(tables.operations["BatchWriteItem"]),
        waiter: None,
    }
}

fn tables(builder: Builder, service: Service) -> Tables {
    match builder.service(service).plan() {
        Ok(plans) => Tables::new(plans.first().unwrap()),
        Err(problems) => panic!("{problems}"),
    }
}
