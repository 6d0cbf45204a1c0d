//! The names that a plan gives, and that none changes with what else is selected.

use std::collections::BTreeMap;

use fastrand::Rng;
use pageboy_codegen::plan::{Form, ServicePlan};
use pageboy_codegen::{Builder, Service};

use crate::sample;

/// Every name of a plan, by what it is the name of.
pub(crate) type Names = BTreeMap<String, String>;

pub(crate) fn names(plan: &ServicePlan) -> Names {
    let mut names = Names::new();
    for operation in &plan.operations {
        let own = [&operation.method, &operation.type_name, &operation.table];
        names.insert(
            format!("operation {}", operation.name),
            own.map(String::as_str).join(" "),
        );
    }
    for waiter in &plan.waiters {
        let own = format!("{} {}", waiter.method, waiter.table);
        names.insert(format!("waiter {}", waiter.name), own);
    }
    for shape in &plan.shapes {
        let own = format!("{} {}", shape.type_name, shape.table);
        names.insert(format!("shape {}", shape.name), own);
        for member in shape.members() {
            let own = format!("{} {}", member.field, member.setter);
            names.insert(format!("member {}.{}", shape.name, member.name), own);
        }
        if let Form::Enum(values) = &shape.form {
            for value in values {
                names.insert(
                    format!("value {}.{}", shape.name, value.text),
                    value.variant.clone(),
                );
            }
        }
    }
    names
}

/// What has another name than before, or none.
pub(crate) fn changes(service: &str, before: &Names, after: &Names) -> Vec<String> {
    let changed = before
        .iter()
        .filter(|(what, name)| after.get(*what) != Some(name));
    let changed = changed.map(|(what, name)| {
        let now = after.get(what).map_or("nothing", String::as_str);
        format!("{service}: {what} was `{name}` and is `{now}`")
    });
    changed.collect()
}

pub(crate) fn plan(builder: Builder, service: Service) -> ServicePlan {
    let plans = builder.service(service).plan();
    plans
        .unwrap_or_else(|problems| panic!("{problems}"))
        .remove(0)
}

#[test]
fn no_name_depends_on_what_else_is_selected() {
    let mut changed = Vec::new();
    for (seed, service) in (0..).zip(sample()) {
        let whole = plan(Builder::new(), Service::new(&service).operations(["*"]));
        let mut rng = Rng::with_seed(seed);
        let some: Vec<_> = whole
            .operations
            .iter()
            .filter(|_| rng.u8(..3) == 0)
            .collect();
        let selected =
            Service::new(&service).operations(some.iter().map(|operation| &operation.name));
        let part = plan(Builder::new(), selected);
        changed.extend(changes(&service, &names(&part), &names(&whole)));
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}
