//! Ids that were meant to be given, for example by a variable of the shell that is empty.

use crate::endpoint::Answer;
use crate::{against, refused};

#[test]
fn an_empty_list_of_ids_is_refused_by_every_command() {
    for command in [
        ["wait", "ec2", "instance-running", "instance-ids="],
        [
            "wait",
            "elbv2",
            "load-balancer-available",
            "load-balancer-arns=",
        ],
        ["wait", "ecs", "tasks-running", "tasks="],
        [
            "wait",
            "rds",
            "db-instance-available",
            "db-instance-identifier=",
        ],
        ["pages", "ec2", "describe-instances", "instance-ids="],
        [
            "pages",
            "autoscaling",
            "describe-auto-scaling-groups",
            "auto-scaling-group-names=",
        ],
        ["call", "ec2", "describe-instances", "instance-ids="],
        ["call", "elbv2", "describe-load-balancers", "names="],
    ] {
        let [verb, service, name, parameter] = command;
        let ran = refused(&[verb, service, name, "--param", parameter]);
        assert_eq!(ran.code, Some(252), "{command:?}: {}", ran.err);
        let told = "is set and empty, which does not mean \"all\"; leave it unset to mean all";
        assert!(ran.err.contains(told), "{command:?}: {}", ran.err);
    }
}

#[test]
fn an_empty_list_that_names_nothing_passes() {
    let call = [
        "call",
        "dynamodb",
        "list-tables",
        "--input",
        r#"{"Limit": 1}"#,
    ];
    let (ran, _) = against(vec![Answer::new(200, r#"{"TableNames": []}"#)], &call);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    // The service judges what it is told.
    let call = ["call", "ecs", "describe-services", "--param", "services="];
    let (ran, sent) = against(vec![Answer::new(200, r#"{"services": []}"#)], &call);
    assert_eq!((ran.code, sent.len()), (Some(0), 1), "{}", ran.err);
    assert_eq!(sent, [r#"{"services":[]}"#]);
}
