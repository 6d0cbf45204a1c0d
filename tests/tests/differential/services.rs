//! A service's definitions as tables, and the cases of each.

use pageboy::RepeatedToken;
use pageboy::schema::Auth;
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::plan::ServicePlan;
use pageboy_codegen::{Builder, Service as ServiceSelection};
use pageboy_models::Models;
use serde_json::Value;

use crate::generate::{self, PagesCase, Trait, WaitCase};
use crate::ours;
use crate::settings::Settings;
use crate::theirs::Outcome;

/// Everything that ships, the smallest services first.
///
/// Without our overlays: botocore does not have them, and their effects are tested elsewhere.
pub(crate) fn plans(settings: &Settings) -> Vec<ServicePlan> {
    let vendored = Models::vendored();
    let mut builder = Builder::new().definitions(vendored.base());
    for name in vendored.services().unwrap() {
        if settings.has_service(&name) {
            builder = builder.service(ServiceSelection::new(name).waiters(["*"]).paginators(["*"]));
        }
    }
    let mut plans = builder
        .plan()
        .unwrap_or_else(|problems| panic!("{problems}"));
    plans.retain(|plan| !plan.waiters.is_empty() || !plan.paginators.is_empty());
    plans.sort_by_key(|plan| plan.waiters.len() + plan.paginators.len());
    plans
}

/// A service with its cases.
pub(crate) struct Service {
    name: String,
    tables: Tables,
    pub(crate) sequences: Vec<Sequence>,
}

/// A case of a waiter or a paginator.
pub(crate) struct Sequence {
    /// The waiter, or the paginator's operation.
    pub(crate) definition: &'static str,
    /// Which one of the definition's it is.
    pub(crate) number: usize,
    pub(crate) case: SequenceCase,
}

pub(crate) enum SequenceCase {
    Wait(WaitCase),
    Pages(PagesCase),
}

impl SequenceCase {
    /// Its features.
    pub(crate) fn traits(&self) -> &[Trait] {
        match self {
            Self::Wait(_) => &[],
            Self::Pages(case) => &case.traits,
        }
    }

    pub(crate) fn json(&self) -> Value {
        let json = match self {
            Self::Wait(case) => serde_json::to_value(case),
            Self::Pages(case) => serde_json::to_value(case),
        };
        json.unwrap()
    }
}

impl Service {
    pub(crate) fn new(mut plan: ServicePlan, settings: &Settings) -> Self {
        // Signing would take most of the time, and other tests compare signatures.
        for operation in &mut plan.operations {
            operation.auth.schemes = vec![Auth::None];
        }
        let tables = Tables::new(&plan);
        let mut sequences = Vec::new();
        let mut add =
            |definition: &'static str, case: &dyn Fn(usize, &mut fastrand::Rng) -> SequenceCase| {
                for number in 0..settings.sequences {
                    let name = format!("{}/{definition}", plan.name);
                    let mut rng = generate::chance(settings.seed, &name, number);
                    sequences.push(Sequence {
                        definition,
                        number,
                        case: case(number, &mut rng),
                    });
                }
            };
        for name in sorted(tables.waiters.keys(), settings) {
            let waiter = tables.waiters[name];
            add(name, &|number, rng| {
                SequenceCase::Wait(generate::wait(waiter, number, rng))
            });
        }
        for name in sorted(tables.paginators.keys(), settings) {
            let paginator = tables.paginators[name];
            // botocore has no word for a repeated token that is the end, and no paginator where one is.
            if paginator.repeated_token != RepeatedToken::Error {
                continue;
            }
            add(name, &|number, rng| {
                SequenceCase::Pages(generate::pages(paginator, number, rng))
            });
        }
        Self {
            name: plan.name,
            tables,
            sequences,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The names of all acceptors of the waiters that are run.
    pub(crate) fn acceptors(&self) -> impl Iterator<Item = String> {
        let waits = self.sequences.iter().filter(|sequence| {
            // Each waiter once.
            sequence.number == 0 && matches!(sequence.case, SequenceCase::Wait(_))
        });
        waits.flat_map(|sequence| {
            let waiter = self.tables.waiters[sequence.definition];
            (0..waiter.acceptors.len()).map(|index| self.acceptor(waiter.name, index))
        })
    }

    pub(crate) fn acceptor(&self, waiter: &str, index: usize) -> String {
        format!("{}/{waiter}[{index}]", self.name)
    }

    /// All cases, as the Python side reads them.
    pub(crate) fn cases(&self) -> Vec<Value> {
        self.sequences
            .iter()
            .map(|sequence| sequence.case.json())
            .collect()
    }

    /// Runs all cases through pageboy.
    pub(crate) async fn run(&self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for Sequence {
            definition, case, ..
        } in &self.sequences
        {
            outcomes.push(match case {
                SequenceCase::Wait(case) => {
                    Outcome::Wait(ours::wait(self.tables.waiters[definition], case).await)
                }
                SequenceCase::Pages(case) => {
                    Outcome::Pages(ours::pages(self.tables.paginators[definition], case).await)
                }
            });
        }
        outcomes
    }
}

fn sorted<'a>(
    names: impl Iterator<Item = &'a &'static str>,
    settings: &Settings,
) -> Vec<&'static str> {
    let mut names: Vec<_> = names
        .copied()
        .filter(|name| settings.has_definition(name))
        .collect();
    names.sort_unstable();
    names
}
