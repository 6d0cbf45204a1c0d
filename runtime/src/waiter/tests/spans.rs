//! What a subscriber sees of a wait.

use std::collections::BTreeMap;
use std::fmt;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata as About, Subscriber};

use crate::Credentials;
use crate::client::{Client, Config};
use crate::request::Wait;
use crate::testing::{ScriptStep as Step, ScriptedTransport};

use super::*;

/// Keeps the spans of this crate, with their fields and the number of the span around them.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<SpanFields>>>, Arc<Mutex<Vec<u64>>>);

struct SpanFields {
    name: &'static str,
    parent: Option<u64>,
    fields: BTreeMap<&'static str, String>,
}

impl Visit for SpanFields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Spans {
    fn enabled(&self, about: &About<'_>) -> bool {
        about.is_span() && about.target().starts_with("pageboy")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let around = self.1.lock().unwrap().last().copied();
        let parent = attributes.parent().map(Id::into_u64);
        let mut seen = SpanFields {
            name: attributes.metadata().name(),
            parent: parent.or(around.filter(|_| attributes.is_contextual())),
            fields: BTreeMap::new(),
        };
        attributes.record(&mut seen);
        let mut spans = self.0.lock().unwrap();
        spans.push(seen);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let at = usize::try_from(span.into_u64()).unwrap();
        values.record(&mut self.0.lock().unwrap()[at - 1]);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, span: &Id) {
        self.1.lock().unwrap().push(span.into_u64());
    }

    fn exit(&self, _: &Id) {
        self.1.lock().unwrap().pop();
    }
}

impl Spans {
    fn shown(&self) -> String {
        let spans = self.0.lock().unwrap();
        let depth = |mut at: usize| {
            let mut depth = 0;
            while let Some(parent) = spans[at].parent {
                at = usize::try_from(parent).unwrap() - 1;
                depth += 1;
            }
            depth
        };
        let lines = spans.iter().enumerate().map(|(at, span)| {
            let fields: Vec<_> = span
                .fields
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!(
                "{}{} {}",
                "  ".repeat(depth(at)),
                span.name,
                fields.join(" ")
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[tokio::test(start_paused = true)]
async fn wait_poll_and_call_are_spans_in_each_other() {
    let step = |state: &str, id: &str| {
        let body = format!(r#"{{"x": "{state}", "secret": "hunter2"}}"#);
        Step::response(200, &[("x-amzn-requestid", id)], body)
    };
    let transport = ScriptedTransport::new([step("busy", "id-1"), step("free", "id-2")]);
    let config = Config::builder()
        .region("us-east-1")
        .credentials(Credentials::new("id", "hunter3", None, None, "test"))
        .transport(transport)
        .build()
        .unwrap();
    let client = Client::new(&SERVICE, &config);
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    let free = waiter(vec![success(path("x", ExpectedValue::String("free")))]);
    let input = Dynamic::new(&shapes::EMPTY);
    Wait::new(client, free).run_dynamic(input).await.unwrap();
    drop(guard);
    let shown = spans.shown();
    assert!(!shown.contains("hunter"), "{shown}");
    insta::assert_snapshot!(shown, @r#"
    wait operation="DescribeThings" service="made-up" waiter="ThingsReady"
      poll attempt=1 request_id=id-1 state=Retry
        call attempts=1 operation="DescribeThings" request_id=id-1 service="made-up"
      poll attempt=2 request_id=id-2 state=Success
        call attempts=1 operation="DescribeThings" request_id=id-2 service="made-up"
    "#);
}
