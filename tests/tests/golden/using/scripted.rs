//! Scripts that answer with generated values.

use pageboy::testing::{Answer, Script};

use crate::ledger::types::{DescribeEntryInput, EntryLocked};
use crate::tide::types::{DescribeGaugeOutput, GaugeMissing, GaugeState, Place};
use crate::{ledger, tide};

#[tokio::test(start_paused = true)]
async fn outputs_and_modelled_errors_are_values() {
    let mut missing = GaugeMissing::default();
    missing.nearest = Some("south".to_owned());
    let mut wet = DescribeGaugeOutput::default();
    wet.state = Some(GaugeState::Wet);
    wet.place = Some(Place::Name("north".to_owned()));
    let script = Script::new()
        .on("DescribeGauge", Answer::modeled(missing).times(2))
        .on("DescribeGauge", wet);
    let tide = tide::Client::new(&script.config());
    let error = tide.describe_gauge().gauge("north").send().await;
    let details: GaugeMissing = error.unwrap_err().details().unwrap();
    assert_eq!(details.nearest.as_deref(), Some("south"));
    let waited = tide.wait_until_gauge_wet().gauge("north").await.unwrap();
    assert_eq!(waited.attempts(), 2);
    let place = waited.output().unwrap().place.clone();
    assert_eq!(place, Some(Place::Name("north".to_owned())));
    script.finish().unwrap();
}

#[tokio::test]
async fn a_call_has_its_input_as_the_generated_type() {
    let mut locked = EntryLocked::default();
    locked.message = Some("later".to_owned());
    let script = Script::new().on("ledger DescribeEntry", Answer::modeled(locked).status(409));
    // The model says that it may be tried again, which would take another answer.
    let config = script.config().to_builder().no_retries().build().unwrap();
    let ledger = ledger::Client::new(&config);
    let error = ledger.describe_entry().id("1").send().await.unwrap_err();
    insta::assert_snapshot!(error, @"ledger DescribeEntry: Entry.Locked: later (HTTP 409)");
    let calls = script.calls();
    let input: DescribeEntryInput = calls[0].input().unwrap();
    assert_eq!(input.id.as_deref(), Some("1"));
    assert!(
        calls[0]
            .input::<tide::types::DescribeGaugeInput>()
            .is_none()
    );
}
