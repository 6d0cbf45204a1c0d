//! Sessions of S3 Express: requests to a directory bucket, beside what botocore signs with (`tests/functional/test_s3express.py`).

use pageboy::schema::shapes;
use pageboy::testing::{ScriptStep, ScriptedTransport};
use pageboy::{Client, Config, Credentials, Dynamic};
use pageboy_models::Json;

use crate::model;
use crate::requests::{KEYS, SESSION};
use crate::values::fill;

#[tokio::test]
async fn a_session_is_asked_for_once_and_signs_what_follows() {
    let operation = model::vendored("s3", "headobject").unwrap();
    let answers = [SESSION, "", "", ""].map(|body| ScriptStep::response(200, &[], body));
    let transport = ScriptedTransport::new(answers);
    let keys = Credentials::new(KEYS.0, KEYS.1, Some("own".to_owned()), None, "tests");
    let config = Config::builder().region("us-west-2").credentials(keys);
    let config = config.transport(transport.clone()).no_retries().build();
    let client = Client::new(operation.service, &config.unwrap());
    let mut input = Dynamic::new(operation.input.unwrap());
    let parameters = r#"{"Bucket": "books--usw2-az1--x-s3", "Key": "k"}"#;
    fill(
        &mut input,
        &serde_json::from_str::<Json>(parameters).unwrap(),
    )
    .unwrap();
    let call = || {
        let output = Box::new(Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY)));
        client.call(operation, &input, output)
    };
    let (first, second) = futures_util::future::join(call(), call()).await;
    first.unwrap();
    second.unwrap();
    call().await.unwrap();
    let sent = transport.requests();
    assert_eq!(sent.len(), 4);
    let host = "books--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com";
    let session = format!("https://{host}/?session");
    assert_eq!(sent[0].uri.to_string(), session);
    assert_eq!(sent[0].header("x-amz-security-token"), Some("own"));
    let authorization = |at: usize| sent[at].header("authorization").unwrap_or_default();
    assert!(authorization(0).contains(&format!("Credential={}/", KEYS.0)));
    assert!(authorization(0).contains("/us-west-2/s3express/aws4_request"));
    for (at, request) in sent.iter().enumerate().skip(1) {
        assert_eq!(request.uri.to_string(), format!("https://{host}/k"));
        assert_eq!(request.header("x-amz-s3session-token"), Some("session"));
        assert_eq!(request.header("x-amz-security-token"), None);
        let header = authorization(at);
        assert!(header.contains("Credential=id/"), "{header}");
        assert!(
            header.contains("/us-west-2/s3express/aws4_request"),
            "{header}"
        );
        assert!(header.contains("x-amz-s3session-token"), "{header}");
    }
}
