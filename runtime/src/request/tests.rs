#![allow(
    unreachable_pub,
    dead_code,
    reason = "the macro writes what is public in generated code, of which the tests use a part"
)]

use std::borrow::Cow;
use std::time::Duration;

use crate::client::Client;
use crate::jmespath::{Comparator, Expression, Literal, Node};
use crate::schema::{Endpoint, Operation, Protocol, Service};
use crate::waiter::{Acceptor, AcceptorState, ExpectedValue, Matcher, Waiter};

use super::*;

static SERVICE: Service = Service::new(
    "made-up",
    "MadeUp",
    "2020-01-01",
    Protocol::Json10,
    Endpoint::regional("made-up"),
);
static OPERATION: Operation = Operation::new(&SERVICE, "DescribeThings");

/// The form in which generated code writes a waiter: one `static`, no named parts.
static READY: Waiter = Waiter {
    name: "ThingsReady",
    operation: &OPERATION,
    delay: Duration::from_secs(5),
    max_attempts: 3,
    batch: None,
    acceptors: &[
        Acceptor {
            state: AcceptorState::Success,
            matcher: Matcher::PathAll(
                Expression::new(
                    "Things[].State",
                    &[
                        Node::Member(Cow::Borrowed("Things"), 0),
                        Node::Flatten(0),
                        Node::Member(Cow::Borrowed("State"), 1),
                        Node::Projection(1, 2),
                    ],
                ),
                ExpectedValue::String("ready"),
            ),
        },
        Acceptor {
            state: AcceptorState::Failure,
            matcher: Matcher::Path(
                Expression::new(
                    "Tags.x == `[1]`",
                    &[
                        Node::Field(Cow::Borrowed("x")),
                        Node::Literal(Literal::List(Cow::Borrowed(&[Literal::Integer(1)]))),
                        Node::Compare(Comparator::Equal, 0, 1),
                    ],
                ),
                ExpectedValue::Boolean(true),
            ),
        },
    ],
};

struct DescribeThings<For = ToSend> {
    input: (),
    request: For,
}

impl DescribeThings {
    fn send(self) -> Call<()> {
        let Self { input, request } = self;
        request.call(&OPERATION, input)
    }
}

crate::__waits!(DescribeThings, ());

fn is_send_and_static<T: Send + 'static>(value: T) -> T {
    value
}

/// Never called: it is enough that it compiles.
fn builders_are_futures(client: Client) {
    let send = DescribeThings {
        input: (),
        request: ToSend::new(client.clone()),
    };
    let call = is_send_and_static(send.send());
    drop(is_send_and_static(call.with_metadata()));
    let wait = DescribeThings {
        input: (),
        request: Wait::new(client, &READY),
    };
    let waiting = wait
        .delay(Duration::ZERO)
        .on_poll(|_| ())
        .on_poll(|_| std::ops::ControlFlow::Break(()))
        .into_future();
    drop(is_send_and_static(waiting));
}
