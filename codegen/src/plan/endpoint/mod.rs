//! Endpoints: the rule set as a decision graph, and the parameters that operations give it.

mod graph;
mod lower;
mod parameters;
pub mod partitions;
mod rules;
pub(crate) mod shared;

use std::path::Path;

use pageboy_models::endpoint_rules::EndpointRules;
use pageboy_models::endpoints::Endpoints;
use pageboy_models::{Definitions, Error, nearest};
use pageboy_schema::endpoint::BuiltIn;

use super::model::Model;
use crate::problem::Problem;

pub(super) use parameters::parameters;
pub use parameters::{ContextPlan, SourcePlan};
pub use rules::{ParameterPlan, RulesPlan, ValuePlan};
pub use shared::SharedRules;

/// The endpoints of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointPlan {
    /// `metadata.endpointPrefix`.
    pub prefix: String,
    /// Its rule set, if it has one.
    pub rules: Option<Rules>,
    /// The first label of its hosts, if the rules leave it open.
    pub host: String,
    /// `metadata.globalEndpoint`, where there are no rules.
    pub global: Option<String>,
    /// The name for all regions, if it is the service's default region.
    pub default_region: Option<String>,
}

/// A rule set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rules {
    /// A shared rule set, which is in the runtime.
    Shared(SharedRules),
    /// One of its own.
    Own(RulesPlan),
}

/// Plans the endpoints of a service; mistakes in its rules go to the model's problems.
pub(super) fn plan(
    model: &Model<'_>,
    definitions: &Definitions,
    endpoints: &Endpoints,
) -> EndpointPlan {
    let metadata = model.service.metadata();
    let prefix = &metadata.endpoint_prefix;
    let default_region = default_region(endpoints, prefix).unwrap_or_else(|error| {
        for problem in Problem::in_definitions(&error, Path::new("endpoints.json")) {
            model.report(problem);
        }
        None
    });
    let (rules, host) = rules(model, &definitions.endpoint_rules);
    EndpointPlan {
        prefix: prefix.clone(),
        global: metadata.global_endpoint.clone().filter(|_| rules.is_none()),
        rules,
        host,
        default_region,
    }
}

fn rules(model: &Model<'_>, rules: &EndpointRules) -> (Option<Rules>, String) {
    let none = (None, String::new());
    if !rules.is_there() || !rules.problems().is_empty() {
        return none;
    }
    let file = |place: &str| rules.document().origin(place);
    for (name, parameter) in rules.parameters() {
        if let Some(built_in) = &parameter.built_in
            && BuiltIn::from_name(built_in).is_none()
        {
            let place = pageboy_models::pointer(["parameters", name, "builtIn"]);
            let problem =
                Problem::at_pointer(file(&place), &place, format!("no setting `{built_in}`"));
            model.report(problem.nearest(built_in, BuiltIn::names()));
        }
    }
    for name in model.service.client_context_params().keys() {
        let known = rules.parameters().keys().map(String::as_str);
        if !rules.parameters().contains_key(name) && !nearest(name, known.clone()).is_empty() {
            let place = pageboy_models::pointer(["clientContextParams", name]);
            let message = format!("the endpoint rules have no parameter `{name}`");
            let problem = Problem::at_pointer(model.service.origin(&place), &place, message);
            model.report(problem.nearest(name, known));
        }
    }
    match compile(rules) {
        Ok((plan, host)) => match SharedRules::find(&plan) {
            Some(shared) => (Some(Rules::Shared(shared)), host),
            None => (Some(Rules::Own(plan)), host),
        },
        Err(mistakes) => {
            for (place, mistake) in mistakes {
                let problem = Problem::at_pointer(file(&place), &place, mistake.message);
                model.report(match mistake.unknown {
                    Some((name, known)) => problem.nearest(&name, known.iter().map(String::as_str)),
                    None => problem,
                });
            }
            none
        }
    }
}

/// The tables of a rule set, and the first label of the service's hosts, if the rules leave it open.
fn compile(rules: &EndpointRules) -> Result<(RulesPlan, String), Vec<graph::PlacedMistake>> {
    let host = graph::host(rules.rules());
    let plan = graph::compile(rules, &host)?;
    Ok((plan, host))
}

/// Makes the tables of a rule set.
///
/// # Errors
///
/// Every mistake in it, with the JSON pointer of its place.
pub fn tables(rules: &EndpointRules) -> Result<(RulesPlan, String), Vec<String>> {
    let problems = rules.problems().iter().map(ToString::to_string);
    let problems: Vec<String> = problems.collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    compile(rules).map_err(|mistakes| {
        let texts = mistakes.into_iter();
        texts
            .map(|(place, mistake)| format!("{place}: {}", mistake.message))
            .collect()
    })
}

/// The name for all regions of the first partition, if it is the service's default region (botocore/regions.py,
/// `EndpointResolver._endpoint_for_partition`).
fn default_region(endpoints: &Endpoints, prefix: &str) -> Result<Option<String>, Error> {
    let Some(partition) = endpoints.partitions().first() else {
        return Ok(None);
    };
    let service = partition.service(prefix)?;
    Ok(service.and_then(|service| service.partition_endpoint))
}
