//! The time that services hold requests before they answer.

use std::time::Duration;

use crate::schema::Operation;
use crate::view::{Structure, View};

/// Added to the service's time, so that its answer is on the way when the limit is reached.
const MARGIN: Duration = Duration::from_secs(10);

/// How long a service may hold a request before it answers, if longer than a minute.
///
/// Taken from the services' documentation: polls that wait for work; functions, models and flows that run until they answer;
/// and times that the input itself names.
pub(crate) fn held_for(operation: &Operation, input: &dyn Structure) -> Option<Duration> {
    let fixed = longest(operation.service.name, operation.name).map(Duration::from_secs);
    let held = fixed.max(asked_for(operation, input))?;
    let held = held.saturating_add(MARGIN);
    (held > Duration::from_secs(60)).then_some(held)
}

/// In seconds.
fn longest(service: &str, operation: &str) -> Option<u64> {
    const MINUTE: u64 = 60;
    Some(match (service, operation) {
        // Functions run 15 minutes at most, and so do agents that answer at once.
        ("lambda", "Invoke" | "InvokeWithResponseStream")
        | ("bedrock-agentcore", "InvokeAgentRuntime") => 15 * MINUTE,
        // Models may think for an hour.
        (
            "bedrock-runtime",
            "Converse" | "ConverseStream" | "InvokeModel" | "InvokeModelWithResponseStream",
        ) => 60 * MINUTE,
        // Express workflows and flows end after five minutes.
        ("stepfunctions", "StartSyncExecution") | ("bedrock-agent-runtime", "InvokeFlow") => {
            5 * MINUTE
        }
        // Two attempts of more than a minute each.
        ("sagemaker-inference-router-runtime", "InvokeInferenceRouter") => 160,
        // The service recommends a limit of 90 seconds.
        ("datapipeline", "PollForTask") => 90,
        ("stepfunctions", "GetActivityTask")
        | ("swf", "PollForActivityTask" | "PollForDecisionTask")
        | ("sagemaker-runtime", "InvokeEndpoint" | "InvokeEndpointWithResponseStream") => MINUTE,
        _ => return None,
    })
}

/// The service's time according to the input.
fn asked_for(operation: &Operation, input: &dyn Structure) -> Option<Duration> {
    type InUnits = fn(u64) -> Duration;
    let (member, units): (_, InUnits) = match (operation.service.name, operation.name) {
        ("sqs", "ReceiveMessage")
        | ("kinesis", "ReceiveQueueRecords" | "ReceiveDeadLetterQueueRecords") => {
            ("WaitTimeSeconds", Duration::from_secs)
        }
        ("redshift-data", _) => ("WaitTimeSeconds", Duration::from_secs),
        ("qconnect" | "wisdom", "GetRecommendations") => ("waitTimeSeconds", Duration::from_secs),
        ("iot-data", "SendDirectMessage") => ("timeout", Duration::from_secs),
        ("neptune-graph", "ExecuteQuery") => ("queryTimeoutMilliseconds", Duration::from_millis),
        _ => return None,
    };
    let given = match input.view_by_name(member) {
        View::Integer(given) => u64::try_from(given),
        View::Long(given) => u64::try_from(given),
        _ => return None,
    };
    given.ok().map(units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dynamic;
    use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};
    use crate::view::Slot;

    static INPUT: Shape = Shape::structure(
        "Input",
        &[
            Member::new("WaitTimeSeconds", &shapes::INTEGER),
            Member::new("queryTimeoutMilliseconds", &shapes::INTEGER),
        ],
    );

    fn held(service: &'static str, name: &'static str, given: Option<(&str, i32)>) -> Option<u64> {
        let endpoint = Endpoint::regional(service);
        let service = Service::new(service, service, "1", Protocol::Json11, endpoint);
        let service: &'static Service = Box::leak(Box::new(service));
        let mut input = Dynamic::new(&INPUT);
        if let Some((member, value)) = given {
            let index = INPUT.index_of(member).unwrap();
            if let Slot::Integer(place) = input.get_mut(index).unwrap().slot() {
                *place = value;
            }
        }
        let operation = Operation::new(service, name).input(&INPUT);
        held_for(&operation, &input).map(|held| held.as_secs())
    }

    #[test]
    fn the_limit_outlasts_what_a_service_may_take() {
        for (service, operation, expected) in [
            ("stepfunctions", "GetActivityTask", Some(70)),
            ("stepfunctions", "StartSyncExecution", Some(310)),
            ("stepfunctions", "StartExecution", None),
            ("swf", "PollForActivityTask", Some(70)),
            ("swf", "PollForDecisionTask", Some(70)),
            ("datapipeline", "PollForTask", Some(100)),
            ("lambda", "Invoke", Some(910)),
            ("sagemaker-runtime", "InvokeEndpoint", Some(70)),
            ("sqs", "ReceiveMessage", None),
        ] {
            assert_eq!(held(service, operation, None), expected, "{operation}");
        }
    }

    #[test]
    fn the_input_may_ask_for_more() {
        let wait = |seconds| Some(("WaitTimeSeconds", seconds));
        assert_eq!(held("sqs", "ReceiveMessage", wait(20)), None);
        assert_eq!(held("sqs", "ReceiveMessage", wait(120)), Some(130));
        assert_eq!(held("sqs", "ReceiveMessage", wait(-1)), None);
        let query = Some(("queryTimeoutMilliseconds", 600_000));
        assert_eq!(held("neptune-graph", "ExecuteQuery", query), Some(610));
    }
}
