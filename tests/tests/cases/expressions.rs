//! Expressions with comparisons: generator and runtime give the same verdict, in the same words.

use pageboy::jmespath::Expression;
use pageboy::waiter::Waiter;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::definitions::{ServiceSelection, made_up};
use crate::report::{self, Differences};

#[tokio::test]
async fn comparisons() {
    report::run::<ExpressionCase>("expressions/comparisons").await;
}

/// An expression on the output of the made-up `DescribeThings`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpressionCase {
    /// The kind of comparison.
    case: String,
    /// The expression.
    expression: String,
    /// Why both refuse it.
    refused: Option<String>,
    /// Why it is refused in a definition, where times are seconds.
    definition_refused: Option<String>,
    /// Why it is refused in a user's expression, where times are text.
    query_refused: Option<String>,
    /// The generator only warns.
    #[serde(default)]
    only_a_lint: bool,
}

impl report::Case for ExpressionCase {
    fn name(&self) -> &str {
        &self.case
    }

    fn skip(&self) -> Option<&str> {
        None
    }

    async fn run(&self, found: &mut Differences) {
        let definition = self.definition();
        let in_definition = self.definition_refused.as_ref().or(self.refused.as_ref());
        let file = json!({"version": 2, "waiters": {"W": &definition}});
        let tables = made_up(ServiceSelection::Waiter("W"), &file);
        let built = tables.as_ref().err().map(|problems| problems.join("\n"));
        let place = "/acceptors/0/argument: ";
        let expected = in_definition.filter(|_| !self.only_a_lint);
        found.equal(
            "built",
            expected.map(|message| format!("waiters-2.json: /waiters/W{place}{message}")),
            built,
        );

        let tables = made_up(
            ServiceSelection::Waiter("V"),
            &json!({"version": 2, "waiters": {"V": plain()}}),
        );
        let operation = tables
            .unwrap_or_else(|problems| panic!("{problems:?}"))
            .operations["DescribeThings"];
        let read = Waiter::from_json(operation, &definition.to_string());
        let problem = read
            .err()
            .map(|error| error.problems()[0].message().to_owned());
        found.equal("read", in_definition.cloned(), problem.map(inner));

        let output = operation.output.unwrap();
        let problem = Expression::parse_for(&self.expression, output).err();
        let in_query = self.query_refused.as_ref().or(self.refused.as_ref());
        let problem = problem.map(|error| error.message().to_owned());
        found.equal("asked", in_query.cloned(), problem);
    }
}

impl ExpressionCase {
    /// A waiter in which only the argument can be wrong.
    fn definition(&self) -> Value {
        let argument = format!("merge({{it: ({})}}).it", self.expression);
        let mut waiter = plain();
        waiter["acceptors"][0]["argument"] = argument.into();
        waiter
    }
}

fn plain() -> Value {
    let acceptor =
        json!({"state": "success", "matcher": "path", "argument": "Names[0]", "expected": "a"});
    json!({"operation": "DescribeThings", "delay": 1, "maxAttempts": 2, "acceptors": [acceptor]})
}

/// The mistake, without the expression and the place.
fn inner(message: String) -> String {
    let message = message
        .split_once("does not fit the output: ")
        .map_or(&*message, |(_, it)| it);
    let end = message.rfind(" (at ").unwrap_or(message.len());
    message[..end].to_owned()
}
