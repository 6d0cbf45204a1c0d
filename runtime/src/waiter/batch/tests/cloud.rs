//! A service that is made up, and its tables.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use crate::Dynamic;
use crate::client::{CallOutcome, Caller, empty_dynamic};
use crate::client::{Metadata, Reply};
use crate::error::{Error, ErrorKind};
use crate::jmespath::Expression;
use crate::paginator::{Paginator, RepeatedToken, ResultPath, Token};
use crate::schema::{Member, Operation, Shape, shapes};
use crate::view::{Slot, Structure, View};
use crate::waiter::batch::{Batch, BatchItems, RunAll};
use crate::waiter::tests::SERVICE;
use crate::waiter::{Acceptor, AcceptorState, ExpectedValue, Matcher, Options, Waiter};
use crate::wire;

static IDS: Shape = Shape::list("Ids", &[Member::new("member", &shapes::STRING)]);
pub(super) static INPUT: Shape = Shape::structure(
    "DescribeThingsInput",
    &[
        Member::new("Ids", &IDS),
        Member::new("Cluster", &shapes::STRING),
        Member::new("NextToken", &shapes::STRING),
    ],
);
static THING: Shape = Shape::structure(
    "Thing",
    &[
        Member::new("Arn", &shapes::STRING),
        Member::new("State", &shapes::STRING),
    ],
);
static THINGS: Shape = Shape::list("Things", &[Member::new("member", &THING)]);
static GROUP: Shape = Shape::structure(
    "Group",
    &[
        Member::new("Owner", &shapes::STRING),
        Member::new("Things", &THINGS),
    ],
);
static GROUPS: Shape = Shape::list("Groups", &[Member::new("member", &GROUP)]);
static OUTPUT: Shape = Shape::structure(
    "DescribeThingsOutput",
    &[
        Member::new("Groups", &GROUPS),
        Member::new("NextToken", &shapes::STRING),
    ],
);
pub(super) static OPERATION: Operation = Operation::new(&SERVICE, "DescribeThings")
    .input(&INPUT)
    .output(&OUTPUT);

/// Waits until things run, with calls of at most `limit` ids, answered in pages if there is a paginator.
pub(super) fn running(limit: u32, in_pages: bool) -> &'static Waiter {
    let state = || Expression::parse_for("Groups[].Things[].State", &OUTPUT).unwrap();
    let acceptors = vec![
        Acceptor::new(
            AcceptorState::Success,
            Matcher::PathAll(state(), ExpectedValue::String("running")),
        ),
        Acceptor::new(
            AcceptorState::Failure,
            Matcher::PathAny(state(), ExpectedValue::String("broken")),
        ),
    ];
    let paginator = in_pages.then(|| -> &'static Paginator {
        Box::leak(Box::new(Paginator {
            operation: &OPERATION,
            tokens: vec![Token {
                input: 2,
                output: Expression::parse_for("NextToken", &OUTPUT).unwrap(),
            }]
            .leak(),
            more_results: None,
            results: &[ResultPath {
                path: "Groups",
                members: &[0],
            }],
            limit: None,
            non_aggregate: &[],
            repeated_token: RepeatedToken::Error,
            every_request: &[],
            first_token: &[],
            default_limit: None,
            max_limit: None,
        }))
    });
    Box::leak(Box::new(Waiter {
        name: "ThingsRunning",
        operation: &OPERATION,
        delay: Duration::from_secs(15),
        max_attempts: 40,
        acceptors: acceptors.leak(),
        batch: Some(Box::leak(Box::new(Batch {
            ids: 0,
            limit,
            items: &[BatchItems {
                path: "Groups[].Things[]",
                members: &[0, 1],
                ids: &[0],
            }],
            paginator,
        }))),
    }))
}

/// One request as it was made: when, and the ids.
pub(super) type CloudRequest = (f64, Vec<String>);

/// What a call for some ids, the `number`th, is answered with instead of states.
pub(super) type Fails = fn(number: usize, ids: &[String]) -> Option<Error>;

/// A service whose things run after some seconds.
#[derive(Clone)]
pub(super) struct Cloud {
    pub(super) begun: Instant,
    pub(super) asked: Arc<Mutex<Vec<CloudRequest>>>,
    pub(super) under_way: Arc<Mutex<(usize, usize)>>,
    /// The state of a thing after some seconds; `None` if it is not in the answer.
    pub(super) state: fn(id: &str, seconds: f64) -> Option<&'static str>,
    pub(super) fails: Fails,
    pub(super) takes: Duration,
    pub(super) page: usize,
}

