//! Endpoint rules as tables in memory.

use pageboy::generated::endpoint_rules;
use pageboy::schema::{
    BuiltIn, ContextParameter, ContextSource, Endpoint, EndpointParameter, EndpointRules,
    ParameterDefault,
};
use pageboy_codegen::plan::endpoint::{
    ContextPlan, EndpointPlan, ParameterPlan, Rules, RulesPlan, SharedRules, SourcePlan, ValuePlan,
};

use super::{expression, leak, slice, text};

pub(super) fn endpoint(plan: &EndpointPlan) -> Endpoint {
    let mut endpoint = Endpoint::new(text(&plan.prefix));
    endpoint.rules = plan.rules.as_ref().map(|plan| match plan {
        Rules::Shared(SharedRules::Regional) => &endpoint_rules::REGIONAL,
        Rules::Shared(SharedRules::RegionalGov) => &endpoint_rules::REGIONAL_GOV,
        Rules::Shared(SharedRules::DualStack) => &endpoint_rules::DUAL_STACK,
        Rules::Own(plan) => leak(rules(plan)),
    });
    if !plan.host.is_empty() {
        endpoint.host = text(&plan.host);
    }
    endpoint.global = plan.global.as_deref().map(text);
    endpoint.default_region = plan.default_region.as_deref().map(text);
    endpoint
}

/// The rules of a plan, which live as long as the program.
pub fn rules(plan: &RulesPlan) -> EndpointRules {
    EndpointRules::new(plan.slots, plan.start)
        .parameters(slice(plan.parameters.iter().map(parameter)))
        .texts(slice(plan.texts.iter().map(|part| text(part))))
        .terms(slice(plan.terms.iter().copied()))
        .operands(slice(plan.operands.iter().copied()))
        .tests(slice(plan.tests.iter().copied()))
        .branches(slice(plan.branches.iter().copied()))
        .outcomes(slice(plan.outcomes.iter().copied()))
}

fn parameter(plan: &ParameterPlan) -> EndpointParameter {
    EndpointParameter {
        name: text(&plan.name),
        kind: plan.kind,
        // The plan has reported an unknown one.
        built_in: plan.built_in.as_deref().and_then(BuiltIn::from_name),
        default: plan.default.as_ref().map(value),
        required: plan.required,
        is_read: plan.is_read,
    }
}

fn value(plan: &ValuePlan) -> ParameterDefault {
    match plan {
        ValuePlan::Text(value) => ParameterDefault::Text(text(value)),
        ValuePlan::Boolean(value) => ParameterDefault::Boolean(*value),
        ValuePlan::Texts(texts) => {
            ParameterDefault::Texts(slice(texts.iter().map(|item| text(item))))
        }
    }
}

pub(super) fn context(plans: &[ContextPlan]) -> &'static [ContextParameter] {
    slice(plans.iter().map(|plan| {
        let source = match &plan.source {
            SourcePlan::Static(fixed) => ContextSource::Static(value(fixed)),
            SourcePlan::Member(at) => ContextSource::Member(*at),
            SourcePlan::Path(path) => ContextSource::Path(expression(path)),
        };
        ContextParameter::new(plan.parameter, source)
    }))
}
