//! Headers that a program adds to its requests, and those that it cannot add.

use std::borrow::Cow;
use std::fmt;

use crate::error::ErrorKind;
use crate::schema::{Location, Operation};
use crate::wire;

/// Names and values; names are unique. They are sent and signed beside the operation's headers.
#[derive(Clone, Default)]
pub(crate) struct Headers(Vec<(String, String)>);

/// Headers that pageboy sets, each with the reason.
const TAKEN: &[(&str, &str)] = &[
    ("amz-sdk-invocation-id", "every call has one of its own"),
    ("amz-sdk-request", "it counts the attempts"),
    ("authorization", "it is the signature"),
    ("connection", "it belongs to the connection"),
    ("content-length", "it is the length of the body"),
    ("date", "it is the time of the signature"),
    ("expect", "it belongs to the connection"),
    ("host", "it is the endpoint's; set the endpoint URL"),
    ("te", "it belongs to the connection"),
    ("trailer", "it belongs to the connection"),
    ("transfer-encoding", "it belongs to the connection"),
    ("upgrade", "it belongs to the connection"),
    ("user-agent", "it names this program; set the app id"),
    ("x-amz-content-sha256", "it is the hash of the body"),
    ("x-amz-date", "it is the time of the signature"),
    (
        "x-amz-decoded-content-length",
        "it is the length of the body",
    ),
    ("x-amz-security-token", "it belongs to the keys"),
    ("x-amz-target", "it names the operation"),
    ("x-amz-trailer", "it names the checksum behind the body"),
];

impl Headers {
    /// Adds a header, or replaces one with this name.
    pub(crate) fn set(&mut self, name: String, value: String) {
        self.0
            .retain(|(other, _)| !other.eq_ignore_ascii_case(&name));
        self.0.push((name, value));
    }

    /// These headers, and those beneath that have other names.
    pub(super) fn over<'h>(&'h self, beneath: &'h Self) -> Cow<'h, Self> {
        if self.0.is_empty() {
            return Cow::Borrowed(beneath);
        }
        if beneath.0.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut all = beneath.clone();
        for (name, value) in &self.0 {
            all.set(name.clone(), value.clone());
        }
        Cow::Owned(all)
    }

    /// Headers that cannot be sent. Values are not repeated: they may be secret.
    pub(super) fn problems(&self) -> Vec<String> {
        let problem = |(name, value): &(String, String)| {
            let taken = TAKEN
                .iter()
                .find(|(taken, _)| taken.eq_ignore_ascii_case(name));
            if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
                Some(format!("{name:?} cannot be the name of a header"))
            } else if let Some((_, reason)) = taken {
                Some(format!("the header {name} cannot be set: {reason}"))
            } else if value.chars().any(|char| !wire::header_can_hold(char)) {
                Some(format!(
                    "the value of the header {name} has characters other than printable ASCII"
                ))
            } else {
                None
            }
        };
        self.0.iter().filter_map(problem).collect()
    }

    /// Adds them to a request.
    ///
    /// # Errors
    ///
    /// Headers that cannot be sent, and those that the request already has, with the member that sets them.
    pub(super) fn add_to(
        &self,
        operation: &Operation,
        request: &mut wire::Request,
    ) -> Result<(), ErrorKind> {
        let mut problems = self.problems();
        for (name, value) in &self.0 {
            if request.has_header(name) {
                let advice = match member_of(operation, name) {
                    Some(member) => format!("; set the member {member}"),
                    None => String::new(),
                };
                problems.push(format!(
                    "the header {name} is one that {} sets itself{advice}",
                    operation.name
                ));
            } else {
                request.set_header(name, value.clone());
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(ErrorKind::Invalid(problems))
        }
    }
}

/// The member of an operation's input that is sent in this header.
fn member_of(operation: &Operation, header: &str) -> Option<&'static str> {
    let mut members = operation.input?.members().iter();
    let found = members.find(|member| {
        member.location == Location::Header && member.request.eq_ignore_ascii_case(header)
    });
    found.map(|member| member.name)
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
