//! A subscriber that records everything sees nothing secret of a call, from any crate.

use std::fmt;
use std::sync::Mutex;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata as About, Subscriber};

use super::*;
use crate::Token;
#[cfg(feature = "http")]
use crate::client::HttpTransport;
#[cfg(feature = "http")]
use crate::testing::Recorder;

/// A part of every secret value, and of nothing else.
pub(super) const SECRET: &str = "hunter2";

/// Keeps the fields of all spans and events, of all crates and levels.
#[derive(Clone, Default)]
pub(super) struct Everything(Arc<Mutex<String>>);

impl Everything {
    pub(super) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

struct Lines<'a>(&'a mut String);

impl Visit for Lines<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!("{field}={value:?}\n"));
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &About<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut Lines(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Lines(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        text.push_str(&format!("{} ", event.metadata().target()));
        event.record(&mut Lines(&mut text));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

pub(super) fn secret_keys() -> Credentials {
    Credentials::new("AKID", SECRET, Some(format!("{SECRET}-session")), None, "t")
}

#[tokio::test]
async fn nothing_secret_is_logged_at_any_level() {
    let seen = Everything::default();
    let _guard = tracing::subscriber::set_default(seen.clone());
    let transport = ScriptedTransport::new((0..3).map(|_| success()));
    let config = builder(&transport).credentials(secret_keys());
    let object = [
        ("Bucket", "bk-x"),
        ("Key", "k"),
        ("Body", "hunter2"),
        ("SSECustomerKey", "hunter2hunter2hunter2hunter2hunt"),
    ];
    let _answer = call(config.clone(), &PUT_OBJECT, &object).await;
    let instance = [("ImageId", "ami-1"), ("UserData", "password: hunter2")];
    call(config.clone(), &RUN_INSTANCES, &instance)
        .await
        .unwrap();
    let token = config.bearer_token(Token::new(SECRET, None));
    let _answer = call(token, &authentication::BEARER, &[]).await;
    for request in transport.requests() {
        let shown = format!("{:?}", request.headers);
        assert!(shown.contains("\"authorization\": Sensitive"), "{shown}");
        assert!(!shown.contains(SECRET), "{shown}");
    }
    let seen = seen.0.lock().unwrap();
    assert!(seen.contains("RunInstances"), "{seen}");
    assert!(!seen.contains(SECRET), "{seen}");
}

#[cfg(feature = "http")]
#[tokio::test]
async fn nothing_secret_is_logged_on_the_wire() {
    let seen = Everything::default();
    let _guard = tracing::subscriber::set_default(seen.clone());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut connection, _) = listener.accept().unwrap();
        let mut read = vec![0; 65536];
        let count = connection.read(&mut read).unwrap();
        let answer = b"HTTP/1.1 500 no\r\nContent-Length: 7\r\nConnection: close\r\n\r\nhunter2";
        connection.write_all(answer).unwrap();
        String::from_utf8_lossy(&read[..count]).into_owned()
    });
    let config = Config::builder()
        .region("eu-central-1")
        .credentials(secret_keys())
        .endpoint_url(url)
        .no_retries();
    let object = [
        ("Bucket", "bk-x"),
        ("Key", "k"),
        ("SSECustomerKey", "hunter2hunter2hunter2hunter2hunt"),
    ];
    let error = call(config, &PUT_OBJECT, &object).await.err().unwrap();
    assert!(server.join().unwrap().contains("hunter2-session"));
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    let seen = seen.0.lock().unwrap();
    assert!(!seen.contains(SECRET), "{seen}");
}

