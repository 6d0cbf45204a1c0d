//! Waiters from botocore's JSON, parsed at run time.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pageboy_schema::NotJson;
use pageboy_schema::expression::Expression;
use pageboy_schema::json::Json;
use pageboy_schema::reader::Problem;
use pageboy_schema::waiter::{BATCH_LIMIT, Misfit, check, check_batch, definition};

use crate::jmespath::type_of;
use crate::schema::{Operation, shapes};

use super::{Acceptor, Batch, BatchItems, Matcher, Waiter};

/// The parsed waiters, by the address of their operation and by their text.
type Readings = HashMap<(usize, String), &'static Waiter>;

impl Waiter {
    /// Parses a waiter of `operation` from one entry of `waiters` in a `waiters-2.json`: an object with `operation`,
    /// `delay`, `maxAttempts` and `acceptors`, and `batch` if need be. It has the operation's name.
    ///
    /// Expressions are checked against the operation's output once, and their members resolved. The waiter lives as long as
    /// the program, and the same text yields the same waiter.
    ///
    /// # Errors
    ///
    /// Every mistake in the text, each with its place. Comparisons that never hold count, in expressions and with expected
    /// values: a number or a time, which is seconds since 1970 here, with text, and an enum with a value that the model does
    /// not list. `to_string(…)` of an enum compares with any text.
    pub fn from_json(
        operation: &'static Operation,
        text: &str,
    ) -> Result<&'static Self, DefinitionError> {
        static KNOWN: Mutex<Option<Readings>> = Mutex::new(None);
        let key = (std::ptr::from_ref(operation).addr(), text.to_owned());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        if let Some(waiter) = known.get(&key) {
            return Ok(waiter);
        }
        let waiter: &'static Self = Box::leak(Box::new(read(operation, text)?));
        known.insert(key, waiter);
        Ok(waiter)
    }
}

/// The mistakes in the definition of a waiter.
///
/// `Display` lists all problems, each with its JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionError {
    service: &'static str,
    operation: &'static str,
    problems: Vec<DefinitionProblem>,
}

/// A mistake in the definition of a waiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionProblem {
    pointer: String,
    message: String,
}

impl DefinitionError {
    /// The problems: mistakes of form first, then parts that do not fit the operation.
    pub fn problems(&self) -> &[DefinitionProblem] {
        &self.problems
    }
}

impl DefinitionProblem {
    /// The JSON pointer of the mistake; empty for the whole definition.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The description of the mistake.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DefinitionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer)?;
        }
        f.write_str(&self.message)
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service, operation, ..
        } = self;
        write!(f, "{service} {operation}: the waiter's definition is wrong")?;
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { ": " } else { "; " };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for DefinitionError {}

impl From<Problem> for DefinitionProblem {
    fn from(problem: Problem) -> Self {
        let Problem { pointer, message } = problem;
        Self { pointer, message }
    }
}

impl From<Misfit> for DefinitionProblem {
    fn from(misfit: Misfit) -> Self {
        Self {
            message: misfit.advice(),
            pointer: misfit.pointer,
        }
    }
}

/// A parsed acceptor; its text lives as long as the program.
impl From<pageboy_schema::waiter::Acceptor> for Acceptor {
    fn from(acceptor: pageboy_schema::waiter::Acceptor) -> Self {
        use pageboy_schema::waiter::Matcher as Read;
        Self {
            state: acceptor.state,
            matcher: match acceptor.matcher {
                Read::Path(path, value) => Matcher::Path(path.into(), value.map(kept)),
                Read::PathAll(path, value) => Matcher::PathAll(path.into(), value.map(kept)),
                Read::PathAny(path, value) => Matcher::PathAny(path.into(), value.map(kept)),
                Read::Status(status) => Matcher::Status(status),
                Read::Error(code) => Matcher::Error(kept(code)),
                Read::AnyError(any) => Matcher::AnyError(any),
            },
        }
    }
}

/// The parsed relation of ids to an operation; its text lives as long as the program.
impl From<pageboy_schema::waiter::Batch> for Batch {
    fn from(batch: pageboy_schema::waiter::Batch) -> Self {
        let items = batch.lists.into_iter().map(|list| BatchItems {
            path: kept(list.path),
            members: list.members.leak(),
            ids: list.ids.leak(),
        });
        Self {
            ids: batch.ids,
            // The generator reads `max` of the list; tables do not have it. A service that refuses this many ids gets fewer.
            limit: batch.limit.unwrap_or(BATCH_LIMIT),
            items: items.collect::<Vec<_>>().leak(),
            paginator: None,
        }
    }
}

fn read(operation: &'static Operation, text: &str) -> Result<Waiter, DefinitionError> {
    let mut problems = Vec::new();
    let waiter = read_as_far_as_can_be(operation, text, &mut problems);
    match waiter {
        Some(waiter) if problems.is_empty() => Ok(waiter),
        _ => Err(DefinitionError {
            service: operation.service.name,
            operation: operation.name,
            problems,
        }),
    }
}

/// Parses as far as possible, so that all problems are found.
fn read_as_far_as_can_be(
    operation: &'static Operation,
    text: &str,
    problems: &mut Vec<DefinitionProblem>,
) -> Option<Waiter> {
    if let Some(twice) = pageboy_schema::twice(text) {
        let (first, again) = (twice.first, twice.again);
        problems.push(DefinitionProblem {
            pointer: twice.pointer,
            message: format!("is given twice, first at {first} and again at {again}"),
        });
        return None;
    }
    let value: Json = serde_json::from_str(text)
        .map_err(|error| {
            problems.push(DefinitionProblem {
                pointer: String::new(),
                message: format!("it is not JSON: {}", NotJson::explain(text, &error)),
            });
        })
        .ok()?;
    let mut found = Vec::new();
    let waiter = definition::read(&value, String::new(), &mut found);
    problems.extend(found.into_iter().map(DefinitionProblem::from));
    if !waiter.operation.is_empty() && waiter.operation != operation.name {
        problems.push(DefinitionProblem {
            pointer: "/operation".to_owned(),
            message: format!(
                "it polls `{}`, but the request is one to `{}`",
                waiter.operation, operation.name
            ),
        });
    }
    let output = operation.output.map(type_of);
    let mut misfits = Vec::new();
    let acceptors: Vec<_> = waiter
        .acceptors
        .iter()
        .enumerate()
        .filter_map(|(at, acceptor)| {
            let place = format!("/acceptors/{at}");
            check(
                &place,
                acceptor,
                (operation.name, output.as_ref()),
                &mut misfits,
            )
        })
        .collect();
    let batch = waiter.batch.as_ref().and_then(|batch| {
        let input = type_of(operation.input.unwrap_or(&shapes::EMPTY));
        let paths = acceptors
            .iter()
            .filter_map(|acceptor| acceptor.matcher.path());
        let roots = Expression::roots(paths);
        let ends = (&input, output.as_ref());
        check_batch("/batch", batch, ends, roots.as_deref(), &mut misfits)
    });
    problems.extend(misfits.into_iter().map(DefinitionProblem::from));
    if !problems.is_empty() {
        return None;
    }
    let acceptors: Vec<_> = acceptors.into_iter().map(Acceptor::from).collect();
    Some(Waiter {
        name: operation.name,
        operation,
        delay: Duration::try_from_secs_f64(waiter.delay).ok()?,
        max_attempts: waiter.max_attempts,
        acceptors: acceptors.leak(),
        batch: batch.map(|batch| Box::leak(Box::new(Batch::from(batch))) as &Batch),
    })
}

/// Text that lives as long as the program.
fn kept(text: String) -> &'static str {
    text.leak()
}
