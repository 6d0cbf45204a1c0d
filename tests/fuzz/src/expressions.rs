//! Expressions: parsed from text and evaluated; planned against a model, and evaluated with the same result.

use std::sync::LazyLock;

use pageboy::jmespath::{self, Expression, Literal, Times};
use pageboy::view::{Structure, View};
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Dynamic};
use pageboy_codegen::plan::ExpressionPlanner;
use pageboy_models::{Definitions, Models};

use crate::memory;
use crate::service::{self, Folder, NAME};

/// What expressions are evaluated on: the value of a seed.
static VALUE: LazyLock<Dynamic> = LazyLock::new(value);

/// The model that expressions are planned against.
static DEFINITIONS: LazyLock<Definitions> = LazyLock::new(|| {
    let folder = Folder::new();
    folder.write("service-2.json", service::model("json").to_string());
    let definitions = Models::from_dir(folder.path()).load(NAME, None);
    definitions.unwrap_or_else(|error| panic!("{error}"))
});

thread_local! {
    static PLANNER: ExpressionPlanner<'static> =
        ExpressionPlanner::new(&DEFINITIONS.service, "Everything");
}

/// Reads an input: the text of an expression.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    memory::bounded(|| {
        let view = View::Structure(&*VALUE);
        let parsed = match Expression::parse(text) {
            Ok(parsed) => {
                assert_eq!(parsed.source(), text);
                Some(parsed)
            }
            Err(error) => {
                assert!(!error.message().is_empty());
                None
            }
        };
        let shape = VALUE.shape();
        if let Ok(resolved) = Expression::parse_for(text, shape) {
            let parsed = parsed.as_ref().expect("what fits is an expression");
            // A time that is compared with one is written as outputs have it.
            if constants(&resolved).eq(constants(parsed)) {
                let (parsed, resolved) = (outcome(parsed, view), outcome(&resolved, view));
                assert_eq!(parsed, resolved, "members found: {text}");
            }
        }
        match PLANNER.with(|planner| planner.plan(text)) {
            Ok(plan) => {
                let planned = outcome(&Expression::from(plan), view);
                let parsed = parsed.map(|parsed| parsed.with_times(Times::Seconds));
                let parsed = parsed.map(|parsed| outcome(&parsed, view));
                assert_eq!(parsed, Some(planned), "planned: {text}");
            }
            Err(mistakes) => assert!(mistakes.iter().all(|mistake| !mistake.is_empty())),
        }
    });
}

/// The texts that stand in an expression.
fn constants(expression: &Expression) -> impl Iterator<Item = &str> {
    let nodes = expression.nodes().iter();
    nodes.filter_map(|node| match node {
        jmespath::Node::Literal(Literal::String(text)) => Some(&**text),
        _ => None,
    })
}

/// What an expression gives, as text.
fn outcome(expression: &Expression, view: View<'_>) -> Result<String, String> {
    match expression.evaluate(view) {
        Ok(found) => {
            let _ = (
                found.is_truthy(),
                found.as_bool(),
                found.as_i64(),
                found.as_f64(),
            );
            drop(found.as_str());
            let text = found.to_string();
            drop(found.into_items());
            Ok(text)
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            Err(error.message().to_owned())
        }
    }
}

fn value() -> Dynamic {
    let tables = service::tables("json");
    let operation = tables.operations["Echo"];
    let seed = include_bytes!("../seeds/json/Echo-full");
    let body = seed.strip_prefix(b"\n").unwrap_or(seed);
    let response = Response {
        status: 200,
        headers: http::HeaderMap::new(),
        body: Body::from(body.to_vec()).into(),
    };
    let mut value = Dynamic::new(operation.output.unwrap());
    wire::parse_output(operation, &response, &mut value, &Limits::default()).unwrap();
    value
}
