//! Compares credential sources with botocore's: the same environment and files, and the same servers.
//!
//! A case is a combination of environment, shared files, caches, and answers of STS, single sign-on, the sign-in of login
//! sessions, and the hosts of a container and an instance ([`make`]). Each side is a process of its own in the same home
//! folder, and sends everything to a server on this machine ([`server`]). Both must find the same credentials by the same
//! calls, or fail. Intended differences are in `differential/identity.json`. A listener at every level hears ours: it must
//! hear no secret ([`ours`]).

mod case;
mod folder;
mod make;
mod ours;
mod report;
mod server;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pageboy_tests::{not_run::not_run, python};
use serde_json::json;

use self::case::{End, IdentityCase, IdentityOutcome};
use self::folder::Folder;
use self::report::IdentityReport;
use self::server::Server;
use crate::theirs::Botocore;

/// What every run of the tests covers.
const RUNS: usize = 1560;
const SEED: u64 = 0;

#[test]
fn keys_are_those_that_botocore_finds() {
    if cfg!(windows) {
        return not_run(
            "processes that fork",
            "Each of botocore's cases is a process of its own.",
        );
    }
    let interpreter = match python::interpreter() {
        Ok(interpreter) => interpreter,
        Err(reason) => return not_run("botocore", reason),
    };
    let (runs, seed) = (number("RUNS", RUNS as u64), number("SEED", SEED));
    let only = std::env::var("IDENTITY_ONLY").ok().map(|only| {
        let number = only.parse::<usize>();
        number.unwrap_or_else(|_| panic!("IDENTITY_ONLY={only} is no number"))
    });
    let numbers: Vec<usize> = match only {
        Some(only) => vec![only],
        None => (0..usize::try_from(runs).unwrap()).collect(),
    };
    let next = AtomicUsize::new(0);
    let report = Mutex::new(IdentityReport::new(seed));
    std::thread::scope(|scope| {
        for worker in 0..4.min(numbers.len()) {
            let (next, numbers, report) = (&next, &numbers, &report);
            scope.spawn(move || {
                let mut sides = Sides::new(interpreter, worker);
                while let Some(number) = numbers.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = make::case(seed, *number);
                    let (theirs, ours) = (sides.theirs(&case), sides.ours(&case));
                    report.lock().unwrap().add(*number, &case, ours, theirs);
                }
            });
        }
    });
    let is_usual = only.is_none() && seed == SEED && numbers.len() >= RUNS;
    report.into_inner().unwrap().finish(is_usual);
}

/// `IDENTITY_RUNS`, so many cases; `IDENTITY_SEED`, where chance begins.
fn number(name: &str, otherwise: u64) -> u64 {
    let name = format!("IDENTITY_{name}");
    match std::env::var(&name) {
        Err(_) => otherwise,
        Ok(value) => {
            let number = value.parse();
            number.unwrap_or_else(|_| panic!("{name}={value} is no number"))
        }
    }
}

/// Both sides, with a server and a home folder that they share.
struct Sides {
    botocore: Botocore,
    server: Server,
    folder: Folder,
}

impl Sides {
    fn new(interpreter: &Path, worker: usize) -> Self {
        Self {
            botocore: Botocore::start(interpreter, "identity.py"),
            server: Server::start(),
            folder: Folder::new(worker),
        }
    }

    fn theirs(&mut self, case: &IdentityCase) -> IdentityOutcome {
        self.begin(case);
        self.botocore.tell(&json!({
            "environment": case.environment(self.folder.path()),
            "server": self.server.address(),
            "profile": case.code_profile,
        }));
        let end = self.botocore.answer();
        self.outcome(end)
    }

    fn ours(&mut self, case: &IdentityCase) -> IdentityOutcome {
        self.begin(case);
        let environment = case.environment(self.folder.path());
        let end = ours::ask(environment, &self.server.address(), case);
        self.outcome(end)
    }

    fn begin(&self, case: &IdentityCase) {
        self.folder.fill(case);
        self.server.answer_with(&case.answers);
    }

    fn outcome(&self, end: End) -> IdentityOutcome {
        IdentityOutcome {
            end,
            calls: self.server.calls(),
            token: self.folder.token(),
        }
    }
}
