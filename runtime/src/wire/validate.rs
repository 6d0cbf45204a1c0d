//! Checks an input against its model (`botocore/validate.py`): every mistake is found before anything is sent.

use std::fmt::Write;

use super::{Input, uri, xml};
use crate::schema::{Kind, Location, Member, Operation, Protocol};
use crate::view::View;

/// Every mistake, each with the path of its member.
pub(super) fn problems(op: &Operation, input: Input<'_>) -> Vec<String> {
    let mut checker = Checker {
        path: String::new(),
        problems: Vec::new(),
    };
    if op.input.is_some() {
        checker.structure(input, op.service.protocol.is_rest());
    }
    if op.service.protocol == Protocol::RestXml {
        checker.problems.extend(xml::characters::problems(input));
    }
    checker.problems
}

/// The mistakes in a structure that is sent by itself, an event.
#[cfg(feature = "event-streams")]
pub(super) fn structure(value: Input<'_>) -> Result<(), Vec<String>> {
    let mut checker = Checker {
        path: String::new(),
        problems: Vec::new(),
    };
    checker.structure(value, false);
    if checker.problems.is_empty() {
        Ok(())
    } else {
        Err(checker.problems)
    }
}

struct Checker {
    /// The path of the current value: `Filters[0].Name`.
    path: String,
    problems: Vec<String>,
}

impl Checker {
    fn structure(&mut self, input: Input<'_>, is_bound: bool) {
        let shape = input.shape();
        if shape.kind == Kind::Union {
            let set = input.present().count();
            if set != 1 {
                let is_top = self.path.is_empty();
                let path = if is_top { shape.name } else { &self.path };
                let problem = format!("{path} must have exactly one member set, not {set}");
                self.problems.push(problem);
            }
        }
        for (index, member) in shape.members().iter().enumerate() {
            let view = input.view_of(index);
            let is_label = member.is_host_label() || (is_bound && member.location == Location::Uri);
            let is_needed = member.is_required() || is_label;
            if view.is_null() && !is_needed {
                continue;
            }
            let outer = self.path.len();
            if outer > 0 {
                self.path.push('.');
            }
            self.path.push_str(member.name);
            if view.is_null() {
                self.problems
                    .push(format!("missing required member {}", self.path));
            } else {
                if is_label {
                    self.label(member, view);
                }
                self.value(member, view);
            }
            self.path.truncate(outer);
        }
    }

    fn value(&mut self, member: &Member, view: View<'_>) {
        match view {
            View::Null
            | View::Boolean(_)
            | View::Blob(_)
            | View::Timestamp(_)
            | View::Document(_)
            | View::Stream(_)
            | View::Events(_) => {}
            View::Integer(value) => self.number(member, value.into()),
            View::Long(value) => self.number(member, value as f64),
            View::Float(value) => self.number(member, value.into()),
            View::Double(value) => self.number(member, value),
            View::String(text) => self.length(member, || text.chars().count()),
            View::Structure(nested) => self.structure(Input::nested(nested), false),
            View::List(list) => {
                self.length(member, || list.len());
                let element = member.target.element();
                for at in 0..list.len() {
                    let outer = self.path.len();
                    let _infallible = write!(self.path, "[{at}]");
                    self.value(element, list.get(at));
                    self.path.truncate(outer);
                }
            }
            // Whatever `min` says: botocore ignores the number of a map's entries.
            View::Map(map) => {
                let (key, value) = (member.target.key(), member.target.value());
                for (name, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                    let outer = self.path.len();
                    let shown = if key.is_sensitive() { "***" } else { name };
                    self.path.extend([" (key: ", shown, ")"]);
                    self.value(key, View::String(name));
                    self.path.truncate(outer);
                    self.path.extend([".", shown]);
                    self.value(value, view);
                    self.path.truncate(outer);
                }
            }
        }
    }

    fn number(&mut self, member: &Member, value: f64) {
        if let Some(min) = member.min
            && value < min
        {
            self.problems
                .push(format!("{} is less than {min}", self.path));
        }
    }

    /// Text is measured in code points.
    fn length(&mut self, member: &Member, length: impl FnOnce() -> usize) {
        let Some(min) = member.min else {
            return;
        };
        let length = length();
        if (length as f64) < min {
            let problem = format!("{} has length {length}, less than {min}", self.path);
            self.problems.push(problem);
        }
    }

