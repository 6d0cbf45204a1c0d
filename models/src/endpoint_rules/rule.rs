//! Parameters, rules, and what they consist of.

use pageboy_schema::endpoint::ParameterKind;
use pageboy_schema::json::Json;

/// A parameter of the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `type`.
    pub kind: ParameterKind,
    /// `builtIn`: the setting that gives its value, for example `AWS::Region`.
    pub built_in: Option<String>,
    /// `default`.
    pub default: Option<Json>,
    /// `required`.
    pub required: bool,
}

/// A rule: the outcome if all conditions hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// `conditions`, in order.
    pub conditions: Vec<Condition>,
    /// The outcome.
    pub then: Then,
    /// The JSON pointer of the rule.
    pub pointer: String,
}

/// The outcome of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    /// `endpoint`.
    Endpoint {
        /// `url`.
        url: Value,
        /// `properties`, an object.
        properties: Value,
        /// `headers`: an object of lists.
        headers: Value,
    },
    /// `error`: its message.
    Error(Value),
    /// `rules`: the first of these that applies.
    Rules(Vec<Rule>),
}

/// A condition: a call, whose value may get a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The call.
    pub call: Call,
    /// `assign`: the name of its value for the rest of the rule.
    pub assign: Option<String>,
}

/// A function and its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// `fn`.
    pub function: String,
    /// `argv`.
    pub arguments: Vec<Value>,
}

/// A value in a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `{"ref": …}`: a parameter, or a value that a condition has named.
    Reference(String),
    /// `{"fn": …, "argv": …}`.
    Call(Box<Call>),
    /// Text; `{name}` and `{name#part}` in it stand for values.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Integer(i32),
    /// A list, in properties.
    List(Vec<Self>),
    /// An object, in properties.
    Object(Vec<(String, Self)>),
}
