//! Waits that a program's closure judges.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::client::Reply;
use crate::error::Error;
use crate::schema::Operation;
use crate::view::Structure;

use super::{Acceptor, AcceptorState, Answer, Decision, Matcher, Waiter};

/// The default delay between two polls of a condition.
const DELAY: Duration = Duration::from_secs(5);

/// The default maximum of calls for a condition.
const ATTEMPTS: u32 = 60;

/// The return type of a condition of [`Repeat::until`](crate::Repeat::until).
///
/// - `bool`: `true` ends the wait with success; `false` decides nothing.
/// - [`AcceptorState`]: success, failure, or poll again.
/// - `Option` of it: `None` decides nothing.
///
/// After an undecided output, the wait polls again; an undecided service error ends the wait, as with acceptors, or is
/// [ridden out](crate::Wait::ride_out).
pub trait Judgement: sealed::Sealed {
    /// The resulting state; `None` if the answer decides nothing.
    fn into_state(self) -> Option<AcceptorState>;
}

impl Judgement for AcceptorState {
    fn into_state(self) -> Option<AcceptorState> {
        Some(self)
    }
}

impl Judgement for Option<AcceptorState> {
    fn into_state(self) -> Option<AcceptorState> {
        self
    }
}

impl Judgement for bool {
    fn into_state(self) -> Option<AcceptorState> {
        self.then_some(AcceptorState::Success)
    }
}

mod sealed {
    use super::AcceptorState;

    pub trait Sealed {}

    impl Sealed for AcceptorState {}
    impl Sealed for Option<AcceptorState> {}
    impl Sealed for bool {}
}

/// A condition with a type-erased output.
pub(crate) type Condition =
    Box<dyn FnMut(Result<&dyn Structure, &Error>) -> Option<AcceptorState> + Send>;

/// Erases the type of the condition's output.
#[inline]
pub(crate) fn condition<O: Structure, J: Judgement>(
    mut judge: impl FnMut(Result<&O, &Error>) -> J + Send + 'static,
) -> Condition {
    Box::new(move |answer| match answer {
        Ok(output) => {
            let output: &dyn Any = output;
            judge(Ok(output.downcast_ref()?)).into_state()
        }
        Err(error) => judge(Err(error)).into_state(),
    })
}

/// The condition's judgement of an answer; `None` if there was no answer.
pub(super) fn decide(condition: &mut Condition, result: &Result<Reply, Error>) -> Option<Decision> {
    let answer = Answer::of(result)?;
    let state = condition(result.as_ref().map(|reply| &*reply.output));
    Some(match (state, answer) {
        (Some(state), _) => Decision::Matched {
            acceptor: ACCEPTORS
                .iter()
                .position(|acceptor| acceptor.state == state)
                .unwrap_or(0),
            state,
        },
        (None, Answer::Output { .. }) => Decision::Pending,
        (None, Answer::Error { .. }) => Decision::Unmatched,
    })
}

static ACCEPTORS: [Acceptor; 3] = [
    Acceptor::new(AcceptorState::Success, Matcher::Condition),
    Acceptor::new(AcceptorState::Failure, Matcher::Condition),
    Acceptor::new(AcceptorState::Retry, Matcher::Condition),
];

/// The waiter of an operation that a condition judges: every 5 s, at most 60 calls.
///
/// It lives as long as the program, and is made once for an operation.
pub(crate) fn waiter(operation: &'static Operation) -> &'static Waiter {
    static MADE: Mutex<Option<HashMap<usize, &'static Waiter>>> = Mutex::new(None);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.get_or_insert_default()
        .entry(std::ptr::from_ref(operation).addr())
        .or_insert_with(|| {
            Box::leak(Box::new(Waiter {
                name: operation.name,
                operation,
                delay: DELAY,
                max_attempts: ATTEMPTS,
                acceptors: &ACCEPTORS,
                batch: None,
            }))
        })
}
