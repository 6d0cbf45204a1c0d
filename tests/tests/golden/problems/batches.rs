//! How ids relate to the vendored waiters: derived from the model, or stated by definitions.

use std::collections::{BTreeMap, BTreeSet};

use pageboy_codegen::plan::{BatchPlan, MemberPlan, ServicePlan, WaiterPlan};
use pageboy_codegen::{Builder, Service};
use pageboy_models::Models;

use crate::vendored;

/// The plans of all services that have waiters.
fn plans() -> Vec<ServicePlan> {
    let services = Models::vendored().services().unwrap();
    let services = services
        .into_iter()
        .map(|name| Service::new(name).waiters(["*"]));
    let generated = Builder::new().services(services).generate().unwrap();
    let services = generated.services().iter();
    services
        .map(|service| service.plan().clone())
        .filter(|plan| !plan.waiters.is_empty())
        .collect()
}

/// The member that carries the ids.
fn ids<'p>(plan: &'p ServicePlan, waiter: &WaiterPlan, batch: &BatchPlan) -> &'p MemberPlan {
    let operation = &plan.operations[waiter.operation];
    &plan.shape(operation.input.unwrap()).members()[usize::from(batch.ids)]
}

fn line(plan: &ServicePlan, waiter: &WaiterPlan, batch: &BatchPlan) -> String {
    let operation = &plan.operations[waiter.operation];
    let ids = &ids(plan, waiter, batch).name;
    let name = format!("{} {}", plan.name, operation.name);
    if batch.lists.is_empty() {
        return format!("{name}: {ids}");
    }
    let lists: Vec<_> = batch.lists.iter().map(|list| list.path.clone()).collect();
    let pages = if batch.paginator.is_some() {
        ", in pages"
    } else {
        ""
    };
    format!(
        "{name}: {ids} ≤ {} in {}{pages}",
        batch.limit,
        lists.join(" and ")
    )
}

#[test]
fn what_is_known_of_the_ids_of_all_vendored_waiters() {
    let (mut many, mut one, mut none) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let mut unmarked = BTreeSet::new();
    for plan in &plans() {
        for waiter in &plan.waiters {
            let Some(batch) = &waiter.batch else {
                none.push(format!("{} {}", plan.name, waiter.name));
                continue;
            };
            // Its service refuses a required text that is empty.
            let member = ids(plan, waiter, batch);
            let is_given_one_by_one = batch.lists.is_empty() && member.required;
            if !(member.id || is_given_one_by_one) {
                unmarked.insert(line(plan, waiter, batch));
            }
            let kind = if batch.lists.is_empty() {
                &mut one
            } else {
                &mut many
            };
            *kind.entry(line(plan, waiter, batch)).or_insert(0) += 1;
        }
    }
    let count = |kind: &BTreeMap<String, usize>| kind.values().sum::<usize>();
    assert_eq!(unmarked, BTreeSet::new(), "an empty one would mean all");
    let mut text = format!(
        "many ids in a call: {}, one: {}, unknown: {}\n",
        count(&many),
        count(&one),
        none.len()
    );
    let many: Vec<_> = many
        .iter()
        .map(|(line, waiters)| format!("{line} ({waiters})"))
        .collect();
    text.push_str(&many.join("\n"));
    text.push_str("\n\nunknown:\n");
    text.push_str(&none.join("\n"));
    vendored::compare("ids.txt", &text);
}
