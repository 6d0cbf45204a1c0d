//! Reads XML into values, straight from the text.
//!
//! Members arrive mostly in the model's order, or in that of the structure before, so the name of the next one is compared before
//! any is searched. Namespaces are ignored. The rules are those of `botocore/parsers.py`, `BaseXMLResponseParser`.

use memchr::{memchr_iter, memmem};

use super::super::Limits;
use super::super::decode::{MemberSet, find, in_body, not_one};
use super::super::depth::Depth;
use super::super::order::Orders;
use super::super::text;
use super::{Element, Next, Scanner};
use crate::error::DecodeError;
use crate::schema::{Kind, Member, Shape};
use crate::view::{List, Map, Slot, Structure, Value};

/// Reads a structure that is the root element, or the root's child named `wrapper`.
///
/// # Errors
///
/// Also when the wrapper is missing.
pub(in super::super) fn document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
    wrapper: Option<&str>,
) -> Result<(), DecodeError> {
    let depth = match wrapper {
        Some(_) => Depth::of(limits).around(),
        None => Depth::of(limits),
    };
    let mut document = XmlDocument::new(Scanner::new(without_nul(body)?, depth));
    let root = document.scanner.root()?;
    let Some(wrapper) = wrapper else {
        document.structure(&root, into, false)?;
        return document.scanner.finish();
    };
    let mut is_missing = true;
    document.scanner.enter()?;
    while let Some(child) = document.scanner.child(&root)? {
        if is_missing && child.is(wrapper) {
            document.structure(&child, into, false)?;
            is_missing = false;
        } else {
            document.scanner.skip(&child)?;
        }
    }
    document.scanner.finish()?;
    if is_missing {
        return Err(DecodeError::new(format!(
            "the element {wrapper} is missing"
        )));
    }
    Ok(())
}

/// Reads a structure with members outside the body; an empty body is an empty structure.
pub(in super::super) fn bound_document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    if body.is_empty() {
        return Ok(());
    }
    let mut document = XmlDocument::new(Scanner::new(without_nul(body)?, Depth::of(limits)));
    let root = document.scanner.root()?;
    match unwrapped(into.shape(), &root) {
        Some((index, member)) => document.unwrapped(&root, index, member, into)?,
        None => document.structure(&root, into, true)?,
    }
    document.scanner.finish()
}

/// Reads the member that is the whole body; an empty body is an empty structure.
pub(in super::super) fn payload(
    body: &[u8],
    member: &'static Member,
    value: &mut dyn Value,
    limits: &Limits,
) -> Result<(), DecodeError> {
    if body.is_empty() {
        if member.target.kind == Kind::Structure {
            let _present = value.slot();
        }
        return Ok(());
    }
    let mut document = XmlDocument::new(Scanner::new(without_nul(body)?, Depth::of(limits)));
    let root = document.scanner.root()?;
    let read = document.value(&root, member, value.slot());
    read.map_err(|error| error.within(member.name))?;
    document.scanner.finish()
}

/// A body without NUL, which no document can contain: it is damage, and would pass for a letter of an id.
fn without_nul(body: &[u8]) -> Result<&[u8], DecodeError> {
    if memchr::memchr(0, body).is_some() {
        return Err(DecodeError::new("a NUL in the document"));
    }
    Ok(body)
}

/// Reads the structure at the scanner's place in a document.
pub(in super::super) fn element(
    scanner: Scanner<'_>,
    element: &Element<'_>,
    into: &mut dyn Structure,
    bound: bool,
) -> Result<(), DecodeError> {
    XmlDocument::new(scanner).structure(element, into, bound)
}

/// The text of the element at a path of names below the root; `None` if there is none.
pub(in super::super) fn text_at(body: &[u8], path: &[&str]) -> Option<String> {
    text_below(Scanner::new(body, Depth::of(&Limits::default())), path)
}

/// Like [`text_at`], for an element that mostly is one of the first.
pub(in super::super) fn early_text_at(body: &[u8], path: &[&str]) -> Option<String> {
    let start = Scanner::of_start(body, Depth::of(&Limits::default()));
    text_below(start, path).or_else(|| text_at(body, path))
}

/// Like [`text_at`], for a child of the root's child `parent`, which mostly is the last.
pub(in super::super) fn late_text_at(body: &[u8], parent: &str, child: &str) -> Option<String> {
    last_child(body, parent)
        .and_then(|last| text_at(last, &[child]))
        .or_else(|| text_at(body, &[parent, child]))
}

/// The last child of the root, from its start tag on, if it has this name, no attributes and no child of its name.
fn last_child<'a>(body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    /// The bytes in which most last children are.
    const END: usize = 1024;
    let end = body.get(body.len().saturating_sub(END)..)?;
    let at = memmem::rfind(end, format!("<{name}>").as_bytes())?;
    let (_, end) = end.split_at_checked(at)?;
    let close = format!("</{name}>");
    let length = memmem::find(end, close.as_bytes())? + close.len();
    let (child, after) = end.split_at_checked(length)?;
    // Nothing but the root's end tag follows.
    let is_last = after.trim_ascii().starts_with(b"</") && memchr_iter(b'<', after).count() == 1;
    is_last.then_some(child)
}

