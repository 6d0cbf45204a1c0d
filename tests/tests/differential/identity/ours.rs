//! pageboy's side: a process of its own with a listener at every level.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::process::Command;
use std::sync::Mutex;

use pageboy::schema::{Endpoint, Protocol, Service};
use pageboy::{Body, Client, Config, HttpTransport, Transport, TransportError};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::case::{End, IdentityCase, SECRET};

/// Where the process sends everything, and the profile that code names.
const SERVER: &str = "PAGEBOY_IDENTITY_SERVER";
const PROFILE: &str = "PAGEBOY_IDENTITY_PROFILE";
/// A part of the key of login sessions, in both of its forms.
const KEYS: [&str; 2] = ["7+pAEvTI0wLK8F2j0N", "gTv6kAS9MjTAsrwXa"];
/// Whose client shows what it holds.
static SERVICE: Service = Service::new(
    "made-up",
    "MadeUp",
    "2020-01-01",
    Protocol::Json10,
    Endpoint::regional("made-up"),
);
/// What stands before the outcome.
const START: &str = "outcome of the case: ";

/// Runs a case in a process with this environment alone.
///
/// # Panics
///
/// When the process tells anything secret.
pub(super) fn ask(environment: BTreeMap<String, String>, server: &str, case: &IdentityCase) -> End {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["identity::ours::the_process", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        .env_clear()
        .envs(environment)
        .env(SERVER, server)
        .env("RUST_BACKTRACE", "0");
    if let Some(profile) = &case.code_profile {
        command.env(PROFILE, profile);
    }
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{case:?}\n{told}\n{complaint}");
    for text in [&*told, &*complaint] {
        let line = text.lines().find(|line| is_secret(line));
        assert_eq!(line, None, "something secret is told: {case:?}");
    }
    let end = told.lines().find_map(|line| line.split_once(START));
    let (_, end) = end.unwrap_or_else(|| panic!("no outcome of {case:?}: {told}\n{complaint}"));
    serde_json::from_str(end).unwrap()
}

/// Whether a line contains a secret, even as numbers.
fn is_secret(line: &str) -> bool {
    let numbers = SECRET.bytes().map(|byte| byte.to_string());
    let numbers = numbers.collect::<Vec<_>>().join(", ");
    line.contains(SECRET) || line.contains(&numbers) || KEYS.iter().any(|key| line.contains(key))
}

#[test]
#[ignore = "the test of all cases starts it for each"]
fn the_process() {
    let Ok(server) = std::env::var(SERVER) else {
        return;
    };
    tracing::subscriber::set_global_default(Lines).unwrap();
    log::set_logger(&Lines).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let end = runtime.block_on(find(server));
    println!("\n{START}{end}");
}

async fn find(server: String) -> serde_json::Value {
    let transport = Redirect {
        server,
        transport: HttpTransport::builder().build(),
    };
    let mut builder = Config::builder()
        .transport(transport)
        .mfa_code(|_| Ok(String::from("123456")));
    if let Ok(profile) = std::env::var(PROFILE) {
        builder = builder.profile(profile);
    }
    println!("{builder:?}");
    let config = match builder.load().await {
        Ok(config) => config,
        Err(error) => {
            println!("{error:?}");
            return json!({"error": error.to_string()});
        }
    };
    let client = Client::new(&SERVICE, &config);
    println!("{config:?} {:?} {client:?}", config.to_builder());
    match config.identity().await {
        Ok(identity) => {
            println!("{identity:?} {identity} {config:?} {client:?}");
            json!({"id": identity.access_key_id})
        }
        Err(error) => {
            println!("{error:?}");
            json!({"error": error.to_string()})
        }
    }
}

/// Sends everything to one server, with the origin it was meant for in a header.
#[derive(Debug)]
struct Redirect {
    server: String,
    transport: HttpTransport,
}

impl Transport for Redirect {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        let uri = request.uri();
        let scheme = uri.scheme_str().unwrap_or_default();
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let origin = format!("{scheme}://{authority}");
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let here = format!("http://{}{path}", self.server);
        *request.uri_mut() = here.parse().unwrap();
        let headers = request.headers_mut();
        headers.insert("x-sent-to", origin.parse().unwrap());
        headers.remove("host");
        self.transport.send(request)
    }
}

/// Prints everything that it hears.
struct Lines;

/// Lines stay whole.
static PRINTING: Mutex<()> = Mutex::new(());

fn print(text: &str) {
    let _alone = PRINTING.lock().unwrap();
    println!("{text}");
}

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        print(&format!("{}{}", attributes.metadata().name(), fields.0));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        print(&fields.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        print(&format!("{}{}", event.metadata().target(), fields.0));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        print(&format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}
