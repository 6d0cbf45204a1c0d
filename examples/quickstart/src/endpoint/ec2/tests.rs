use super::instance::POLLS_ON_THE_WAY;
use super::*;
use crate::endpoint::xml::texts;

/// What the service answers: XML, or the refusal's status and XML.
fn ask(ec2: &mut Ec2, form: &str) -> String {
    let form = format!("{form}&Version=2016-11-15");
    match ec2.answer(form.as_bytes(), 1) {
        Ok(text) => text,
        Err(refusal) => format!("{}\n{}", refusal.status, error(&refusal, 1)),
    }
}

fn run(ec2: &mut Ec2, times: usize) {
    for _ in 0..times {
        let form = "Action=RunInstances&ImageId=ami-1&MinCount=1&MaxCount=1";
        assert!(ask(ec2, form).contains("<name>pending</name>"));
    }
}

/// The states that one `DescribeInstances` reports.
fn states(ec2: &mut Ec2) -> Vec<String> {
    texts(&ask(ec2, "Action=DescribeInstances"), "name")
}

#[test]
fn run_instances_answers_with_a_reservation() {
    let form = "Action=RunInstances&ImageId=ami-1&InstanceType=t3.micro&MinCount=1&MaxCount=2";
    insta::assert_snapshot!(ask(&mut Ec2::default(), form));
}

#[test]
fn run_instances_again_with_the_same_token_launches_nothing() {
    let mut ec2 = Ec2::default();
    let form = "Action=RunInstances&ImageId=ami-1&MinCount=1&MaxCount=1&ClientToken=once";
    assert_eq!(ask(&mut ec2, form), ask(&mut ec2, form));
    assert_eq!(states(&mut ec2).len(), 1);
}

#[test]
fn an_instance_runs_after_three_reports_of_pending() {
    let mut ec2 = Ec2::default();
    run(&mut ec2, 1);
    let seen: Vec<_> = (0..5).flat_map(|_| states(&mut ec2)).collect();
    assert_eq!(
        seen,
        ["pending", "pending", "pending", "running", "running"]
    );
}

#[test]
fn a_stopped_instance_starts_like_a_new_one() {
    let mut ec2 = Ec2::default();
    run(&mut ec2, 1);
    for _ in 0..POLLS_ON_THE_WAY {
        states(&mut ec2);
    }
    let id = "InstanceId.1=i-00000000000000001";
    insta::assert_snapshot!("stop", ask(&mut ec2, &format!("Action=StopInstances&{id}")));
    let seen: Vec<_> = (0..4).flat_map(|_| states(&mut ec2)).collect();
    assert_eq!(seen, ["stopping", "stopping", "stopping", "stopped"]);
    insta::assert_snapshot!(
        "start",
        ask(&mut ec2, &format!("Action=StartInstances&{id}"))
    );
    let seen: Vec<_> = (0..4).flat_map(|_| states(&mut ec2)).collect();
    assert_eq!(seen, ["pending", "pending", "pending", "running"]);
}

#[test]
fn a_terminated_instance_does_not_start() {
    let mut ec2 = Ec2::default();
    run(&mut ec2, 1);
    let id = "InstanceId.1=i-00000000000000001";
    let answer = ask(&mut ec2, &format!("Action=TerminateInstances&{id}"));
    assert_eq!(texts(&answer, "name"), ["shutting-down", "pending"]);
    let seen: Vec<_> = (0..4).flat_map(|_| states(&mut ec2)).collect();
    assert_eq!(
        seen,
        [
            "shutting-down",
            "shutting-down",
            "shutting-down",
            "terminated"
        ]
    );
    insta::assert_snapshot!(ask(&mut ec2, &format!("Action=StartInstances&{id}")));
}

#[test]
fn a_change_that_one_instance_cannot_make_changes_none() {
    let mut ec2 = Ec2::default();
    run(&mut ec2, 1);
    for _ in 0..POLLS_ON_THE_WAY {
        states(&mut ec2);
    }
    run(&mut ec2, 1);
    let both = "InstanceId.1=i-00000000000000001&InstanceId.2=i-00000000000000002";
    let answer = ask(&mut ec2, &format!("Action=StopInstances&{both}"));
    assert_eq!(texts(&answer, "Code"), ["IncorrectInstanceState"]);
    assert_eq!(states(&mut ec2), ["running", "pending"]);
}

