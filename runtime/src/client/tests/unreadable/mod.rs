//! Unreadable answers in every protocol: an error names service and operation, and no page is lost.

mod passing;

use futures_util::StreamExt;

use super::*;
use crate::jmespath::Expression;
use crate::paginator::{Pages, Paginator, RepeatedToken, ResultPath, Token};
use crate::request::Wait;
use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};
use crate::waiter::{Acceptor, AcceptorState, ExpectedValue, Matcher, WaitErrorKind, Waiter};

static NAMES: Shape = Shape::list("Names", &[Member::new("member", &shapes::STRING)]);
static INPUT: Shape = Shape::structure(
    "ListRequest",
    &[
        Member::new("Account", &shapes::STRING).required(),
        Member::new("Token", &shapes::STRING),
    ],
);
static OUTPUT: Shape = Shape::structure(
    "ListResult",
    &[
        Member::new("Names", &NAMES),
        Member::new("Token", &shapes::STRING),
        Member::new("Count", &shapes::INTEGER),
    ],
);

const fn service(name: &'static str, protocol: Protocol) -> Service {
    Service::new(
        name,
        "Shop",
        "2020-01-01",
        protocol,
        Endpoint::regional("shop"),
    )
}

const fn list(service: &'static Service) -> Operation {
    let list = Operation::new(service, "List")
        .input(&INPUT)
        .output(&OUTPUT);
    match service.protocol {
        Protocol::RestJson | Protocol::RestXml => list.http("POST", "/list"),
        Protocol::Query => list.result_wrapper("ListResult"),
        _ => list,
    }
}

static SERVICES: [Service; 7] = [
    service("shop-ec2", Protocol::Ec2),
    service("shop-query", Protocol::Query),
    service("shop-rest-xml", Protocol::RestXml),
    service("shop-json10", Protocol::Json10),
    service("shop-json11", Protocol::Json11),
    service("shop-rest-json", Protocol::RestJson),
    service("shop-rpc-v2-cbor", Protocol::RpcV2Cbor),
];
static OPERATIONS: [Operation; 7] = [
    list(&SERVICES[0]),
    list(&SERVICES[1]),
    list(&SERVICES[2]),
    list(&SERVICES[3]),
    list(&SERVICES[4]),
    list(&SERVICES[5]),
    list(&SERVICES[6]),
];

const HTML: &str = "<!DOCTYPE html>\n<html><body>Sign in to the network</body></html>";
const XHTML: &str = "<html><head><title>Sign in</title></head><body><Names/></body></html>";

