//! The cost of an acceptor: on a whole page, beside the `jmespath` crate on the same page.

use std::error::Error;
use std::time::Duration;

use pageboy::Body;
use pageboy::jmespath::Expression;
use pageboy::schema::{Endpoint, Operation, Protocol, Service, Shape};
use pageboy::view::Structure;
use pageboy::waiter::{AcceptorState, Answer, Decision, ExpectedValue, Matcher, Waiter, decide};
use pageboy::wire::{Limits, Response, parse_output};

use crate::Measurement;
use crate::decode::{best, ec2::types::DescribeInstancesResult};
use crate::line::Line;
use crate::pages;

/// What InstanceRunning asks of every instance.
const EXPRESSION: &str = "Reservations[].Instances[].State.Name";
const INSTANCES: usize = 1000;

/// How much of the time of the `jmespath` crate an acceptor may take.
const AIM: f64 = 0.05;

/// How long each of the four is repeated.
const EACH: Duration = Duration::from_secs(2);

static EC2: Service = Service::new(
    "ec2",
    "EC2",
    "2016-11-15",
    Protocol::Ec2,
    Endpoint::regional("ec2"),
);

/// `pathAll` of InstanceRunning on a page of 1,000 instances that run, so that all of them are looked at.
pub(crate) fn instance_running() -> Measurement {
    let mut output = DescribeInstancesResult::default();
    let operation = Operation::new(&EC2, "DescribeInstances").output(output.shape());
    let response = Response {
        status: 200,
        headers: http::HeaderMap::new(),
        body: Body::from(pages::ec2::instances(INSTANCES).body).into(),
    };
    parse_output(&operation, &response, &mut output, &Limits::default())?;

    let path = Expression::parse_for(EXPRESSION, output.shape())?;
    let matcher = Matcher::PathAll(path, ExpectedValue::String("running"));
    let answer = Answer::Output {
        status: 200,
        output: &output,
    };
    let ours = || matcher.matches(answer).unwrap_or_default();
    let waiter = waiter(output.shape())?;
    let all = || decide(waiter, answer) == RUNNING;
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
    if !ours() || !all() || !matches(&converted) {
        return Err("an instance of the page does not run, or is not found".into());
    }
    let (ours, all, alone, whole) = (
        best(EACH, ours),
        best(EACH, all),
        best(EACH, || matches(&converted)),
        best(EACH, || convert().is_ok_and(|page| matches(&page))),
    );
    let name = "accept ec2 InstanceRunning, 1,000 instances";
    let line = Line::at_most(name, ours / alone, AIM, "of jmespath");
    Ok(vec![
        line.note(format!("{:.0} ns", ours * 1e9))
            .note(format!("all acceptors {:.0} ns", all * 1e9))
            .note(format!("jmespath {:.0} ns", alone * 1e9))
            .note(format!("with conversion {:.0} ns", whole * 1e9)),
    ])
}

/// What the waiter decides when all instances run.
const RUNNING: Decision = Decision::Matched {
    acceptor: 0,
    state: AcceptorState::Success,
};

/// All acceptors of InstanceRunning that look at the answer.
fn waiter(output: &'static Shape) -> Result<&'static Waiter, Box<dyn Error>> {
    let acceptor = |matcher: &str, state: &str, expected: &str| {
        format!(
            r#"{{"matcher":"{matcher}","argument":"{EXPRESSION}","state":"{state}","expected":"{expected}"}}"#
        )
    };
    let acceptors = [
        acceptor("pathAll", "success", "running"),
        acceptor("pathAny", "failure", "shutting-down"),
        acceptor("pathAny", "failure", "terminated"),
        acceptor("pathAny", "failure", "stopping"),
    ];
    let text = format!(
        r#"{{"operation":"DescribeInstances","delay":15,"maxAttempts":40,"acceptors":[{}]}}"#,
        acceptors.join(",")
    );
    let operation = Operation::new(&EC2, "DescribeInstances").output(output);
    Ok(Waiter::from_json(Box::leak(Box::new(operation)), &text)?)
}
