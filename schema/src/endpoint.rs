//! The parts of decision graphs of endpoint rule sets.

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterKind {
    /// `string`.
    Text,
    /// `boolean`.
    Boolean,
    /// `stringArray`.
    Texts,
}

/// `builtIn`: a setting of every client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// The names of all of them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_INS.iter().map(|(_, name)| *name)
    }

    /// The setting with this name in rule sets.
    pub fn from_name(name: &str) -> Option<Self> {
        let (built_in, _) = BUILT_INS.iter().find(|(_, known)| *known == name)?;
        Some(*built_in)
    }
}

/// The term of a value. Numbers are indices: of terms, unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// The value of a slot.
    Slot(u16),
    /// A text of the rule set.
    Text(u16),
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Integer(i32),
    /// The first label of the service's hosts, in shared rules.
    Host,
    /// The texts of several terms, concatenated; the first number is their start in the operands, the second their count.
    Template(u16, u16),
    /// A part of a value, by its name, which is a text.
    Part(u16, u16),
    /// An element of a list; the second number is its position.
    Element(u16, u16),
    /// A function of one or two terms; with more, the second number is the start of the others in the operands.
    Call(EndpointFunction, u16, u16),
    /// Several terms as a list; the first number is their start in the operands.
    List(u16, u16),
    /// Several named terms; the first number is their start in the operands, each a text and a term.
    Object(u16, u16),
}

/// A function of rule sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// The names of all functions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS.iter().map(|(_, name)| *name)
    }

    /// The number of arguments.
    pub const fn arity(self) -> usize {
        match self {
            Self::Substring => 4,
            Self::BooleanEquals
            | Self::StringEquals
            | Self::IsValidHostLabel
            | Self::IsVirtualHostableS3Bucket => 2,
            Self::IsSet
            | Self::Not
            | Self::UriEncode
            | Self::ParseUrl
            | Self::Partition
            | Self::ParseArn => 1,
        }
    }
}

/// A test: true unless its term is `false` or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Test {
    /// The tested term.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Branch(pub u16, pub Next, pub Next);

/// The next step: a branch, an outcome, or no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    pub const fn place(self) -> Place {
        if self.0 == Self::NO_MATCH.0 {
            Place::Nowhere
        } else if self.0 < Self::MOST {
            Place::Branch(self.0)
        } else {
            Place::Outcome(self.0 ^ Self::MOST)
        }
    }
}

impl Default for Next {
    fn default() -> Self {
        Self::NO_MATCH
    }
}

/// The meaning of a [`Next`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A branch, by its index.
    Branch(u16),
    /// An outcome, by its index.
    Outcome(u16),
    /// No rule.
    Nowhere,
}

/// The outcome of a rule set. Numbers are terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Outcome {
    /// An endpoint, with its properties and headers.
    pub const fn endpoint(url: u16, properties: u16, headers: u16) -> Self {
        Self::Endpoint {
            url,
            properties,
            headers,
        }
    }
}
