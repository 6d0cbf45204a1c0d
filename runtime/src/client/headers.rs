//! Headers that a program adds to its requests, and those that it cannot add.

use std::borrow::Cow;
use std::fmt;

use http::HeaderName;

use crate::error::ErrorKind;
use crate::schema::{Location, Operation};
use crate::wire;

/// Headers with unique names. They are sent and signed beside the operation's headers.
#[derive(Clone, Default)]
pub(crate) struct Headers(Vec<Header>);

#[derive(Clone)]
struct Header {
    /// The name as the program wrote it.
    text: String,
    /// `None` if the text cannot be the name of a header.
    name: Option<HeaderName>,
    value: String,
}

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
        self.replace(Header {
            name: HeaderName::from_bytes(name.as_bytes()).ok(),
            text: name,
            value,
        });
    }

    fn replace(&mut self, header: Header) {
        self.0
            .retain(|other| !other.text.eq_ignore_ascii_case(&header.text));
        self.0.push(header);
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
        for header in &self.0 {
            all.replace(header.clone());
        }
        Cow::Owned(all)
    }

    /// Headers that cannot be sent. Values are not repeated: they may be secret.
    pub(super) fn problems(&self) -> Vec<String> {
        let problem = |Header { text, name, value }: &Header| {
            let Some(name) = name else {
                return Some(format!("{text:?} cannot be the name of a header"));
            };
            if let Some((_, reason)) = TAKEN.iter().find(|(taken, _)| name == taken) {
                Some(format!("the header {text} cannot be set: {reason}"))
            } else if value.chars().any(|char| !wire::header_can_hold(char)) {
                Some(format!(
                    "the value of the header {text} has characters other than printable ASCII"
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
        for Header { text, name, value } in &self.0 {
            let Some(name) = name else {
                continue;
            };
            if request.header(name).is_some() {
                let advice = match member_of(operation, text) {
                    Some(member) => format!("; set the member {member}"),
                    None => String::new(),
                };
                problems.push(format!(
                    "the header {text} is one that {} sets itself{advice}",
                    operation.name
                ));
            } else {
                request.set_header(name.clone(), value.clone());
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
            .entries(self.0.iter().map(|header| &header.text))
            .finish()
    }
}
