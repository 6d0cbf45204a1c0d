//! Listeners to a whole process: a subscriber for all threads, or the crate `log`. Each listens in a process of its own.

use std::process::Command;
use std::sync::Mutex;

use super::logged::{Everything, SECRET, secret_keys};
use super::*;
use crate::client::event_signing;

/// Who listens in a process that a test starts.
const LISTENER: &str = "PAGEBOY_TEST_LISTENER";

#[test]
fn a_subscriber_of_the_process_hears_nothing_secret() {
    listen("subscriber");
}

#[test]
fn a_log_that_takes_everything_hears_nothing_secret() {
    listen("log");
}

#[test]
fn a_log_that_does_not_take_the_signers_trace_goes_on() {
    listen("log of others");
}

fn listen(listener: &str) {
    let program = std::env::current_exe().unwrap();
    let mut process = Command::new(program);
    process.args(["--exact", "--ignored", "--nocapture"]);
    process.arg("client::tests::silence::a_process_that_somebody_listens_to");
    let output = process.env(LISTENER, listener).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(text.contains("1 passed"), "{text}");
}

static LINES: Mutex<String> = Mutex::new(String::new());

/// Records what it receives.
struct Log {
    takes_signer: bool,
}

impl log::Log for Log {
    fn enabled(&self, about: &log::Metadata<'_>) -> bool {
        self.takes_signer || !about.target().starts_with("aws_sigv4")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = format!("{} {}\n", record.target(), record.args());
            LINES.lock().unwrap().push_str(&line);
        }
    }

    fn flush(&self) {}
}

static ALL: Log = Log { takes_signer: true };
static OTHERS: Log = Log {
    takes_signer: false,
};

#[tokio::test]
#[ignore = "the tests above start it"]
async fn a_process_that_somebody_listens_to() {
    let Ok(listener) = std::env::var(LISTENER) else {
        return;
    };
    let seen = Everything::default();
    match &*listener {
        "subscriber" => tracing::subscriber::set_global_default(seen.clone()).unwrap(),
        listener => {
            let log = if listener == "log" { &ALL } else { &OTHERS };
            log::set_logger(log).unwrap();
            log::set_max_level(log::LevelFilter::Trace);
        }
    }
    for _ in 0..2 {
        let transport = ScriptedTransport::new([success()]);
        let object = [
            ("Bucket", "bk-x"),
            ("Key", "k"),
            ("SSECustomerKey", "hunter2hunter2hunter2hunter2hunt"),
        ];
        let config = builder(&transport).credentials(secret_keys());
        call(config.clone(), &PUT_OBJECT, &object).await.unwrap();
        // Events are signed by `aws-sigv4`, which traces.
        event_signing::tests::sign_the_end(secret_keys()).unwrap();
        let client = Client::new(PUT_OBJECT.service, &config.build().unwrap());
        let input = samples::with(samples::input(&PUT_OBJECT, None), &object);
        let url = client.presign(&PUT_OBJECT, &input, Duration::from_secs(60));
        url.await.unwrap();
    }
    tracing::info!("at the end");
    let heard = seen.text() + &LINES.lock().unwrap();
    assert!(!heard.contains(SECRET), "{heard}");
    assert!(!heard.contains("aws_sigv4"), "{heard}");
    // `tracing` writes to a log until there is a dispatcher; the one that hears nothing is none that need be.
    assert_eq!(heard.contains("at the end"), listener != "log", "{heard}");
}