#[test]
fn instances_are_described_in_pages() {
    let mut ec2 = Ec2::default();
    run(&mut ec2, 12);
    let mut form = "Action=DescribeInstances&MaxResults=5".to_owned();
    let mut pages = Vec::new();
    loop {
        let answer = ask(&mut ec2, &form);
        pages.push(texts(&answer, "reservationId").len());
        match texts(&answer, "nextToken").first() {
            Some(token) => {
                form = format!("Action=DescribeInstances&MaxResults=5&NextToken={token}");
            }
            None => break,
        }
    }
    assert_eq!(pages, [5, 5, 2]);
}

#[test]
fn a_full_last_page_has_no_token() {
    let mut ec2 = Ec2::default();
    run(&mut ec2, 5);
    insta::assert_snapshot!(ask(&mut ec2, "Action=DescribeInstances&MaxResults=5"));
}

#[test]
fn instances_are_filtered_by_state() {
    let mut ec2 = Ec2::default();
    run(&mut ec2, 1);
    for _ in 0..POLLS_ON_THE_WAY {
        states(&mut ec2);
    }
    run(&mut ec2, 1);
    let form = "Action=DescribeInstances&Filter.1.Name=instance-state-name&Filter.1.Value.1=";
    let answer = ask(&mut ec2, &format!("{form}pending&Filter.1.Value.2=stopped"));
    assert_eq!(texts(&answer, "instanceId"), ["i-00000000000000002"]);
    assert!(texts(&ask(&mut ec2, &format!("{form}stopped")), "instanceId").is_empty());
}

#[test]
fn regions_are_described() {
    let mut ec2 = Ec2::default();
    let all = ask(&mut ec2, "Action=DescribeRegions");
    assert_eq!(texts(&all, "regionName"), REGIONS);
    let some = "Action=DescribeRegions&RegionName.1=eu-west-1&RegionName.2=us-east-1";
    insta::assert_snapshot!(ask(&mut ec2, some));
}

#[test]
fn what_cannot_be_done_is_refused_with_the_services_codes() {
    let mut ec2 = Ec2::default();
    run(&mut ec2, 1);
    let cases = [
        ("", "MissingAction"),
        ("Action=MakeTea", "InvalidAction"),
        ("Action=DescribeRegions&Tea=green", "UnknownParameter"),
        (
            "Action=DescribeInstances&InstanceId.1=i-9",
            "InvalidInstanceID.NotFound",
        ),
        (
            "Action=DescribeInstances&InstanceId.1=tea",
            "InvalidInstanceID.Malformed",
        ),
        (
            "Action=DescribeInstances&InstanceId.one=i-9",
            "UnknownParameter",
        ),
        (
            "Action=DescribeInstances&MaxResults=4",
            "InvalidParameterValue",
        ),
        (
            "Action=DescribeInstances&MaxResults=many",
            "InvalidParameterValue",
        ),
        (
            "Action=DescribeInstances&MaxResults=5&InstanceId.1=i-00000000000000001",
            "InvalidParameterCombination",
        ),
        (
            "Action=DescribeInstances&NextToken=tea",
            "InvalidPaginationToken",
        ),
        (
            "Action=DescribeInstances&Filter.1.Name=tea",
            "InvalidParameterValue",
        ),
        (
            "Action=DescribeInstances&Filter.1.Value.1=tea",
            "MissingParameter",
        ),
        ("Action=StartInstances", "MissingParameter"),
        (
            "Action=RunInstances&MinCount=1&MaxCount=1",
            "MissingParameter",
        ),
        (
            "Action=RunInstances&ImageId=ami-1&MinCount=1",
            "MissingParameter",
        ),
        (
            "Action=RunInstances&ImageId=tea&MinCount=1&MaxCount=1",
            "InvalidAMIID.Malformed",
        ),
        (
            "Action=RunInstances&ImageId=ami-1&MinCount=2&MaxCount=1",
            "InvalidParameterValue",
        ),
        (
            "Action=RunInstances&ImageId=ami-1&MinCount=200&MaxCount=200",
            "InstanceLimitExceeded",
        ),
    ];
    for (form, code) in cases {
        assert_eq!(texts(&ask(&mut ec2, form), "Code"), [code], "{form}");
    }
    let other_version = ec2.answer(b"Action=DescribeRegions&Version=2008-01-01", 1);
    assert_eq!(other_version.unwrap_err().code, "NoSuchVersion");
}

#[test]
fn an_error_is_written_as_ec2_writes_it() {
    let form = "Action=DescribeInstances&InstanceId.1=i-1&InstanceId.2=i-<2>";
    insta::assert_snapshot!(ask(&mut Ec2::default(), form));
}
