//! Streams of events, byte by byte.

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use futures_util::StreamExt as _;
use http::HeaderMap;

use super::super::{Limits, Response, receive_events};
use crate::body::Body;
use crate::error::ErrorResponse;
use crate::schema::{
    Endpoint, Exception, Location, Member, Operation, Protocol, Service, Shape, shapes,
};
use crate::view::{Slot, Structure};
use crate::{Dynamic, Error};

static REST: Service = service(Protocol::RestJson);
static RPC: Service = service(Protocol::Json11);

const fn service(protocol: Protocol) -> Service {
    Service::new(
        "radio",
        "Radio",
        "2023-08-01",
        protocol,
        Endpoint::regional("radio"),
    )
}

static LISTEN: Operation = Operation::new(&REST, "Listen")
    .output(&OUTPUT)
    .errors(&[&LOST]);
static FOLLOW: Operation = Operation::new(&RPC, "Follow").output(&OUTPUT);
static CBOR: Service = service(Protocol::RpcV2Cbor);
static FOLLOW_CBOR: Operation = Operation::new(&CBOR, "Follow").output(&OUTPUT);
static LOST: Exception = Exception::new("LostException", &LOST_SHAPE).retryable(true);
static OUTPUT: Shape = Shape::structure(
    "Output",
    &[
        Member::new("From", &shapes::STRING),
        Member::new("Events", &EVENTS).event_stream(),
    ],
)
.payload(1);
static EVENTS: Shape = Shape::union(
    "Events",
    &[Member::new("word", &WORD), Member::new("lost", &LOST_SHAPE)],
);
static WORD: Shape = Shape::structure(
    "Word",
    &[
        Member::new("Loud", &shapes::BOOLEAN).location(Location::EventHeader),
        Member::new("Text", &shapes::STRING),
    ],
);
static LOST_SHAPE: Shape = Shape::structure(
    "LostException",
    &[
        Member::new("message", &shapes::STRING),
        Member::new("Where", &shapes::STRING),
    ],
);

fn frame(headers: &[(&str, &str)], payload: impl AsRef<[u8]>) -> Vec<u8> {
    let headers = headers.iter().map(|(name, value)| {
        let value = HeaderValue::String((*value).to_owned().into());
        Header::new((*name).to_owned(), value)
    });
    encode(headers.collect(), payload)
}

fn encode(headers: Vec<Header>, payload: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let message = Message::new_from_parts(headers, payload.as_ref().to_vec());
    write_message_to(&message, &mut bytes).unwrap();
    bytes
}

fn event(kind: &str, payload: impl AsRef<[u8]>) -> Vec<u8> {
    frame(
        &[(":message-type", "event"), (":event-type", kind)],
        payload,
    )
}

fn word(text: &str) -> Vec<u8> {
    event("word", format!(r#"{{"Text":"{text}"}}"#))
}

/// The events in a body, then the error if there is one.
async fn read(operation: &'static Operation, body: Body, limits: Limits) -> Vec<String> {
    match start(operation, body, limits).await {
        Err(error) => vec![error.to_string()],
        Ok((mut output, from)) => {
            let mut seen: Vec<String> = from.into_iter().collect();
            while let Some(next) = next(&mut output).await {
                seen.push(match next {
                    Ok(event) => shown(&*event),
                    Err(error) => error.to_string(),
                });
            }
            seen
        }
    }
}

async fn start(
    operation: &'static Operation,
    body: Body,
    limits: Limits,
) -> Result<(Dynamic, Option<String>), Error> {
    let mut response = Response {
        status: 200,
        headers: HeaderMap::new(),
        body: body.into(),
    };
    response
        .headers
        .insert("x-amzn-requestid", "id-1".parse().unwrap());
    let events = receive_events(operation, &mut response, &limits).await?;
    let mut output = Dynamic::new(&OUTPUT);
    super::super::parse_output(operation, &response, &mut output, &limits).unwrap();
    events.unwrap().hand_over(&mut output);
    let from = (&output as &dyn Structure)
        .view_of(0)
        .as_str()
        .map(str::to_owned);
    Ok((output, from))
}

async fn next(output: &mut Dynamic) -> Option<Result<Box<dyn Structure>, Error>> {
    let Some(Slot::Events(events)) = output.get_mut(1).map(|value| value.slot()) else {
        panic!("no events");
    };
    std::future::poll_fn(|cx| events.poll_event(cx)).await
}

fn shown(event: &dyn Structure) -> String {
    struct DebugView<'a>(&'a dyn Structure);
    impl std::fmt::Debug for DebugView<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            crate::view::debug(self.0, f)
        }
    }
    format!("{:?}", DebugView(event))
}

