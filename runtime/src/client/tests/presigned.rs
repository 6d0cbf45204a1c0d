//! Requests for somebody else to send. The URLs are those of botocore 1.44.8 (`generate_presigned_url`) for the same keys
//! and time, with signature version 4 and `addressing_style` `virtual`; otherwise botocore uses S3's global host, which
//! redirects requests for a new bucket.

use std::time::SystemTime;

use super::*;
use crate::PresignedRequest;
use crate::schema::{Auth, Endpoint, Location, Member, Protocol, Service, Shape, shapes};

const fn service(name: &'static str, version: &'static str, protocol: Protocol) -> Service {
    Service::new(name, name, version, protocol, Endpoint::regional(name))
}

static STS: Service = service("sts", "2011-06-15", Protocol::Query);
static GET_CALLER_IDENTITY: Operation = Operation::new(&STS, "GetCallerIdentity");

static LAMBDA: Service = service("lambda", "2015-03-31", Protocol::RestJson);
static GET_FUNCTION: Operation = Operation::new(&LAMBDA, "GetFunction")
    .http("GET", "/2015-03-31/functions/{FunctionName}")
    .input(&FUNCTION);
static FUNCTION: Shape = Shape::structure(
    "Function",
    &[
        text("FunctionName").location(Location::Uri),
        text("Qualifier").location(Location::Query),
    ],
);

static POLLY: Service = service("polly", "2016-06-10", Protocol::RestJson);
static SYNTHESIZE: Operation = Operation::new(&POLLY, "SynthesizeSpeech")
    .http("POST", "/v1/speech")
    .input(&SPEECH);
static SPEECH: Shape = Shape::structure(
    "Speech",
    &[
        text("OutputFormat"),
        text("Text"),
        text("VoiceId"),
        Member::new("Lexicons", &LEXICONS),
    ],
);
static LEXICONS: Shape = Shape::list("Lexicons", &[Member::new("member", &LEXICON)]);
static LEXICON: Shape = Shape::structure("Lexicon", &[text("Name")]);

static DYNAMODB: Service =
    service("dynamodb", "2012-08-10", Protocol::Json10).target_prefix("DynamoDB_20120810");
static LIST_TABLES: Operation = Operation::new(&DYNAMODB, "ListTables");

static FORMS: Service = service("sdb", "2009-04-15", Protocol::Query);
static OLD: Operation = Operation::new(&FORMS, "ListDomains").auth(&[Auth::SigV2]);

const fn text(name: &'static str) -> Member {
    Member::new(name, &shapes::STRING)
}

/// 2026-01-02T03:04:05Z.
fn clock() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045)
}

fn client(operation: &Operation, token: Option<&str>) -> Client {
    let keys = Credentials::new(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        token.map(str::to_owned),
        Some(clock() + Duration::from_secs(1800)).filter(|_| token.is_some()),
        "test",
    );
    let config = builder(&ScriptedTransport::default())
        .credentials(keys)
        .now(clock)
        .build()
        .unwrap();
    Client::new(operation.service, &config)
}

async fn presigned(
    operation: &'static Operation,
    members: &[(&str, &str)],
    token: Option<&str>,
    seconds: u64,
) -> Result<PresignedRequest, Error> {
    let input = samples::with(samples::input(operation, None), members);
    let lifetime = Duration::from_secs(seconds);
    client(operation, token)
        .presign(operation, &input, lifetime)
        .await
}

/// What follows the question mark and the operation's own fields.
fn signature(service: &str, seconds: u64, headers: &str, token: &str, signature: &str) -> String {
    format!(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-central-1%2F{service}%2Faws4_request\
         &X-Amz-Date=20260102T030405Z&X-Amz-Expires={seconds}&X-Amz-SignedHeaders={headers}{token}&X-Amz-Signature={signature}"
    )
}

const KEY: &[(&str, &str)] = &[("Bucket", "bk-x"), ("Key", "a b/c+~.txt")];

#[tokio::test]
async fn an_object_is_fetched_with_a_url() {
    let request = presigned(&GET_OBJECT, KEY, None, 3600).await.unwrap();
    let tail = signature(
        "s3",
        3600,
        "host",
        "",
        "7f29027e95872c1098a5197b7e10000902e7e2b24cd86be0fb7a86e7a1a75fcf",
    );
    let object = "https://bk-x.s3.eu-central-1.amazonaws.com/a%20b/c%2B~.txt";
    assert_eq!(request.url(), format!("{object}?{tail}"));
    assert_eq!(request.method(), "GET");
    assert_eq!(request.headers().count(), 0);
    assert_eq!(request.expires_at(), clock() + Duration::from_secs(3600));

    let request = presigned(&GET_OBJECT, KEY, Some("the/token+=="), 900);
    let request = request.await.unwrap();
    let tail = signature(
        "s3",
        900,
        "host",
        "&X-Amz-Security-Token=the%2Ftoken%2B%3D%3D",
        "07cba4de73870375d177fce0c18f9ccf27cd7ee7c3df5815c3d152f3d7fc9c1c",
    );
    assert_eq!(request.url(), format!("{object}?{tail}"));
}

