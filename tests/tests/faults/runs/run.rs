//! One run: a service, faults, and an action.

use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use fastrand::Rng;
use pageboy::{Client, HttpTransport};

use super::{End, listing, waiting, writing};
use crate::kinds::{Kind, Level, Outcome};
use crate::server::Server;
use crate::story::{Pages, States, Story, Writes};
use crate::subject::Subject;
use crate::world::{Plan, World};

/// An action on a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// A listing is read, by its index in [`Subject::listings`].
    List(usize),
    /// Many items are written.
    Write,
    /// One thing is waited for.
    Wait,
    /// Many things are waited for.
    WaitAll,
}

impl Work {
    /// All actions of a service.
    pub(crate) fn of(subject: &Subject) -> Vec<Self> {
        let mut all: Vec<Self> = (0..subject.listings.len()).map(Self::List).collect();
        all.extend(subject.writes.map(|_| Self::Write));
        if subject.waiter.is_some() {
            all.extend([Self::Wait, Self::WaitAll]);
        }
        all
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::List(_) => "list",
            Self::Write => "write",
            Self::Wait => "wait",
            Self::WaitAll => "wait all",
        }
    }
}

/// One run.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub(crate) seed: u64,
    pub(crate) subject: &'static Subject,
    pub(crate) work: Work,
    pub(crate) level: Level,
    pub(crate) plan: Plan,
}

/// The outcome of a run.
pub(crate) struct RunOutcome {
    pub(crate) run: Run,
    /// The faults that happened.
    pub(crate) injected: Vec<&'static Kind>,
    /// Its end, or the violation.
    pub(crate) end: Result<End, String>,
}

/// The maximum time of a run, under a paused clock and over sockets.
const LIMITS: [Duration; 2] = [Duration::from_secs(12 * 3600), Duration::from_secs(90)];

impl Run {
    /// Runs the action, in a runtime of its own. A panic is a violation.
    pub(crate) fn go(self) -> RunOutcome {
        let mut rng = Rng::with_seed(self.seed);
        let story = match self.work {
            Work::List(at) => {
                Story::Pages(Box::new(Pages::new(self.subject.listings[at], &mut rng)))
            }
            Work::Write => Story::Writes(Writes::new(rng.usize(1..70))),
            Work::Wait => Story::States(States::new(1, &mut rng)),
            Work::WaitAll => Story::States(States::new(rng.usize(1..12), &mut rng)),
        };
        let world = World::new(self.subject.name, self.level, story, self.plan, rng.fork());
        let is_paused = self.level == Level::Memory;
        let done = panic::catch_unwind(AssertUnwindSafe(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .start_paused(is_paused)
                .build()
                .unwrap();
            let limit = LIMITS[usize::from(!is_paused)];
            runtime.block_on(async {
                match tokio::time::timeout(limit, self.within(&world, &mut rng)).await {
                    Ok(end) => end,
                    Err(_) => Err(format!("stuck: it goes on after {limit:?}")),
                }
            })
        }));
        let end = done.unwrap_or_else(|_| Err("panic: see above".to_owned()));
        let end = match world.problems().first() {
            Some(problem) => Err(problem.clone()),
            None => end,
        };
        RunOutcome {
            run: self,
            injected: world.injected(),
            end,
        }
    }

    async fn within(self, world: &World, rng: &mut Rng) -> Result<End, String> {
        let server = match self.level {
            Level::Memory => None,
            Level::Sockets => {
                let http = HttpTransport::builder()
                    .connect_timeout(Duration::from_secs(2))
                    .read_timeout(Duration::from_millis(300))
                    .build();
                Some((Server::start().await, http))
            }
        };
        let mut config = world.config(server).to_builder();
        if self.level == Level::Sockets {
            config = config.attempt_timeout(Duration::from_millis(1_500));
        }
        let config = config.build().unwrap();
        match self.work {
            Work::List(at) => {
                let listing = &self.subject.listings[at];
                let client = Client::new(listing.paginator.operation.service, &config);
                listing::read(world, &client, listing, rng).await
            }
            Work::Write => {
                let operation = self.subject.writes.unwrap();
                let client = Client::new(operation.service, &config);
                writing::write(world, &client, operation).await
            }
            Work::Wait | Work::WaitAll => {
                let waiter = self.subject.waiter.unwrap();
                let client = Client::new(waiter.operation.service, &config);
                let quick = self.level == Level::Sockets;
                match self.work {
                    Work::Wait => waiting::one(world, client, waiter, (quick, rng.bool())).await,
                    _ => waiting::many(world, client, waiter, (quick, rng.bool())).await,
                }
            }
        }
    }
}

impl World {
    /// Whether nothing in an answer revealed its fault.
    pub(super) fn is_believed(&self) -> bool {
        self.injected()
            .iter()
            .any(|kind| kind.outcome == Outcome::Believed)
    }
}