async fn listen(bytes: Vec<u8>) -> Vec<String> {
    read(&LISTEN, Body::from(bytes), Limits::default()).await
}

#[tokio::test]
async fn events_are_the_same_however_they_are_cut_into_chunks() {
    let bytes: Bytes = [word("a"), word("b"), event("silence", "")].concat().into();
    let expected = listen(bytes.to_vec()).await;
    insta::assert_debug_snapshot!(expected, @r#"
    [
        "Events { word: Word { Text: \"a\" } }",
        "Events { word: Word { Text: \"b\" } }",
        "Events(unknown member silence)",
    ]
    "#);
    for size in 1..=bytes.len() {
        let chunks: Vec<_> = bytes
            .chunks(size)
            .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
            .collect();
        let body = Body::from_stream(futures_util::stream::iter(chunks), None);
        assert_eq!(
            read(&LISTEN, body, Limits::default()).await,
            expected,
            "{size}"
        );
    }
}

#[tokio::test]
async fn a_stream_that_ends_within_an_event_is_an_error() {
    let (first, second) = (word("a"), word("b"));
    let all = [first.clone(), second].concat();
    for end in 0..=all.len() {
        let seen = listen(all[..end].to_vec()).await;
        let is_whole = end == 0 || end == first.len() || end == all.len();
        let error = seen
            .last()
            .filter(|last| last.contains("ended within an event"));
        assert_eq!(error.is_none(), is_whole, "{end}: {seen:?}");
    }
}

#[tokio::test]
async fn a_changed_byte_is_an_error_and_ends_the_stream() {
    let good = [word("a"), word("b")].concat();
    for at in 0..word("a").len() {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        let seen = listen(bad).await;
        assert_eq!(seen.len(), 1, "{at}: {seen:?}");
        assert!(
            seen[0].ends_with("(HTTP 200, request id id-1)"),
            "{}",
            seen[0]
        );
    }
}

#[tokio::test]
async fn what_is_no_event_is_named() {
    let twice = frame(
        &[(":message-type", "event"), (":message-type", "event")],
        "",
    );
    let huge = {
        let mut prelude = [u32::MAX.to_be_bytes(), 0_u32.to_be_bytes()].concat();
        prelude.extend(crc32fast::hash(&prelude).to_be_bytes());
        prelude
    };
    let headers = {
        let mut prelude = [300_000_u32.to_be_bytes(), 200_000_u32.to_be_bytes()].concat();
        prelude.extend(crc32fast::hash(&prelude).to_be_bytes());
        prelude
    };
    let short = {
        let mut prelude = [4_u32.to_be_bytes(), 0_u32.to_be_bytes()].concat();
        prelude.extend(crc32fast::hash(&prelude).to_be_bytes());
        prelude
    };
    let loud = encode(
        vec![
            Header::new(":message-type", HeaderValue::String("event".into())),
            Header::new(":event-type", HeaderValue::String("word".into())),
            Header::new("Loud", HeaderValue::Int32(1)),
        ],
        "",
    );
    let cases = [
        twice,
        huge,
        headers,
        short,
        loud,
        frame(&[], ""),
        frame(&[(":message-type", "event")], ""),
        frame(&[(":message-type", "gossip")], ""),
        event("word", "{"),
        event("word", r#"{"Text":1}"#),
    ];
    let mut seen = Vec::new();
    for case in cases {
        seen.extend(listen([case, word("after")].concat()).await);
    }
    insta::assert_snapshot!(seen.join("\n"));
}

#[tokio::test]
async fn an_exception_ends_the_stream_with_its_code_and_details() {
    let exception = frame(
        &[(":message-type", "exception"), (":exception-type", "lost")],
        r#"{"message":"no signal","Where":"tunnel"}"#,
    );
    let body = [word("a"), exception, word("b")].concat();
    let (mut output, _) = start(&LISTEN, Body::from(body), Limits::default())
        .await
        .unwrap();
    assert!(next(&mut output).await.unwrap().is_ok());
    let error = next(&mut output).await.unwrap().err().unwrap();
    insta::assert_snapshot!(error, @"radio Listen: lost: no signal (HTTP 200, request id id-1)");
    assert!(
        error.is_transient(),
        "the model says that it may be tried again"
    );
    let response = error.response().unwrap();
    assert_eq!(response.field("Where"), Some("tunnel"));
    let mut details = Dynamic::new(&LOST_SHAPE);
    response.details_into(&mut details).unwrap();
    assert_eq!(
        shown(&details),
        r#"LostException { message: "no signal", Where: "tunnel" }"#
    );
    assert!(response.is_code("LostException"));
    assert!(next(&mut output).await.is_none());
}

#[tokio::test]
async fn an_error_that_is_not_modelled_keeps_code_and_message() {
    let error = frame(
        &[
            (":message-type", "error"),
            (":error-code", "InternalError"),
            (":error-message", "try later"),
        ],
        "",
    );
    insta::assert_debug_snapshot!(listen(error).await, @r#"
    [
        "radio Listen: InternalError: try later (HTTP 200, request id id-1)",
    ]
    "#);
}

#[tokio::test]
async fn an_event_over_the_limit_is_refused_before_it_is_read() {
    let limits = Limits {
        event: 16,
        ..Limits::default()
    };
    let long = word("longer than sixteen bytes");
    let seen = read(&LISTEN, Body::from(long[..12].to_vec()), limits).await;
    insta::assert_debug_snapshot!(seen, @r#"
    [
        "radio Listen: the payload of an event has 36 bytes, more than the limit of 16 (`Limits::event`) (HTTP 200, request id id-1)",
    ]
    "#);
}

#[tokio::test]
async fn without_http_bindings_the_first_event_holds_the_other_members() {
    let first = event("initial-response", r#"{"From":"here"}"#);
    let seen = read(
        &FOLLOW,
        Body::from([first, word("a")].concat()),
        Limits::default(),
    )
    .await;
    insta::assert_debug_snapshot!(seen, @r#"
    [
        "here",
        "Events { word: Word { Text: \"a\" } }",
    ]
    "#);
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn events_of_cbor_are_read_as_cbor() {
    let lost = [(":message-type", "exception"), (":exception-type", "lost")];
    let body = [
        event("initial-response", b"\xa1\x64From\x64here"),
        event("word", b"\xa1\x64Text\x61a"),
        frame(&lost, b"\xa1\x67message\x64gone"),
    ];
    let seen = read(&FOLLOW_CBOR, Body::from(body.concat()), Limits::default()).await;
    insta::assert_debug_snapshot!(seen, @r#"
    [
        "here",
        "Events { word: Word { Text: \"a\" } }",
        "radio Follow: lost: gone (HTTP 200, request id id-1)",
    ]
    "#);
}

#[tokio::test]
async fn a_stream_without_its_first_event_fails_the_call() {
    let exception = frame(
        &[(":message-type", "exception"), (":exception-type", "lost")],
        r#"{"message":"gone"}"#,
    );
    let mut seen = Vec::new();
    for body in [Vec::new(), word("a"), exception, frame(&[], "")] {
        seen.extend(read(&FOLLOW, Body::from(body), Limits::default()).await);
    }
    insta::assert_debug_snapshot!(seen, @r#"
    [
        "radio Follow: the answer has no events, not even the first one (HTTP 200, request id id-1)",
        "radio Follow: the first event is `word` instead of `initial-response` (HTTP 200, request id id-1)",
        "radio Follow: lost: gone (HTTP 200, request id id-1)",
        "radio Follow: a message of the stream has no :message-type (HTTP 200, request id id-1)",
    ]
    "#);
}

#[tokio::test]
async fn events_are_delivered_as_they_arrive() {
    let first = futures_util::stream::iter([Ok(word("now").into())]);
    let body = Body::from_stream(first.chain(futures_util::stream::pending()), None);
    let (mut output, _) = start(&LISTEN, body, Limits::default()).await.unwrap();
    assert!(next(&mut output).await.unwrap().is_ok());
}

#[test]
fn an_error_without_a_code_has_the_one_that_botocore_gives_it() {
    let error = ErrorResponse::of_stream(&LISTEN, " ", "m", &Limits::default());
    assert_eq!((error.code(), error.message()), ("400", "m"));
}