fn text_below(mut scanner: Scanner<'_>, path: &[&str]) -> Option<String> {
    let mut parent = scanner.root().ok()?;
    for name in path {
        scanner.enter().ok()?;
        loop {
            let child = scanner.child(&parent).ok()??;
            if child.is(name) {
                parent = child;
                break;
            }
            scanner.skip(&child).ok()?;
        }
    }
    Some(scanner.text(&parent).ok()?.into_owned())
}

/// Whether a document is an `Error`, or truncated.
///
/// A document that ends with the end tag of its root is complete; otherwise all of it is checked.
pub(in super::super) fn is_error_or_cut(body: &[u8]) -> bool {
    let depth = Depth::of(&Limits::default());
    if let Ok(root) = Scanner::of_start(body, depth).root()
        && root.name() != "Error"
        && ends_with_tag(body, root.name())
    {
        return false;
    }
    let mut scanner = Scanner::new(body, depth);
    let Ok(root) = scanner.root() else {
        return true;
    };
    root.name() == "Error"
        || (!ends_with_tag(body, root.name())
            && (scanner.skip(&root).is_err() || scanner.finish().is_err()))
}

fn ends_with_tag(body: &[u8], name: &str) -> bool {
    let tag = body.trim_ascii_end().strip_suffix(b">");
    let before = tag.and_then(|body| body.strip_suffix(name.as_bytes()));
    before.is_some_and(|body| body.ends_with(b"</"))
}

/// The only member of an output, if the root element has its name and it is a scalar: then the text of the root may be the
/// value, without an element around it (S3's `GetBucketLocation`).
pub(super) fn unwrapped(
    shape: &'static Shape,
    root: &Element<'_>,
) -> Option<(usize, &'static Member)> {
    let members = shape.members().iter().enumerate();
    let mut members = members.filter(|(_, member)| in_body(member));
    let (index, member) = members.next()?;
    let is_scalar = matches!(member.target.kind, Kind::String | Kind::Enum);
    (members.next().is_none() && is_scalar && root.is(member.response)).then_some((index, member))
}

struct XmlDocument<'a> {
    scanner: Scanner<'a>,
    orders: Orders,
}

impl<'a> XmlDocument<'a> {
    fn new(scanner: Scanner<'a>) -> Self {
        let orders = Orders::default();
        Self { scanner, orders }
    }

    fn structure(
        &mut self,
        element: &Element<'_>,
        into: &mut dyn Structure,
        bound: bool,
    ) -> Result<(), DecodeError> {
        let shape = into.shape();
        let members = shape.members();
        let is_union = shape.kind == Kind::Union;
        if element.has_attributes() {
            attributes(element, members, into)?;
        }
        self.scanner.enter()?;
        let mut order = self.orders.of(shape);
        // Due is the next member of the order, or the same again if it is flattened.
        let (mut last, mut again) = (0, None);
        let mut seen = MemberSet::default();
        let mut set = 0_usize;
        loop {
            let next = again.unwrap_or_else(|| match order {
                Some(order) => self.orders.after(order, last),
                None => last,
            });
            let due = due(members, next, bound);
            let name = due.map(|member| member.response);
            let (child, found) = match (self.scanner.next(element, name), due) {
                (Next::Due { is_empty }, Some(due)) => {
                    (Element::due(due.response, is_empty), Some((next, due)))
                }
                (Next::End, _) => break,
                _ => {
                    let Some(child) = self.scanner.other_child(element)? else {
                        break;
                    };
                    let found = named(members, next, &child, bound);
                    (child, found)
                }
            };
            let Some((index, member)) = found else {
                if is_union {
                    set += 1;
                    into.set_unknown(child.local_name());
                }
                self.scanner.skip(&child)?;
                continue;
            };
            if index != next && again.is_none() {
                let order = *order.get_or_insert_with(|| self.orders.add(shape));
                self.orders.note(order, last, index);
            }
            let is_first = seen.insert(index);
            set += usize::from(is_first);
            last = index + 1;
            again = member.is_flattened().then_some(index);
            if !is_first && again.is_none() {
                self.scanner.skip(&child)?;
                continue;
            }
            let Some(value) = into.get_mut(index) else {
                let error = self
                    .scanner
                    .error("a member that the structure does not have");
                return Err(error.within(member.name));
            };
            if let Err(error) = self.value(&child, member, value.slot()) {
                return Err(error.within(member.name));
            }
        }
        if is_union && set != 1 {
            return Err(self.scanner.error(&not_one(shape, set)));
        }
        Ok(())
    }

