//! Clients of services that came from Smithy's JSON AST.

use futures_util::TryStreamExt;
use pageboy::Config;
use pageboy::testing::{ScriptStep, ScriptedTransport};

use super::{config, json, xml};
use crate::harbour_office::{self, types::ShipData};
use crate::pier::{self, types::Plan};
use crate::quay;

#[tokio::test(start_paused = true)]
async fn a_wait_polls_as_the_trait_says() {
    let missing = ScriptStep::response(404, &[("x-amzn-errortype", "NotFound")], "{}");
    let answers = [
        missing,
        json(r#"{"isDocked": false}"#),
        json(r#"{"isDocked": true, "ship-name": "Argo"}"#),
    ];
    let (config, transport) = config(answers);
    let harbour = harbour_office::Client::new(&config);
    let waiting = harbour.wait_until_ship_docked().ship_id("a/1");
    let waited = waiting.await.unwrap();
    assert_eq!((waited.attempts(), waited.elapsed().as_secs()), (3, 14));
    let ship = waited.output().and_then(|output| output.ship.as_ref());
    assert_eq!(ship.and_then(|ship| ship.name.as_deref()), Some("Argo"));
    let sent = &transport.requests()[0];
    assert_eq!(sent.uri.path(), "/ships/a/1");
    let scope = "/eu-west-1/harbour-signing/aws4_request";
    let signed = sent.header("authorization").unwrap_or_default();
    assert!(signed.contains(scope), "{signed}");
}

#[tokio::test]
async fn members_go_where_http_has_them_and_are_called_as_json_has_them() {
    let (config, transport) = config([json("{}"), json("{}")]);
    let harbour = harbour_office::Client::new(&config);
    let put = harbour
        .put_ship()
        .fleet("north")
        .ship_id("a/1")
        .token("once");
    let put = put.tags(["x", "y"]).ship(ShipData::default().name("Argo"));
    put.send().await.unwrap();
    #[allow(deprecated, reason = "the call is the case")]
    harbour.ping().send().await.unwrap();
    let sent = transport.requests();
    let uri = sent[0].uri.to_string();
    assert!(
        uri.ends_with("/fleets/north/ships/a/1?tag=x&tag=y"),
        "{uri}"
    );
    assert_eq!(sent[0].header("x-token"), Some("once"));
    insta::assert_snapshot!(sent[0].text(), @r#"{"ship":{"ship-name":"Argo"}}"#);
    let uri = sent[1].uri.to_string();
    assert!(uri.ends_with("/ping?deep"), "{uri}");
    assert_eq!(sent[1].header("authorization"), None);
}

#[tokio::test]
async fn a_paginator_without_items_has_the_lists_of_the_output() {
    let page = |token: &str, berth: &str| {
        let next = format!("<Next><Token>{token}</Token></Next>");
        let berths = format!("<Berths><member>{berth}</member></Berths>");
        let result = format!("<ListBerthsResult>{next}{berths}</ListBerthsResult>");
        xml(&format!(
            "<ListBerthsResponse>{result}</ListBerthsResponse>"
        ))
    };
    let (config, transport) = config([page("2", "a"), page("", "b")]);
    let quay = quay::Client::new(&config);
    let berths: Vec<String> = quay.list_berths().items().try_collect().await.unwrap();
    assert_eq!(berths, ["a", "b"]);
    let sent = transport.requests();
    insta::assert_snapshot!(sent[1].text(), @"Action=ListBerths&Version=2025-03-02&Token=2");
}

/// A flattened list does not know the name of its element, in requests and in answers.
#[tokio::test]
async fn xml_has_the_names_of_its_traits() {
    let (config, transport) = config([xml("<MoorResponse/>")]);
    let moor = quay::Client::new(&config).moor().berth("7");
    let moor = moor.ropes(["x"]).knots(["y"]).marks([("n", "v")]);
    moor.send().await.unwrap();
    insta::assert_snapshot!(transport.requests()[0].text(), @"Action=Moor&Version=2025-03-02&BerthName=7&Ropes.1=x&Knots.Rope.1=y&Mark.1.Name=n&Mark.1.Value=v");

    let answer = "<PutPlanOutput><Steps>a</Steps><Steps>b</Steps></PutPlanOutput>";
    let transport = ScriptedTransport::new([xml(answer), xml("")]);
    let config = Config::builder()
        .endpoint_url("https://pier.example")
        .basic_auth("user", "secret")
        .transport(transport.clone())
        .build()
        .unwrap();
    let pier = pier::Client::new(&config);
    let plan = Plan::default().kind("long").steps(["one"]);
    let output = pier.put_plan().id("7").plan(plan).send().await.unwrap();
    assert_eq!(output.steps(), ["a", "b"]);
    pier.put_rope().length(4).send().await.unwrap();
    let sent = transport.requests();
    insta::assert_snapshot!(sent[0].text(), @r#"<PierPlan xmlns="https://plan.example.com" xsi:kind="long"><Steps xmlns:st="https://steps.example.com"><Rope>one</Rope></Steps></PierPlan>"#);
    insta::assert_snapshot!(sent[1].text(), @r#"<PutRopeInput xmlns="https://pier.example.com/doc/"><Length>4</Length></PutRopeInput>"#);
}
