use super::*;
use crate::schema::{Endpoint, Service, shapes};

const fn service(protocol: Protocol) -> Service {
    Service::new("s", "S", "1", protocol, Endpoint::regional("s"))
}

static EC2: Service = service(Protocol::Ec2);
static QUERY: Service = service(Protocol::Query);
static REST_XML: Service = service(Protocol::RestXml);
static JSON: Service = service(Protocol::Json11);
static REST_JSON: Service = service(Protocol::RestJson);
static CBOR: Service = service(Protocol::RpcV2Cbor);

static NAMES: Shape = Shape::list("Names", &[Member::new("member", &shapes::STRING)]);
static LISTED: Shape = Shape::structure(
    "ListOutput",
    &[
        Member::new("Names", &NAMES),
        Member::new("Token", &shapes::STRING),
    ],
);
static WRAPPED: Shape = Shape::structure("GetOutput", &[Member::new("Thing", &LISTED)]).payload(0);
static TEXT: Shape =
    Shape::structure("TextOutput", &[Member::new("Text", &shapes::STRING)]).payload(0);
static ITEMS: Shape = Shape::structure("ItemsOutput", &[Member::new("Items", &NAMES)]).payload(0);
static EMPTY: Shape = Shape::structure("EmptyOutput", &[]);

/// The error for a body, or `ok`.
fn said(op: &Operation, body: &[u8]) -> String {
    match check_answer(op, body, false) {
        Ok(()) => "ok".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// The errors for bodies, a line each.
fn all(op: &Operation, bodies: &[&str]) -> String {
    let lines = bodies
        .iter()
        .map(|body| format!("{body:?}: {}", said(op, body.as_bytes())));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn ec2_answers_with_the_response_of_the_operation() {
    static LIST: Operation = Operation::new(&EC2, "List").output(&LISTED);
    insta::assert_snapshot!(all(&LIST, &[
        "<ListResponse/>",
        "<?xml version='1.0'?>\n<!-- a --><ListResponse xmlns='a'><Names/></ListResponse>",
        "<a:ListResponse xmlns:a='b'/>",
        "<List/>",
        "<a/>",
        "<a><Names/><Token>t</Token></a>",
        "<ListResult/>",
        "<ListsResponse/>",
        "<GetResponse/>",
        "<html><body><Names/></body></html>",
        " \n<HTML></HTML>",
        "<!DOCTYPE html><html/>",
        "<!DOCTYPE a><ListResponse/>",
        "<Response><Errors><Error><Code>c</Code></Error></Errors></Response>",
        "{}",
        "plain",
        " ",
        "",
    ]), @r#"
    "<ListResponse/>": ok
    "<?xml version='1.0'?>\n<!-- a --><ListResponse xmlns='a'><Names/></ListResponse>": ok
    "<a:ListResponse xmlns:a='b'/>": ok
    "<List/>": ok
    "<a/>": the answer is not a ListResponse: its root is <a>
    "<a><Names/><Token>t</Token></a>": the answer is not a ListResponse: its root is <a>
    "<ListResult/>": the answer is not a ListResponse: its root is <ListResult>
    "<ListsResponse/>": the answer is not a ListResponse: its root is <ListsResponse>
    "<GetResponse/>": the answer is not a ListResponse: its root is <GetResponse>
    "<html><body><Names/></body></html>": the answer is not a ListResponse: its root is <html>
    " \n<HTML></HTML>": the answer is not a ListResponse: its root is <HTML>
    "<!DOCTYPE html><html/>": the answer is not a ListResponse: it is an HTML page
    "<!DOCTYPE a><ListResponse/>": unreadable response: a document type declaration (at byte 0)
    "<Response><Errors><Error><Code>c</Code></Error></Errors></Response>": the answer is not a ListResponse: its root is <Response>
    "{}": unreadable response: not XML (at byte 2)
    "plain": unreadable response: not XML (at byte 5)
    " ": unreadable response: no root element (at byte 1)
    "": the answer is not a ListResponse: it has no body
    "#);
}

#[test]
fn query_answers_with_a_response_also_without_output() {
    static LIST: Operation = Operation::new(&QUERY, "List")
        .output(&LISTED)
        .result_wrapper("ListResult");
    insta::assert_snapshot!(all(&LIST, &[
        "<ListResponse><ListResult/></ListResponse>",
        "<ListResult/>",
        "<a><ListResult/></a>",
        "<ErrorResponse><Error/></ErrorResponse>",
    ]), @r#"
    "<ListResponse><ListResult/></ListResponse>": ok
    "<ListResult/>": the answer is not a ListResponse: its root is <ListResult>
    "<a><ListResult/></a>": the answer is not a ListResponse: its root is <a>
    "<ErrorResponse><Error/></ErrorResponse>": the answer is not a ListResponse: its root is <ErrorResponse>
    "#);
    static DELETE: Operation = Operation::new(&QUERY, "Delete");
    insta::assert_snapshot!(all(&DELETE, &[
        "<DeleteResponse><ResponseMetadata/></DeleteResponse>",
        "<DeleteResponse><ResponseMetadata/>",
        "<DeleteResponse/>x",
        "<a/>",
        "<html/>",
        "",
    ]), @r#"
    "<DeleteResponse><ResponseMetadata/></DeleteResponse>": ok
    "<DeleteResponse><ResponseMetadata/>": unreadable response: the document is cut off (at byte 35)
    "<DeleteResponse/>x": unreadable response: something follows the root element (at byte 18)
    "<a/>": the answer is not a DeleteResponse: its root is <a>
    "<html/>": the answer is not a DeleteResponse: its root is <html>
    "": the answer is not a DeleteResponse: it has no body
    "#);
}

#[test]
fn rest_xml_answers_with_the_root_that_the_model_says() {
    static LIST: Operation = Operation::new(&REST_XML, "List")
        .output(&LISTED)
        .output_root("ListOfNames");
    insta::assert_snapshot!(all(&LIST, &[
        "<ListOfNames/>",
        "<ListOutput/>",
        "<ListResult/>",
        "<ListResponse/>",
        "<List/>",
        "<a><Names/></a>",
        "<Error/>",
        "",
    ]), @r#"
    "<ListOfNames/>": ok
    "<ListOutput/>": ok
    "<ListResult/>": ok
    "<ListResponse/>": ok
    "<List/>": ok
    "<a><Names/></a>": the answer is not a ListOfNames: its root is <a>
    "<Error/>": the answer is not a ListOfNames: its root is <Error>
    "": ok
    "#);
}

#[test]
fn rest_xml_without_a_root_in_the_model_answers_with_a_member() {
    static LIST: Operation = Operation::new(&REST_XML, "List").output(&LISTED);
    insta::assert_snapshot!(all(&LIST, &[
        "<ListOutput/>",
        "<a><b/><Names/></a>",
        "<a><b><Names/></b></a>",
        "<a/>",
        "<html><Names/></html>",
        "<Error><Token>t</Token></Error>",
        "<ErrorResponse><Token>t</Token></ErrorResponse>",
        "<a><b>",
    ]), @r#"
    "<ListOutput/>": ok
    "<a><b/><Names/></a>": ok
    "<a><b><Names/></b></a>": the answer is not a ListOutput: its root is <a>
    "<a/>": the answer is not a ListOutput: its root is <a>
    "<html><Names/></html>": the answer is not a ListOutput: its root is <html>
    "<Error><Token>t</Token></Error>": the answer is not a ListOutput: its root is <Error>
    "<ErrorResponse><Token>t</Token></ErrorResponse>": the answer is not a ListOutput: its root is <ErrorResponse>
    "<a><b>": unreadable response: the document is cut off (at byte 6)
    "#);
}

#[test]
fn rest_xml_answers_with_the_names_of_a_payload() {
    static GET: Operation = Operation::new(&REST_XML, "Get").output(&WRAPPED);
    insta::assert_snapshot!(all(&GET, &[
        "<Thing/>",
        "<ListOutput/>",
        "<GetOutput/>",
        "<a><Names/></a>",
        "<a><Thing/></a>",
        "<a/>",
        "",
    ]), @r#"
    "<Thing/>": ok
    "<ListOutput/>": ok
    "<GetOutput/>": ok
    "<a><Names/></a>": ok
    "<a><Thing/></a>": the answer is not a Thing: its root is <a>
    "<a/>": the answer is not a Thing: its root is <a>
    "": ok
    "#);
}

#[test]
fn json_answers_with_an_object_where_one_is_due() {
    let bodies = [
        "{}",
        " {\"a\":1}",
        "[]",
        "\"a\"",
        "-7",
        "true",
        "null",
        "<a/>",
        "a",
        " ",
        "",
    ];
    static LIST: Operation = Operation::new(&JSON, "List").output(&LISTED);
    insta::assert_snapshot!(all(&LIST, &bodies), @r#"
    "{}": ok
    " {\"a\":1}": ok
    "[]": the answer is not a JSON object: it is a list
    "\"a\"": the answer is not a JSON object: it is a string
    "-7": the answer is not a JSON object: it is a number
    "true": the answer is not a JSON object: it is a boolean
    "null": the answer is not a JSON object: it is null
    "<a/>": the answer is not a JSON object: it is XML or HTML
    "a": the answer is not a JSON object: it is not JSON
    " ": the answer is not a JSON object: it is white space
    "": ok
    "#);
    let same = all(&LIST, &bodies);
    static GET: Operation = Operation::new(&REST_JSON, "Get").output(&WRAPPED);
    assert_eq!(all(&GET, &bodies), same);
    static PUT: Operation = Operation::new(&REST_JSON, "Put").output(&EMPTY);
    assert_eq!(all(&PUT, &bodies), same);
    static ITEMS_OF: Operation = Operation::new(&REST_JSON, "Items").output(&ITEMS);
    insta::assert_snapshot!(all(&ITEMS_OF, &["[]", "{}", ""]), @r#"
    "[]": ok
    "{}": the answer is not a JSON list: it is an object
    "": ok
    "#);
}

#[test]
fn cbor_answers_with_a_map() {
    static LIST: Operation = Operation::new(&CBOR, "List").output(&LISTED);
    for (body, expected) in [
        (&b"\xa0"[..], "ok"),
        (b"\xbf\xff", "ok"),
        (b"\xd9\xd9\xf7\xa0", "ok"),
        (b"", "ok"),
        (b"\x07", "the answer is not a CBOR map: it is a number"),
        (b"\x41a", "the answer is not a CBOR map: it is bytes"),
        (b"\x61a", "the answer is not a CBOR map: it is a string"),
        (b"\x80", "the answer is not a CBOR map: it is a list"),
        (
            b"\xf6",
            "the answer is not a CBOR map: it is a simple value",
        ),
        (
            b"<html>",
            "the answer is not a CBOR map: it is an HTML page",
        ),
    ] {
        assert_eq!(said(&LIST, body), expected, "{body:?}");
    }
}

#[test]
fn a_page_is_no_answer_where_nothing_is_due() {
    static JSON_OP: Operation = Operation::new(&JSON, "Put");
    static XML_OP: Operation = Operation::new(&REST_XML, "Put").output(&EMPTY);
    for op in [&JSON_OP, &XML_OP] {
        assert_eq!(
            said(op, b"<!doctype HTML>\n<html>"),
            "the answer is not one of the service: it is an HTML page"
        );
        for body in ["", "ok", "<a/>", "{}"] {
            assert_eq!(said(op, body.as_bytes()), "ok");
        }
    }
}

#[test]
fn bytes_and_text_may_be_anything() {
    static GET: Operation = Operation::new(&REST_XML, "Get").output(&TEXT);
    static HEAD: Operation = Operation::new(&REST_XML, "Head")
        .output(&LISTED)
        .http("HEAD", "/");
    for op in [&GET, &HEAD] {
        assert_eq!(all(op, &["<html/>"]), "\"<html/>\": ok");
    }
}

#[test]
fn an_answer_without_a_body_will_not_always_do() {
    static LIST: Operation = Operation::new(&JSON, "List").output(&LISTED);
    static PUT: Operation = Operation::new(&JSON, "Put").output(&EMPTY);
    let said = |op, needs_document| match check_answer(op, b"", needs_document) {
        Ok(()) => "ok".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said(&LIST, false), "ok");
    assert_eq!(
        said(&LIST, true),
        "the answer is not a JSON object: it has no body"
    );
    assert_eq!(said(&PUT, true), "ok");
}

#[test]
fn an_output_that_lists_failures_is_known_by_its_members_names() {
    let op = |name: &'static str, target: &'static Shape| -> &'static Operation {
        let members = vec![Member::new(name, target)].leak();
        let shape = Box::leak(Box::new(Shape::structure("Output", members)));
        Box::leak(Box::new(Operation::new(&JSON, "Do").output(shape)))
    };
    for (name, target, expected) in [
        ("UnprocessedItems", &NAMES, true),
        ("Failed", &NAMES, true),
        ("errors", &NAMES, true),
        ("InvalidParameters", &NAMES, true),
        ("buildsNotFound", &NAMES, true),
        ("FailedPutCount", &shapes::INTEGER, true),
        ("rejectedLogEventsInfo", &EMPTY, true),
        ("FailureInfo", &EMPTY, false),
        ("failureRetryCount", &shapes::STRING, false),
        ("Names", &NAMES, false),
        ("Count", &shapes::INTEGER, false),
    ] {
        let op = op(name, target);
        assert_eq!(lists_failures(op), expected, "{name}");
        assert_eq!(check_answer(op, b"", false).is_err(), expected, "{name}");
    }
}

#[test]
fn a_protocol_without_bindings_has_no_payload() {
    for service in [&JSON, &CBOR] {
        for output in [&TEXT, &ITEMS] {
            let op = Operation::new(service, "Get").output(output);
            let said = said(&op, b"[]");
            assert!(said.starts_with("the answer is not a "), "{said}");
            assert!(expects_document(&op));
        }
    }
}
