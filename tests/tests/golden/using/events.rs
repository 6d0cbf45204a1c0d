//! Streams of events of generated clients, against a script.

use std::time::SystemTime;

use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use aws_smithy_types::DateTime;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::{Buf as _, Bytes};
use futures_util::TryStreamExt as _;
use pageboy::testing::ScriptStep;
use pageboy::{EventStream, UnknownEvent};

use super::config;
use crate::ledger;
use crate::ledger::types::EntryEvents;
use crate::radio;
use crate::radio::types::{Headline, Interference, Music, Programme, Silence, Speech, Weather};

fn text(text: &str) -> HeaderValue {
    HeaderValue::String(text.to_owned().into())
}

/// A message of the given type with a payload.
fn message(
    kind: &str,
    name: &str,
    headers: Vec<(&'static str, HeaderValue)>,
    payload: &str,
) -> Vec<u8> {
    let name_of = format!(":{kind}-type");
    let mut all = vec![
        Header::new(":message-type", text(kind)),
        Header::new(name_of, text(name)),
    ];
    all.extend(
        headers
            .into_iter()
            .map(|(name, value)| Header::new(name, value)),
    );
    let mut bytes = Vec::new();
    let message = Message::new_from_parts(all, payload.to_owned().into_bytes());
    write_message_to(&message, &mut bytes).unwrap();
    bytes
}

fn event(name: &str, payload: &str) -> Vec<u8> {
    message("event", name, Vec::new(), payload)
}

fn answer(messages: &[Vec<u8>]) -> ScriptStep {
    ScriptStep::response(200, &[("x-quality", "good")], messages.concat())
}

#[tokio::test]
async fn events_arrive_as_the_variants_of_an_enum() {
    let headline = message(
        "event",
        "headline",
        vec![
            ("Loud", HeaderValue::Bool(true)),
            ("Minute", HeaderValue::Byte(-5)),
            ("Serial", HeaderValue::Int64(1 << 40)),
            (
                "Seal",
                HeaderValue::ByteArray(Bytes::from_static(b"\0\xff")),
            ),
            ("Reader", text("Ada")),
            ("At", HeaderValue::Timestamp(DateTime::from_millis(1_500))),
        ],
        "It rains",
    );
    let later = message(
        "event",
        "jingle",
        vec![(":content-type", text("audio/x"))],
        "la",
    );
    let (config, _) = config([answer(&[
        headline,
        event("music", "\u{1}\u{2}"),
        event("weather", r#"{"Degrees":21,"Sunrise":3600}"#),
        event("traffic", r#"{"Jams":["A7"]}"#),
        event("silence", "{}"),
        later,
    ])]);
    let output = radio::Client::new(&config)
        .listen()
        .station("1")
        .send()
        .await
        .unwrap();
    assert_eq!(output.quality.as_deref(), Some("good"));
    let events: Vec<Programme> = output.programme.unwrap().try_collect().await.unwrap();
    let headline = events[0].as_headline().unwrap();
    assert_eq!((headline.loud, headline.minute), (Some(true), Some(-5)));
    assert_eq!(headline.serial, Some(1 << 40));
    assert_eq!(headline.seal.as_ref().unwrap().as_ref(), b"\0\xff");
    assert_eq!(headline.at, Some(DateTime::from_millis(1_500)));
    assert_eq!(headline.text.as_deref(), Some("It rains"));
    let Programme::Unknown(unknown) = &events[5] else {
        panic!("{:?}", events[5]);
    };
    assert_eq!(unknown.content_type(), Some("audio/x"));
    assert_eq!(unknown.payload().as_ref(), b"la");
    insta::assert_debug_snapshot!(events[1..], @"
    [
        Programme {
            music: Music {
                Sound: (2 bytes),
            },
        },
        Programme {
            weather: Weather {
                Degrees: 21,
                Sunrise: 1970-01-01T01:00:00Z,
            },
        },
        Programme {
            traffic: ***,
        },
        Programme {
            silence: Silence,
        },
        Programme(
            unknown member jingle,
        ),
    ]
    ");
}

#[tokio::test]
async fn an_exception_among_the_events_is_an_error_with_its_fields() {
    let lost = message(
        "exception",
        "interference",
        Vec::new(),
        r#"{"message":"noise","Frequency":107}"#,
    );
    let (config, _) = config([answer(&[event("silence", ""), lost])]);
    let output = radio::Client::new(&config)
        .listen()
        .station("1")
        .send()
        .await
        .unwrap();
    let mut events = output.programme.unwrap();
    let first = events.try_next().await.unwrap();
    assert!(matches!(first, Some(Programme::Silence(_))), "{first:?}");
    let error = events.try_next().await.unwrap_err();
    insta::assert_snapshot!(error, @"radio Listen: interference: noise (HTTP 200)");
    let details: Interference = error.details().unwrap();
    assert_eq!(details.frequency, Some(107));
    assert!(events.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_protocol_without_http_bindings_sends_its_members_first() {
    let (config, _) = config([answer(&[
        event("initial-response", r#"{"From":"page 7"}"#),
        event("Entry", r#"{"Text":"paid"}"#),
    ])]);
    let output = ledger::Client::new(&config)
        .follow_entries()
        .send()
        .await
        .unwrap();
    assert_eq!(output.from.as_deref(), Some("page 7"));
    let events: Vec<EntryEvents> = output.entries.unwrap().try_collect().await.unwrap();
    assert_eq!(events[0].as_entry().unwrap().text.as_deref(), Some("paid"));
}

#[tokio::test]
async fn events_are_sent_in_messages_of_which_each_is_signed() {
    let (config, transport) = config([answer(&[event("silence", "")])]);
    let speech = [
        Speech::headline(
            Headline::default()
                .loud(false)
                .reader("Ada")
                .text("Good evening"),
        ),
        Speech::music(Music::default().sound(&b"\x01\x02"[..])),
        Speech::weather(Weather::default().place("Rome").degrees(30)),
        Speech::over(Silence::default()),
    ];
    let talk = radio::Client::new(&config)
        .talk()
        .station("1")
        .speech(speech.to_vec());
    talk.send().await.unwrap();
    let sent = &transport.requests()[0];
    assert_eq!(
        sent.header("content-type"),
        Some("application/vnd.amazon.eventstream")
    );
    assert_eq!(
        sent.header("x-amz-content-sha256"),
        Some("STREAMING-AWS4-HMAC-SHA256-EVENTS")
    );
    assert_eq!(sent.header("content-length"), None);
    let mut body = sent.body.clone();
    let mut shown = Vec::new();
    let mut signatures = std::collections::HashSet::new();
    while body.has_remaining() {
        let length = usize::try_from(body.clone().get_u32()).unwrap();
        let envelope = read_message_from(body.split_to(length)).unwrap();
        let [signature, date] = envelope.headers() else {
            panic!("{envelope:?}");
        };
        assert_eq!(
            (signature.name().as_str(), date.name().as_str()),
            (":chunk-signature", ":date")
        );
        let now = DateTime::from(SystemTime::now()).secs();
        assert!((now - 600..=now).contains(&date.value().as_timestamp().unwrap().secs()));
        let signature = signature.value().as_byte_array().unwrap();
        assert_eq!(signature.len(), 32);
        assert!(
            signatures.insert(signature.clone()),
            "a signature covers the one before"
        );
        shown.push(if envelope.payload().is_empty() {
            "the end".to_owned()
        } else {
            let message = read_message_from(envelope.payload().clone()).unwrap();
            let headers = message
                .headers()
                .iter()
                .map(|header| format!("{}={}", header.name().as_str(), value(header.value())));
            let headers: Vec<_> = headers.collect();
            format!(
                "{} | {}",
                headers.join(" "),
                message.payload().escape_ascii()
            )
        });
    }
    insta::assert_snapshot!(shown.join("\n"), @r#"
    :message-type=event :event-type=headline Loud=Bool(false) Reader=Ada :content-type=text/plain | Good evening
    :message-type=event :event-type=music :content-type=application/octet-stream | \x01\x02
    :message-type=event :event-type=weather Place=Rome :content-type=application/json | {\"Degrees\":30}
    :message-type=event :event-type=over | 
    the end
    "#);
}

fn value(value: &HeaderValue) -> String {
    match value {
        HeaderValue::String(text) => text.as_str().to_owned(),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn a_request_without_its_events_is_refused() {
    let (config, transport) = config([]);
    let talk = radio::Client::new(&config).talk().station("1");
    insta::assert_snapshot!(talk.send().await.unwrap_err(), @"radio Talk: invalid input: missing required member Speech");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn an_event_that_breaks_the_model_ends_the_request_with_its_name() {
    let (config, _) = config([answer(&[])]);
    for (event, problem) in [
        (
            Speech::weather(Weather::default()),
            "missing required member weather.Degrees",
        ),
        (
            Speech::Unknown(UnknownEvent::default()),
            "Speech must have exactly one member set, not 0",
        ),
    ] {
        let events = EventStream::from(vec![event]);
        let talk = radio::Client::new(&config)
            .talk()
            .station("1")
            .speech(events);
        let error = talk.send().await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(problem), "{source}");
    }
}
