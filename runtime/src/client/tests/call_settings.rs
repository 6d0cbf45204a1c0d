//! Retries, time limits and headers of single calls, pages and waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;

use super::*;
use crate::client::{CallSettings, HeldFor, ReadTimeout, RetryMode, Transport};
use crate::paginator::{Pages, Paginator};
use crate::request::{Call, ToSend};

fn client(transport: impl Transport) -> Client {
    let config = Config::builder()
        .region("eu-central-1")
        .credentials(keys())
        .transport(transport);
    Client::new(RUN_INSTANCES.service, &config.build().unwrap())
}

fn run(client: &Client) -> Call<Dynamic> {
    let input = samples::input(&RUN_INSTANCES, Some(("ImageId", "ami-1")));
    ToSend::new(client.clone()).call_dynamic(&RUN_INSTANCES, input)
}

fn failures() -> ScriptedTransport {
    ScriptedTransport::new((0..9).map(|_| failure(503, "Unavailable")))
}

#[tokio::test(start_paused = true)]
async fn a_call_has_attempts_and_a_mode_of_its_own() {
    for (settings, attempts, mode) in [
        (CallSettings::new(), 3, "standard"),
        (CallSettings::new().max_attempts(1), 1, "standard"),
        (CallSettings::new().max_attempts(0), 1, "standard"),
        (CallSettings::new().max_attempts(7), 7, "standard"),
        (
            CallSettings::new().retry_mode(RetryMode::Legacy),
            5,
            "legacy",
        ),
    ] {
        let transport = failures();
        let client = client(transport.clone());
        let error = run(&client).with_settings(settings).await.unwrap_err();
        assert_eq!(error.attempts(), attempts);
        let request = &transport.requests()[0];
        let agent = request.header("user-agent").unwrap();
        assert!(agent.contains(&format!("cfg/retry-mode#{mode}")), "{agent}");
        let announced = format!("attempt=1; max={attempts}");
        assert_eq!(request.header("amz-sdk-request"), Some(&*announced));
        // The client is as it was.
        let rest = run(&client).await.unwrap_err();
        assert_eq!(rest.attempts(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn settings_of_a_clone_hold_for_its_calls_and_those_of_a_call_go_before() {
    let client = client(failures());
    let twice = client.with_settings(CallSettings::new().max_attempts(2));
    assert_eq!(run(&twice).await.unwrap_err().attempts(), 2);
    let limit = CallSettings::new().operation_timeout(Duration::from_secs(3600));
    let still_twice = run(&twice).with_settings(limit).await.unwrap_err();
    assert_eq!(still_twice.attempts(), 2);
    let once = CallSettings::new().max_attempts(1);
    let error = run(&twice).with_settings(once).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}

/// Never answers, and keeps what each request says of waiting.
#[derive(Clone, Debug, Default)]
struct Silent(Arc<Mutex<Vec<TimeLimits>>>);

/// What a request says of its read limit, and of how long it may be held.
type TimeLimits = (Option<Duration>, Option<Duration>);

impl Transport for Silent {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        let said = request.extensions();
        let said = (
            said.get().map(|ReadTimeout(limit)| *limit),
            said.get().map(|HeldFor(held)| *held),
        );
        self.0.lock().unwrap().push(said);
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_has_time_limits_of_its_own() {
    let transport = Silent::default();
    let client = client(transport.clone());
    let second = Duration::from_secs(1);
    let each = CallSettings::new().attempt_timeout(second).max_attempts(2);
    let error = run(&client).with_settings(each).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 2);
    insta::assert_snapshot!(error, @"ec2 RunInstances: no answer within 1s");
    let all = CallSettings::new().operation_timeout(second);
    let error = run(&client).with_settings(all.clone()).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    let read = all.read_timeout(5 * second);
    run(&client).with_settings(read).await.unwrap_err();
    let said = transport.0.lock().unwrap().clone();
    let none = (None, None);
    assert_eq!(said, [none, none, none, (Some(5 * second), None)]);
}

static ALL: Paginator = Paginator::new(&RUN_INSTANCES, &[], &[]);

/// The requests of a run, each with what it says of attempts and of the reason.
fn sent(transport: &ScriptedTransport) -> Vec<(String, String)> {
    let requests = transport.requests();
    let header = |request: &SentRequest, name| request.header(name).unwrap().to_owned();
    let told = requests.iter().map(|request| {
        (
            header(request, "amz-sdk-request"),
            header(request, "reason"),
        )
    });
    told.collect()
}

#[tokio::test(start_paused = true)]
async fn pages_and_waits_have_settings_and_headers_as_a_call_has() {
    let once = CallSettings::new()
        .max_attempts(1)
        .header("reason", "first");
    let expected = [(String::from("attempt=1; max=1"), String::from("second"))];
    let input = || samples::input(&RUN_INSTANCES, Some(("ImageId", "ami-1")));
    let again = CallSettings::new().header("Reason", "second");

    let transport = failures();
    let call = run(&client(transport.clone())).with_settings(once.clone());
    call.header("Reason", "second").await.unwrap_err();
    assert_eq!(sent(&transport), expected);

    let transport = failures();
    let mut pages = Pages::dynamic(client(transport.clone()), &ALL, input())
        .with_settings(once.clone())
        .with_settings(again.clone());
    pages.try_next().await.unwrap_err();
    assert_eq!(sent(&transport), expected);

    let transport = failures();
    let pages = Pages::dynamic(client(transport.clone()), &ALL, input());
    let mut items = pages
        .items(|_| Vec::<()>::new())
        .with_settings(once.clone());
    items = items.with_settings(again.clone());
    items.try_next().await.unwrap_err();
    assert_eq!(sent(&transport), expected);

    let transport = failures();
    let request = ToSend::new(client(transport.clone())).repeat_dynamic(&RUN_INSTANCES, input());
    let wait = request.until(|answer| answer.is_err()).with_settings(once);
    wait.with_settings(again).await.unwrap();
    assert_eq!(sent(&transport), expected);
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_an_error_of_a_page_and_of_a_wait() {
    let wrong = CallSettings::new().header("Host", "elsewhere.example");
    let input = samples::input(&RUN_INSTANCES, Some(("ImageId", "ami-1")));
    let transport = failures();
    let pages = Pages::dynamic(client(transport.clone()), &ALL, input);
    let error = pages.with_settings(wrong).try_next().await.unwrap_err();
    assert!(
        error.to_string().contains("the header Host cannot be set"),
        "{error}"
    );
    assert!(transport.requests().is_empty());
}
