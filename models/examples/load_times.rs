//! Prints how long definitions take to load, from files to parsed shapes, in the profile it was built with.
//!
//! `cargo run -p pageboy-models --example load_times [folder]`

use std::collections::HashMap;
use std::time::Instant;

use pageboy_models::shape::Shape;
use pageboy_models::{Definitions, Error, Models};

fn main() -> Result<(), Error> {
    let models = std::env::args()
        .nth(1)
        .map_or_else(Models::vendored, Models::from_dir);
    for (service, operations) in [
        (
            "ec2",
            &["StartInstances", "RunInstances", "DescribeInstances"][..],
        ),
        ("s3", &["ListObjectsV2", "GetObject"]),
        ("dynamodb", &["Scan", "PutItem"]),
    ] {
        let start = Instant::now();
        let definitions = models.load(service, None)?;
        let loaded = start.elapsed();
        let some = reach(&definitions, operations.iter().copied())?;
        let reached = start.elapsed() - loaded;
        let start = Instant::now();
        let all = reach(&definitions, definitions.service.operation_names())?;
        println!(
            "{service:10} load {loaded:>10.1?}   {some:>3} shapes {reached:>10.1?}   all {all:>4} shapes {:>10.1?}",
            start.elapsed()
        );
    }
    let start = Instant::now();
    let partitions = models.endpoints()?.partitions().len();
    println!(
        "endpoints  load {:>10.1?}   {partitions} partitions",
        start.elapsed()
    );
    Ok(())
}

/// Parses every shape that the operations reach.
fn reach<'a>(
    definitions: &'a Definitions,
    operations: impl Iterator<Item = &'a str>,
) -> Result<usize, Error> {
    let service = &definitions.service;
    let mut shapes: HashMap<String, Shape> = HashMap::new();
    let mut open = Vec::new();
    for operation in operations {
        let operation = service.operation(operation)?;
        open.extend(
            operation
                .input
                .into_iter()
                .chain(operation.output)
                .map(|reference| reference.shape),
        );
        open.extend(operation.errors.into_iter().map(|error| error.shape));
    }
    while let Some(name) = open.pop() {
        if shapes.contains_key(&name) {
            continue;
        }
        let shape = service.shape(&name)?;
        let parts = shape.member.iter().chain(&shape.key).chain(&shape.value);
        open.extend(
            parts
                .chain(shape.members.values())
                .map(|member| member.shape.clone()),
        );
        shapes.insert(name, shape);
    }
    Ok(shapes.len())
}