    fn label(&mut self, member: &Member, view: View<'_>) {
        let Some(text) = view.as_str() else {
            return;
        };
        if member.is_host_label() && !uri::is_host_label(text) {
            self.problems.push(uri::host_label_problem(&self.path));
        } else if text.is_empty() {
            let problem = format!("{} is part of the path and must not be empty", self.path);
            self.problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::sample;
    use super::super::{Substitutions, validate};
    use crate::schema::{Endpoint, Location, Member, Operation, Protocol, Service, Shape, shapes};

    static REST: Service = Service::new("r", "R", "1", Protocol::RestJson, Endpoint::regional("r"));
    static NAMES: Shape = Shape::list("Names", &[Member::new("member", &shapes::STRING).min(2.0)]);
    static FILTERS: Shape = Shape::list("Filters", &[Member::new("member", &FILTER)]);
    static FILTER: Shape = Shape::structure(
        "Filter",
        &[
            Member::new("Name", &shapes::STRING).required(),
            Member::new("Values", &NAMES).min(1.0),
        ],
    );
    static TAGS: Shape = Shape::map(
        "Tags",
        &[
            Member::new("key", &shapes::STRING).min(1.0),
            Member::new("value", &FILTER),
        ],
    );
    static SECRETS: Shape = Shape::map(
        "Secrets",
        &[
            Member::new("key", &shapes::STRING).min(9.0).sensitive(),
            Member::new("value", &shapes::STRING),
        ],
    );
    static CHOICE: Shape = Shape::union(
        "Choice",
        &[
            Member::new("One", &shapes::STRING),
            Member::new("Two", &FILTER),
        ],
    );
    static CHOICES: Shape = Shape::list("Choices", &[Member::new("member", &CHOICE)]);
    static IN: Shape = Shape::structure(
        "In",
        &[
            Member::new("Bucket", &shapes::STRING)
                .location(Location::Uri)
                .required(),
            Member::new("Account", &shapes::STRING).host_label(),
            Member::new("Token", &shapes::STRING)
                .required()
                .idempotency_token(),
            Member::new("Count", &shapes::INTEGER).min(5.0),
            Member::new("Ratio", &shapes::DOUBLE).min(-0.5),
            Member::new("Text", &shapes::STRING).min(2.0),
            Member::new("Filters", &FILTERS),
            Member::new("Tags", &TAGS),
            Member::new("Secrets", &SECRETS),
            Member::new("Labels", &TAGS).min(1.0),
            Member::new("Choice", &CHOICE),
            Member::new("Choices", &CHOICES),
            Member::new("Data", &shapes::BLOB).min(4.0),
        ],
    );
    static OP: Operation = Operation::new(&REST, "Do").input(&IN);

    fn problems(input: &str) -> Vec<String> {
        let mut subs = Substitutions::new();
        subs.push(2, "token");
        validate(&OP, &sample(&IN, input), &subs)
            .err()
            .unwrap_or_default()
    }

    #[test]
    fn each_rule_names_the_member_that_breaks_it() {
        for (input, expected) in [
            (
                r#""Count": 5, "Ratio": -0.5, "Text": "ää", "Data": """#,
                &[][..],
            ),
            (r#""Count": 4"#, &["Count is less than 5"]),
            (r#""Ratio": -0.75"#, &["Ratio is less than -0.5"]),
            (r#""Text": "ä""#, &["Text has length 1, less than 2"]),
            (
                r#""Filters": [{"Name": ""}, {"Values": ["ab", "c"]}, {"Name": "n", "Values": []}]"#,
                &[
                    "missing required member Filters[1].Name",
                    "Filters[1].Values[1] has length 1, less than 2",
                    "Filters[2].Values has length 0, less than 1",
                ],
            ),
            (
                r#""Tags": {"": {"Name": "n"}, "k": {}}"#,
                &[
                    "Tags (key: ) has length 0, less than 1",
                    "missing required member Tags.k.Name",
                ],
            ),
            (
                r#""Secrets": {"secret": "s"}"#,
                &["Secrets (key: ***) has length 6, less than 9"],
            ),
            (
                r#""Choice": {}, "Choices": [{"One": "a"}, {"One": "a", "Two": {}}]"#,
                &[
                    "Choice must have exactly one member set, not 0",
                    "missing required member Choices[1].Two.Name",
                ],
            ),
            (r#""Labels": {}"#, &[]),
        ] {
            let input = format!(r#"{{"Bucket": "b", "Account": "a", {input}}}"#);
            assert_eq!(problems(&input), expected, "{input}");
        }
    }

    #[test]
    fn labels_must_be_given_and_fit_their_place() {
        assert_eq!(
            problems("{}"),
            [
                "missing required member Bucket",
                "missing required member Account"
            ]
        );
        assert_eq!(
            problems(r#"{"Bucket": "", "Account": "a_b"}"#),
            [
                "Bucket is part of the path and must not be empty",
                "Account is part of the host name and must consist of letters, digits, '-' and '.'"
            ]
        );
        assert_eq!(
            problems(r#"{"Bucket": "a/b", "Account": ""}"#),
            ["Account is part of the host name and must consist of letters, digits, '-' and '.'"]
        );
    }

    #[test]
    fn a_substitution_stands_in_for_a_required_member() {
        let input = sample(&IN, r#"{"Bucket": "b", "Account": "a"}"#);
        assert_eq!(
            validate(&OP, &input, &Substitutions::new()).unwrap_err(),
            ["missing required member Token"]
        );
        assert_eq!(
            problems(r#"{"Bucket": "b", "Account": "a"}"#),
            Vec::<String>::new()
        );
    }
}
