//! Endpoint rule sets as decision graphs.

use pageboy_schema::endpoint::{Branch, BuiltIn, Next, Outcome, ParameterKind, Term, Test};

use super::Expression;

/// The rules that decide where a service's requests go: its `endpoint-rule-set-1.json` as a decision graph in flat tables.
///
/// A rule set is a tree that repeats its conditions. Here each condition is a [`Branch`] with a successor for
/// either answer; equal tests, terms and outcomes exist once, and no path repeats a test. A dangling index
/// is an error at evaluation, never a panic.
#[derive(Debug)]
#[non_exhaustive]
pub struct EndpointRules {
    /// The parameters. The first slots hold their values, in this order.
    pub parameters: &'static [EndpointParameter],
    /// The number of slots: for parameters, and for values that tests keep.
    pub slots: u16,
    /// Texts, by index.
    pub texts: &'static [&'static str],
    /// The terms of values, by index; a term stands before those that use it.
    pub terms: &'static [Term],
    /// The operands of variadic terms.
    pub operands: &'static [u16],
    /// The tests, by index.
    pub tests: &'static [Test],
    /// The branches, by index; each leads only to branches that stand before it.
    pub branches: &'static [Branch],
    /// The outcomes, by index.
    pub outcomes: &'static [Outcome],
    /// The first step.
    pub start: Next,
}

impl EndpointRules {
    /// Rules with this number of slots and this first step; the tables are empty.
    pub const fn new(slots: u16, start: Next) -> Self {
        Self {
            parameters: &[],
            slots,
            texts: &[],
            terms: &[],
            operands: &[],
            tests: &[],
            branches: &[],
            outcomes: &[],
            start,
        }
    }

    /// Sets the parameters.
    pub const fn parameters(mut self, parameters: &'static [EndpointParameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// Sets the texts.
    pub const fn texts(mut self, texts: &'static [&'static str]) -> Self {
        self.texts = texts;
        self
    }

    /// Sets the terms.
    pub const fn terms(mut self, terms: &'static [Term]) -> Self {
        self.terms = terms;
        self
    }

    /// Sets the operands of variadic terms.
    pub const fn operands(mut self, operands: &'static [u16]) -> Self {
        self.operands = operands;
        self
    }

    /// Sets the tests.
    pub const fn tests(mut self, tests: &'static [Test]) -> Self {
        self.tests = tests;
        self
    }

    /// Sets the branches.
    pub const fn branches(mut self, branches: &'static [Branch]) -> Self {
        self.branches = branches;
        self
    }

    /// Sets the outcomes.
    pub const fn outcomes(mut self, outcomes: &'static [Outcome]) -> Self {
        self.outcomes = outcomes;
        self
    }
}

/// One of `parameters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointParameter {
    /// Its name.
    pub name: &'static str,
    /// Its `type`.
    pub kind: ParameterKind,
    /// `builtIn`: the setting that gives its value.
    pub built_in: Option<BuiltIn>,
    /// `default`.
    pub default: Option<ParameterDefault>,
    /// `required`: it must have a value.
    pub required: bool,
    /// Whether the graph reads it.
    pub is_read: bool,
}

impl EndpointParameter {
    /// An optional parameter that the graph reads.
    pub const fn new(name: &'static str, kind: ParameterKind) -> Self {
        Self {
            name,
            kind,
            built_in: None,
            default: None,
            required: false,
            is_read: true,
        }
    }

    /// Sets the setting that gives its value.
    pub const fn built_in(mut self, built_in: BuiltIn) -> Self {
        self.built_in = Some(built_in);
        self
    }

    /// Sets the default value.
    pub const fn default(mut self, default: ParameterDefault) -> Self {
        self.default = Some(default);
        self
    }

    /// Requires a value.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Marks a parameter that the graph does not read, so that endpoints do not depend on it.
    pub const fn unread(mut self) -> Self {
        self.is_read = false;
        self
    }
}

/// A parameter's `default`, or the value of a `staticContextParams` entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterDefault {
    /// Text.
    Text(&'static str),
    /// `true` or `false`.
    Boolean(bool),
    /// A list of text.
    Texts(&'static [&'static str]),
}

/// The source of a parameter's value in an operation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ContextParameter {
    /// The parameter, by its position in [`EndpointRules::parameters`].
    pub parameter: u16,
    /// The source of its value.
    pub source: ContextSource,
}

impl ContextParameter {
    /// The parameter at this position, and where its value comes from.
    pub const fn new(parameter: u16, source: ContextSource) -> Self {
        Self { parameter, source }
    }
}

/// A source of a parameter, as an operation names it.
#[derive(Clone, Debug)]
pub enum ContextSource {
    /// `staticContextParams`: a fixed value.
    Static(ParameterDefault),
    /// `contextParam`: an input member, by its index.
    Member(u16),
    /// `operationContextParams`: an expression over the input.
    Path(Expression),
}
