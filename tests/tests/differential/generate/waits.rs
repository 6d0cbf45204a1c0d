//! Waits: a hit of each acceptor after some misses, errors that no acceptor names, and waits that run out of attempts.

use fastrand::Rng;
use pageboy::waiter::{self, AcceptorState, Decision, Matcher, Waiter};
use serde_json::{Map, json};

use super::WaitCase;
use super::looked_at::Subject;
use super::values::{Filler, input};
use crate::plain;
use crate::wire::{self, Answer};

/// The sequence of this number.
pub(crate) fn wait(waiter: &'static Waiter, number: usize, rng: &mut Rng) -> WaitCase {
    let mut maker = WaitMaker {
        waiter,
        looked_at: Subject::by_waiter(waiter),
        rng,
    };
    let (answers, attempts) = maker.answers(number);
    let mut config = Map::new();
    if let Some(attempts) = attempts {
        config.insert("MaxAttempts".to_owned(), json!(attempts));
    }
    if rng.f32() < 0.3 {
        config.insert("Delay".to_owned(), json!(rng.u32(..9)));
    }
    WaitCase {
        waiter: waiter.name,
        params: plain::of(&input(waiter.operation)),
        config,
        answers,
    }
}

/// How often to try for an output that means something to the waiter.
const TRIES: usize = 30;

struct WaitMaker<'a> {
    waiter: &'static Waiter,
    looked_at: Subject,
    rng: &'a mut Rng,
}

impl WaitMaker<'_> {
    /// The answers, and the maximum number of attempts.
    fn answers(&mut self, number: usize) -> (Vec<Answer>, Option<usize>) {
        let acceptors = self.waiter.acceptors.len();
        let misses = self.rng.usize(..4);
        let mut answers: Vec<Answer> = (0..misses).map(|_| self.miss()).collect();
        // Every acceptor has its turn, and then whatever none of them knows.
        match number % (acceptors + 2) {
            target if target < acceptors => {
                answers.push(self.hit(target));
                if self.waiter.acceptors[target].state == AcceptorState::Retry {
                    answers.push(self.any());
                    let last = self.rng.usize(..acceptors);
                    answers.push(self.hit(last));
                }
                let allowed = match self.rng.u32(..4) {
                    0 => None,
                    // The limit may come before the end.
                    1 => Some(self.rng.usize(1..answers.len() + 1)),
                    2 => Some(answers.len()),
                    _ => Some(answers.len() + 1),
                };
                (answers, allowed)
            }
            target if target == acceptors => {
                answers.push(self.foreign());
                let attempts = answers.len() + self.rng.usize(..2);
                (answers, Some(attempts))
            }
            _ => {
                answers.push(self.any());
                let attempts = answers.len();
                (answers, Some(attempts))
            }
        }
    }

    /// An answer for an acceptor; any other if none is found.
    fn hit(&mut self, target: usize) -> Answer {
        let operation = self.waiter.operation;
        match &self.waiter.acceptors[target].matcher {
            Matcher::Error(code) => {
                let status = *self.rng.choice([400, 404, 409].iter()).unwrap();
                wire::error(operation, status, code, self.rng)
            }
            Matcher::AnyError(true) => self.foreign(),
            Matcher::Status(status) if *status >= 300 => {
                if self.rng.bool() {
                    wire::bare(*status, self.rng)
                } else {
                    wire::error(operation, *status, "SomeError", self.rng)
                }
            }
            Matcher::Status(status) => self.output(*status, |_| true),
            _ => self.output(200, |decision| {
                matches!(decision, Decision::Matched { acceptor, .. } if *acceptor == target)
            }),
        }
    }

    /// An output that decides nothing.
    fn miss(&mut self) -> Answer {
        self.output(200, |decision| {
            matches!(
                decision,
                Decision::Pending
                    | Decision::Matched {
                        state: AcceptorState::Retry,
                        ..
                    }
            )
        })
    }

    fn any(&mut self) -> Answer {
        if self.rng.f32() < 0.7 {
            self.output(200, |_| true)
        } else {
            self.foreign()
        }
    }

    /// An error: one that the operation declares, one that an acceptor names, one of nobody, or one without a body.
    fn foreign(&mut self) -> Answer {
        let operation = self.waiter.operation;
        let mut codes = vec!["NobodyKnowsThis"];
        codes.extend(operation.errors.iter().map(|error| error.code));
        codes.extend(
            self.waiter
                .acceptors
                .iter()
                .filter_map(|acceptor| match acceptor.matcher {
                    Matcher::Error(code) => Some(code),
                    _ => None,
                }),
        );
        let code = *self.rng.choice(&codes).unwrap();
        let status = *self
            .rng
            .choice([400, 403, 404, 409, 500, 503].iter())
            .unwrap();
        if self.rng.f32() < 0.15 {
            wire::bare(status, self.rng)
        } else {
            wire::error(operation, status, code, self.rng)
        }
    }

    /// An output on which the waiter decides as wanted, or the last one tried.
    fn output(&mut self, status: u16, wanted: impl Fn(&Decision) -> bool) -> Answer {
        let operation = self.waiter.operation;
        let mut tries = 0;
        loop {
            tries += 1;
            let output = Filler::new(self.rng, &self.looked_at).output(operation);
            // pageboy helps to find answers that matter; botocore decides what they mean.
            let answer = waiter::Answer::Output {
                status,
                output: &output,
            };
            if tries == TRIES || wanted(&waiter::decide(self.waiter, answer)) {
                return wire::output(operation, status, &output, self.rng);
            }
        }
    }
}
