//! Endpoint rule sets as decision graphs.

/// The rules that decide where a service's requests go: its `endpoint-rule-set-1.json` as a decision graph in flat tables.
///
/// A rule set is a tree that asks the same questions over and over. Here each question is a [`Branch`] with a successor for
/// either answer; equal tests, terms and outcomes exist once, and a path never asks again what it has settled. An index that
/// leads nowhere is an error when it is met, never a panic.
#[derive(Debug)]
pub struct EndpointRules {
    /// The parameters. The first slots hold their values, in this order.
    pub parameters: &'static [EndpointParameter],
    /// The number of slots: for parameters, and for values that tests keep.
    pub slots: u16,
    /// Texts, by index.
    pub texts: &'static [&'static str],
    /// The terms of values, by index; a term stands before those that use it.
    pub terms: &'static [Term],
    /// The operands of terms that have any number of them.
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

    /// Sets the value that it has when nothing else gives one.
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

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// `string`.
    Text,
    /// `boolean`.
    Boolean,
    /// `stringArray`.
    Texts,
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

/// `builtIn`: a setting of every client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuiltIn {
    /// `AWS::Region`.
    Region,
    /// `AWS::UseFIPS`.
    UseFips,
    /// `AWS::UseDualStack`.
    UseDualStack,
    /// `SDK::Endpoint`.
    Endpoint,
    /// `AWS::STS::UseGlobalEndpoint`.
    StsUseGlobalEndpoint,
    /// `AWS::S3::UseGlobalEndpoint`.
    S3UseGlobalEndpoint,
    /// `AWS::S3::Accelerate`.
    S3Accelerate,
    /// `AWS::S3::ForcePathStyle`.
    S3ForcePathStyle,
    /// `AWS::S3::UseArnRegion`.
    S3UseArnRegion,
    /// `AWS::S3::DisableMultiRegionAccessPoints`.
    S3DisableMultiRegionAccessPoints,
    /// `AWS::S3::DisableS3ExpressSessionAuth`.
    S3DisableExpressSessionAuth,
    /// `AWS::S3Control::UseArnRegion`.
    S3ControlUseArnRegion,
    /// `AWS::Auth::AccountId`.
    AccountId,
    /// `AWS::Auth::AccountIdEndpointMode`.
    AccountIdEndpointMode,
}

const BUILT_INS: [(BuiltIn, &str); 14] = [
    (BuiltIn::Region, "AWS::Region"),
    (BuiltIn::UseFips, "AWS::UseFIPS"),
    (BuiltIn::UseDualStack, "AWS::UseDualStack"),
    (BuiltIn::Endpoint, "SDK::Endpoint"),
    (BuiltIn::StsUseGlobalEndpoint, "AWS::STS::UseGlobalEndpoint"),
    (BuiltIn::S3UseGlobalEndpoint, "AWS::S3::UseGlobalEndpoint"),
    (BuiltIn::S3Accelerate, "AWS::S3::Accelerate"),
    (BuiltIn::S3ForcePathStyle, "AWS::S3::ForcePathStyle"),
    (BuiltIn::S3UseArnRegion, "AWS::S3::UseArnRegion"),
    (
        BuiltIn::S3DisableMultiRegionAccessPoints,
        "AWS::S3::DisableMultiRegionAccessPoints",
    ),
    (
        BuiltIn::S3DisableExpressSessionAuth,
        "AWS::S3::DisableS3ExpressSessionAuth",
    ),
    (
        BuiltIn::S3ControlUseArnRegion,
        "AWS::S3Control::UseArnRegion",
    ),
    (BuiltIn::AccountId, "AWS::Auth::AccountId"),
    (
        BuiltIn::AccountIdEndpointMode,
        "AWS::Auth::AccountIdEndpointMode",
    ),
];

impl BuiltIn {
    /// The setting with this name in rule sets.
    pub fn from_name(name: &str) -> Option<Self> {
        let (built_in, _) = BUILT_INS.iter().find(|(_, known)| *known == name)?;
        Some(*built_in)
    }
}

/// The term of a value. Numbers are indices: of terms, unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Term {
    /// The value of a slot.
    Slot(u16),
    /// A text of [`EndpointRules::texts`].
    Text(u16),
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Integer(i32),
    /// The first label of the service's hosts ([`Endpoint::host`](super::Endpoint::host)), in shared rules.
    Host,
    /// The texts of several terms, concatenated; the first number is their start in the operands, the second their count.
    Template(u16, u16),
    /// A part of a value, by its name, which is a text.
    Part(u16, u16),
    /// An element of a list; the second number is its position.
    Element(u16, u16),
    /// A function of one or two terms; of more, the second number is the start of the others in the operands.
    Call(EndpointFunction, u16, u16),
    /// Several terms as a list; the first number is their start in the operands.
    List(u16, u16),
    /// Several named terms; the first number is their start in the operands, each a text and a term.
    Object(u16, u16),
}