#[tokio::test]
async fn an_upload_needs_the_headers_that_are_signed() {
    let object = || {
        let members = [("Bucket", "bk-x"), ("Key", "k")];
        samples::with(samples::input(&PUT_OBJECT, None), &members)
    };
    let mut with_metadata = object();
    samples::insert(&mut with_metadata, "Metadata", "a", "b c");
    for (input, headers, expected, names) in [
        (
            object(),
            "host",
            "425c77c81946ea30b5e9f569e347da7ade91ab85af74a24804a82b6f7d6edadb",
            &[][..],
        ),
        (
            with_metadata,
            "host%3Bx-amz-meta-a",
            "da91064a9142f0911f3759f016bec798980e83d808266a4c60643b07ec416e81",
            &[("x-amz-meta-a", "b c")][..],
        ),
    ] {
        let client = client(&PUT_OBJECT, None);
        let lifetime = PresignedRequest::DEFAULT_LIFETIME;
        let request = client.presign(&PUT_OBJECT, &input, lifetime).await.unwrap();
        let tail = signature("s3", 3600, headers, "", expected);
        let url = format!("https://bk-x.s3.eu-central-1.amazonaws.com/k?{tail}");
        assert_eq!(request.url(), url);
        assert_eq!(request.method(), "PUT");
        assert_eq!(request.headers().collect::<Vec<_>>(), names);
    }
    let encrypted = [
        ("Bucket", "bk-x"),
        ("Key", "a//../b"),
        ("SSECustomerKey", "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"),
    ];
    let request = presigned(&PUT_OBJECT, &encrypted, None, 3600)
        .await
        .unwrap();
    let headers = "host%3Bx-amz-server-side-encryption-customer-key%3Bx-amz-server-side-encryption-customer-key-md5";
    let expected = "163bc413444132cb70f07d99b392c3c7d0163f64b83aaf00d3b46b6c72e4c790";
    let tail = signature("s3", 3600, headers, "", expected);
    let url = format!("https://bk-x.s3.eu-central-1.amazonaws.com/a//../b?{tail}");
    assert_eq!(request.url(), url);
    let shown = format!("{request:?}");
    assert!(
        !shown.contains("Signature=") && !shown.contains("a2tra2"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_form_and_members_of_json_go_into_the_query() {
    let sts = presigned(&GET_CALLER_IDENTITY, &[], None, 3600)
        .await
        .unwrap();
    let expected = "f7497bec2bb219f345aed87f20abb14a467ba14c9b92266f5b3edad62937e4f0";
    let tail = signature("sts", 3600, "host", "", expected);
    let url = "https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
    assert_eq!(sts.url(), format!("{url}&{tail}"));
    assert_eq!((sts.method(), sts.headers().count()), ("GET", 0));

    let function = [
        (
            "FunctionName",
            "arn:aws:lambda:eu-central-1:123456789012:function:f",
        ),
        ("Qualifier", "1 2"),
    ];
    let lambda = presigned(&GET_FUNCTION, &function, None, 3600)
        .await
        .unwrap();
    let expected = "2837e5635dca310734d4e04c2c225bbc9de17b7216b3c3029521c79a20c58356";
    let tail = signature("lambda", 3600, "host", "", expected);
    let url = "https://lambda.eu-central-1.amazonaws.com/2015-03-31/functions/\
               arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Af?Qualifier=1%202";
    assert_eq!(lambda.url(), format!("{url}&{tail}"));

    let speech = [
        ("OutputFormat", "mp3"),
        ("Text", "a b"),
        ("VoiceId", "Joanna"),
    ];
    let polly = presigned(&SYNTHESIZE, &speech, None, 3600).await.unwrap();
    let start = "https://polly.eu-central-1.amazonaws.com/v1/speech?OutputFormat=mp3&Text=a%20b&VoiceId=Joanna&X-Amz-Algorithm=";
    assert!(polly.url().starts_with(start), "{}", polly.url());

    let tables = presigned(&LIST_TABLES, &[], None, 3600).await.unwrap();
    let expected = "69c8538db8b00a77faaad0cf3c8c8132f17a885ff7f4956d9b19e27cdaa3f8ef";
    let tail = signature(
        "dynamodb",
        3600,
        "content-type%3Bhost%3Bx-amz-target",
        "",
        expected,
    );
    assert_eq!(
        tables.url(),
        format!("https://dynamodb.eu-central-1.amazonaws.com/?{tail}")
    );
    let headers: Vec<_> = tables.headers().collect();
    assert!(
        headers.contains(&("x-amz-target", "DynamoDB_20120810.ListTables")),
        "{headers:?}"
    );
}

#[tokio::test]
async fn a_url_ends_with_the_keys() {
    let request = presigned(&GET_OBJECT, KEY, Some("session"), 3600)
        .await
        .unwrap();
    assert_eq!(request.expires_at(), clock() + Duration::from_secs(1800));
}

#[tokio::test]
async fn what_no_url_holds_is_refused() {
    let upload = [("Bucket", "bk-x"), ("Key", "k"), ("Body", "hi")];
    let error = presigned(&PUT_OBJECT, &upload, None, 60).await.unwrap_err();
    insta::assert_snapshot!(error, @"s3 PutObject: invalid input: a URL has no body: leave it out, and send it with the request");
    let mut speech = samples::input(&SYNTHESIZE, None);
    samples::push(&mut speech, "Lexicons", "Name", "x");
    let lifetime = PresignedRequest::DEFAULT_LIFETIME;
    let client = client(&SYNTHESIZE, None);
    let result = client.presign(&SYNTHESIZE, &speech, lifetime);
    insta::assert_snapshot!(result.await.unwrap_err(), @"polly SynthesizeSpeech: invalid input: Lexicons cannot be in a URL: it is not a text, a number, or a list of these");
    let error = presigned(&OLD, &[], None, 60).await.unwrap_err();
    insta::assert_snapshot!(error, @"sdb ListDomains: its requests are not signed with version 4, so no URL can be signed");
    for seconds in [0, 604_801] {
        let error = presigned(&GET_OBJECT, KEY, None, seconds)
            .await
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.ends_with("at least a second and at most seven days"),
            "{text}"
        );
    }
    presigned(&GET_OBJECT, KEY, None, 604_800).await.unwrap();
}