#[cfg(feature = "http")]
#[tokio::test]
async fn an_api_key_is_in_no_log_error_debug_or_recording() {
    use std::io::{Read, Write};

    let seen = Everything::default();
    let _guard = tracing::subscriber::set_default(seen.clone());
    for operation in [&schemes::IN_HEADER, &schemes::IN_QUERY] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/base", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let mut sent = Vec::new();
            for status in ["200 fine", "403 no"] {
                let (mut connection, _) = listener.accept().unwrap();
                let mut read = vec![0; 65536];
                let count = connection.read(&mut read).unwrap();
                let answer = "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
                let answer = format!("HTTP/1.1 {status}\r\n{answer}");
                connection.write_all(answer.as_bytes()).unwrap();
                sent.push(String::from_utf8_lossy(&read[..count]).into_owned());
            }
            sent
        });
        let recorder = Recorder::new(HttpTransport::builder().build());
        let config = Config::builder()
            .api_key(SECRET)
            .endpoint_url(url)
            .transport(recorder.clone())
            .no_retries();
        hidden(&format!("{config:?} {:?}", config.clone().build()));
        let client = Client::new(operation.service, &config.clone().build().unwrap());
        hidden(&format!("{client:?}"));
        let reply = call(config.clone(), operation, &[]).await.unwrap();
        hidden(&format!("{reply:?}"));
        let refused = call(config.clone(), operation, &[]).await.unwrap_err();
        hidden(&format!("{refused} {refused:?}"));
        let sent = server.join().unwrap();
        assert!(sent.iter().all(|request| request.contains(SECRET)));
        // Nobody listens there now.
        let failed = call(config, operation, &[]).await.unwrap_err();
        hidden(&format!("{failed} {failed:?}"));
        let presigned = Config::builder()
            .api_key(SECRET)
            .endpoint_url("https://vault.example");
        let client = Client::new(operation.service, &presigned.build().unwrap());
        let input = samples::input(operation, None);
        let lifetime = Duration::from_secs(60);
        let refused = client.presign(operation, &input, lifetime).await;
        hidden(&format!("{:?}", refused.unwrap_err()));
        let recording = recorder.to_json().unwrap();
        assert_eq!(recording.matches(operation.name).count(), 3, "{recording}");
        hidden(&recording);
    }
    let seen = seen.text();
    assert!(seen.contains("connection is ready"), "{seen}");
    hidden(&seen);
}

#[cfg(feature = "http")]
fn hidden(text: &str) {
    assert!(!text.contains(SECRET), "{text}");
}

#[test]
fn a_password_in_an_endpoint_is_shown_nowhere() {
    let config = Config::builder().endpoint_url("http://user:hunter2@localhost:1/");
    let shown = format!("{config:?} {}", config.clone().build().unwrap_err());
    assert!(shown.contains("http://***@localhost:1/"), "{shown}");
    assert!(!shown.contains(SECRET), "{shown}");
}

#[tokio::test]
async fn keys_over_plain_http_to_another_machine_are_warned_of_once() {
    let seen = Everything::default();
    let _guard = tracing::subscriber::set_default(seen.clone());
    let warnings = || seen.0.lock().unwrap().matches("over plain HTTP").count();
    let transport = ScriptedTransport::new((0..4).map(|_| success()));
    let client = |url: &str| {
        let config = builder(&transport).endpoint_url(url).build().unwrap();
        Client::new(&samples::EC2, &config)
    };
    let send = async |client: &Client| {
        let input = samples::input(&RUN_INSTANCES, Some(IMAGE[0]));
        let output = Box::new(samples::output(&RUN_INSTANCES, &[]));
        client.call(&RUN_INSTANCES, &input, output).await.unwrap();
    };
    send(&client("http://127.0.0.1:1")).await;
    send(&client("https://ec2.example")).await;
    assert_eq!(warnings(), 0);
    let remote = client("http://ec2.example");
    send(&remote).await;
    send(&remote.clone()).await;
    assert_eq!(warnings(), 1);
}

#[tokio::test]
async fn the_id_of_a_request_stays_on_its_line() {
    let seen = Everything::default();
    let _guard = tracing::subscriber::set_default(seen.clone());
    let id = format!("a\n{}", "x".repeat(5000));
    let body = format!("<RunInstancesResponse><requestId>{id}</requestId></RunInstancesResponse>");
    let transport = ScriptedTransport::new([ScriptStep::response(200, XML, body)]);
    let input = [("ImageId", "ami-1")];
    call(builder(&transport), &RUN_INSTANCES, &input)
        .await
        .unwrap();
    let seen = seen.text();
    let line = seen
        .lines()
        .find(|line| line.starts_with("request_id="))
        .unwrap();
    assert!(line.starts_with(r"request_id=a\nxxx"), "{line}");
    assert!(line.len() < 400, "{line}");
}
