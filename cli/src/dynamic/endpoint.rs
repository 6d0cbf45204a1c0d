//! Endpoint rules as tables in memory.

use pageboy::generated::endpoint_rules;
use pageboy::schema::{
    Branch, BuiltIn, ContextParameter, ContextSource, Endpoint, EndpointFunction,
    EndpointParameter, EndpointRules, Next, Outcome, ParameterDefault, ParameterKind, Term, Test,
};
use pageboy_codegen::plan::endpoint::{
    self as plan, ContextPlan, EndpointPlan, ParameterPlan, Rules, RulesPlan, Shared, SourcePlan,
    ValuePlan,
};
use pageboy_models::endpoint_rules::ParameterKind as Kind;

use super::{expression, leak, slice, text};

pub(super) fn endpoint(plan: &EndpointPlan) -> Endpoint {
    let mut endpoint = Endpoint::new(text(&plan.prefix));
    endpoint.rules = plan.rules.as_ref().map(|plan| match plan {
        Rules::Shared(Shared::Regional) => &endpoint_rules::REGIONAL,
        Rules::Shared(Shared::RegionalGov) => &endpoint_rules::REGIONAL_GOV,
        Rules::Shared(Shared::DualStack) => &endpoint_rules::DUAL_STACK,
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
    EndpointRules {
        parameters: slice(plan.parameters.iter().map(parameter)),
        slots: plan.slots,
        texts: slice(plan.texts.iter().map(|part| text(part))),
        terms: slice(plan.terms.iter().map(term)),
        operands: slice(plan.operands.iter().copied()),
        tests: slice(plan.tests.iter().map(|test| Test {
            term: test.term,
            keep: test.keep,
        })),
        branches: slice(plan.branches.iter().map(|branch| {
            let plan::Branch(test, holds, fails) = *branch;
            Branch(test, next(holds), next(fails))
        })),
        outcomes: slice(plan.outcomes.iter().map(|outcome| match *outcome {
            plan::Outcome::Error(message) => Outcome::Error(message),
            plan::Outcome::Endpoint {
                url,
                properties,
                headers,
            } => Outcome::Endpoint {
                url,
                properties,
                headers,
            },
        })),
        start: next(plan.start),
    }
}

fn parameter(plan: &ParameterPlan) -> EndpointParameter {
    EndpointParameter {
        name: text(&plan.name),
        kind: match plan.kind {
            Kind::Text => ParameterKind::Text,
            Kind::Boolean => ParameterKind::Boolean,
            Kind::Texts => ParameterKind::Texts,
        },
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

fn term(term: &plan::Term) -> Term {
    match *term {
        plan::Term::Slot(slot) => Term::Slot(slot),
        plan::Term::Text(text) => Term::Text(text),
        plan::Term::Boolean(value) => Term::Boolean(value),
        plan::Term::Integer(value) => Term::Integer(value),
        plan::Term::Host => Term::Host,
        plan::Term::Template(at, count) => Term::Template(at, count),
        plan::Term::Part(of, name) => Term::Part(of, name),
        plan::Term::Element(of, position) => Term::Element(of, position),
        plan::Term::List(at, count) => Term::List(at, count),
        plan::Term::Object(at, count) => Term::Object(at, count),
        plan::Term::Call(function, one, two) => {
            match EndpointFunction::from_name(function.name()) {
                Some(function) => Term::Call(function, one, two),
                // The plan has the same functions.
                None => Term::Boolean(false),
            }
        }
    }
}

fn next(next: plan::Next) -> Next {
    match next {
        plan::Next::Branch(at) => Next::branch(at),
        plan::Next::Outcome(at) => Next::outcome(at),
        plan::Next::NoMatch => Next::NO_MATCH,
    }
}

pub(super) fn context(plans: &[ContextPlan]) -> &'static [ContextParameter] {
    slice(plans.iter().map(|plan| ContextParameter {
        parameter: plan.parameter,
        source: match &plan.source {
            SourcePlan::Static(fixed) => ContextSource::Static(value(fixed)),
            SourcePlan::Member(at) => ContextSource::Member(*at),
            SourcePlan::Path(path) => ContextSource::Path(expression(path)),
        },
    }))
}
