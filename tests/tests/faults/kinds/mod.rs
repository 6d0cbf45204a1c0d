//! Kinds of faults, and how one is applied to an answer.

mod body;
mod connection;
mod format;
mod http;
mod table;
mod tokens;

use std::fmt;

use fastrand::Rng;
use pageboy::{BodyError, TransportError};
use serde_json::Value;

use crate::answer::{Answer, Format};
use crate::server::Step;
use crate::story::Page;

pub(crate) use table::KINDS;

/// A kind of fault.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) family: Family,
    /// The effect on a listing that meets it once.
    pub(crate) outcome: Outcome,
    apply: Apply,
    /// Why it is believed; else a note for the reader.
    pub(crate) note: &'static str,
}

/// Where a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    Connection,
    Http,
    Body,
    Format,
    Throttling,
    Tokens,
}

/// The effect on a listing that meets a fault once. Nothing is lost, doubled, stuck or silent unless the answer is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is complete: the answer is correct nevertheless, or another attempt gets a correct one.
    Rides,
    /// An error ends it, and it goes on at the cursor.
    Ends,
    /// Either.
    Open,
    /// The answer is believed, since nothing in it reveals the fault.
    Believed,
}

/// The way to make a fault.
#[derive(Clone, Copy)]
pub(crate) enum Apply {
    /// The service says something else. False if it cannot for this page.
    Say(fn(&mut Page<'_>) -> bool),
    /// The service answers with an error of this code and status, and with these headers.
    Error(&'static str, u16, &'static [(&'static str, &'static str)]),
    /// The answer is changed and then framed correctly. False if it cannot be.
    Change(fn(&mut Context<'_>, &mut Answer) -> bool),
    /// The bytes on the wire are changed; over sockets only.
    Wire(fn(&mut Context<'_>, &Answer) -> Vec<Step>),
    /// Nobody listens at the address; over sockets only.
    Refused,
    /// The transport has no answer; in memory only.
    Lost(fn() -> TransportError),
    /// The transport's answer ends early; in memory only.
    Breaks(fn() -> BodyError),
}

/// The facts that a fault may use.
pub(crate) struct Context<'a> {
    pub(crate) rng: &'a mut Rng,
    pub(crate) format: Format,
    /// The name of the service under test.
    pub(crate) subject: &'static str,
    /// The service's answer.
    pub(crate) value: &'a Value,
    /// The requested member: a list, or the map of unwritten requests.
    pub(crate) list: &'static str,
    /// The member for the next token, if there is one.
    pub(crate) token: Option<&'static str>,
}

/// The way of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// From a transport that makes them, under a paused clock.
    Memory,
    /// From a server on loopback.
    Sockets,
}

impl Kind {
    pub(crate) const fn apply(&self) -> Apply {
        self.apply
    }

    /// Whether it can be made there.
    pub(crate) const fn is_on(&self, level: Level) -> bool {
        match self.apply {
            Apply::Wire(_) | Apply::Refused => matches!(level, Level::Sockets),
            Apply::Lost(_) | Apply::Breaks(_) => matches!(level, Level::Memory),
            Apply::Say(_) | Apply::Error(..) | Apply::Change(_) => true,
        }
    }

    /// Whether the service itself says something else, so that only a listing meets it.
    pub(crate) const fn is_said(&self) -> bool {
        matches!(self.apply, Apply::Say(_))
    }
}

impl fmt::Debug for Apply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Say(_) => "Say",
            Self::Error(..) => "Error",
            Self::Change(_) => "Change",
            Self::Wire(_) => "Wire",
            Self::Refused => "Refused",
            Self::Lost(_) => "Lost",
            Self::Breaks(_) => "Breaks",
        })
    }
}
