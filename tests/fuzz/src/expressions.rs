//! Expressions: parsed from text and evaluated; planned against a model, and evaluated with the same result.

use std::borrow::Cow;
use std::sync::LazyLock;

use pageboy::jmespath::{self, Expression, Literal, Times};
use pageboy::view::{Structure, View};
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Dynamic};
use pageboy_codegen::plan::ExpressionPlanner;
use pageboy_codegen::plan::expression::{Comparator, Expression as Plan, Node};
use pageboy_models::{Definitions, Models};
use serde_json::Value;

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
                let planned = evaluated(&plan, view);
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

/// Evaluates a planned expression, without leaving its nodes behind.
fn evaluated(plan: &Plan, view: View<'_>) -> Result<String, String> {
    let nodes: Box<[jmespath::Node]> = plan.nodes.iter().map(node).collect();
    let nodes = Box::into_raw(nodes);
    // SAFETY: the box is not freed before the expression and what it found are gone.
    let expression = Expression::new("planned", unsafe { &*nodes });
    let outcome = outcome(&expression, view);
    drop(expression);
    // SAFETY: it came from a box, and nothing refers to it any more.
    drop(unsafe { Box::from_raw(nodes) });
    outcome
}

/// A planned node as the runtime has it, in memory of its own.
fn node(plan: &Node) -> jmespath::Node {
    use jmespath::Node as Table;
    match plan {
        Node::Current => Table::Current,
        Node::Member(name, index) => Table::Member(service::interned(name), *index),
        Node::Field(name) => Table::Field(Cow::Owned(name.clone())),
        Node::Index(index) => Table::Index(*index),
        Node::Slice { start, stop, step } => Table::Slice {
            start: *start,
            stop: *stop,
            step: *step,
        },
        Node::Literal(value) => Table::Literal(literal(value)),
        Node::Sub(a, b) => Table::Sub(*a, *b),
        Node::Flatten(a) => Table::Flatten(*a),
        Node::Values(a) => Table::Values(*a),
        Node::Projection(a, b) => Table::Projection(*a, *b),
        Node::Condition(a, b) => Table::Condition(*a, *b),
        Node::Or(a, b) => Table::Or(*a, *b),
        Node::And(a, b) => Table::And(*a, *b),
        Node::Not(a) => Table::Not(*a),
        Node::Compare(comparator, a, b) => Table::Compare(compared(*comparator), *a, *b),
        Node::Call(name, arguments) => {
            let function = jmespath::Function::from_name(name);
            Table::Call(
                function.expect("the plan knows it"),
                arguments.clone().into(),
            )
        }
        Node::MultiList(children) => Table::MultiList(children.clone().into()),
        Node::MultiHash(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(key, child)| (key.clone().into(), *child));
            Table::MultiHash(pairs.collect())
        }
        Node::ExpressionRef(a) => Table::ExpressionRef(*a),
    }
}

fn compared(comparator: Comparator) -> jmespath::Comparator {
    match comparator {
        Comparator::Equal => jmespath::Comparator::Equal,
        Comparator::NotEqual => jmespath::Comparator::NotEqual,
        Comparator::Less => jmespath::Comparator::Less,
        Comparator::LessOrEqual => jmespath::Comparator::LessOrEqual,
        Comparator::Greater => jmespath::Comparator::Greater,
        Comparator::GreaterOrEqual => jmespath::Comparator::GreaterOrEqual,
    }
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Null => Literal::Null,
        Value::Bool(value) => Literal::Boolean(*value),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Literal::Integer(value),
            (None, Some(value)) => Literal::Unsigned(value),
            (None, None) => Literal::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Literal::String(Cow::Owned(text.clone())),
        Value::Array(items) => Literal::List(items.iter().map(literal).collect()),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| (key.clone().into(), literal(value)));
            Literal::Object(members.collect())
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
        body: Body::from(body.to_vec()),
    };
    let mut value = Dynamic::new(operation.output.unwrap());
    wire::parse_output(operation, &response, &mut value, &Limits::default()).unwrap();
    value
}