impl Cloud {
    pub(super) fn new(state: fn(&str, f64) -> Option<&'static str>) -> Self {
        Self {
            begun: Instant::now(),
            asked: Arc::default(),
            under_way: Arc::default(),
            state,
            fails: |_, _| None,
            takes: Duration::ZERO,
            page: usize::MAX,
        }
    }

    pub(super) fn asked(&self) -> Vec<CloudRequest> {
        self.asked.lock().unwrap().clone()
    }

    /// The ids of each request, the ranges in short.
    pub(super) fn requests(&self) -> String {
        let lines = self.asked().into_iter().map(|(seconds, ids)| {
            let ids = match ids.as_slice() {
                [first, .., last] if ids.len() > 4 => format!("{first} … {last} ({})", ids.len()),
                few => few.join(" "),
            };
            format!("{seconds:.1} s: {ids}")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn output(&self, ids: &[String], from: usize) -> Dynamic {
        let seconds = self.begun.elapsed().as_secs_f64();
        let mut output = Dynamic::new(&OUTPUT);
        let page = ids.iter().skip(from).take(self.page);
        for id in page {
            let Some(state) = (self.state)(id, seconds) else {
                continue;
            };
            let Some(Slot::List(groups)) = output.get_mut(0).map(|value| value.slot()) else {
                panic!("no groups");
            };
            let Slot::Structure(group) = groups.push() else {
                panic!("no group");
            };
            let Some(Slot::List(things)) = group.get_mut(1).map(|value| value.slot()) else {
                panic!("no things");
            };
            if let Slot::Structure(thing) = things.push() {
                set(thing, 0, id);
                set(thing, 1, state);
            }
        }
        if from.saturating_add(self.page) < ids.len() {
            set(&mut output, 1, &(from + self.page).to_string());
        }
        output
    }
}

pub(super) fn set(structure: &mut dyn Structure, member: usize, value: &str) {
    if let Some(Slot::String(text)) = structure.get_mut(member).map(|value| value.slot()) {
        value.clone_into(text);
    }
}

impl Caller for Cloud {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>> {
        let cloud = self.clone();
        Box::pin(async move {
            let View::List(list) = input.view_of(0) else {
                panic!("no ids");
            };
            let ids: Vec<String> = (0..list.len())
                .filter_map(|at| Some(list.get(at).as_str()?.to_owned()))
                .collect();
            assert_eq!(input.view_of(1).as_str(), Some("main"), "the rest is kept");
            let from = input
                .view_of(2)
                .as_str()
                .map_or(0, |token| token.parse().unwrap());
            let number = {
                let mut asked = cloud.asked.lock().unwrap();
                asked.push((cloud.begun.elapsed().as_secs_f64(), ids.clone()));
                asked.len()
            };
            {
                let mut under_way = cloud.under_way.lock().unwrap();
                under_way.0 += 1;
                under_way.1 = under_way.1.max(under_way.0);
            }
            if !cloud.takes.is_zero() {
                tokio::time::sleep(cloud.takes).await;
            }
            cloud.under_way.lock().unwrap().0 -= 1;
            let result = match (cloud.fails)(number, &ids) {
                Some(error) => Err(error),
                None => Ok(Reply {
                    output: Box::new(cloud.output(&ids, from)),
                    metadata: Metadata {
                        request_id: Some(format!("id-{number}")),
                        ..Metadata::NONE
                    },
                }),
            };
            CallOutcome { input, result }
        })
    }
}

pub(super) fn service_error(status: u16, code: &str, message: &str) -> Error {
    let body = format!(r#"{{"__type":"{code}","message":"{message}"}}"#).into();
    let headers = http::HeaderMap::new();
    let limits = wire::Limits::default();
    let response = wire::parse_error(&OPERATION, status, &headers, body, &limits);
    Error::new(&OPERATION, ErrorKind::Service(response))
}

pub(super) fn of(
    cloud: &Cloud,
    waiter: &'static Waiter,
    ids: impl IntoIterator<Item = String>,
) -> RunAll {
    let mut template = Dynamic::new(&INPUT);
    set(&mut template, 1, "main");
    RunAll {
        waiter,
        options: Options::default(),
        caller: Box::new(cloud.clone()),
        template: Box::new(template),
        empty_input: |_| Box::new(Dynamic::new(&INPUT)),
        empty_output: empty_dynamic,
        ids: ids.into_iter().collect(),
        pace: Some(1000.0),
        concurrency: None,
        observer: None,
    }
}
