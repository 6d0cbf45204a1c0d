//! The cost of resolving an endpoint, and the size of the tables.

use std::time::Duration;

use pageboy::schema::Operation;
use pageboy::view::{Slot, Structure};
use pageboy::{Client, Config, Dynamic};
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};

use crate::Measurement;
use crate::decode::best;
use crate::line::Line;

/// How long each is repeated.
const EACH: Duration = Duration::from_secs(1);

/// So many endpoints are found between two looks at the clock.
const TOGETHER: usize = 100;

/// GetObject of S3, whose rules are the longest: from the same bucket again and again, and from two in turn, of which only the
/// last is remembered.
pub(crate) fn s3() -> Measurement {
    let plans = Builder::new().service(Service::new("s3").operations(["GetObject"]));
    let plans = plans.plan()?;
    let tables = Tables::new(plans.first().ok_or("S3 has no plan")?);
    let operation = *tables.operations.get("GetObject").ok_or("no GetObject")?;
    let config = Config::builder().region("eu-central-1").build()?;
    let client = Client::new(operation.service, &config);
    let inputs = [input(operation, "amber")?, input(operation, "copper")?];
    let nanoseconds = |inputs: [&Dynamic; 2]| {
        let seconds = best(EACH, || {
            let inputs = inputs.iter().cycle().take(TOGETHER);
            inputs
                .map(|input| client.endpoint_of(operation, *input))
                .all(|found| found.is_ok())
        });
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let each = seconds / TOGETHER as f64;
        each * 1e9
    };
    let [first, second] = &inputs;
    if !client
        .endpoint_of(operation, first)?
        .url()
        .contains("amber")
    {
        return Err("the bucket is not in the host".into());
    }
    Ok(vec![
        Line::at_most(
            "endpoint of S3, the same again",
            nanoseconds([first, first]),
            100.0,
            "ns",
        ),
        Line::at_most(
            "endpoint of S3, another one",
            nanoseconds([first, second]),
            5000.0,
            "ns",
        ),
    ])
}

fn input(operation: &Operation, bucket: &str) -> Result<Dynamic, &'static str> {
    let mut input = Dynamic::new(operation.input.ok_or("GetObject has no input")?);
    for (member, value) in [("Bucket", bucket), ("Key", "k")] {
        let index = input
            .shape()
            .index_of(member)
            .ok_or("a member is missing")?;
        let Some(Slot::String(text)) = input.get_mut(index).map(pageboy::view::Value::slot) else {
            return Err("a member is no text");
        };
        value.clone_into(text);
    }
    Ok(input)
}
