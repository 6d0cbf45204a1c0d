//! Waiters: every acceptor is checked against the output that it will see.

use std::path::Path;

use pageboy_models::pointer;
use pageboy_models::waiters::Waiter;
use pageboy_schema::expression::MistakeKind;
use pageboy_schema::waiter::{Acceptor, Misfit, check};

use super::expression::value_type;
use super::model::Model;
use super::{WaiterPlan, batch};
use crate::names;
use crate::problem::Problem;

/// Plans a waiter; mistakes go to the model's problems.
pub(super) fn plan(
    model: &Model<'_>,
    file: &Path,
    (name, waiter): (&str, &Waiter),
    operation: usize,
) -> WaiterPlan {
    let base = pointer(["waiters", name]);
    if !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        let message = "the name of a waiter is made of letters and digits";
        model.report(Problem::at_pointer(file, &base, message));
    }
    let (acceptors, misfits) = acceptors(model, &base, waiter);
    // Lints report doubts.
    let misfits = misfits.into_iter();
    for misfit in misfits.filter(|misfit| misfit.mistake.kind != MistakeKind::Doubt) {
        model.report_misfit(file, misfit);
    }
    let paths = acceptors
        .iter()
        .filter_map(|acceptor| acceptor.matcher.path());
    let batch = batch::plan(model, file, (name, waiter), paths);
    WaiterPlan {
        name: name.to_owned(),
        method: names::snake(name),
        table: names::table(name),
        operation,
        delay: waiter.delay,
        max_attempts: waiter.max_attempts,
        acceptors,
        batch,
        origin: format!("`{}`, `{name}`", super::model::file_label(file)),
    }
}

/// The acceptors of a waiter at a JSON pointer, with their mistakes.
pub(super) fn acceptors(
    model: &Model<'_>,
    base: &str,
    waiter: &Waiter,
) -> (Vec<Acceptor>, Vec<Misfit>) {
    let operation = model.operation(&waiter.operation);
    let output = operation
        .as_ref()
        .and_then(|operation| operation.output.as_ref());
    let output = output.map(|output| value_type(model, &model.type_of(&output.shape)));
    let mut misfits = Vec::new();
    let acceptors = waiter
        .acceptors
        .iter()
        .enumerate()
        .filter_map(|(at, acceptor)| {
            let place = format!("{base}/acceptors/{at}");
            let judged = (waiter.operation.as_str(), output.as_ref());
            check(&place, acceptor, judged, &mut misfits)
        })
        .collect();
    (acceptors, misfits)
}
