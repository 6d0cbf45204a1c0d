//! Generated code, used as a program uses it.

#![allow(
    clippy::field_reassign_with_default,
    reason = "in a crate of their own, these types can be filled in no other way"
)]

mod calls;
mod cbor;
mod events;
mod keys;
mod resources;
mod round_trips;
mod scripted;
mod serialized;
mod trees;
mod values;
mod waits;

use pageboy::testing::{ScriptStep, ScriptedTransport};
use pageboy::{Config, Credentials};

/// Settings for calls that a script answers.
fn config(script: impl IntoIterator<Item = ScriptStep>) -> (Config, ScriptedTransport) {
    let transport = ScriptedTransport::new(script);
    let config = Config::builder()
        .region("eu-west-1")
        .endpoint_url("https://service.example")
        .credentials(Credentials::new("id", "secret", None, None, "test"))
        .transport(transport.clone())
        .no_retries()
        .build()
        .unwrap();
    (config, transport)
}

fn json(text: &str) -> ScriptStep {
    ScriptStep::response(
        200,
        &[("content-type", "application/x-amz-json-1.1")],
        text.to_owned(),
    )
}

fn cbor(bytes: &'static [u8]) -> ScriptStep {
    ScriptStep::response(200, &[("content-type", "application/cbor")], bytes)
}

fn xml(text: &str) -> ScriptStep {
    ScriptStep::response(200, &[("content-type", "text/xml")], text.to_owned())
}
