//! A generated client whose protocol is CBOR.

use futures_util::TryStreamExt;
use pageboy::DateTime;
use pageboy::testing::ScriptStep;

use super::{cbor, config};
use crate::tide::types::{GaugeMissing, GaugeState, Place};
use crate::tide::{self, types::Reading};

#[tokio::test]
async fn a_call_names_its_operation_in_the_path_and_its_members_by_the_model() {
    let (config, transport) = config([cbor(
        b"\xbf\x65State\x63wet\x65Place\xa1\x65Chart\x42\x00\xff\x65Since\xc1\x1a\x54\xc4\xa2\x80\xff",
    )]);
    let tide = tide::Client::new(&config);
    let gauge = tide.describe_gauge().gauge("north").send().await.unwrap();
    assert_eq!(gauge.state, Some(GaugeState::Wet));
    let Some(Place::Chart(chart)) = gauge.place else {
        panic!("{gauge:?}");
    };
    assert_eq!(chart.as_ref(), [0x00, 0xff]);
    assert_eq!(gauge.since, Some(DateTime::from_secs(1_422_172_800)));
    let sent = &transport.requests()[0];
    assert_eq!(
        sent.uri.path(),
        "/service/TideGauges/operation/DescribeGauge"
    );
    assert_eq!(sent.header("smithy-protocol"), Some("rpc-v2-cbor"));
    assert_eq!(sent.header("x-amzn-query-mode"), Some("true"));
    assert_eq!(sent.body, &b"\xa1\x65Gauge\x65north"[..]);
}

#[tokio::test]
async fn an_operation_without_input_and_output_has_no_body() {
    let (config, transport) = config([cbor(b"\xa0"), cbor(b"")]);
    let tide = tide::Client::new(&config);
    tide.ping().send().await.unwrap();
    tide.ping().send().await.unwrap();
    for sent in transport.requests() {
        assert_eq!(sent.header("content-type"), None);
        assert!(sent.body.is_empty());
    }
}

#[tokio::test]
async fn pages_follow_their_token() {
    let (config, transport) = config([
        cbor(
            b"\xa2\x68Readings\x81\xa3\x65Times\x81\xc1\x20\x66Levels\x82\xf9\x3e\x00\xf6\x66Labels\xa1\x61k\x61v\x65Token\x61t",
        ),
        cbor(b"\xbf\x68Readings\x9f\xa0\xff\x65Token\xf6\xff"),
    ]);
    let list = tide::Client::new(&config).list_readings();
    let after = DateTime::from_secs_f64(0.5);
    let readings = list.after(after).page_size(1).items();
    let readings: Vec<Reading> = readings.try_collect().await.unwrap();
    assert_eq!(readings.len(), 2);
    assert_eq!(readings[0].times(), [DateTime::from_secs(-1)]);
    assert_eq!(readings[0].levels(), [Some(1.5), None]);
    assert_eq!(readings[0].labels().get("k").map(String::as_str), Some("v"));
    let sent = transport.requests();
    let after = b"\x65After\xc1\xfb\x3f\xe0\x00\x00\x00\x00\x00\x00";
    assert_eq!(
        sent[0].body,
        [b"\xa2", &after[..], b"\x65Limit\x01"].concat()
    );
    assert_eq!(
        sent[1].body,
        [b"\xa3", &after[..], b"\x65Token\x61t\x65Limit\x01"].concat()
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_knows_an_error_by_the_code_in_the_header() {
    let missing = || {
        ScriptStep::response(
            404,
            &[("x-amzn-query-error", "Gauge.Missing;Sender")],
            &b"\xa3\x66__type\x6ex#GaugeMissing\x67message\x64none\x67Nearest\x65south"[..],
        )
    };
    let (config, transport) = config([missing(), cbor(b"\xa1\x65State\x63wet"), missing()]);
    let tide = tide::Client::new(&config);
    let wait = tide.wait_until_gauge_wet().gauge("north");
    assert_eq!(wait.await.unwrap().attempts(), 2);
    let error = tide.describe_gauge().gauge("north").send().await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Some("Gauge.Missing"));
    let details: GaugeMissing = error.details().unwrap();
    assert_eq!(details.nearest.as_deref(), Some("south"));
    assert_eq!(transport.unused(), 0);
}
