//! Requests of the `query` and `ec2` protocols: one form of name and value pairs.
//!
//! The names of members are resolved in the tables; here they are joined (`botocore/serialize.py`,
//! `QuerySerializer` and `EC2Serializer`). What is left of the difference: `query` names the items of a list unless
//! it is flattened, and sends an empty list as an empty value; `ec2` does neither.

use std::fmt::Write;

use super::{Input, Request, text, uri};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{Member, Operation, Protocol, TimestampFormat};
use crate::view::View;

/// The request of an operation, without host prefix.
pub(super) fn request(op: &Operation, input: Input<'_>) -> Result<Request, ErrorKind> {
    let mut form = Form {
        pairs: String::with_capacity(256),
        name: String::with_capacity(64),
        is_ec2: op.service.protocol == Protocol::Ec2,
    };
    uri::pair(&mut form.pairs, "Action", op.name);
    uri::pair(&mut form.pairs, "Version", op.service.api_version);
    if op.input.is_some() {
        form.structure(input)?;
    }
    Ok(Request {
        method: op.method,
        path: "/".to_owned(),
        query: String::new(),
        headers: vec![(
            "Content-Type".to_owned(),
            "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
        )],
        body: Body::from(form.pairs),
        host_prefix: None,
    })
}

struct Form {
    pairs: String,
    /// The name of the value at hand: what is around it, joined with dots.
    name: String,
    is_ec2: bool,
}

impl Form {
    fn structure(&mut self, input: Input<'_>) -> Result<(), ErrorKind> {
        for (member, view) in input.present() {
            self.value(member.request, member, view)?;
        }
        Ok(())
    }

    /// Appends a value whose name is `segment` under the name at hand.
    fn value(&mut self, segment: &str, member: &Member, view: View<'_>) -> Result<(), ErrorKind> {
        let outer = self.push(segment);
        let done = self.named(member, view);
        self.name.truncate(outer);
        done
    }

    /// Appends a value that has the name at hand.
    fn named(&mut self, member: &Member, view: View<'_>) -> Result<(), ErrorKind> {
        match view {
            View::Null => {}
            View::Structure(structure) => self.structure(Input::nested(structure))?,
            View::List(list) => {
                if list.is_empty() && !self.is_ec2 {
                    uri::pair(&mut self.pairs, &self.name, "");
                }
                let element = member.target.element();
                if !self.is_ec2 && !member.is_flattened() {
                    self.push(element.request);
                }
                for at in 0..list.len() {
                    let outer = self.push_number(at + 1);
                    self.named(element, list.get(at))?;
                    self.name.truncate(outer);
                }
            }
            View::Map(map) => {
                let (key, value) = (member.target.key(), member.target.value());
                if !member.is_flattened() {
                    self.push("entry");
                }
                for (at, (name, view)) in (0..map.len()).filter_map(|at| map.entry(at)).enumerate()
                {
                    let outer = self.push_number(at + 1);
                    self.value(key.request, key, View::String(name))?;
                    self.value(value.request, value, view)?;
                    self.name.truncate(outer);
                }
            }
            _ => {
                let text = text::of(member, view, TimestampFormat::Iso8601)?;
                uri::pair(&mut self.pairs, &self.name, &text);
            }
        }
        Ok(())
    }

    /// Extends the name and returns the length to cut it back to.
    fn push(&mut self, segment: &str) -> usize {
        let outer = self.name.len();
        if outer > 0 {
            self.name.push('.');
        }
        self.name.push_str(segment);
        outer
    }

    fn push_number(&mut self, number: usize) -> usize {
        let outer = self.name.len();
        let _infallible = write!(self.name, ".{number}");
        outer
    }
}
