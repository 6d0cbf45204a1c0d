//! Measures pageboy's costs against their budgets: one line per item with its name, figure, budget, and `ok` or `over`.
//!
//! `cargo bench -p pageboy-tests --bench budgets` measures everything; words after `--` choose the items whose name contains
//! one of them: `cargo bench -p pageboy-tests --bench budgets -- decode`. A figure over its budget is printed, and is not a
//! failure; only an item that could not be measured is one.
//!
//! The measured crates are compiled in `budgets` in the target folder, apart from the build itself. The first run builds all
//! dependencies there, which takes some minutes.

mod accept;
mod binary;
mod calls;
mod compile;
mod decode;
mod endpoints;
mod generate;
mod line;
mod pages;
mod rustc;
mod scratch;
mod waits;

use std::error::Error;
use std::process::ExitCode;

use line::Line;

type Measurement = Result<Vec<Line>, Box<dyn Error>>;

/// What is measured on its own, and may be chosen by its name.
struct Item {
    name: &'static str,
    measure: fn() -> Measurement,
}

impl Item {
    const fn new(name: &'static str, measure: fn() -> Measurement) -> Self {
        Self { name, measure }
    }
}

/// The items: first what looks at the whole process's memory, then cheap ones first.
const ITEMS: &[Item] = &[
    Item::new("memory of a wait", waits::memory),
    Item::new("calls of a round, of 10,000 ids", waits::calls),
    Item::new("accept ec2 InstanceRunning", accept::instance_running),
    Item::new("endpoint of S3", endpoints::s3),
    Item::new("call of GetItem and HeadObject", calls::small),
    Item::new("decode ec2 DescribeInstances", decode::ec2),
    Item::new("decode iam ListRoles", decode::iam),
    Item::new("decode s3 ListObjectsV2", decode::s3),
    Item::new("decode dynamodb Scan", decode::dynamodb),
    Item::new("decode lambda ListFunctions", decode::lambda),
    Item::new(
        "decode cloudwatch DescribeAlarms",
        decode::cloudwatch_alarms,
    ),
    Item::new("decode cloudwatch GetMetricData", decode::cloudwatch_data),
    Item::new("build script of the quickstart", generate::build_script),
    Item::new("generate all services", generate::all_services),
    Item::new("generate 50 services without a change", generate::again),
    Item::new("rustc of the quickstart's ec2", compile::quickstart),
    Item::new("binary that starts, waits and lists", binary::size),
    Item::new("rustc of all resources", compile::resources),
    Item::new("rustc of the whole ec2", compile::whole_ec2),
];

fn main() -> ExitCode {
    if let Some(status) = rustc::measure_if_asked() {
        return status;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("to measure: cargo bench -p pageboy-tests --bench budgets");
        return ExitCode::SUCCESS;
    }
    let words: Vec<_> = arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let mut status = ExitCode::SUCCESS;
    for Item { name, measure } in ITEMS {
        if !words.is_empty() && !words.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        match measure() {
            Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
            Err(error) => {
                println!("{name}: could not be measured: {error}");
                status = ExitCode::FAILURE;
            }
        }
    }
    status
}
