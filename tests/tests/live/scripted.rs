//! Scripts instead of services: unit tests of a program, in every protocol of a generated service.

use std::time::Duration;

use futures_util::TryStreamExt;
use pageboy::DateTime;
use pageboy::testing::{Answer, Script};

use crate::services::cloudwatch::types::DescribeAlarmsOutput;
use crate::services::ec2::types::{
    DescribeInstancesRequest, DescribeInstancesResult, Instance, InstanceState, Reservation,
};
use crate::services::lambda::types::GetFunctionConfigurationRequest;
use crate::services::{cloudwatch, dynamodb, ec2, iam, lambda, s3};

/// An answer in which the instance has this state.
fn instance(state: &str) -> DescribeInstancesResult {
    let instance = Instance {
        state: Some(InstanceState {
            name: Some(state.into()),
            ..InstanceState::default()
        }),
        launch_time: Some(DateTime::from_secs(1)),
        ..Instance::default()
    };
    let reservation = Reservation {
        instances: Some(vec![instance]),
        ..Reservation::default()
    };
    DescribeInstancesResult {
        reservations: Some(vec![reservation]),
        ..DescribeInstancesResult::default()
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_and_pages_are_scripted_by_operation() {
    let script = Script::new()
        .on("DescribeInstances", Answer::output(instance("pending")).times(3))
        .on("DescribeInstances", instance("running"))
        .on_each("ListObjectsV2", [
            Answer::json(r#"{"IsTruncated": true, "NextContinuationToken": "2", "Contents": [{"Key": "a"}]}"#),
            Answer::json(r#"{"Contents": [{"Key": "b/c"}, {"Key": "d"}]}"#),
        ])
        .on("HeadBucket", Answer::error("404", "").times(2))
        .on("HeadBucket", Answer::json("{}"));
    let config = script.config();
    let ec2 = ec2::Client::new(&config);
    let s3 = s3::Client::new(&config);

    let waited = ec2
        .wait_until_instance_running()
        .instance_ids(["i-1"])
        .await
        .unwrap();
    assert_eq!(waited.attempts(), 4);
    let launched = waited.output().unwrap().reservations()[0].instances()[0].launch_time;
    assert_eq!(launched, Some(DateTime::from_secs(1)));
    let objects: Vec<_> = s3
        .list_objects_v2()
        .bucket("b")
        .items()
        .try_collect()
        .await
        .unwrap();
    let keys: Vec<_> = objects
        .iter()
        .filter_map(|object| object.key.as_deref())
        .collect();
    assert_eq!(keys, ["a", "b/c", "d"]);
    s3.wait_until_bucket_exists().bucket("b").await.unwrap();
    script.finish().unwrap();

    let calls = script.calls_of("DescribeInstances");
    let input: DescribeInstancesRequest = calls[0].input().unwrap();
    assert_eq!(input.instance_ids(), ["i-1"]);
    let pages = script.calls_of("s3 ListObjectsV2");
    assert_eq!(pages[1].search::<String>("ContinuationToken").unwrap(), "2");
}

#[tokio::test(start_paused = true)]
async fn every_protocol_has_outputs_and_errors() {
    let no_alarms = DescribeAlarmsOutput {
        metric_alarms: Some(Vec::new()),
        ..DescribeAlarmsOutput::default()
    };
    let script = Script::new()
        .on("DescribeAlarms", no_alarms)
        .on("DescribeAlarms", Answer::json(r#"{"MetricAlarms": [{"AlarmName": "a"}]}"#))
        .on("DescribeTable", Answer::error("ResourceNotFoundException", "not yet"))
        .on("DescribeTable", Answer::json(r#"{"Table": {"TableStatus": "ACTIVE"}}"#).delay(Duration::from_secs(3)))
        .on("GetRole", Answer::error("NoSuchEntity", "not yet").status(404))
        .on("GetRole", Answer::json(r#"{"Role": {"Path": "/", "RoleName": "r", "RoleId": "i", "Arn": "a", "CreateDate": 7}}"#))
        .on("GetFunctionConfiguration", Answer::json(r#"{"State": "Pending"}"#))
        .on("GetFunctionConfiguration", Answer::json(r#"{"State": "Failed", "StateReason": "no"}"#));
    let config = script.config();
    let alarms = cloudwatch::Client::new(&config);
    let waited = alarms.wait_until_alarm_exists().alarm_names(["a"]).await;
    assert_eq!(waited.unwrap().attempts(), 2);
    let tables = dynamodb::Client::new(&config);
    let waited = tables.wait_until_table_exists().table_name("t").await;
    assert_eq!(waited.unwrap().attempts(), 2);
    let roles = iam::Client::new(&config);
    let waited = roles.wait_until_role_exists().role_name("r").await.unwrap();
    let role = waited.output().unwrap().role.as_ref().unwrap();
    assert_eq!(role.create_date, Some(DateTime::from_secs(7)));
    let functions = lambda::Client::new(&config);
    let failed = functions
        .wait_until_function_active()
        .function_name("f")
        .await;
    insta::assert_snapshot!(failed.unwrap_err(), @r#"Waiter FunctionActive failed: Waiter encountered a terminal failure state: For expression "State" we matched expected path: "Failed""#);
    script.finish().unwrap();
    let calls = script.calls_of("lambda GetFunctionConfiguration");
    let input: GetFunctionConfigurationRequest = calls[1].input().unwrap();
    assert_eq!(input.function_name.as_deref(), Some("f"));
}
