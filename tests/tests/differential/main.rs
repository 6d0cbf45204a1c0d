//! Compares every shipped waiter and paginator with botocore: the same answers, and decision by decision the same behaviour.
//!
//! Answers are made from a seed ([`generate`]), written in the service's own protocol ([`wire`]), and go through botocore's
//! own client, waiters and paginators ([`theirs`], `src/python/differential.py`) and through pageboy's ([`ours`]). Intended
//! differences are in `differential/exceptions.json`; any other fails. [`resources`] does the same with boto3, [`identity`]
//! with the chain of credential sources, and [`texts`] with texts that are parsed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose own files cannot be read has failed"
)]

mod compare;
mod exceptions;
mod generate;
mod identity;
mod ours;
mod plain;
mod report;
mod resources;
mod services;
mod settings;
mod texts;
mod theirs;
mod wire;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use pageboy_codegen::plan::ServicePlan;
use pageboy_tests::{not_run::not_run, python};

use exceptions::Exceptions;
use report::Report;
use services::Service;
use settings::Settings;
use theirs::{Botocore, Outcome};

#[test]
fn waiters_and_paginators_do_as_botocore_does() {
    let interpreter = match python::interpreter() {
        Ok(interpreter) => interpreter,
        Err(reason) => return not_run("botocore", reason),
    };
    let settings = Settings::from_environment();
    let plans = Mutex::new(services::plans(&settings));
    let report = Mutex::new(Report::new(Exceptions::read("exceptions.json")));
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers.min(4) {
            scope.spawn(|| work(interpreter, &settings, &plans, &report));
        }
    });
    let report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    report.finish(&settings);
}

/// Takes services until none is left, and runs each through both sides at the same time.
fn work(
    interpreter: &Path,
    settings: &Settings,
    plans: &Mutex<Vec<ServicePlan>>,
    report: &Mutex<Report>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let mut botocore = Botocore::start(interpreter, "differential.py");
    loop {
        let Some(plan) = plans.lock().unwrap().pop() else {
            return;
        };
        let service = Service::new(plan, settings);
        botocore.ask(service.name(), &service.cases());
        let ours = runtime.block_on(service.run());
        let theirs: Vec<Outcome> = botocore.answer();
        report.lock().unwrap().service(&service, ours, theirs);
    }
}