/// A function of rule sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointFunction {
    /// `isSet(value)`.
    IsSet,
    /// `not(value)`.
    Not,
    /// `booleanEquals(boolean, boolean)`.
    BooleanEquals,
    /// `stringEquals(text, text)`.
    StringEquals,
    /// `substring(text, start, stop, reverse)`.
    Substring,
    /// `uriEncode(text)`.
    UriEncode,
    /// `parseURL(text)`.
    ParseUrl,
    /// `isValidHostLabel(text, allowSubdomains)`.
    IsValidHostLabel,
    /// `aws.partition(region)`.
    Partition,
    /// `aws.parseArn(text)`.
    ParseArn,
    /// `aws.isVirtualHostableS3Bucket(text, allowSubdomains)`.
    IsVirtualHostableS3Bucket,
}

const FUNCTIONS: [(EndpointFunction, &str); 11] = [
    (EndpointFunction::IsSet, "isSet"),
    (EndpointFunction::Not, "not"),
    (EndpointFunction::BooleanEquals, "booleanEquals"),
    (EndpointFunction::StringEquals, "stringEquals"),
    (EndpointFunction::Substring, "substring"),
    (EndpointFunction::UriEncode, "uriEncode"),
    (EndpointFunction::ParseUrl, "parseURL"),
    (EndpointFunction::IsValidHostLabel, "isValidHostLabel"),
    (EndpointFunction::Partition, "aws.partition"),
    (EndpointFunction::ParseArn, "aws.parseArn"),
    (
        EndpointFunction::IsVirtualHostableS3Bucket,
        "aws.isVirtualHostableS3Bucket",
    ),
];

impl EndpointFunction {
    /// The function with this name in rule sets.
    pub fn from_name(name: &str) -> Option<Self> {
        let (function, _) = FUNCTIONS.iter().find(|(_, known)| *known == name)?;
        Some(*function)
    }

    /// The name in rule sets.
    pub fn name(self) -> &'static str {
        let found = FUNCTIONS.iter().find(|(function, _)| *function == self);
        found.map_or("", |(_, name)| name)
    }
}

/// A question: true unless its term is `false` or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    /// The term of the question.
    pub term: u16,
    /// The slot that keeps the value.
    pub keep: Option<u16>,
}

impl Test {
    /// A test whose value is not kept.
    pub const fn of(term: u16) -> Self {
        Self { term, keep: None }
    }

    /// A test whose value a slot keeps.
    pub const fn keep(term: u16, slot: u16) -> Self {
        Self {
            term,
            keep: Some(slot),
        }
    }
}

/// A test, and the step after either answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch(pub u16, pub Next, pub Next);

/// The next step: a branch, an outcome, or no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next(u16);

impl Next {
    /// No rule.
    pub const NO_MATCH: Self = Self(u16::MAX);
    /// The number of branches, and of outcomes, is below this.
    const MOST: u16 = 1 << 15;

    /// A branch.
    pub const fn branch(at: u16) -> Self {
        Self(at)
    }

    /// An outcome.
    pub const fn outcome(at: u16) -> Self {
        Self(at | Self::MOST)
    }

    /// The position of a branch, else that of an outcome, else neither.
    pub(crate) const fn place(self) -> Place {
        if self.0 == Self::NO_MATCH.0 {
            Place::Nowhere
        } else if self.0 < Self::MOST {
            Place::Branch(self.0)
        } else {
            Place::Outcome(self.0 ^ Self::MOST)
        }
    }
}

/// The meaning of a [`Next`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Branch(u16),
    Outcome(u16),
    Nowhere,
}

/// The outcome of a rule set. Numbers are terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An endpoint.
    Endpoint {
        /// Its URL.
        url: u16,
        /// Its properties, an object.
        properties: u16,
        /// Its headers: an object of lists.
        headers: u16,
    },
    /// An error, with its message.
    Error(u16),
}

/// The source of a parameter's value in an operation.
#[derive(Clone, Debug)]
pub struct ContextParameter {
    /// The parameter, by its position in [`EndpointRules::parameters`].
    pub parameter: u16,
    /// The source of its value.
    pub source: ContextSource,
}

/// A source of a parameter, as an operation names it.
#[derive(Clone, Debug)]
pub enum ContextSource {
    /// `staticContextParams`: a fixed value.
    Static(ParameterDefault),
    /// `contextParam`: an input member, by its index.
    Member(u16),
    /// `operationContextParams`: an expression over the input.
    Path(crate::jmespath::Expression),
}
