//! The cost of an acceptor: on a whole page, beside the `jmespath` crate on the same page.

use std::time::Duration;

use pageboy::Body;
use pageboy::jmespath::Expression;
use pageboy::schema::{Endpoint, Operation, Protocol, Service};
use pageboy::view::Structure;
use pageboy::waiter::{Answer, Expected, Matcher};
use pageboy::wire::{Limits, Response, parse_output};

use crate::Measured;
use crate::decode::{best, ec2::types::DescribeInstancesResult};
use crate::line::Line;
use crate::pages;

/// What InstanceRunning asks of every instance.
const EXPRESSION: &str = "Reservations[].Instances[].State.Name";
const INSTANCES: usize = 1000;

/// How long each of the three is repeated.
const EACH: Duration = Duration::from_secs(2);

static EC2: Service = Service::new(
    "ec2",
    "EC2",
    "2016-11-15",
    Protocol::Ec2,
    Endpoint::regional("ec2"),
);

/// `pathAll` of InstanceRunning on a page of 1,000 instances that run, so that all of them are looked at.
pub(crate) fn instance_running() -> Measured {
    let mut output = DescribeInstancesResult::default();
    let operation = Operation::new(&EC2, "DescribeInstances").output(output.shape());
    let response = Response {
        status: 200,
        headers: http::HeaderMap::new(),
        body: Body::from(pages::ec2::instances(INSTANCES).body).into(),
    };
    parse_output(&operation, &response, &mut output, &Limits::default())?;

    let path = Expression::parse_for(EXPRESSION, output.shape())?;
    let matcher = Matcher::PathAll(path, Expected::String("running"));
    let answer = Answer::Output {
        status: 200,
        output: &output,
    };
    let ours = || matcher.matches(answer).unwrap_or_default();
    let theirs = jmespath::compile(EXPRESSION)?;
    let convert = || jmespath::Variable::from_serializable(&output).map(jmespath::Rcvar::new);
    let converted = convert()?;
    let matches = |page: &jmespath::Rcvar| {
        // `search` would convert what it is given.
        let mut context = jmespath::Context::new(EXPRESSION, &jmespath::DEFAULT_RUNTIME);
        let found = jmespath::interpret(page, theirs.as_ast(), &mut context).ok();
        let found = found.as_ref().and_then(|found| found.as_array());
        found.is_some_and(|names| {
            names.len() == INSTANCES
                && names
                    .iter()
                    .all(|name| name.as_string().map(String::as_str) == Some("running"))
        })
    };
    if !ours() || !matches(&converted) {
        return Err("an instance of the page does not run, or is not found".into());
    }
    let (ours, alone, whole) = (
        best(EACH, ours),
        best(EACH, || matches(&converted)),
        best(EACH, || convert().is_ok_and(|page| matches(&page))),
    );
    let line = Line::figure(
        "accept ec2 InstanceRunning, 1,000 instances",
        ours * 1e9,
        "ns",
    );
    Ok(vec![
        line.note(format!("jmespath {:.0} ns", alone * 1e9))
            .note(format!("ratio {:.2}", ours / alone))
            .note(format!("with conversion {:.0} ns", whole * 1e9))
            .note(format!("ratio {:.4}", ours / whole)),
    ])
}
