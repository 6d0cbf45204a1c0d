//! Further waits of generated clients: streams of polls, a program's own waits, waits for many ids.

use pageboy::testing::ScriptStep;
use pageboy::waiter::AcceptorState;

use super::{config, json, xml};
use crate::ledger;
use crate::yard;

const DRAFT: &str = r#"{"Entries": [{"State": "draft"}]}"#;
const BOOKED: &str = r#"{"Entries": [{"State": "booked"}]}"#;

fn cranes(cranes: &[(&str, bool)]) -> ScriptStep {
    let items: String = cranes
        .iter()
        .map(|(id, idle)| format!("<item><craneId>{id}</craneId><idle>{idle}</idle></item>"))
        .collect();
    xml(&format!(
        "<DescribeCranesResponse><craneSet>{items}</craneSet></DescribeCranesResponse>"
    ))
}

#[tokio::test(start_paused = true)]
async fn the_polls_of_a_wait_are_a_stream_of_typed_outputs() {
    let (config, transport) = config([json(DRAFT), json(BOOKED)]);
    let ledger = ledger::Client::new(&config);
    let mut polls = ledger.wait_until_all_booked().id("1").polls();
    let mut states = Vec::new();
    while let Some(poll) = polls.try_next().await.unwrap() {
        states.push((poll.output().unwrap().entries().len(), poll.state()));
    }
    assert_eq!(
        states,
        [(1, AcceptorState::Retry), (1, AcceptorState::Success)]
    );
    assert_eq!(transport.unused(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_closure_sees_outputs_and_errors_by_their_types() {
    let missing = ScriptStep::response(400, &[], r#"{"__type": "EntryMissing"}"#);
    let (config, transport) = config([missing, json(DRAFT), json(BOOKED)]);
    let waited = ledger::Client::new(&config)
        .describe_entry()
        .id("1")
        .repeat()
        .until(|answer| match answer {
            Ok(output)
                if output.entries().iter().all(|entry| {
                    entry
                        .state
                        .as_ref()
                        .is_some_and(|state| state.as_str() == "booked")
                }) =>
            {
                Some(AcceptorState::Success)
            }
            Err(error) if error.code() == Some("EntryMissing") => Some(AcceptorState::Retry),
            _ => None,
        })
        .delay(std::time::Duration::from_secs(1))
        .await
        .unwrap();
    assert_eq!((waited.attempts(), transport.unused()), (3, 0));
    assert_eq!(waited.into_output().unwrap().entries().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_definition_in_json_is_checked_before_anything_is_sent() {
    let (config, transport) = config([json(DRAFT), json(BOOKED)]);
    let entry = ledger::Client::new(&config).describe_entry().id("1");
    let definition = |member: &str| {
        format!(
            r#"{{"operation": "DescribeEntry", "delay": 3, "maxAttempts": 5, "acceptors": [
                {{"state": "success", "matcher": "pathAll", "argument": "Entries[].{member}", "expected": "booked"}}
            ]}}"#
        )
    };
    let error = entry
        .clone()
        .repeat()
        .until_defined(&definition("Sate"))
        .unwrap_err();
    insta::assert_snapshot!(error, @"ledger DescribeEntry: the waiter's definition is wrong: /acceptors/0/argument: no member `Sate` in Entry; did you mean `State` or `Share`?");
    let waited = entry
        .repeat()
        .until_defined(&definition("State"))
        .unwrap()
        .await
        .unwrap();
    insta::assert_snapshot!(waited, @r#"DescribeEntry after 2 attempts in 3 s: For expression "Entries[].State" all members matched expected path: "booked""#);
    assert_eq!(transport.unused(), 0);
}

#[tokio::test(start_paused = true)]
async fn many_things_are_waited_for_at_once() {
    let (config, transport) = config([
        cranes(&[("c-1", true), ("c-2", false), ("c-3", true)]),
        cranes(&[("c-2", true)]),
    ]);
    let all = yard::Client::new(&config)
        .wait_until_cranes_idle()
        .operator("them")
        .wait_all(["c-1", "c-2", "c-3", "c-1"])
        .on_round(|round| assert!(round.number <= 2))
        .await
        .unwrap();
    assert!(all.is_success());
    for (id, waited) in all.succeeded() {
        let cranes = waited.output().unwrap().cranes();
        let found: Vec<_> = cranes
            .iter()
            .map(|crane| crane.crane_id.as_deref())
            .collect();
        assert_eq!(found, [Some(id)]);
    }
    let sent: Vec<_> = transport
        .requests()
        .iter()
        .map(pageboy::testing::SentRequest::text)
        .collect();
    insta::assert_snapshot!(sent.join("\n"), @"
    Action=DescribeCranes&Version=2013-02-01&CraneId.1=c-1&CraneId.2=c-2&CraneId.3=c-3&CraneOperator=them
    Action=DescribeCranes&Version=2013-02-01&CraneId.1=c-2&CraneOperator=them
    ");
}
