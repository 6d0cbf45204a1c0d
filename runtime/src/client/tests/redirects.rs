//! Buckets that are in another region than the client's.

use super::*;
use crate::client::samples::{BUCKET_PARAMETER, GET_OBJECT_INPUT, S3};

static HEAD_OBJECT: Operation = Operation::new(&S3, "HeadObject")
    .http("HEAD", "/{Bucket}/{Key+}")
    .input(&GET_OBJECT_INPUT)
    .endpoint_parameters(BUCKET_PARAMETER);
static CREATE_BUCKET: Operation = Operation::new(&S3, "CreateBucket")
    .http("PUT", "/{Bucket}/{Key+}")
    .input(&GET_OBJECT_INPUT)
    .endpoint_parameters(BUCKET_PARAMETER);

const OBJECT: &[(&str, &str)] = &[("Bucket", "bk-x"), ("Key", "a/../k")];
const ELSEWHERE: &[(&str, &str)] = &[("x-amz-bucket-region", "eu-west-1")];

fn answer(status: u16, headers: &[(&str, &str)], code: &str, more: &str) -> ScriptStep {
    let body = format!("<Error><Code>{code}</Code><Message>why</Message>{more}</Error>");
    ScriptStep::response(status, headers, body)
}

fn found() -> ScriptStep {
    ScriptStep::response(200, &[], "hi")
}

fn client(transport: &ScriptedTransport) -> Client {
    Client::new(&S3, &builder(transport).build().unwrap())
}

async fn try_call(
    client: &Client,
    operation: &'static Operation,
    members: &[(&str, &str)],
) -> Result<Reply, Error> {
    let input = samples::with(samples::input(operation, None), members);
    let output = Box::new(samples::output(operation, &[]));
    client.call(operation, &input, output).await
}

/// Region of the host and of the signature of each request.
fn asked(transport: &ScriptedTransport) -> Vec<(String, String)> {
    let requests = transport.requests();
    let regions = requests.iter().map(|request| {
        let host = request.uri.host().unwrap().split(".s3.").nth(1).unwrap();
        let signed = request.header("authorization").unwrap();
        (
            host.split('.').next().unwrap().to_owned(),
            signed.split('/').nth(2).unwrap().to_owned(),
        )
    });
    regions.collect()
}

fn both(regions: &[&str]) -> Vec<(String, String)> {
    let regions = regions.iter();
    regions
        .map(|region| ((*region).to_owned(), (*region).to_owned()))
        .collect()
}

#[tokio::test]
async fn a_request_is_sent_once_more_to_the_region_of_its_bucket() {
    let in_body = "<Region>eu-west-1</Region>";
    for first in [
        answer(301, ELSEWHERE, "PermanentRedirect", ""),
        answer(307, ELSEWHERE, "TemporaryRedirect", ""),
        answer(400, &[], "AuthorizationHeaderMalformed", in_body),
        answer(400, ELSEWHERE, "IllegalLocationConstraintException", ""),
    ] {
        let transport = ScriptedTransport::new([first, found()]);
        let once = builder(&transport).max_attempts(1);
        let reply = call(once, &GET_OBJECT, OBJECT).await.unwrap();
        assert_eq!(reply.metadata.attempts, 2);
        assert_eq!(asked(&transport), both(&["eu-central-1", "eu-west-1"]));
        let requests = transport.requests();
        assert_eq!(
            requests[1].uri,
            "https://bk-x.s3.eu-west-1.amazonaws.com/a/../k"
        );
        let agent = |at: usize| requests[at].header("user-agent").unwrap().to_owned();
        assert!(!agent(0).contains("Ah"), "{}", agent(0));
        assert!(agent(1).contains("Ah"), "{}", agent(1));
        let id = |at: usize| requests[at].header("amz-sdk-invocation-id");
        assert_eq!(id(0), id(1));
    }
}

#[tokio::test]
async fn the_region_is_kept_for_the_bucket_and_no_other() {
    let moved = answer(301, ELSEWHERE, "PermanentRedirect", "");
    let transport = ScriptedTransport::new([moved, found(), found(), found()]);
    let client = client(&transport);
    for bucket in ["bk-x", "bk-x", "bk-y"] {
        let members = [("Bucket", bucket), ("Key", "k")];
        try_call(&client, &GET_OBJECT, &members).await.unwrap();
    }
    assert_eq!(
        asked(&transport),
        both(&["eu-central-1", "eu-west-1", "eu-west-1", "eu-central-1"])
    );
}

#[tokio::test]
async fn an_answer_to_head_says_it_in_a_header() {
    for status in [301, 400] {
        let first = ScriptStep::response(status, ELSEWHERE, "");
        let transport = ScriptedTransport::new([first, ScriptStep::response(200, &[], "")]);
        let reply = call(builder(&transport), &HEAD_OBJECT, OBJECT).await;
        assert_eq!(reply.unwrap().metadata.attempts, 2);
        assert_eq!(asked(&transport), both(&["eu-central-1", "eu-west-1"]));
    }
}

