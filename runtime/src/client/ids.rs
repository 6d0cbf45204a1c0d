//! An empty list of ids is not "all".
//!
//! A wait, a page or a collection without ids would ask about everything: it would succeed on, or change, somebody else's
//! things. botocore asks (`botocore/serialize.py`, `EC2Serializer`, sends nothing for an empty list). A caller who means
//! everything leaves the member unset.

use super::Purpose;
use crate::schema::{Location, Member, Operation, Protocol};
use crate::view::{List, Structure, View};

/// The members that identify things and are empty.
///
/// A plain call is checked only if it reads, and if its request could not express an empty list: in JSON and XML bodies the
/// service can judge an empty list.
pub(crate) fn problems(
    purpose: Purpose,
    operation: &'static Operation,
    input: &dyn Structure,
) -> Vec<String> {
    let mut search = Search {
        purpose,
        operation,
        problems: Vec::new(),
    };
    if search.goes_over_many() || asks(operation) {
        search.structure("", input);
    }
    search.problems
}

/// Whether an operation only reads.
fn asks(operation: &Operation) -> bool {
    let verbs = ["Describe", "Get", "List"];
    verbs.iter().any(|verb| operation.name.starts_with(verb))
}

struct Search {
    purpose: Purpose,
    operation: &'static Operation,
    problems: Vec<String>,
}

impl Search {
    /// Whether the caller goes through everything in an answer.
    const fn goes_over_many(&self) -> bool {
        matches!(
            self.purpose,
            Purpose::Waiter | Purpose::Paginator | Purpose::Collection
        )
    }

    fn structure(&mut self, path: &str, structure: &dyn Structure) {
        for (index, member) in structure.shape().members().iter().enumerate() {
            match structure.view_of(index) {
                View::List(list) if member.is_id() && self.is_judged(member) => {
                    self.list(&format!("{path}{}", member.name), list);
                }
                View::String("") if member.is_id() && self.purpose == Purpose::Waiter => {
                    self.empty(&format!("{path}{}", member.name));
                }
                // The values of filters.
                View::List(list) if path.is_empty() => {
                    for at in 0..list.len() {
                        if let View::Structure(item) = list.get(at) {
                            self.structure(&format!("{}[{at}].", member.name), item);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn is_judged(&self, member: &Member) -> bool {
        let is_lost = matches!(
            self.operation.service.protocol,
            Protocol::Ec2 | Protocol::Query
        ) || member.location == Location::Query;
        self.goes_over_many() || (is_lost && !member.is_required())
    }

    fn list(&mut self, path: &str, list: &dyn List) {
        if list.is_empty() {
            self.empty(path);
        } else if self.goes_over_many()
            && let Some(at) = (0..list.len()).find(|at| matches!(list.get(*at), View::String("")))
        {
            self.problems.push(format!("{path}[{at}] is empty"));
        }
    }

    fn empty(&mut self, path: &str) {
        self.problems.push(format!(
            "{path} is set and empty, which does not mean \"all\"; leave it unset to mean all"
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::{Endpoint, Service, Shape, shapes};
    use crate::wire::samples::sample;

    use super::*;

    static QUERY: Service = Service::new("q", "Q", "1", Protocol::Query, Endpoint::regional("q"));
    static JSON: Service = Service::new("j", "J", "1", Protocol::Json11, Endpoint::regional("j"));
    static IDS: Shape = Shape::list("Ids", &[Member::new("member", &shapes::STRING)]);
    static FILTER: Shape = Shape::structure(
        "Filter",
        &[
            Member::new("Name", &shapes::STRING),
            Member::new("Values", &IDS).id(),
        ],
    );
    static FILTERS: Shape = Shape::list("Filters", &[Member::new("member", &FILTER)]);
    static IN: Shape = Shape::structure(
        "In",
        &[
            Member::new("ThingIds", &IDS).id(),
            Member::new("ThingName", &shapes::STRING).id(),
            Member::new("Include", &IDS),
            Member::new("Filters", &FILTERS),
        ],
    );
    static ASK: Operation = Operation::new(&QUERY, "DescribeThings").input(&IN);
    static DO: Operation = Operation::new(&QUERY, "StopThings").input(&IN);
    static ASK_IN_JSON: Operation = Operation::new(&JSON, "DescribeThings").input(&IN);

    const IDS_ARE_EMPTY: &str =
        "ThingIds is set and empty, which does not mean \"all\"; leave it unset to mean all";

    fn of(purpose: Purpose, operation: &'static Operation, input: &str) -> Vec<String> {
        problems(purpose, operation, &sample(&IN, input))
    }

    #[test]
    fn loops_are_refused_an_empty_list_of_ids() {
        for purpose in [Purpose::Waiter, Purpose::Paginator, Purpose::Collection] {
            for operation in [&ASK, &DO, &ASK_IN_JSON] {
                let found = of(purpose, operation, r#"{"ThingIds": []}"#);
                assert_eq!(found, [IDS_ARE_EMPTY], "{purpose:?} {}", operation.name);
                let found = of(purpose, operation, r#"{"ThingIds": ["a", ""]}"#);
                assert_eq!(found, ["ThingIds[1] is empty"]);
                let found = of(
                    purpose,
                    operation,
                    r#"{"Filters": [{"Name": "a", "Values": ["b"]}, {"Name": "c", "Values": []}]}"#,
                );
                assert_eq!(found.len(), 1);
                assert!(
                    found[0].starts_with("Filters[1].Values is set"),
                    "{found:?}"
                );
            }
        }
    }

    #[test]
    fn a_call_is_refused_one_only_where_it_asks_and_cannot_say_so() {
        assert_eq!(
            of(Purpose::Operation, &ASK, r#"{"ThingIds": []}"#),
            [IDS_ARE_EMPTY]
        );
        for purpose in [Purpose::Resource, Purpose::BatchWriter] {
            assert!(of(purpose, &DO, r#"{"ThingIds": []}"#).is_empty());
        }
        for (operation, input) in [
            (&ASK_IN_JSON, r#"{"ThingIds": []}"#),
            (&DO, r#"{"ThingIds": []}"#),
            (&ASK, r#"{"ThingIds": [""]}"#),
            (&ASK, r#"{"ThingName": "", "Include": []}"#),
        ] {
            let found = of(Purpose::Operation, operation, input);
            assert_eq!(found, Vec::<String>::new(), "{input}");
        }
    }

    #[test]
    fn what_is_unset_or_says_something_else_passes() {
        for input in [
            "{}",
            r#"{"ThingIds": ["a"], "Include": [], "Filters": []}"#,
            r#"{"Filters": [{"Name": "a"}]}"#,
        ] {
            let found = of(Purpose::Waiter, &ASK, input);
            assert_eq!(found, Vec::<String>::new(), "{input}");
        }
        let found = of(Purpose::Waiter, &ASK, r#"{"ThingName": ""}"#);
        assert!(
            found[0].starts_with("ThingName is set and empty"),
            "{found:?}"
        );
        assert!(of(Purpose::Paginator, &ASK, r#"{"ThingName": ""}"#).is_empty());
    }
}