/// A page with one name.
fn page(protocol: Protocol, name: &str, token: &str) -> Vec<u8> {
    let cbor = [
        b"\xa2\x65Names\x81",
        &*cbor_text(name),
        b"\x65Token",
        &*cbor_text(token),
    ];
    let json = format!(r#"{{"Names":["{name}"],"Token":"{token}"}}"#);
    let members = format!("<Names><member>{name}</member></Names><Token>{token}</Token>");
    match protocol {
        Protocol::Query => {
            format!("<ListResponse><ListResult>{members}</ListResult></ListResponse>").into_bytes()
        }
        Protocol::Ec2 | Protocol::RestXml => {
            format!("<ListResponse>{members}</ListResponse>").into_bytes()
        }
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => json.into_bytes(),
        Protocol::RpcV2Cbor => cbor.concat(),
    }
}

fn cbor_text(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    [b"\x79", &length[..], text.as_bytes()].concat()
}

/// Bodies that are no page of the protocol, each with what it is.
fn bad_bodies(protocol: Protocol) -> Vec<(&'static str, Vec<u8>)> {
    let whole = page(protocol, "lost", "t");
    let mut bodies = vec![
        ("HTML", HTML.into()),
        ("XHTML", XHTML.into()),
        ("text", "upstream connect error".into()),
        ("white space", " \n".into()),
        ("a page and more", [&*whole, b"x"].concat()),
        ("two pages", whole.repeat(2)),
    ];
    bodies.extend(match protocol {
        Protocol::Ec2 | Protocol::Query | Protocol::RestXml => bad_xml(protocol),
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => bad_json(protocol),
        Protocol::RpcV2Cbor => bad_cbor(),
    });
    // Cut off anywhere, but not before the first byte.
    bodies.extend((1..whole.len()).map(|end| ("cut off", whole[..end].to_vec())));
    bodies
}

fn bad_xml(protocol: Protocol) -> Vec<(&'static str, Vec<u8>)> {
    let page = String::from_utf8(page(protocol, "lost", "t")).unwrap();
    let replaced = |old: &str, new: &str| page.replace(old, new).into_bytes();
    let document_type = format!("<!DOCTYPE a [<!ENTITY b 'c'>]>{page}");
    let root = if protocol == Protocol::Query {
        "ListResult"
    } else {
        "ListResponse"
    };
    vec![
        ("another root", "<a/>".into()),
        ("the root of another operation", "<GetResponse/>".into()),
        ("a root around it", format!("<a>{page}</a>").into_bytes()),
        ("the members in another root", replaced(root, "html")),
        ("an error", "<Error><Code>a</Code></Error>".into()),
        (
            "an error of another protocol",
            "<Response><Errors><Error><Code>a</Code></Error></Errors></Response>".into(),
        ),
        ("JSON", self::page(Protocol::Json11, "lost", "t")),
        ("no end tag", replaced("</Names>", "")),
        ("an unknown entity", replaced("lost", "&secret;")),
        ("a document type", document_type.into_bytes()),
        (
            "a number that is none",
            replaced("<Token>t</Token>", "<Count>many</Count>"),
        ),
        ("deep", replaced("lost", &"<a>".repeat(100_000))),
    ]
}

fn bad_json(protocol: Protocol) -> Vec<(&'static str, Vec<u8>)> {
    let page = String::from_utf8(page(protocol, "lost", "t")).unwrap();
    let replaced = |old: &str, new: &str| page.replace(old, new).into_bytes();
    let count = |value: &str| replaced(r#""t""#, &format!(r#""t","Count":{value}"#));
    vec![
        ("XML", self::page(Protocol::RestXml, "lost", "t")),
        ("null", "null".into()),
        ("a list", "[]".into()),
        ("a number", "7".into()),
        ("a string", r#""Names""#.into()),
        ("a list that is none", replaced(r#"["lost"]"#, "7")),
        ("a number that is none", count(r#""many""#)),
        ("a number out of range", count("3000000000")),
        ("a number with a point", count("1.5")),
        ("deep", count(&"[".repeat(100_000))),
    ]
}

fn bad_cbor() -> Vec<(&'static str, Vec<u8>)> {
    let count = |value: &[u8]| [b"\xa1\x65Count", value].concat();
    vec![
        ("XML", page(Protocol::RestXml, "lost", "t")),
        ("JSON", page(Protocol::Json11, "lost", "t")),
        ("null", b"\xf6".into()),
        ("a list", b"\x80".into()),
        ("a number", b"\x07".into()),
        ("a string", b"\x65Names".into()),
        ("a list that is none", b"\xa1\x65Names\x07".into()),
        ("a number that is none", count(b"\x64many")),
        ("a number out of range", count(b"\x1a\xb2\xd0\x5e\x00")),
        ("a number with a point", count(b"\xf9\x3e\x00")),
        ("deep", count(&b"\x81".repeat(100_000))),
    ]
}

fn input(members: &[(&str, &str)]) -> Dynamic {
    samples::with(Dynamic::new(&INPUT), members)
}

fn whole_input() -> Dynamic {
    input(&[("Account", "a")])
}

fn client(operation: &Operation, transport: &ScriptedTransport) -> Client {
    Client::new(
        operation.service,
        &builder(transport).no_retries().build().unwrap(),
    )
}

fn answer(body: impl Into<Body>) -> ScriptStep {
    ScriptStep::response(200, &[], body)
}

/// Whether a text begins with service and operation.
fn names(operation: &Operation, text: &str) -> bool {
    text.starts_with(&format!("{} {}: ", operation.service.name, operation.name))
}

fn paginator(operation: &'static Operation) -> &'static Paginator {
    let tokens = vec![Token {
        input: 1,
        output: Expression::parse("Token").unwrap(),
    }];
    let results = [ResultPath {
        path: "Names",
        members: &[0],
    }];
    Box::leak(Box::new(Paginator {
        operation,
        tokens: tokens.leak(),
        more_results: None,
        results: Box::leak(Box::new(results)),
        limit: None,
        non_aggregate: &[],
        repeated_token: RepeatedToken::Error,
        every_request: &[],
        first_token: &[],
        default_limit: None,
        max_limit: None,
    }))
}

fn waiter(operation: &'static Operation) -> &'static Waiter {
    let path = Expression::parse("Names[0]").unwrap();
    let matcher = Matcher::Path(path, ExpectedValue::String("ready"));
    let acceptors = vec![Acceptor::new(AcceptorState::Success, matcher)].leak();
    let delay = Duration::from_secs(5);
    Box::leak(Box::new(Waiter::new(
        "Ready", operation, delay, 9, acceptors,
    )))
}

/// A name of each page, as items.
fn take_names(page: Dynamic) -> Vec<String> {
    let page: &dyn Structure = &page;
    let View::List(names) = page.view_by_name("Names") else {
        return Vec::new();
    };
    let texts = (0..names.len()).filter_map(|at| names.get(at).as_str());
    texts.map(str::to_owned).collect()
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn a_whole_page_is_read_in_every_protocol() {
    for operation in &OPERATIONS {
        let body = page(operation.service.protocol, "found", "t");
        let transport = ScriptedTransport::new([answer(body)]);
        let output = Box::new(Dynamic::new(&OUTPUT));
        let reply = client(operation, &transport)
            .call(operation, &whole_input(), output)
            .await
            .unwrap();
        assert_eq!(text(&reply, "Token"), "t", "{}", operation.service.name);
    }
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn what_is_no_output_is_an_error_with_service_and_operation() {
    for operation in &OPERATIONS {
        for (what, body) in bad_bodies(operation.service.protocol) {
            let start = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
            let case = format!("{} {what}: {start}", operation.service.name);
            let transport = ScriptedTransport::new([answer(body)]);
            let output = Box::new(Dynamic::new(&OUTPUT));
            let result = client(operation, &transport)
                .call(operation, &whole_input(), output)
                .await;
            let Err(error) = result else {
                panic!("it was read: {case}");
            };
            let text = error.to_string();
            assert!(names(operation, &text), "{text} of {case}");
            assert!(text.ends_with("(HTTP 200)"), "{text} of {case}");
            assert!(matches!(error.kind(), ErrorKind::Response { .. }), "{case}");
            assert!(
                text.len() < 300 && !text.contains("lost"),
                "{text} of {case}"
            );
            assert_eq!(error.attempts(), 1);
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_an_error() {
    for operation in &OPERATIONS {
        let mut body = page(operation.service.protocol, "lost", "t");
        let at = body.windows(4).position(|bytes| bytes == b"lost").unwrap();
        body[at] = 0xff;
        let transport = ScriptedTransport::new([answer(body)]);
        let output = Box::new(Dynamic::new(&OUTPUT));
        let result = client(operation, &transport)
            .call(operation, &whole_input(), output)
            .await;
        let text = result.err().unwrap().to_string();
        assert!(names(operation, &text), "{text}");
    }
}

/// What may come in place of the second page.
fn failures(protocol: Protocol) -> Vec<(String, ScriptStep)> {
    let broken = |error| {
        let first = page(protocol, "lost", "t")[..9].to_vec();
        ScriptStep::stream(200, &[], [Ok(first.into()), Err(error)])
    };
    let more = page(protocol, &"long".repeat(100), "t");
    let mut failures = vec![
        ("no byte".to_owned(), answer("")),
        ("over the limit".to_owned(), answer(more.clone())),
        (
            "over the limit, in chunks".to_owned(),
            ScriptStep::stream(
                200,
                &[],
                more.chunks(64).map(|part| Ok(part.to_vec().into())),
            ),
        ),
        (
            "fewer bytes than announced".to_owned(),
            ScriptStep::truncated(200, &[], page(protocol, "lost", "t"), 2_000),
        ),
        (
            "broken off".to_owned(),
            broken(BodyError::new("the connection was closed")),
        ),
        (
            "too slow".to_owned(),
            broken(BodyError::timeout("no byte came for 60s")),
        ),
        (
            "closed".to_owned(),
            ScriptStep::error(TransportError::new("the connection was closed")),
        ),
    ];
    let bodies = bad_bodies(protocol).into_iter();
    failures.extend(bodies.map(|(what, body)| (what.to_owned(), answer(body))));
    failures
}

fn limited(operation: &Operation, transport: &ScriptedTransport) -> Client {
    let limits = Limits {
        body: 300,
        ..Limits::default()
    };
    let config = builder(transport).no_retries().limits(limits);
    Client::new(operation.service, &config.build().unwrap())
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn the_pages_before_a_bad_one_are_delivered_and_it_ends_the_stream() {
    for operation in &OPERATIONS {
        let protocol = operation.service.protocol;
        let paginator = paginator(operation);
        for (what, failure) in failures(protocol) {
            let case = format!("{} {what}", operation.service.name);
            let first = answer(page(protocol, "kept", "t1"));
            let transport =
                ScriptedTransport::new([first, failure, answer(page(protocol, "after", ""))]);
            let mut pages =
                Pages::dynamic(limited(operation, &transport), paginator, whole_input());
            let first = pages.next().await.unwrap().unwrap();
            assert_eq!(take_names(first), ["kept"], "{case}");
            let Some(Err(error)) = pages.next().await else {
                panic!("no error: {case}");
            };
            assert!(names(operation, &error.to_string()), "{error} of {case}");
            assert!(pages.next().await.is_none(), "{case}");
            assert_eq!(pages.resume_token(), None, "{case}");
            assert_eq!(transport.unused(), 1, "{case}");
        }
    }
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn the_items_before_a_bad_page_are_delivered() {
    for operation in &OPERATIONS {
        let protocol = operation.service.protocol;
        for (what, failure) in failures(protocol) {
            let first = answer(page(protocol, "kept", "t1"));
            let transport = ScriptedTransport::new([first, failure]);
            let client = limited(operation, &transport);
            let items =
                Pages::dynamic(client, paginator(operation), whole_input()).items(take_names);
            let items: Vec<Result<String, Error>> = items.collect().await;
            let [Ok(item), Err(error)] = &items[..] else {
                panic!("{items:?} of {what}");
            };
            assert_eq!(item, "kept");
            assert!(names(operation, &error.to_string()), "{error}");
        }
    }
}

#[tokio::test]
async fn a_full_result_with_a_bad_page_is_an_error() {
    for operation in &OPERATIONS {
        let protocol = operation.service.protocol;
        for (what, failure) in failures(protocol) {
            let first = answer(page(protocol, "kept", "t1"));
            let transport = ScriptedTransport::new([first, failure]);
            let client = limited(operation, &transport);
            let pages = Pages::dynamic(client, paginator(operation), whole_input());
            let error = pages.full_result().await.err();
            let error = error.unwrap_or_else(|| panic!("no error: {what}"));
            assert!(names(operation, &error.to_string()), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn a_poll_that_cannot_be_read_ends_the_wait() {
    for operation in &OPERATIONS {
        let protocol = operation.service.protocol;
        for (what, failure) in failures(protocol) {
            let first = answer(page(protocol, "soon", ""));
            let transport =
                ScriptedTransport::new([first, failure, answer(page(protocol, "ready", ""))]);
            let client = limited(operation, &transport);
            let wait = Wait::new(client, waiter(operation)).run_dynamic(whole_input());
            let error = wait.await.err();
            let error = error.unwrap_or_else(|| panic!("it went on: {what}"));
            assert!(matches!(error.kind(), WaitErrorKind::Call), "{error}");
            assert_eq!((error.attempts(), transport.unused()), (2, 1));
            assert!(names(operation, &error.error().unwrap().to_string()));
            let start = format!("Waiter Ready failed: {} List: ", operation.service.name);
            assert!(error.to_string().starts_with(&start), "{error}");
        }
    }
}

#[tokio::test]
async fn without_a_required_member_nothing_is_sent() {
    for operation in &OPERATIONS {
        let expected = format!(
            "{} List: invalid input: missing required member Account",
            operation.service.name
        );
        let transport = ScriptedTransport::default();
        let client = client(operation, &transport);
        let missing = || input(&[("Token", "t")]);

        let output = Box::new(Dynamic::new(&OUTPUT));
        let error = client.call(operation, &missing(), output).await.err();
        assert_eq!(error.unwrap().to_string(), expected);

        let mut pages = Pages::dynamic(client.clone(), paginator(operation), missing());
        let error = pages.next().await.unwrap().err();
        assert_eq!(error.unwrap().to_string(), expected);
        assert!(pages.next().await.is_none());

        let wait = Wait::new(client, waiter(operation)).run_dynamic(missing());
        let error = wait.await.err().unwrap();
        assert!(error.error().unwrap().is_invalid_input());
        assert_eq!(
            error.to_string(),
            format!("Waiter Ready failed: {expected}")
        );
        assert!(transport.requests().is_empty());
    }
}
