//! Copies values without their secrets, by their tables.

use aws_smithy_types::{Blob, DateTime, Document};

use crate::dynamic::Dynamic;
use crate::schema::{Member, Shape};
use crate::view::{Slot, Structure, View, copy};

/// Replaces a secret text.
pub(super) const SCRUBBED: &str = "***";

/// The members that are secret beside those that the table marks.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets {
    more: Vec<String>,
}

impl Secrets {
    pub(super) fn add(&mut self, member: &str) {
        self.more.push(member.to_owned());
    }

    fn is_secret(&self, member: &Member) -> bool {
        let mut more = self.more.iter();
        member.is_sensitive() || more.any(|name| name.eq_ignore_ascii_case(member.name))
    }

    /// Whether a value of this shape may hold a secret.
    pub(super) fn may_be_in(&self, shape: &'static Shape) -> bool {
        let mut seen: Vec<*const Shape> = Vec::new();
        let mut left = vec![shape];
        while let Some(shape) = left.pop() {
            if seen.contains(&std::ptr::from_ref(shape)) {
                continue;
            }
            seen.push(shape);
            for member in shape.members() {
                if self.is_secret(member) {
                    return true;
                }
                left.push(member.target);
            }
        }
        false
    }

    /// A copy with `***`, 0, `false` and 1970 in place of secrets, and whether there were any.
    ///
    /// A stream is moved into the copy.
    pub(super) fn scrub(&self, structure: &dyn Structure) -> (Dynamic, bool) {
        let mut copy = Dynamic::new(structure.shape());
        let mut scrub = Scrub {
            secrets: self,
            found: false,
        };
        scrub.structure(structure, &mut copy, false);
        (copy, scrub.found)
    }
}

struct Scrub<'a> {
    secrets: &'a Secrets,
    found: bool,
}

impl Scrub<'_> {
    /// `secret` marks everything as secret.
    fn structure(&mut self, from: &dyn Structure, to: &mut dyn Structure, secret: bool) {
        if let Some(name) = from.unknown() {
            to.set_unknown(name);
            return;
        }
        for (index, member) in from.shape().members().iter().enumerate() {
            let view = from.view_of(index);
            if !view.is_null()
                && let Some(place) = to.get_mut(index)
            {
                self.value(view, place.slot(), member, secret);
            }
        }
    }

    fn value(&mut self, from: View<'_>, to: Slot<'_>, member: &Member, secret: bool) {
        let secret = secret || self.secrets.is_secret(member);
        match (from, to) {
            (View::Structure(from), Slot::Structure(to)) => self.structure(from, to, secret),
            (View::List(from), Slot::List(to)) => {
                let element = member.target.element();
                for at in 0..from.len() {
                    match from.get(at) {
                        View::Null => to.push_null(),
                        item => self.value(item, to.push(), element, secret),
                    }
                }
            }
            (View::Map(from), Slot::Map(to)) => {
                let hides_keys = secret || self.secrets.is_secret(member.target.key());
                let entries = (0..from.len()).filter_map(|at| from.entry(at));
                for (number, (key, value)) in entries.enumerate() {
                    let key = if hides_keys {
                        self.found = true;
                        format!("{SCRUBBED}{number}")
                    } else {
                        key.to_owned()
                    };
                    match value {
                        View::Null => to.insert_null(key),
                        value => {
                            self.value(value, to.insert(key), member.target.value(), secret);
                        }
                    }
                }
            }
            (View::Stream(from), Slot::Stream(to)) if !secret => *to = from.take(),
            (View::String(text), to) if secret || is_signed(text) => self.hide(to),
            (_, to) if secret => self.hide(to),
            (from, to) => copy(from, to),
        }
    }

    fn hide(&mut self, place: Slot<'_>) {
        self.found = true;
        match place {
            Slot::Boolean(place) => *place = false,
            Slot::Integer(place) => *place = 0,
            Slot::Long(place) => *place = 0,
            Slot::Float(place) => *place = 0.0,
            Slot::Double(place) => *place = 0.0,
            Slot::String(place) => SCRUBBED.clone_into(place),
            Slot::Enum(place) => place.set(SCRUBBED),
            Slot::Blob(place) => *place = Blob::new(SCRUBBED),
            Slot::Stream(place) => *place = SCRUBBED.into(),
            Slot::Timestamp(place) => *place = DateTime::from_secs(0),
            Slot::Document(place) => *place = Document::String(SCRUBBED.to_owned()),
            Slot::Events(_) | Slot::List(_) | Slot::Map(_) | Slot::Structure(_) => {}
        }
    }
}

/// Whether a text is a URL that grants access to its bearer.
pub(super) fn is_signed(text: &str) -> bool {
    const PARAMETERS: [&str; 4] = [
        "x-amz-signature=",
        "x-amz-security-token=",
        "x-amz-credential=",
        "awsaccesskeyid=",
    ];
    let text = text.to_ascii_lowercase();
    PARAMETERS.iter().any(|parameter| text.contains(parameter))
}