#[tokio::test]
async fn a_bucket_is_asked_where_the_answer_does_not_say_its_region() {
    let first = ScriptStep::response(400, &[], "");
    let head = ScriptStep::response(403, ELSEWHERE, "");
    let transport = ScriptedTransport::new([first, head, ScriptStep::response(200, &[], "")]);
    let reply = call(builder(&transport), &HEAD_OBJECT, OBJECT).await;
    assert_eq!(reply.unwrap().metadata.attempts, 2);
    let requests = transport.requests();
    assert_eq!(requests[1].method, "HEAD");
    assert_eq!(
        requests[1].uri,
        "https://bk-x.s3.eu-central-1.amazonaws.com/"
    );
    assert!(requests[1].header("authorization").is_some());
    assert_eq!(
        requests[2].uri,
        "https://bk-x.s3.eu-west-1.amazonaws.com/a/../k"
    );
    // Nor does the bucket.
    let first = ScriptStep::response(400, &[], "");
    let transport = ScriptedTransport::new([first, ScriptStep::response(403, &[], "")]);
    let error = call(builder(&transport), &HEAD_OBJECT, OBJECT).await;
    assert_eq!(error.err().unwrap().code(), Some("400"));
    assert_eq!(transport.requests().len(), 2);
}

#[tokio::test]
async fn a_call_is_redirected_once() {
    let moved = || answer(301, ELSEWHERE, "PermanentRedirect", "");
    let transport = ScriptedTransport::new([moved(), moved()]);
    let error = call(builder(&transport), &GET_OBJECT, OBJECT).await;
    let error = error.err().unwrap();
    assert_eq!(error.code(), Some("PermanentRedirect"));
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn other_answers_redirect_nobody() {
    let evil: &[(&str, &str)] = &[("x-amz-bucket-region", "evil.example/#")];
    for (first, operation) in [
        (answer(404, ELSEWHERE, "NoSuchKey", ""), &GET_OBJECT),
        (answer(403, ELSEWHERE, "AccessDenied", ""), &GET_OBJECT),
        (answer(301, evil, "PermanentRedirect", ""), &GET_OBJECT),
        (
            answer(400, &[], "AuthorizationHeaderMalformed", ""),
            &GET_OBJECT,
        ),
        (
            answer(400, ELSEWHERE, "IllegalLocationConstraintException", ""),
            &CREATE_BUCKET,
        ),
    ] {
        let transport = ScriptedTransport::new([first]);
        let error = call(builder(&transport), operation, OBJECT).await;
        assert!(error.is_err());
        assert_eq!(transport.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_endpoint_of_ones_own_is_asked_again_for_another_region() {
    let moved = answer(301, ELSEWHERE, "PermanentRedirect", "");
    let transport = ScriptedTransport::new([moved, found()]);
    let own = builder(&transport).endpoint_url("http://localhost:9000/base");
    call(own, &GET_OBJECT, OBJECT).await.unwrap();
    for (request, region) in transport
        .requests()
        .iter()
        .zip(["eu-central-1", "eu-west-1"])
    {
        assert_eq!(request.uri, "http://localhost:9000/base/bk-x/a/../k");
        let signed = request.header("authorization").unwrap();
        assert!(signed.contains(&format!("/{region}/s3/")), "{signed}");
    }
}

#[tokio::test]
async fn a_stream_that_was_read_is_not_sent_twice_and_the_next_call_knows_better() {
    let moved = answer(301, ELSEWHERE, "PermanentRedirect", "");
    let transport = ScriptedTransport::new([moved, found()]);
    let client = client(&transport);
    let output = Box::new(samples::output(&PUT_OBJECT, &[]));
    let error = client.call(&PUT_OBJECT, &streamed(), output).await;
    assert_eq!(error.err().unwrap().code(), Some("PermanentRedirect"));
    try_call(&client, &GET_OBJECT, OBJECT).await.unwrap();
    assert_eq!(asked(&transport), both(&["eu-central-1", "eu-west-1"]));
}

/// An object of which the body can be read once.
fn streamed() -> Dynamic {
    let mut input = samples::with(samples::input(&PUT_OBJECT, None), OBJECT);
    let index = input.shape().index_of("Body").unwrap();
    if let Slot::Stream(body) = input.get_mut(index).unwrap().slot() {
        *body = samples::stream(&[b"h", b"i"], Some(2));
    }
    input
}

/// Gives the first answers before a body is asked for, as a service may that was asked whether it wants it.
#[derive(Debug)]
struct AnswersFirst(std::sync::Mutex<Vec<ScriptStep>>, ScriptedTransport);

impl crate::client::Transport for AnswersFirst {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> std::pin::Pin<
        Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>,
    > {
        assert_eq!(request.headers()["expect"], "100-continue");
        match self.0.lock().unwrap().pop() {
            None => self.1.send(request),
            Some(first) => Box::pin(async move {
                let unread = http::Request::new(Body::empty());
                ScriptedTransport::new([first]).send(unread).await
            }),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_which_nothing_was_read_is_sent_to_the_region_and_again() {
    for firsts in [
        vec![answer(301, ELSEWHERE, "PermanentRedirect", "")],
        vec![answer(503, &[], "SlowDown", "")],
        vec![
            answer(301, ELSEWHERE, "PermanentRedirect", ""),
            answer(500, &[], "InternalError", ""),
        ],
    ] {
        let attempts = u32::try_from(firsts.len() + 1).unwrap();
        let then = ScriptedTransport::new([ScriptStep::response(200, &[], "")]);
        let transport = AnswersFirst(std::sync::Mutex::new(firsts), then.clone());
        let config = Config::builder().region("eu-central-1").credentials(keys());
        let client = Client::new(&S3, &config.transport(transport).build().unwrap());
        let output = Box::new(samples::output(&PUT_OBJECT, &[]));
        let reply = client.call(&PUT_OBJECT, &streamed(), output).await.unwrap();
        assert_eq!(reply.metadata.attempts, attempts);
        let text = then.requests()[0].text();
        assert!(text.starts_with("2\r\nhi\r\n0\r\n"), "{text}");
    }
}
