//! Smithy's JSON AST as definitions in botocore's formats.
//!
//! Everything that pageboy reads of a service has one form, botocore's. An abstract syntax tree says the same in another way:
//! each of its traits is a key of a definition. A part without such a key is a warning; an invalid part is a mistake; both name
//! the place.

mod auth;
mod closure;
mod known;
mod members;
mod model;
mod node;
mod object;
mod paginators;
mod service;
mod shapes;
mod waiters;
mod wire;

use pageboy_schema::json::Json;
use pageboy_schema::reader::Problem;

use crate::file_kind::FileKind;
use closure::Closure;
use members::Context;
use model::{Model, Shape, local};
use node::{Log, Node};
use wire::Wire;

/// Whether a file is an abstract syntax tree.
pub(super) fn is_tree(value: &Json) -> bool {
    value.get("smithy").is_some()
}

/// The result of converting an abstract syntax tree.
#[derive(Debug)]
pub(super) struct Conversion {
    /// The services in it.
    pub(super) services: Vec<Service>,
    /// The parts that are left out, with the reason.
    pub(super) warnings: Vec<Problem>,
}

/// The definitions of a service.
#[derive(Debug)]
pub(super) struct Service {
    /// `serviceId`.
    pub(super) id: String,
    /// The API version.
    pub(super) version: String,
    /// Its files.
    pub(super) files: Vec<(FileKind, Json)>,
}

/// Converts an abstract syntax tree; the mistakes, if there are any.
pub(super) fn convert(tree: &Json) -> Result<Conversion, Vec<Problem>> {
    let mut log = Log::default();
    let model = Model::read(&Node::root(tree), &mut log);
    let mut services = Vec::new();
    for (id, shape) in model.all() {
        if shape.kind == "service" {
            services.push(convert_service(&model, id, shape, &mut log));
        }
    }
    if services.is_empty() && log.mistakes.is_empty() {
        log.mistake("/shapes", "there is no service among the shapes");
    }
    if log.mistakes.is_empty() {
        Ok(Conversion {
            services,
            warnings: log.warnings,
        })
    } else {
        Err(log.mistakes)
    }
}

fn convert_service<'a>(model: &Model<'a>, id: &str, shape: &Shape<'a>, log: &mut Log) -> Service {
    let wire = Wire::of(shape, model, log);
    let closure = Closure::of(model, shape, wire.main() == "query", log);
    let namespace = members::namespace(&shape.traits).map(|node| node.value.clone());
    let context = Context {
        model,
        closure: &closure,
        wire: &wire,
        namespace,
    };
    let mut files = vec![
        (FileKind::Service, context.service(id, shape, log)),
        (FileKind::Paginators, context.paginators(shape, log)),
        (FileKind::Waiters, context.waiters(log)),
    ];
    match (
        shape.traits.get("smithy.rules#endpointRuleSet"),
        shape.traits.get("smithy.rules#endpointBdd"),
    ) {
        (Some(rules), _) => files.push((FileKind::EndpointRules, rules.value.clone())),
        (None, Some(diagram)) => log.warning(
            &diagram.pointer,
            "the endpoint rules are left out: they are given as a decision diagram, and not as `smithy.rules#endpointRuleSet`",
        ),
        (None, None) => {}
    }
    let named = shape.traits.get("aws.api#service");
    let named = named.and_then(|node| node.text_if("sdkId", log));
    Service {
        id: named.unwrap_or_else(|| local(id)).to_owned(),
        version: service::version(shape, log).to_owned(),
        files,
    }
}
