//! `endpoint-rule-set-1.json`: a service's endpoints, as rules over parameters.

mod read;
mod rule;

use indexmap::IndexMap;

use self::read::read;
pub use self::rule::{Call, Condition, Parameter, Rule, Then, Value};
use crate::content::Content;
use crate::document::Document;
pub use pageboy_schema::endpoint::ParameterKind;
use pageboy_schema::reader::Problem;

/// The endpoint rule set of a service, with everything that is merged into it.
#[derive(Clone, Debug)]
pub struct EndpointRules(Content<(IndexMap<String, Parameter>, Vec<Rule>)>);

impl EndpointRules {
    /// Whether the service has a rule set.
    pub fn is_there(&self) -> bool {
        !self.document().sources().is_empty()
    }

    /// `parameters` by name, in the order of the file.
    pub const fn parameters(&self) -> &IndexMap<String, Parameter> {
        &self.0.value().0
    }

    /// `rules`, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.0.value().1
    }

    /// The mistakes in the file itself: an unknown version, missing keys, wrong types.
    ///
    /// The plan checks functions and parameters. Unknown keys at the top are ignored, as in botocore.
    pub fn problems(&self) -> &[Problem] {
        self.0.problems()
    }

    /// The merged JSON and its origin.
    pub const fn document(&self) -> &Document {
        self.0.document()
    }

    pub(crate) fn new(document: Document) -> Self {
        Self(Content::new(document, read))
    }

    /// Reads a rule set from its text, without merging.
    ///
    /// # Errors
    /// A mistake, if it is not JSON.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let document = Document::of(serde_json::from_str(text)?);
        Ok(Self(Content::read(document, read)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_set_is_read_with_its_conditions_and_endpoints() {
        let rules = EndpointRules::parse(
            r#"{"version":"1.0","serviceId":"x","parameters":{"Region":{"type":"String","builtIn":"AWS::Region"}},
            "rules":[{"type":"tree","conditions":[{"fn":"isSet","argv":[{"ref":"Region"}]}],"rules":[
              {"type":"endpoint","conditions":[],"endpoint":{"url":"https://{Region}","headers":{"a":["b"]}}}]},
              {"type":"error","conditions":[{"fn":"not","argv":[{"fn":"isSet","argv":[{"ref":"Region"}]}],"assign":"x"}],"error":"no"}]}"#,
        )
        .unwrap();
        assert_eq!(rules.problems(), []);
        assert_eq!(rules.parameters()["Region"].kind, ParameterKind::Text);
        let [tree, error] = rules.rules() else {
            panic!("{:?}", rules.rules())
        };
        assert!(matches!(&tree.then, Then::Rules(rules) if rules[0].pointer == "/rules/0/rules/0"));
        assert_eq!(error.then, Then::Error(Value::Text("no".to_owned())));
        assert_eq!(error.conditions[0].assign.as_deref(), Some("x"));
    }

    #[test]
    fn what_cannot_be_a_rule_set_is_a_problem_with_its_place() {
        let problems = |text: &str| {
            let rules = EndpointRules::parse(text).unwrap();
            let problems: Vec<String> = rules.problems().iter().map(ToString::to_string).collect();
            problems.join("; ")
        };
        for (text, expected) in [
            (
                r#"{"version":"2.0","parameters":{},"rules":[]}"#,
                "/version: version `2.0` is not known; known are 1.0 to 1.3",
            ),
            (
                r#"{"version":"1.1","parameters":{},"nodes":""}"#,
                ": `rules` is missing",
            ),
            (
                r#"{"version":"1.0","parameters":{"A":{"type":"number"}},"rules":[]}"#,
                "/parameters/A/type: unknown type `number`; known are string, boolean, stringArray",
            ),
            (
                r#"{"version":"1.0","parameters":{"A":{"type":"boolean","default":"x"}},"rules":[]}"#,
                "/parameters/A/default: expected a value of the parameter's type, found a string",
            ),
            (
                r#"{"version":"1.0","parameters":{},"rules":[{"type":"leaf","conditions":[]}]}"#,
                "/rules/0/type: unknown type `leaf`; known are endpoint, error, tree",
            ),
            (
                r#"{"version":"1.0","parameters":{},"rules":[{"type":"error","error":"","conditions":[{"fn":"isSet","argv":[{}]}]}]}"#,
                "/rules/0/conditions/0/argv/0: expected a value, a `ref` or an `fn`, found an object",
            ),
            (
                r#"{"version":"1.0","parameters":{},"rules":[{"type":"endpoint","endpoint":{"ulr":"x"},"conditions":[]}]}"#,
                "/rules/0/endpoint/ulr: unknown key; did you mean `url`?",
            ),
        ] {
            assert_eq!(problems(text), expected);
        }
    }
}
