//! Bearer tokens and signature version 2.

use aws_credential_types::Token;
use aws_credential_types::provider::error::TokenError;
use aws_credential_types::provider::future::ProvideToken as TokenFuture;
use aws_credential_types::provider::token::ProvideToken;

use super::*;
use crate::client::environment::Environment;
use crate::schema::{Auth, Endpoint, Member, Protocol, Service, Shape, shapes};

/// A part of every token.
const SECRET: &str = "hunter2";

const fn service(protocol: Protocol) -> Service {
    Service::new(
        "model-runtime",
        "Model Runtime",
        "2020-01-01",
        protocol,
        Endpoint::regional("model-runtime"),
    )
    .signing_name("made-up")
}

static SERVICE: Service = service(Protocol::Json11);
static FORMS: Service = service(Protocol::Query);
pub(super) static BEARER: Operation = Operation::new(&SERVICE, "Bearer").auth(&[Auth::Bearer]);
static EITHER: Operation = Operation::new(&SERVICE, "Either").auth(&[Auth::SigV4, Auth::Bearer]);
static SIGNED: Operation = Operation::new(&SERVICE, "Signed");
static FORM: Operation = Operation::new(&FORMS, "Form")
    .auth(&[Auth::SigV2])
    .input(&FORM_INPUT);
static FORM_INPUT: Shape =
    Shape::structure("FormInput", &[Member::new("ItemName", &shapes::STRING)]);

fn in_environment() -> Environment {
    [("AWS_BEARER_TOKEN_MADE_UP", SECRET)].into()
}

/// The `Authorization` header, or the reason why nothing was sent.
async fn authorization(
    operation: &'static Operation,
    change: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Result<String, Error> {
    let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "{}")]);
    let config = change(builder(&transport)).no_retries();
    let shown = format!("{config:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    let result = call(config, operation, &[]).await;
    let requests = transport.requests();
    if let Err(error) = result {
        assert!(requests.is_empty());
        assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
        return Err(error);
    }
    let shown = format!("{:?}", requests[0].headers);
    assert!(!shown.contains(SECRET), "{shown}");
    Ok(requests[0].header("authorization").unwrap().to_owned())
}

#[tokio::test]
async fn a_bearer_token_is_the_callers_or_the_environments() {
    let given = |config: ConfigBuilder| config.bearer_token(Token::from("given-hunter2"));
    let environment = |config: ConfigBuilder| config.environment(in_environment());
    let both = |config| given(environment(config));
    let sent = authorization(&BEARER, environment).await;
    assert_eq!(sent.unwrap(), "Bearer hunter2");
    let sent = authorization(&BEARER, both).await;
    assert_eq!(sent.unwrap(), "Bearer given-hunter2");
    let error = authorization(&BEARER, |config| config).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "model-runtime Bearer: no bearer token: set AWS_BEARER_TOKEN_MADE_UP, \
         or pass a provider to `Config::builder().bearer_token(…)`"
    );
}

#[tokio::test]
async fn a_configured_token_takes_the_place_of_a_signature_where_the_service_takes_both() {
    let environment = |config: ConfigBuilder| config.environment(in_environment());
    let sent = authorization(&EITHER, environment).await;
    assert_eq!(sent.unwrap(), "Bearer hunter2");
    for (operation, config) in [
        (&EITHER, Config::builder()),
        (&SIGNED, Config::builder().environment(in_environment())),
        (&SIGNED, Config::builder().bearer_token(Token::from(SECRET))),
    ] {
        let with_keys = |_| config;
        let transport = ScriptedTransport::new([ScriptStep::response(200, &[], "{}")]);
        let config = with_keys(())
            .region("eu-central-1")
            .credentials(keys())
            .transport(transport.clone());
        call(config, operation, &[]).await.unwrap();
        let sent = transport.requests();
        let sent = sent[0].header("authorization").unwrap();
        assert!(
            sent.starts_with("AWS4-HMAC-SHA256 Credential=id/"),
            "{sent}"
        );
    }
}

#[tokio::test]
async fn a_token_is_not_sent_in_the_clear() {
    let at = |url: &'static str| {
        move |config: ConfigBuilder| config.bearer_token(Token::from(SECRET)).endpoint_url(url)
    };
    let error = authorization(&BEARER, at("http://proxy.example"))
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(_)), "{error:?}");
    for url in [
        "https://proxy.example",
        "http://localhost:1",
        "http://[::1]",
    ] {
        assert_eq!(
            authorization(&BEARER, at(url)).await.unwrap(),
            "Bearer hunter2"
        );
    }
}

#[tokio::test]
async fn a_token_that_is_no_header_is_not_repeated() {
    let given = |config: ConfigBuilder| config.bearer_token(Token::from("hunter2\n"));
    let error = authorization(&BEARER, given).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "model-runtime Bearer: the bearer token has control characters"
    );
}

#[derive(Debug)]
struct NoToken;

impl ProvideToken for NoToken {
    fn provide_token<'a>(&'a self) -> TokenFuture<'a>
    where
        Self: 'a,
    {
        TokenFuture::ready(Err(TokenError::provider_error("the session has ended")))
    }
}

#[tokio::test]
async fn the_cause_of_a_missing_token_is_told() {
    let given = |config: ConfigBuilder| config.bearer_token(NoToken);
    let error = authorization(&BEARER, given).await.unwrap_err();
    assert!(
        error.to_string().ends_with(": the session has ended"),
        "{error}"
    );
    assert!(matches!(error.kind(), ErrorKind::Credentials(_)));
}

#[tokio::test(start_paused = true)]
async fn a_form_is_signed_anew_for_every_attempt() {
    let transport = ScriptedTransport::new([
        ScriptStep::response(503, &[], ""),
        ScriptStep::response(200, &[], "<FormResponse/>"),
    ]);
    let members = &[("ItemName", "a b")];
    call(builder(&transport), &FORM, members).await.unwrap();
    for request in transport.requests() {
        let text = request.text();
        let start = "Action=Form&Version=2020-01-01&ItemName=a%20b&AWSAccessKeyId=id&\
                     SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp=";
        assert!(text.starts_with(start), "{text}");
        assert_eq!(text.matches("&Signature=").count(), 1, "{text}");
        let length = text.len().to_string();
        assert_eq!(request.header("content-length"), Some(&*length));
        assert_eq!(request.header("authorization"), None);
    }
}
