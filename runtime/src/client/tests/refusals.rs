//! Calls that fail before anything is sent.

use super::*;

/// The error of a call that must send nothing.
async fn refused(config: ConfigBuilder, members: &[(&str, &str)]) -> Error {
    let transport = ScriptedTransport::new([success()]);
    let result = call(config.transport(transport.clone()), &RUN_INSTANCES, members).await;
    assert_eq!(transport.unused(), 1);
    let error = result.err().unwrap();
    assert_eq!(error.attempts(), 0);
    error
}

#[tokio::test]
async fn a_missing_region_says_how_to_set_one() {
    let error = refused(Config::builder().credentials(keys()), IMAGE).await;
    assert!(matches!(error.kind(), ErrorKind::Config(_)));
    assert_eq!(
        error.to_string(),
        "ec2 RunInstances: no region: set AWS_REGION, or `Config::builder().region(…)`"
    );
}

#[tokio::test]
async fn missing_credentials_say_how_to_set_some() {
    let error = refused(Config::builder().region("us-east-1"), IMAGE).await;
    assert!(matches!(error.kind(), ErrorKind::Credentials(_)));
    assert_eq!(
        error.to_string(),
        "ec2 RunInstances: no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, \
         or pass a provider to `Config::builder().credentials(…)`"
    );
}

#[tokio::test]
async fn a_provider_that_fails_is_quoted() {
    let config = Config::builder().region("us-east-1").credentials(Broken);
    let error = refused(config, IMAGE).await;
    assert!(
        error.to_string().ends_with(": the vault is closed"),
        "{error}"
    );
}

#[tokio::test]
async fn invalid_input_sends_nothing() {
    let config = Config::builder().region("us-east-1").credentials(keys());
    let error = refused(config, &[]).await;
    assert!(error.is_invalid_input());
    let text = error.to_string();
    assert!(
        text.starts_with("ec2 RunInstances: invalid input: "),
        "{text}"
    );
    assert!(text.contains("ImageId"), "{text}");
}

#[tokio::test]
async fn an_unsigned_operation_needs_no_credentials() {
    let answer = ScriptStep::response(200, XML, "<UnsignedResponse/>");
    let transport = ScriptedTransport::new([answer]);
    let config = builder(&transport).credentials(Broken);
    call(config, &UNSIGNED, &[]).await.unwrap();
    let requests = transport.requests();
    assert_eq!(requests[0].header("authorization"), None);
    assert_eq!(requests[0].header("x-amz-date"), None);
}