    /// Reads the value of a member, an item or an entry.
    fn value(
        &mut self,
        element: &Element<'_>,
        member: &'static Member,
        slot: Slot<'_>,
    ) -> Result<(), DecodeError> {
        match slot {
            Slot::Structure(structure) => self.structure(element, structure, false),
            Slot::List(list) if member.is_flattened() => self.item(element, member, list),
            Slot::List(list) => {
                let name = member.target.element().response;
                self.scanner.enter()?;
                loop {
                    let child = match self.scanner.next(element, Some(name)) {
                        Next::Due { is_empty } => Element::due(name, is_empty),
                        Next::End => return Ok(()),
                        Next::Other => match self.scanner.other_child(element)? {
                            Some(child) => child,
                            None => return Ok(()),
                        },
                    };
                    self.item(&child, member, list)?;
                }
            }
            Slot::Map(map) if member.is_flattened() => self.entry(element, member, map),
            Slot::Map(map) => {
                self.scanner.enter()?;
                while let Some(child) = self.scanner.child(element)? {
                    self.entry(&child, member, map)?;
                }
                Ok(())
            }
            Slot::String(place) => {
                *place = match self.scanner.plain_text(element) {
                    Some(text) => text.to_owned(),
                    None => self.scanner.text(element)?.into_owned(),
                };
                Ok(())
            }
            slot => {
                let text = match self.scanner.plain_text(element) {
                    Some(text) => text.into(),
                    None => self.scanner.text(element)?,
                };
                text::read(text, slot).map_err(|message| self.scanner.error(message))
            }
        }
    }

    fn item(
        &mut self,
        element: &Element<'_>,
        list_member: &'static Member,
        list: &mut dyn List,
    ) -> Result<(), DecodeError> {
        let member = list_member.target.element();
        let read = self.value(element, member, list.push());
        read.map_err(|error| error.within("item"))
    }

    /// Reads an element that holds a key and a value, in any order.
    fn entry(
        &mut self,
        element: &Element<'_>,
        member: &'static Member,
        map: &mut dyn Map,
    ) -> Result<(), DecodeError> {
        let (key_member, value_member) = (member.target.key(), member.target.value());
        let mut key = None;
        let mut early = None;
        let mut is_complete = false;
        self.scanner.enter()?;
        while let Some(child) = self.scanner.child(element)? {
            if child.is(key_member.response) && key.is_none() {
                key = Some(self.scanner.text(&child)?.into_owned());
            } else if child.is(value_member.response) && early.is_none() && !is_complete {
                match &key {
                    Some(key) => {
                        self.value(&child, value_member, map.insert(String::clone(key)))
                            .map_err(|error| error.within("value"))?;
                        is_complete = true;
                    }
                    None => {
                        // The key follows: return here once it is known.
                        early = Some((self.scanner.clone(), child));
                        if let Some((_, child)) = &early {
                            self.scanner.skip(child)?;
                        }
                    }
                }
            } else {
                return Err(self
                    .scanner
                    .error("an entry with something else than one key and one value"));
            }
        }
        if let (Some((scanner, child)), Some(key)) = (early, key) {
            let mut before = Self::new(scanner);
            before
                .value(&child, value_member, map.insert(key))
                .map_err(|error| error.within("value"))?;
            is_complete = true;
        }
        if is_complete {
            Ok(())
        } else {
            Err(self.scanner.error("an entry without key or value"))
        }
    }

    /// Reads the text of the root as a member, unless the root contains an element with the member's name.
    fn unwrapped(
        &mut self,
        root: &Element<'_>,
        index: usize,
        member: &'static Member,
        into: &mut dyn Structure,
    ) -> Result<(), DecodeError> {
        let mut nested = self.scanner.clone();
        let text = self.scanner.text(root)?;
        if !text.trim().is_empty() {
            let Some(value) = into.get_mut(index) else {
                return Ok(());
            };
            return text::read(text, value.slot())
                .map_err(|message| self.scanner.error(message).within(member.name));
        }
        std::mem::swap(&mut self.scanner, &mut nested);
        self.structure(root, into, true)?;
        // An element without text means as little as a root without text.
        if into
            .view_of(index)
            .as_str()
            .is_some_and(|text| text.trim().is_empty())
            && let Some(value) = into.get_mut(index)
        {
            value.clear();
        }
        Ok(())
    }
}

/// The member whose element comes next if members arrive in the model's order.
#[inline]
fn due(members: &'static [Member], next: usize, bound: bool) -> Option<&'static Member> {
    let member = members.get(next)?;
    (!member.is_xml_attribute() && (!bound || in_body(member))).then_some(member)
}

/// The member of this element.
pub(super) fn named(
    members: &'static [Member],
    next: usize,
    element: &Element<'_>,
    bound: bool,
) -> Option<(usize, &'static Member)> {
    let found = |name: &str| {
        find(members, next, |member| {
            member.response == name && !member.is_xml_attribute() && (!bound || in_body(member))
        })
    };
    let name = element.name();
    found(name).or_else(|| found(name.split_once(':')?.1))
}

/// Reads the members that are attributes of their structure's element.
fn attributes(
    element: &Element<'_>,
    members: &'static [Member],
    into: &mut dyn Structure,
) -> Result<(), DecodeError> {
    for (index, member) in members.iter().enumerate() {
        if member.is_xml_attribute()
            && let Some(text) = element.attribute(member.response)?
            && let Some(value) = into.get_mut(index)
        {
            text::read(text, value.slot())
                .map_err(|message| DecodeError::new(message).within(member.name))?;
        }
    }
    Ok(())
}
